"""Reads for the pages and the API: a member's cars as they see them, and what waits for a decision."""

from datetime import date, datetime
from typing import NamedTuple

from sqlalchemy import ColumnElement, Row, Select, exists, or_, select
from sqlalchemy.orm import joinedload

from cocreate.accounts.vehicles import choosing
from cocreate.catalogue import queries as catalogue
from cocreate.kernel import paging, sealing
from cocreate.kernel.database import db
from cocreate.kernel.paging import Page
from cocreate.members.models import Member
from cocreate.members.queries import Person, folded, person
from cocreate.vehicles import vin as vins
from cocreate.vehicles.models import Dispute, DisputeState, Holding, HoldingDocument, Vehicle

SHOWN = 50  # of what waits, at once
Found = Row[Holding, bool, bool]  # a car, whether a document of it waits, whether it is disputed


class CarView(NamedTuple):
    """A car on a member's list. `vin_tail` is the end of its VIN, `declined` what staff said when they said no, and
    `voided_for` why they found a verification false."""

    id: str
    model: str
    trim: str | None
    name: str
    state: str
    use: str
    first_owner: bool
    verified: bool
    verified_at: datetime | None
    vin_tail: str | None
    document: bool
    disputed: bool
    declined: str | None
    ordered_on: date | None
    delivered_on: date | None
    created_at: datetime
    ended_at: datetime | None
    voided_at: datetime | None
    voided_for: str | None


class Waiting(NamedTuple):
    """A car whose document waits to be looked at; `vin` in full, to compare it with the document."""

    car: CarView
    member: Person
    vin: str
    sent_at: datetime


class Proven(NamedTuple):
    """A car whose verification may be voided; `vin` in full, `verifier` for one who looked at a document."""

    car: CarView
    member: Person
    vin: str
    proof: str
    verifier: Person | None


class Contest(NamedTuple):
    """An open dispute: who claims a car, and who owned it when it was claimed."""

    id: str
    claim: CarView
    claimant: Person
    against: CarView
    owner: Person
    vin: str
    opened_at: datetime


def cars_of(member: Member, locale: str, cursor: str | None = None, limit: int = SHOWN) -> Page[CarView]:
    """The cars of `member`, the latest added first: those they have or want, and those they had."""
    query = _cars().where(Holding.member_id == member.id).order_by(Holding.id.desc()).limit(limit + 1)
    if cursor:
        query = query.where(Holding.id < paging.decode(cursor, int)[0])
    rows = db.session.execute(query).all()
    return paging.cut(rows, limit, lambda row: (row[0].id,)).map(lambda row: _view(*row, locale))


def of_member(public_id: str, member: Member) -> Holding | None:
    """The car with `public_id`, if it is `member`'s."""
    return db.session.scalar(select(Holding).where(Holding.public_id == public_id, Holding.member_id == member.id))


def car(holding: Holding, locale: str) -> CarView:
    """One car as its member sees it."""
    row = db.session.execute(_cars().where(Holding.id == holding.id).execution_options(populate_existing=True)).one()
    return _view(*row, locale)


def waiting(locale: str) -> list[Waiting]:
    """The documents that wait to be looked at, the first one first; at most `SHOWN`."""
    query = (
        _cars()
        .join(HoldingDocument, HoldingDocument.holding_id == Holding.id)
        .add_columns(HoldingDocument.sent_at)
        .options(joinedload(Holding.member))
        .order_by(HoldingDocument.sent_at, HoldingDocument.id)
        .limit(SHOWN)
    )
    return [
        Waiting(_view(held, document, disputed, locale), person(held.member), _vin(held.vehicle), sent_at)
        for held, document, disputed, sent_at in db.session.execute(query)
    ]


def proven(locale: str, words: str = "", cursor: str | None = None) -> Page[Proven]:
    """The cars that are or were verified owners', the latest added first: all, or those `words` name: a VIN, the end of
    one, or how the name of their member begins."""
    query = _provens().order_by(Holding.id.desc()).limit(SHOWN + 1)
    if words:
        query = query.where(_named(words))
    if cursor:
        query = query.where(Holding.id < paging.decode(cursor, int)[0])
    rows = db.session.execute(query).all()
    return paging.cut(rows, SHOWN, lambda row: (row[0].id,)).map(lambda row: _proven(*row, locale))


