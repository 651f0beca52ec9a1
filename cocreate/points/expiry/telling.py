"""What a reminder says."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from flask_babel import gettext as _
from flask_babel import ngettext

from cocreate.kernel import templating
from cocreate.notices.words import Saying, Told, tells
from cocreate.points.expiry.rules import TOLD


@tells(TOLD)
def of_expiry(told: Sequence[Told], _locale: str) -> list[Saying | None]:
    """How many points go, and when."""
    return [Saying(_line(**notice.data)) for notice in told]


def _line(points: int, until: str, **said: Any) -> str:
    first, last = (templating.day(date.fromisoformat(day)) for day in (said["from"], until))
    number = templating.number(points)
    if first == last:
        return str(
            ngettext(
                "%(points)s point can be used until %(day)s",
                "%(points)s points can be used until %(day)s",
                points,
                points=number,
                day=first,
            )
        )
    return str(_("%(points)s points expire between %(first)s and %(last)s", points=number, first=first, last=last))
