"""Shape of what is typed about what is promised, and of the author's verdict."""

from flask_babel import lazy_gettext as _l
from wtforms import SelectField
from wtforms.validators import DataRequired, Length

from cocreate.ideas.responses.rules import MAX_REASON
from cocreate.kernel.fields import Paragraphs
from cocreate.kernel.forms import Form


class PauseForm(Form):
    """Why no hours count for a while."""

    reason = Paragraphs(
        id="pause-reason",
        validators=[DataRequired(_l("Say what you are waiting for: everybody reads it.")), Length(max=MAX_REASON)],
    )


class VerdictForm(Form):
    """Two buttons: solved, not solved."""

    solved = SelectField(choices=[("yes", ""), ("no", "")])
