"""Shape of a protection as it is typed."""

from flask_babel import lazy_gettext as _l
from wtforms.validators import DataRequired, InputRequired, Length

from cocreate.kernel.fields import Paragraphs, Whole
from cocreate.kernel.forms import Form
from cocreate.screening.protection.models import MAX_REASON


class ProtectionForm(Form):
    """For how many days, and why."""

    days = Whole(default=7, validators=[InputRequired()])
    reason = Paragraphs(
        validators=[DataRequired(_l("Give the reason: the member and the team read it.")), Length(max=MAX_REASON)]
    )
