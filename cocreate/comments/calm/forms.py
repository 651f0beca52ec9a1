"""Shape of a measure as it is typed."""

from datetime import datetime, timedelta

from flask_babel import lazy_gettext as _l
from wtforms import SelectField
from wtforms.validators import DataRequired, Length, Optional

from cocreate.comments.calm.models import MAX_REASON, MeasureKind
from cocreate.kernel import clock
from cocreate.kernel.fields import Paragraphs, Whole
from cocreate.kernel.forms import Form

KINDS = [
    (MeasureKind.SLOW.value, _l("Slow mode")),
    (MeasureKind.OWNERS.value, _l("Verified owners only")),
    (MeasureKind.CLOSED.value, _l("Close the conversation")),
]
LASTING = [
    ("1", _l("One hour")),
    ("6", _l("Six hours")),
    ("24", _l("One day")),
    ("72", _l("Three days")),
    ("168", _l("One week")),
    ("", _l("Until somebody lifts it")),
]


class CalmForm(Form):
    """A measure: `until` is so many hours from now on, or empty for no end."""

    kind = SelectField(id="calm-kind", choices=KINDS)
    minutes = Whole(id="calm-minutes", default=10, validators=[Optional()])
    until = SelectField(id="calm-until", choices=LASTING, default="24")
    reason = Paragraphs(
        id="calm-reason",
        validators=[DataRequired(_l("Give the reason: everybody reads it.")), Length(max=MAX_REASON)],
    )

    @property
    def ends_at(self) -> datetime | None:
        """The instant the measure ends by itself."""
        return clock.now() + timedelta(hours=int(self.until.data)) if self.until.data else None


class LiftForm(Form):
    """Which kind of measure is lifted."""

    kind = SelectField(choices=KINDS)
