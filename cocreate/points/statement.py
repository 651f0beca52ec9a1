"""A member's statement: every movement of their points or contribution, the latest first, in words."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm import aliased

from cocreate.kernel import clock, exports
from cocreate.kernel.api import absolute
from cocreate.kernel.database import read
from cocreate.kernel.paging import Page, nothing
from cocreate.ledger import statement as ledger
from cocreate.ledger.models import Account, AccountKind, Phase, Transfer, Unit
from cocreate.members.models import Member
from cocreate.points import subjects, words
from cocreate.points.models import Award, RuleKey
from cocreate.points.subjects import Link

PAGE = 30
PART = 200  # rows of a file


class Show(StrEnum):
    """Which rows: all, those of a group, or beside these those of one rule of earning; or those of contribution."""

    ALL = "all"
    EARNED = "earned"
    SPENT = "spent"
    EXPIRED = "expired"
    TAKEN_BACK = "taken_back"
    CONTRIBUTION = "contribution"


GROUPS: Mapping[str, Sequence[str]] = {
    Show.ALL: (),
    Show.EARNED: [key.value for key in RuleKey],
    Show.SPENT: (words.SPENT,),
    Show.EXPIRED: (words.EXPIRED, "unexpiry"),
    Show.TAKEN_BACK: words.TAKEN_BACK,
    Show.CONTRIBUTION: (),
    **{key.value: (key.value,) for key in RuleKey},
}


@dataclass(frozen=True)
class Filter:
    """Which rows are shown, from the day `since` until that of `until`, which is shown too."""

    show: str = Show.ALL
    since: date | None = None
    until: date | None = None

    @property
    def unit(self) -> Unit:
        """Whether points are shown or contribution."""
        return Unit.CONTRIBUTION if self.show == Show.CONTRIBUTION else Unit.POINTS

    @property
    def within(self) -> dict[str, Any]:
        """The same for the ledger."""
        return {
            "kinds": GROUPS[self.show],
            "since": _begin(self.since) if self.since else None,
            "until": _begin(self.until + timedelta(days=1)) if self.until else None,
        }


@dataclass(frozen=True)
class Row:
    """A movement: what it was, how much, what there was afterwards, what it was `about` if the reader may see it."""

    id: int
    at: datetime
    kind: str
    words: str
    amount: int
    balance: int
    about: Link | None = field(default=None)


def page(member: Member, chosen: Filter, locale: str, cursor: str | None = None, limit: int = PAGE) -> Page[Row]:
    """What moved of `member`'s points, or of their contribution. At most four statements, and one for each further kind
    of thing it was about."""
    account = _wallet(member.id, chosen.unit)
    if account is None:
        return nothing(cursor, int)
    found = ledger.page(account, **chosen.within, phases=ledger.MOVES, cursor=cursor or "", limit=limit)
    lines = [(line.id, line.at, line.kind, line.subject, line.moved, line.balance or 0) for line in found.items]
    return Page(_rows(lines, member, locale), found.next_cursor)


def held(member: Member, locale: str) -> list[Row]:
    """What is set apart and neither spent nor given back yet, the latest first; `balance` is the one there was."""
    account, later = _wallet(member.id, Unit.POINTS), aliased(Transfer)
    if account is None:
        return []
    columns = (Transfer.id, Transfer.at, Transfer.kind, Transfer.subject, -Transfer.amount, Transfer.debit_balance)
    waiting = select(*columns).outerjoin(later, later.pending_id == Transfer.id)
    waiting = waiting.where(Transfer.debit_id == account, Transfer.phase == Phase.PENDING, later.id.is_(None))
    return _rows(list(read(waiting.order_by(Transfer.id.desc()).limit(PAGE))), member, locale)


def columns(chosen: Filter) -> list[str]:
    """The heads of a file, in the reader's language."""
    amount = _("Points") if chosen.unit is Unit.POINTS else _("Contribution")
    return [_("Time"), _("What for"), amount, _("Balance"), _("About"), _("Address of the page")]


def in_full(member: Member, chosen: Filter, locale: str) -> Iterator[dict[str, Any]]:
    """Every row as cells of a file, read in parts."""
    cursor: str | None = ""
    heads = columns(chosen)
    while cursor is not None:
        part = page(member, chosen, locale, cursor, PART)
        for row in part.items:
            about = row.about or Link("", "")
            url = absolute(about.url) if about.url else ""
            said = (exports.local_time(row.at), row.words, row.amount, row.balance, about.title, url)
            yield dict(zip(heads, said, strict=True))
        cursor = part.next_cursor


def _wallet(member_id: int, unit: Unit) -> int | None:
    mine = (Account.holder_id == member_id, Account.unit == unit, Account.kind == AccountKind.WALLET)
    return read(select(Account.id).where(*mine)).scalar()


def _rows(lines: Sequence[Any], member: Member, locale: str) -> list[Row]:
    """The rows of `lines`: id, instant, kind, subject, amount and balance."""
    awarded = _awards([subject for _id, _at, _kind, subject, *_more in lines])
    sources = {subject: awarded[subject][1] if subject in awarded else subject for *_said, subject, _a, _b in lines}
    links = subjects.links(set(sources.values()), member, locale)
    return [
        Row(id_, at, kind, _words(kind, awarded.get(subject)), amount, balance, links.get(sources[subject]))
        for id_, at, kind, subject, amount, balance in lines
    ]


def _words(kind: str, award: tuple[RuleKey, str] | None) -> str:
    return words.of_kind(kind, words.of_rule(award[0]) if award else "")


def _awards(named: Collection[str]) -> dict[str, tuple[RuleKey, str]]:
    """The rule and the deed of each award among the subjects `named`."""
    keys = [int(key) for kind, _colon, key in (name.partition(":") for name in named) if kind == "award"]
    found = read(select(Award.id, Award.rule, Award.source).where(Award.id.in_(keys))) if keys else ()
    return {f"award:{row[0]}": (row[1], row[2]) for row in found}


def _begin(day: date) -> datetime:
    return datetime.combine(day, time(), clock.site_zone())
