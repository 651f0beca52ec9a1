"""The columns of the roadmap."""

from dataclasses import dataclass

from cocreate.ideas import queries as ideas
from cocreate.ideas.models import Status
from cocreate.members.models import Member

# The statuses that stand on the roadmap, in the order of a car's making.
COLUMNS = ("adopted", "in_progress", "shipped")
SHOWN = 12


@dataclass(frozen=True)
class Column:
    """A status with its leading ideas; `more_url` leads to all of them when there are more."""

    status: ideas.StatusView
    ideas: list[ideas.IdeaRow]
    more_url: str | None


def columns(reader: Member | None, locale: str) -> list[Column]:
    """The roadmap as `reader` sees it."""
    named = {status.key: status for status in ideas.statuses(locale)}
    return [_column(named[key], reader, locale) for key in COLUMNS]


def _column(status: ideas.StatusView, reader: Member | None, locale: str) -> Column:
    rows = ideas.moved(Status.key == status.key, reader, locale, SHOWN + 1)
    more = f"/ideas?status={status.key}" if len(rows) > SHOWN else None
    return Column(status, rows[:SHOWN], more)