def proven_one(public_id: str, locale: str) -> Proven | None:
    """The car with `public_id`, if its verification may be voided."""
    row = db.session.execute(_provens().where(Holding.public_id == public_id)).one_or_none()
    return _proven(*row, locale) if row else None


def contests(locale: str) -> list[Contest]:
    """The open disputes, the first one first; at most `SHOWN`. Two statements."""
    query = select(Dispute).where(Dispute.state == DisputeState.OPEN).order_by(Dispute.opened_at, Dispute.id)
    disputes = list(db.session.scalars(query.limit(SHOWN)))
    ids = {key for dispute in disputes for key in (dispute.claim_id, dispute.against_id)}
    held = _cars().where(Holding.id.in_(ids)).options(joinedload(Holding.member))
    cars = {row[0].id: row for row in db.session.execute(held)}
    return [_contest(dispute, cars[dispute.claim_id], cars[dispute.against_id], locale) for dispute in disputes]


def holding(public_id: str) -> Holding | None:
    """The car with `public_id`, whosever it is: for staff."""
    return db.session.scalar(select(Holding).where(Holding.public_id == public_id))


def dispute(public_id: str) -> Dispute | None:
    """The dispute with `public_id`."""
    return db.session.scalar(select(Dispute).where(Dispute.public_id == public_id))


def _cars() -> Select[Holding, bool, bool]:
    document = exists().where(HoldingDocument.holding_id == Holding.id).correlate(Holding)
    disputed = exists().where(Dispute.claim_id == Holding.id, Dispute.state == DisputeState.OPEN).correlate(Holding)
    parts = (Holding.series, Holding.model_year, Holding.trim, Holding.vehicle)
    return select(Holding, document, disputed).options(*(joinedload(part) for part in parts))


def _provens() -> Select[Holding, bool, bool]:
    verified = (Holding.verified_at.is_not(None), Holding.voided_at.is_(None))
    return _cars().where(*verified).options(joinedload(Holding.member), joinedload(Holding.verifier))


def _named(words: str) -> ColumnElement[bool]:
    """The condition that `words` name a car or its member."""
    typed = vins.bare(words)
    is_car = or_(Vehicle.vin_lookup.in_(vins.lookups(typed)), Vehicle.vin_tail == typed)
    car = select(Vehicle.id).where(is_car)
    member = select(Member.id).where(Member.name_folded.startswith(folded(words), autoescape=True))
    return or_(Holding.vehicle_id.in_(car), Holding.member_id.in_(member))


def _proven(held: Holding, document: bool, disputed: bool, locale: str) -> Proven:
    return Proven(
        car=_view(held, document, disputed, locale),
        member=person(held.member),
        vin=_vin(held.vehicle),
        proof=held.verified_by.value if held.verified_by else "",
        verifier=person(held.verifier) if held.verifier else None,
    )


def _view(row: Holding, document: bool, disputed: bool, locale: str) -> CarView:
    year = row.model_year.year if row.model_year else None
    name = catalogue.name(row.series.name(locale), year, locale)
    return CarView(
        id=row.public_id,
        model=catalogue.key(row.series.key, year),
        trim=row.trim.key if row.trim else None,
        name=choosing.called(name, row.trim, locale) if row.trim else name,
        state=row.state.value,
        use=row.use.value,
        first_owner=row.first_owner,
        verified=row.is_verified,
        verified_at=row.verified_at,
        vin_tail=row.vehicle.vin_tail if row.vehicle else None,
        document=document,
        disputed=disputed,
        declined=row.declined,
        ordered_on=row.ordered_on,
        delivered_on=row.delivered_on,
        created_at=row.created_at,
        ended_at=row.ended_at,
        voided_at=row.voided_at,
        voided_for=row.voided_for,
    )


def _contest(dispute: Dispute, claim: Found, owner: Found, locale: str) -> Contest:
    return Contest(
        id=dispute.public_id,
        claim=_view(*claim, locale),
        claimant=person(claim[0].member),
        against=_view(*owner, locale),
        owner=person(owner[0].member),
        vin=_vin(claim[0].vehicle),
        opened_at=dispute.opened_at,
    )


def _vin(vehicle: Vehicle | None) -> str:
    return sealing.unseal(vehicle.vin_sealed) if vehicle else ""
