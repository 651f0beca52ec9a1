"""What cars bring their owners: as one is verified, and on the day on which it was delivered, year after year.

Only a private car that its VIN names: one car brings its verification once in its life to each who holds it, whether
they sell it and have it again, and one delivery once, whoever has it proven by the list with whichever number. Its day
of delivery brings something once a year, whoever has the car then. What a car brought stays when it is sold; when its
verification is found false, it was never earned.
"""

from collections.abc import Sequence
from datetime import date, timedelta

from sqlalchemy import ColumnElement, String, and_, cast, exists, extract, func, literal, or_, select

from cocreate.accounts.vehicles import holdings
from cocreate.kernel import clock
from cocreate.kernel.database import db
from cocreate.kernel.jobs import defer, job
from cocreate.points import deeds
from cocreate.points.models import Award, RuleKey
from cocreate.points.referrals import rules as referrals
from cocreate.vehicles import queries as vehicles
from cocreate.vehicles.models import Holding, Proof

JOB = "award_anniversaries"
# A job that did not run awards what it missed, but no longer than somebody still remembers the day.
CATCH_UP = timedelta(days=7)
BATCH = 200


def verified(held: Holding) -> None:
    """What the locked `held` brings as it has just been verified."""
    if held.counts and held.vehicle_id is not None:
        if _is_anew(held):
            deeds.earned(RuleKey.VEHICLE_VERIFIED, source(held), [held.member_id], at=held.verified_at)
        referrals.verified(held)


def voided(held: Holding) -> None:
    """What goes with the verification of the locked `held`, unless the member has held the car truly, too."""
    referrals.voided(held)
    truly = (Holding.vehicle_id == held.vehicle_id, Holding.member_id == held.member_id, Holding.id != held.id)
    if db.session.scalar(select(Holding.id).where(*truly, vehicles.counts()).limit(1)) is not None:
        return
    deeds.undone(source(held), [RuleKey.VEHICLE_VERIFIED], of=held.member_id)
    if held.vehicle_id is not None and held.delivered_on is not None:
        for year in range(held.delivered_on.year + 1, clock.local_day(clock.now()).year + 1):
            deeds.undone(of_year(held.vehicle_id, year), [RuleKey.ANNIVERSARY], of=held.member_id)


def _is_anew(held: Holding) -> bool:
    """Whether what proved the locked `held` is more than what proved the car another member's: a document, which staff
    looked at, or a line of the list with a later day than anybody else had it from.

    Where somebody who had the car was erased, only such a line: whoever sends the document may be the same person.
    """
    traced = [trace.on_day for trace in vehicles.traces_of(held.vehicle_id)] if held.vehicle_id is not None else []
    if held.verified_by is not Proof.LIST:
        return not traced
    theirs = (Holding.vehicle_id == held.vehicle_id, Holding.member_id != held.member_id, Holding.voided_at.is_(None))
    found = db.session.scalars(select(Holding).where(*theirs, Holding.verified_at.is_not(None)))
    others = [*traced, *(had_from(other) for other in found)]
    return not others or (held.delivered_on is not None and held.delivered_on > max(others))


def had_from(held: Holding) -> date:
    """From which day on the member of the verified `held` is known to have had the car.

    A day that a document was sent with is the member's word; there the day of the verification counts.
    """
    if held.verified_by is Proof.LIST and held.delivered_on is not None:
        return held.delivered_on
    return clock.local_day(held.verified_at or held.created_at)


def last_year(held: Holding) -> int | None:
    """The latest year in which the day of delivery of `held` brought somebody something, if it ever did."""
    if held.vehicle_id is None or held.delivered_on is None:
        return None
    years = range(clock.local_day(clock.now()).year, held.delivered_on.year, -1)
    sources = {of_year(held.vehicle_id, year): year for year in years}
    given = (Award.rule == RuleKey.ANNIVERSARY, Award.source.in_(sources), Award.revoked_at.is_(None))
    return max((sources[source] for source in db.session.scalars(select(Award.source).where(*given))), default=None)


def source(held: Holding) -> str:
    """By what awards name the car."""
    return f"vehicle:{held.vehicle_id}"


def of_year(vehicle_id: int, year: int) -> str:
    """By what awards name the day of a car's delivery in a year: the same whoever has it, however often."""
    return f"anniversary:{vehicle_id}:{year}"


@job(JOB, cron="43 * * * *")
def award_anniversaries(after: int = 0) -> None:
    """Award the days of delivery of today, as the site's zone has it, and of the days before that were missed.

    So many at once; the rest, whose holdings have higher keys, by another job. The cars are held and looked at once
    more: who was their owner as the job began may be so no longer, or was never, as somebody has just found.
    """
    today = clock.local_day(clock.now())
    days = [today - timedelta(days=back) for back in range(CATCH_UP.days + 1)]
    due = _due(days, Holding.id > after)
    holdings.keep([vehicle_id for _holding_id, vehicle_id, *_rest in due])
    still = _due(days, Holding.id.in_([holding_id for holding_id, *_rest in due]))
    traces = vehicles.traces_of_all([vehicle_id for _holding_id, vehicle_id, *_rest in still])
    with deeds.together():
        for _holding_id, vehicle_id, member_id, delivered_on in still:
            year = next(day.year for day in days if _falls(delivered_on, day))
            if any((trace.last_year or 0) >= year for trace in traces[vehicle_id]):
                continue
            deeds.earned(RuleKey.ANNIVERSARY, of_year(vehicle_id, year), [member_id])
    if len(due) == BATCH:
        defer(JOB, after=due[-1][0])


def _due(days: Sequence[date], among: ColumnElement[bool]) -> list[tuple[int, int, int, date]]:
    """Holding, car, member and day of delivery where that is one of `days`, some years ago, and nothing was awarded."""
    query = select(Holding.id, Holding.vehicle_id, Holding.member_id, Holding.delivered_on).where(
        vehicles.counts(),
        Holding.ended_at.is_(None),
        Holding.vehicle_id.is_not(None),
        among,
        or_(*(_fell_on(day) for day in days)),
    )
    found = db.session.execute(query.order_by(Holding.id).limit(BATCH))
    return [(holding, car, member, day) for holding, car, member, day in found if car is not None and day is not None]


def _fell_on(day: date) -> ColumnElement[bool]:
    """That a car was delivered on this day of an earlier year, and nothing stands that was given for it in this one."""
    delivered = Holding.delivered_on
    same = and_(extract("month", delivered) == day.month, extract("day", delivered) == day.day)
    if _stands_for_leap_day(day):
        same = or_(same, and_(extract("month", delivered) == 2, extract("day", delivered) == 29))
    named = func.concat("anniversary:", cast(Holding.vehicle_id, String), literal(f":{day.year}"))
    given = exists().where(Award.source == named, Award.rule == RuleKey.ANNIVERSARY, Award.revoked_at.is_(None))
    return and_(same, extract("year", delivered) < day.year, ~given)


def _falls(delivered: date, day: date) -> bool:
    """Whether `day` is the one on which a delivery is remembered: of the 29th of February mostly the 28th."""
    leap = (delivered.month, delivered.day) == (2, 29) and _stands_for_leap_day(day)
    return leap or (delivered.month, delivered.day) == (day.month, day.day)


def _stands_for_leap_day(day: date) -> bool:
    return (day.month, day.day) == (2, 28) and (day + timedelta(days=1)).month == 3
