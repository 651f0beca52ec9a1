"""The form of what is promised: hours, and the working calendar as people write it."""

import re
from datetime import date, time
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import SelectMultipleField
from wtforms.validators import InputRequired, NumberRange, ValidationError
from wtforms.widgets import CheckboxInput, ListWidget

from cocreate.kernel.fields import Line, Paragraphs, Whole, out_of_time
from cocreate.kernel.forms import Form
from cocreate.site.calendar import WHOLE_DAY
from cocreate.site.models import SiteRecord
from cocreate.site.promises.rules import MAX_HOURS

WEEK = [
    ("1", _l("Monday")),
    ("2", _l("Tuesday")),
    ("3", _l("Wednesday")),
    ("4", _l("Thursday")),
    ("5", _l("Friday")),
    ("6", _l("Saturday")),
    ("7", _l("Sunday")),
]
_CLOCK = re.compile(r"([01]?\d|2[0-3]):([0-5]\d)|24:00", re.ASCII)
_HOURS = NumberRange(1, MAX_HOURS)


class ClockTime(Line):
    """A time of the day as ``HH:MM``, up to ``24:00``."""

    @property
    def minutes(self) -> int:
        """Minutes since midnight."""
        hour, minute = (self.data or "").split(":")
        return int(hour) * 60 + int(minute)

    def post_validate(self, form: Any, validation_stopped: bool) -> None:
        if not validation_stopped and not _CLOCK.fullmatch(self.data or ""):
            raise ValidationError(_("Write a time of the day as 09:00, the end of it as 24:00."))


class PromiseForm(Form):
    """What is promised, and when the brand works."""

    answer_hours = Whole(validators=[InputRequired(), _HOURS])
    decision_hours = Whole(validators=[InputRequired(), _HOURS])
    working_days = SelectMultipleField(
        choices=WEEK, widget=ListWidget(prefix_label=False), option_widget=CheckboxInput()
    )
    working_from = ClockTime()
    working_to = ClockTime()
    holidays = Paragraphs()

    @property
    def days_off(self) -> list[date]:
        """The holidays, one a line as ``2026-10-01``. Raises ``ValueError``."""
        return sorted({date.fromisoformat(line) for line in (self.holidays.data or "").split()})

    def validate_holidays(self, field: Paragraphs) -> None:
        """Each line is a day."""
        try:
            days = self.days_off
        except ValueError as error:
            raise ValidationError(_("Write each day on a line of its own, as 2026-10-01.")) from error
        if words := next(filter(None, map(out_of_time, days)), None):
            raise ValidationError(words)


def present(site: SiteRecord) -> dict[str, Any]:
    """What the form says of `site`."""
    return {
        "answer_hours": site.answer_hours,
        "decision_hours": site.decision_hours,
        "working_days": [str(day) for day in site.working_days],
        "working_from": _told(site.working_from),
        "working_to": _told(site.working_to),
        "holidays": "\n".join(day.isoformat() for day in site.holidays),
    }


def _told(minutes: int) -> str:
    return "24:00" if minutes == WHOLE_DAY else f"{time(minutes // 60, minutes % 60):%H:%M}"
