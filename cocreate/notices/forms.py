"""Shape of what is sent about notices."""

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, SelectField
from wtforms.validators import InputRequired

from cocreate.kernel.fields import Line, Whole
from cocreate.kernel.forms import Form
from cocreate.notices.choices import ALWAYS, Chosen
from cocreate.notices.models import Cause, Pace

PACES = (
    (Pace.OFF, _l("No letters")),
    (Pace.AT_ONCE, _l("At once")),
    (Pace.DAILY, _l("Daily")),
    (Pace.WEEKLY, _l("Weekly")),
)


class ReadForm(Form):
    """Which notices were read, and whether to go on to what they are about; without a `key` all of them."""

    key = Line()
    up_to = Whole(validators=[InputRequired()])
    then = Line()


class MuteForm(Form):
    """The post to hear no more about, or about again."""

    post = Line(validators=[InputRequired()])


class ChoicesForm(Form):
    """For each cause whether to hear of it on the site, where that is a matter of choice, and how soon by mail; its
    fields are made below.
    """

    @property
    def chosen(self) -> dict[Cause, Chosen]:
        """What was chosen."""
        return {
            cause: Chosen(
                cause in ALWAYS or bool(self[f"{cause}_site"].data), Pace(self[f"{cause}_mail"].data or Pace.OFF)
            )
            for cause in Cause
        }


for _cause in Cause:
    if _cause not in ALWAYS:
        setattr(ChoicesForm, f"{_cause}_site", BooleanField())
    setattr(ChoicesForm, f"{_cause}_mail", SelectField(choices=list(PACES)))
