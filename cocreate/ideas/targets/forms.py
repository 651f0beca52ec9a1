"""Shape of a target as it is typed."""

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import SelectField
from wtforms.validators import DataRequired, Length

from cocreate.ideas.targets.rules import MAX_REASON
from cocreate.ideas.targets.windows import Window, quarters
from cocreate.kernel import clock
from cocreate.kernel.fields import Paragraphs
from cocreate.kernel.forms import Form
from cocreate.kernel.i18n import locale

OFFERED = 8  # quarters: two years ahead


class TargetForm(Form):
    """When an idea shall be there, and why then."""

    target = SelectField(validate_choice=False)
    reason = Paragraphs(
        id="target-reason",
        validators=[
            DataRequired(_l("Give the reason: everybody who supports this idea will read it.")),
            Length(max=MAX_REASON),
        ],
    )


def choices(present: Window | None) -> list[tuple[str, str]]:
    """The windows offered, an open target first; the `present` one too where it is none of them."""
    windows = list(quarters(clock.local_day(clock.now()), OFFERED))
    if present and present not in windows:
        windows.insert(0, present)
    return [("", _("Open: no time yet")), *((window.key, window.name(locale())) for window in windows)]


def target_form(present: Window | None, sent: TargetForm | None = None) -> TargetForm:
    """A form for the target of an idea whose window is `present`; `sent` when one was refused."""
    form = sent or TargetForm(formdata=None, data={"target": present.key if present else ""})
    form.target.choices = choices(present)
    return form
