"""What a member sends from their record."""

from flask_babel import lazy_gettext as _l
from wtforms.validators import DataRequired, Length

from cocreate.kernel.fields import Paragraphs
from cocreate.kernel.forms import Form

MAX_TEXT = 4000


class AppealForm(Form):
    """Why a decision should be looked at once more."""

    text = Paragraphs(validators=[DataRequired(_l("Write why.")), Length(max=MAX_TEXT)])
