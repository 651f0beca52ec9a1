"""Redemptions as their member reads them, and as the team works through them."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.orm import joinedload

from cocreate.kernel import clock, paging
from cocreate.kernel.database import db
from cocreate.kernel.paging import Page
from cocreate.members.models import Member
from cocreate.members.queries import Person, person
from cocreate.perks import pictures, words
from cocreate.perks import queries as perks
from cocreate.perks.codes import queries as codes
from cocreate.perks.codes.models import CodeState
from cocreate.perks.models import Perk
from cocreate.perks.redemptions import addresses
from cocreate.perks.redemptions.addresses import Address
from cocreate.perks.redemptions.models import Redemption, RedemptionChange, RedemptionState
from cocreate.posts.pictures.queries import PictureView

PAGE = 20
WAITING, OVERDUE, TAKEN = "waiting", "overdue", "taken"


@dataclass(frozen=True)
class Row:
    """A redemption in a list. `cancels_at` is when it does so by itself, `holder` whose it is."""

    id: int
    public_id: str
    title: str
    language: str
    variant: str
    perk_url: str
    price: int
    state: RedemptionState
    at: datetime
    cancels_at: datetime | None
    taken_up_at: datetime | None
    overdue: bool
    is_order: bool
    tracking: str
    holder: Person
    picture: PictureView | None
    code: str = ""
    code_state: CodeState | None = None
    code_used_at: datetime | None = None
    code_until_on: date | None = None

    @property
    def url(self) -> str:
        """Where its member reads it."""
        return f"/perks/redemptions/{self.public_id}"

    @property
    def desk_url(self) -> str:
        """Where the team does."""
        return f"/desk/perks/orders/{self.public_id}"

    @property
    def has_ended(self) -> bool:
        """Whether its code was not used in time."""
        over = self.code_until_on is not None and self.code_until_on < clock.local_day(clock.now())
        return over and self.code_state is CodeState.ASSIGNED

    @property
    def waits(self) -> bool:
        """Whether it is not decided yet."""
        return self.state is RedemptionState.ORDERED

    @property
    def can_be_withdrawn(self) -> bool:
        """Whether its member can cancel it."""
        return self.waits and self.taken_up_at is None


@dataclass(frozen=True)
class Change:
    """That it came to `state`; `actor` None: by itself. `own`: its member did it."""

    state: RedemptionState
    actor: Person | None
    own: bool
    reason: str
    at: datetime


@dataclass(frozen=True)
class View:
    """All that is known of a redemption; `address` is None where there is none, or none any more."""

    row: Row
    address: Address | None
    changes: Sequence[Change]


@dataclass(frozen=True)
class Filter:
    """Which orders the desk shows: `state` is `WAITING`, `TAKEN`, `OVERDUE` or a state's; `perk` a public id. Empty:
    all."""

    state: str = ""
    perk: str = ""


def own(member: Member, locale: str, cursor: str | None = None, limit: int = PAGE) -> Page[Row]:
    """What `member` has redeemed, the latest first. Four statements for any number."""
    query = _rows().where(Redemption.member_id == member.id, *_after(cursor))
    found = db.session.scalars(query.order_by(Redemption.id.desc()).limit(limit + 1)).all()
    page = paging.cut(found, limit, lambda one: (one.id,))
    return Page(_made(page.items, locale), page.next_cursor)


def orders(chosen: Filter, locale: str, cursor: str | None = None, limit: int = PAGE) -> Page[Row]:
    """The orders of `chosen`, the latest first. Four statements for any number."""
    query = _rows().where(*conditions(chosen), *_after(cursor))
    found = db.session.scalars(query.order_by(Redemption.id.desc()).limit(limit + 1)).all()
    page = paging.cut(found, limit, lambda one: (one.id,))
    return Page(_made(page.items, locale), page.next_cursor)


def conditions(chosen: Filter) -> list[Any]:
    """That a redemption is an order, and one of `chosen`."""
    said: list[Any] = [Redemption.due_at.is_not(None)]
    ordered = Redemption.state == RedemptionState.ORDERED
    if chosen.state == WAITING:
        said += [ordered, Redemption.taken_up_at.is_(None)]
    elif chosen.state == TAKEN:
        said += [ordered, Redemption.taken_up_at.is_not(None)]
    elif chosen.state == OVERDUE:
        said += [ordered, Redemption.due_at <= clock.now()]
    elif chosen.state:
        said.append(Redemption.state == chosen.state)
    if chosen.perk:
        said.append(Redemption.perk.has(public_id=chosen.perk))
    return said


def by_public_id(public_id: str, member: Member | None = None) -> Redemption | None:
    """The redemption; of `member`, if given."""
    query = select(Redemption).where(Redemption.public_id == public_id)
    return db.session.scalar(query.where(Redemption.member_id == member.id) if member else query)


def order(public_id: str) -> Redemption | None:
    """The order that is called so."""
    found = by_public_id(public_id)
    return found if found is not None and found.is_order else None


def chosen(public_ids: Collection[str]) -> list[Redemption]:
    """The orders called so, in the order in which several are resolved: by their members, whose wallets are locked."""
    query = select(Redemption).where(Redemption.public_id.in_(public_ids), Redemption.due_at.is_not(None))
    return list(db.session.scalars(query.order_by(Redemption.member_id, Redemption.id)))


def perk_of(redemption: Redemption) -> str:
    """What the perk is called in addresses."""
    return db.session.scalars(select(Perk.public_id).where(Perk.id == redemption.perk_id)).one()


def rows_of(redemptions: Collection[Redemption], locale: str) -> list[Row]:
    """These as a list shows them, in the order of their keys."""
    query = _rows().where(Redemption.id.in_([one.id for one in redemptions])).order_by(Redemption.id)
    return _made(db.session.scalars(query).all(), locale)


def view(redemption: Redemption, locale: str) -> View:
    """All of `redemption`."""
    sealed = redemption.address
    (row,) = rows_of([redemption], locale)
    return View(row, addresses.unseal(sealed) if sealed else None, _changes(redemption))


def _rows() -> Select[Redemption]:
    whole = (joinedload(Redemption.perk), joinedload(Redemption.variant), joinedload(Redemption.member))
    return select(Redemption).options(*whole)


def _after(cursor: str | None) -> list[Any]:
    return [] if cursor is None else [Redemption.id < paging.decode(cursor, int)[0]]


def _made(found: Sequence[Redemption], locale: str) -> list[Row]:
    pictured = pictures.first_of({one.perk_id for one in found})
    coded = codes.of_redemptions([one.id for one in found if not one.is_order])
    return [_row(one, locale, pictured.get(one.perk_id), coded.get(one.id)) for one in found]


def _row(one: Redemption, locale: str, picture: PictureView | None, held: codes.Held | None) -> Row:
    title = words.text(one.perk, "title", locale)
    code, code_state, used_at, until = held or ("", None, None, None)
    return Row(
        id=one.id,
        public_id=one.public_id,
        title=title.words,
        language=title.language,
        variant=words.variant(one.variant, locale),
        perk_url=perks.address(one.perk),
        price=one.price,
        state=one.state,
        at=one.at,
        cancels_at=one.due_at if one.state is RedemptionState.ORDERED and one.taken_up_at is None else None,
        taken_up_at=one.taken_up_at,
        overdue=one.is_overdue,
        is_order=one.is_order,
        tracking=one.tracking,
        holder=person(one.member),
        picture=picture,
        code=code,
        code_state=code_state,
        code_used_at=used_at,
        code_until_on=until,
    )


def _changes(redemption: Redemption) -> list[Change]:
    query = select(RedemptionChange, Member).outerjoin(Member, Member.id == RedemptionChange.actor_id)
    found = db.session.execute(
        query.where(RedemptionChange.redemption_id == redemption.id).order_by(RedemptionChange.id)
    )
    return [
        Change(
            change.state,
            person(member) if change.actor_id else None,
            change.actor_id == redemption.member_id,
            change.reason,
            change.at,
        )
        for change, member in found
    ]
