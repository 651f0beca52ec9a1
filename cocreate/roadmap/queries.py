"""The columns of the roadmap: by when ideas are expected, or by how far they are."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Any

from babel.dates import format_skeleton
from flask_babel import gettext as _
from flask_babel import pgettext
from sqlalchemy import ColumnElement, or_, select

from cocreate.catalogue import queries as catalogue
from cocreate.catalogue.stages import Stage
from cocreate.ideas import about, statuses
from cocreate.ideas import queries as ideas
from cocreate.ideas.models import Category, Idea, Status
from cocreate.ideas.queries import IdeaRow
from cocreate.ideas.statuses import StatusView
from cocreate.ideas.targets import queries as targets
from cocreate.ideas.targets.queries import WindowView
from cocreate.ideas.targets.windows import quarters
from cocreate.kernel import choices, clock
from cocreate.kernel.database import db
from cocreate.members.models import Member
from cocreate.posts.access import listed_for

# The statuses that stand on the roadmap, in the order of a car's making.
STATUSES = ("adopted", "in_progress", "partly_shipped", "shipped")
SHOWN, DONE_SHOWN = 12, 36
WHOLE = 200  # cards of a column that is looked at alone


@dataclass(frozen=True)
class Chosen:
    """Which ideas the roadmap shows, and in what columns: by ``time`` or by ``status``; one `column` or (empty) all."""

    by: str = "time"
    stage: str = ""
    model: str = ""
    column: str = ""

    def address(self, **changed: str) -> str:
        """The address of the roadmap with some of it `changed`."""
        return choices.address("/roadmap", self, **changed)


@dataclass(frozen=True)
class Card:
    """An idea on the roadmap. `slips`: how often its public target moved to later; `late`: its target is over."""

    idea: IdeaRow
    target: WindowView | None
    slips: int
    late: bool


@dataclass(frozen=True)
class Month:
    """What was done in one month; `key` as ``2026-11``."""

    key: str
    name: str
    cards: list[Card]


@dataclass(frozen=True)
class Column:
    """A column. `drop` is what moving an idea here says: a target's key, or a status; None where nothing can be put.

    `months` holds the cards of a column of what is done; `more_url` leads to all ideas where there are more.
    """

    key: str
    name: str
    status: StatusView | None
    drop: str | None
    cards: list[Card]
    months: list[Month]
    more_url: str | None

    @property
    def every_card(self) -> list[Card]:
        """Its cards, whatever month they stand in."""
        return self.cards or [card for month in self.months for card in month.cards]


def columns(chosen: Chosen, reader: Member | None, locale: str) -> list[Column]:
    """The roadmap as `reader` sees it. A constant number of statements."""
    conditions = [listed_for(reader), *_narrowed(chosen)]
    plans = [_of_status(key) for key in STATUSES] if chosen.by == "status" else _by_time()
    plans = [plan for plan in plans if chosen.column in ("", plan.key)]
    limits = [WHOLE if chosen.column else plan.shown for plan in plans]
    found = [_ids(plan, conditions, limit) for plan, limit in zip(plans, limits, strict=True)]
    every = [idea_id for ids, limit in zip(found, limits, strict=True) for idea_id in ids[:limit]]
    shelf = _Shelf(ideas.of_ids(every, reader, locale), targets.slips(every), clock.local_day(clock.now()), locale)
    named = {status.key: status for status in statuses.every(locale)}
    return [
        _column(plan, shelf.cards(ids[:limit]), named.get(plan.key), _more(plan, chosen, len(ids) > limit), locale)
        for plan, ids, limit in zip(plans, found, limits, strict=True)
    ]


@dataclass(frozen=True)
class _Plan:
    """What stands in a column, in which order, and how many cards at first."""

    key: str
    drop: str | None
    of: tuple[ColumnElement[bool], ...]
    order: tuple[Any, ...]
    shown: int = SHOWN


def _by_time() -> list[_Plan]:
    """This quarter with what is overdue, the next, all later or without a target, and what is done."""
    now, following = quarters(clock.local_day(clock.now()), 2)
    ends, trend, active = Idea.target_ends_on, Idea.score.desc(), Status.category == Category.ACTIVE
    soon = (ends > now.ends_on, ends <= following.ends_on)
    later = or_(ends > following.ends_on, ends.is_(None))
    done = Status.category == Category.DONE
    return [
        _Plan("now", now.key, (active, ends <= now.ends_on), (ends, trend)),
        _Plan("next", following.key, (active, *soon), (ends, trend)),
        _Plan("later", "", (active, later), (ends.nulls_last(), trend)),
        _Plan("done", None, (done,), (Idea.status_changed_at.desc(),), DONE_SHOWN),
    ]


def _of_status(key: str) -> _Plan:
    return _Plan(key, key, (Idea.status_key == key,), (Idea.status_changed_at.desc(),))


def _ids(plan: _Plan, conditions: Sequence[ColumnElement[bool]], limit: int) -> list[int]:
    """The ideas of a column, one more than `limit`."""
    query = select(Idea.id).join(Idea.post).join(Idea.status).where(*plan.of, *conditions)
    return list(db.session.scalars(query.order_by(*plan.order, Idea.id.desc()).limit(limit + 1)))


def _narrowed(chosen: Chosen) -> list[ColumnElement[bool]]:
    narrowed: list[ColumnElement[bool]] = []
    if chosen.stage:
        narrowed.append(Idea.stage == Stage(chosen.stage))
    if chosen.model:
        narrowed.append(about.concerns(catalogue.find({chosen.model}).get(chosen.model)))
    return narrowed


@dataclass(frozen=True)
class _Shelf:
    """What cards are made of."""

    rows: dict[int, IdeaRow]
    slips: dict[int, int]
    today: date
    locale: str

    def cards(self, ids: Sequence[int]) -> list[Card]:
        return [self._card(idea_id) for idea_id in ids if idea_id in self.rows]

    def _card(self, idea_id: int) -> Card:
        """What is done has no target any more: it is there."""
        row = self.rows[idea_id]
        target = row.target if row.status.category == Category.ACTIVE else None
        late = target is not None and target.ends_on <= self.today
        return Card(row, targets.view(target, self.locale), self.slips.get(idea_id, 0), late)


def _column(plan: _Plan, cards: list[Card], status: StatusView | None, more_url: str | None, locale: str) -> Column:
    done = pgettext("roadmap", "Done")
    names = {"now": _("This quarter"), "next": _("Next quarter"), "later": _("Later"), "done": done}
    name = status.name if status else names[plan.key]
    months = _months(cards, locale) if plan.drop is None else []
    return Column(plan.key, name, status, plan.drop, [] if months else cards, months, more_url)


def _more(plan: _Plan, chosen: Chosen, there_are_more: bool) -> str | None:
    """Where the rest of a column stands: in the column alone, then in the list of ideas."""
    if not there_are_more:
        return None
    if not chosen.column:
        return chosen.address(column=plan.key)
    status = {"done": "shipped"}.get(plan.key, "adopted") if chosen.by == "time" else plan.key
    return f"/ideas?status={status}"


def _months(cards: list[Card], locale: str) -> list[Month]:
    """Cards, the latest first, by the month in which they were done."""

    def month(card: Card) -> date:
        return clock.local_day(card.idea.status_changed_at).replace(day=1)

    return [
        Month(f"{first:%Y-%m}", format_skeleton("yMMMM", first, locale=locale), list(of_month))
        for first, of_month in groupby(cards, month)
    ]
