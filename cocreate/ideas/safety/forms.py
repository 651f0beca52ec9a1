"""Shape of what the team says about a safety mark."""

from flask_babel import lazy_gettext as _l
from wtforms import SelectField
from wtforms.validators import DataRequired, Length

from cocreate.ideas.safety.rules import MAX_REASON
from cocreate.kernel.fields import Paragraphs
from cocreate.kernel.forms import Form


class SafetyForm(Form):
    """Whether a problem bears the mark from now on, and why."""

    safety = SelectField(choices=[("yes", ""), ("no", "")])
    reason = Paragraphs(
        id="safety-reason",
        validators=[DataRequired(_l("Give the reason: everybody reads it.")), Length(max=MAX_REASON)],
    )
