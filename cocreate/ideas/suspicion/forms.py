"""Shape of a proposal to void supports."""

from flask_babel import lazy_gettext as _l
from wtforms import SelectMultipleField
from wtforms.validators import DataRequired, Length

from cocreate.ideas.suspicion.models import MAX_REASON
from cocreate.kernel.fields import Paragraphs
from cocreate.kernel.forms import Form


class VoidForm(Form):
    """Whose supports (public ids of members), and why."""

    members = SelectMultipleField(choices=[], validate_choice=False)  # for the rule to judge: they may withdraw
    reason = Paragraphs(validators=[DataRequired(_l("Give the reason: everybody reads it.")), Length(max=MAX_REASON)])
