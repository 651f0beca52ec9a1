"""Questions about cars and who holds them."""

from collections.abc import Collection
from datetime import date, datetime
from typing import NamedTuple

from sqlalchemy import ColumnElement, Select, and_, or_, select

from cocreate.kernel import sealing
from cocreate.kernel.database import db
from cocreate.vehicles import vin as vins
from cocreate.vehicles.models import Dispute, DisputeState, Holding, HoldingState, Trace, Use, Vehicle


class Spell(NamedTuple):
    """That a member is, or was, the verified owner of a private car `since` an instant `until` another, if it ended.

    `model_year_id` is missing where only the series is known.
    """

    model_year_id: int | None
    since: datetime
    until: datetime | None

    def covers(self, at: datetime) -> bool:
        """Whether it lasted at the instant `at`."""
        return self.since <= at and (self.until is None or at < self.until)


def counts() -> ColumnElement[bool]:
    """The condition `Holding.counts`, for statements."""
    return and_(Holding.verified_at.is_not(None), Holding.voided_at.is_(None), Holding.use == Use.PRIVATE)


def spells(member_id: int) -> list[Spell]:
    """When the member was an owner of which model years, whomever they work for."""
    query = select(Holding.model_year_id, Holding.verified_at, Holding.ended_at)
    found = db.session.execute(query.where(Holding.member_id == member_id, counts()))
    return [Spell(year, since, until) for year, since, until in found if since is not None]


def spells_of(members: Collection[int]) -> dict[int, list[Spell]]:
    """The `spells` of those of `members` who have any, by id."""
    query = select(Holding.member_id, Holding.model_year_id, Holding.verified_at, Holding.ended_at)
    found: dict[int, list[Spell]] = {}
    for member_id, year, since, until in db.session.execute(query.where(Holding.member_id.in_(members), counts())):
        if since is not None:
            found.setdefault(member_id, []).append(Spell(year, since, until))
    return found


def owned_model_years(member_id: int) -> list[int]:
    """The model years of which the member owns a verified private car now."""
    query = select(Holding.model_year_id).distinct().order_by(Holding.model_year_id)
    now = query.where(Holding.member_id == member_id, counts(), Holding.ended_at.is_(None))
    return [year for year in db.session.scalars(now) if year is not None]


def owners_of(series: Collection[int], members: Collection[int]) -> set[int]:
    """Those of `members` who own a verified private car of one of the `series` now."""
    query = select(Holding.member_id).where(Holding.member_id.in_(members), Holding.series_id.in_(series))
    return set(db.session.scalars(query.where(counts(), Holding.ended_at.is_(None))))


def owned_series(member_id: int) -> frozenset[int]:
    """The series of which the member owns a verified private car now."""
    owned = select(Holding.series_id).distinct().where(Holding.member_id == member_id, counts())
    return frozenset(db.session.scalars(owned.where(Holding.ended_at.is_(None))))


def of_car(vehicle_id: int) -> Select[Holding]:
    """The holdings of a car that have not ended."""
    return select(Holding).where(Holding.vehicle_id == vehicle_id, Holding.ended_at.is_(None)).order_by(Holding.id)


def owner_of(vehicle_id: int) -> Holding | None:
    """The holding of the car's verified owner."""
    verified = (Holding.state == HoldingState.OWNER, Holding.verified_at.is_not(None))
    return db.session.scalar(of_car(vehicle_id).where(*verified))


def by_vin(vin: str) -> Select[Vehicle]:
    """The car with the VIN `vin` (normal form), if anybody ever named it."""
    return select(Vehicle).where(Vehicle.vin_lookup.in_(vins.lookups(vin)))


def traces_of(vehicle_id: int) -> list[Trace]:
    """What is remembered of the car from those who had it and were erased."""
    return traces_of_all([vehicle_id])[vehicle_id]


def traces_of_all(vehicle_ids: Collection[int]) -> dict[int, list[Trace]]:
    """The `traces_of` each of these cars, by its id."""
    sealed = db.session.execute(select(Vehicle.id, Vehicle.vin_sealed).where(Vehicle.id.in_(vehicle_ids)))
    car_of = {lookup: id_ for id_, vin in sealed for lookup in vins.lookups(sealing.unseal(vin))}
    found: dict[int, list[Trace]] = {id_: [] for id_ in vehicle_ids}
    for trace in db.session.scalars(select(Trace).where(Trace.vin_lookup.in_(car_of))):
        found[car_of[trace.vin_lookup]].append(trace)
    return found


def open_dispute(claim_id: int) -> Dispute | None:
    """The open dispute of the holding that claims."""
    return db.session.scalar(select(Dispute).where(Dispute.claim_id == claim_id, Dispute.state == DisputeState.OPEN))


def lately(series: Collection[int], since: date) -> Select[int]:
    """Within a statement: the members who ordered a car of one of the `series` from the day `since` on, or took
    delivery of one, by their own word or verified; who gave it away again is left out. No series: any car."""
    recent = or_(Holding.ordered_on >= since, Holding.delivered_on >= since)
    has_or_waits = Holding.state.in_((HoldingState.ORDERED, HoldingState.OWNER))
    query = select(Holding.member_id).where(has_or_waits, recent)
    return query.where(Holding.series_id.in_(series)) if series else query
