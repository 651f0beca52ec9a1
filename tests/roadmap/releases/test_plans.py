"""Promising a release ahead: told to whom it concerns, moved and given up with a reason, and shown for ever."""

from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from flask import Flask
from sqlalchemy import insert, select, text
from sqlalchemy.exc import IntegrityError

from cocreate.kernel import clock
from cocreate.kernel.database import db
from cocreate.kernel.errors import Invalid, Refused
from cocreate.members.models import Member
from cocreate.notices.models import Notice
from cocreate.roadmap.releases import audit, plans, promises, queries, rules
from cocreate.roadmap.releases.models import ReleasePlan, ReleaseState
from cocreate.vehicles.models import Holding, HoldingState
from tests import make
from tests.make import releases

NOW = datetime(2026, 11, 22, 4, tzinfo=UTC)


@pytest.fixture
def product(app: Flask) -> Member:
    make.series("islet", (2026, 2027))
    make.series("ridge", (2026,))
    return make.member(roles=["product"])


def told() -> list[int]:
    return list(db.session.scalars(select(Notice.member_id).order_by(Notice.member_id)))


def holder(series: str, **days_ago: int) -> Member:
    """A member whose car of `series` was ``ordered`` or ``delivered`` so many days ago."""
    member = make.member()
    today = clock.local_day(clock.now())
    on = {f"{what}_on": today - timedelta(days=days) for what, days in days_ago.items()}
    found = db.session.execute(text("SELECT id FROM series WHERE key = :key"), {"key": series}).scalar_one()
    state = HoldingState.OWNER if "delivered" in days_ago else HoldingState.ORDERED
    db.session.add(Holding(member_id=member.id, series_id=found, state=state, **on))
    db.session.flush()
    return member


def test_announcing_tells_whoever_ordered_or_took_delivery_lately(product: Member) -> None:
    ordered, delivered = holder("islet", ordered=20), holder("islet", ordered=200, delivered=80)
    holder("islet", ordered=200, delivered=120)
    holder("ridge", ordered=3)
    release = releases.planned(product, models=["islet/2027"])
    assert release.state is ReleaseState.PLANNED
    assert told() == sorted((ordered.id, delivered.id))


def test_for_every_car_all_lately_are_told(product: Member) -> None:
    members = [holder("islet", ordered=20), holder("ridge", delivered=80)]
    releases.planned(product)
    assert told() == sorted(member.id for member in members)


def test_who_gave_the_car_away_is_not_told(product: Member) -> None:
    member = holder("islet", ordered=20)
    holding = db.session.scalars(select(Holding).where(Holding.member_id == member.id)).one()
    holding.state, holding.ended_at = HoldingState.FORMER, clock.now()
    releases.planned(product)
    assert told() == []


def test_it_says_what_existing_owners_get_before_it_is_announced(product: Member) -> None:
    release = releases.draft(product, planned_on=clock.local_day(clock.now()) + timedelta(days=60))
    release.existing = release.existing_en = ""
    with pytest.raises(Invalid) as refused:
        plans.announce(product, release)
    assert refused.value.field == "existing_zh"


@pytest.mark.parametrize(
    ("planned_on", "days", "field"),
    [
        (None, 90, "planned_on"),
        (date(2020, 1, 1), 90, "planned_on"),
        (date(2027, 1, 22), 0, "days"),
        (date(2027, 1, 22), 731, "days"),
    ],
)
@time_machine.travel(NOW, tick=False)
def test_what_cannot_be_announced(product: Member, planned_on: date | None, days: int, field: str) -> None:
    release = releases.draft(product, planned_on=planned_on)
    with pytest.raises(Invalid) as refused:
        plans.announce(product, release, days)
    assert refused.value.field == field
    assert release.state is ReleaseState.DRAFT


@time_machine.travel(NOW, tick=False)
def test_every_change_stays_with_its_reason(product: Member) -> None:
    owner = holder("islet", ordered=20)
    release = releases.planned(product, days=61, models=["islet"])
    plans.move(product, release, date(2027, 2, 10), releases.why("The supplier is *late*."))
    promise = promises.page(None, "en").items[0]
    assert (promise.first_on, promise.ahead, promise.days_late) == (date(2027, 1, 22), 61, None)
    assert [(plan.planned_on, "<em>late</em>" in plan.reason) for plan in promise.changes] == [
        (date(2027, 2, 10), True)
    ]
    assert told() == [owner.id, owner.id], "whoever heard of it hears of the change"
    with time_machine.travel(datetime(2027, 2, 1, 4, tzinfo=UTC), tick=False):
        rules.publish(product, release)
        promise = promises.page(None, "en").items[0]
    assert promise.days_late == 10
    assert told() == [owner.id] * 3
    assert list(audit.check()) == []


@time_machine.travel(NOW, tick=False)
def test_a_promise_is_kept_by_coming_on_its_day(product: Member) -> None:
    release = releases.planned(product, days=1)
    with time_machine.travel(datetime(2026, 11, 23, 15, 59, tzinfo=UTC), tick=False):  # one minute to midnight
        rules.publish(product, release)
    assert promises.page(None, "en").items[0].days_late == 0


def test_giving_up_stays_readable_and_final(product: Member) -> None:
    release = releases.planned(product)
    plans.drop(product, release, releases.why("The part does not fit older cars."))
    found = queries.by_public_id(release.post.public_id, None)
    assert found is not None
    view = queries.view(found, None, "en")
    assert view.row.state == "dropped"
    assert "does not fit" in view.plans[-1].reason
    for again in (
        lambda: rules.publish(product, release),
        lambda: plans.move(product, release, date(2030, 1, 1), releases.why("No.")),
        lambda: plans.announce(product, release),
    ):
        with pytest.raises(Refused):
            again()
    assert list(audit.check()) == []


@pytest.mark.parametrize("reason", ["", "x" * 4001])
def test_a_change_has_a_reason(product: Member, reason: str) -> None:
    release = releases.planned(product)
    with pytest.raises(Invalid) as refused:
        plans.move(product, release, clock.local_day(clock.now()) + timedelta(days=90), releases.why(reason))
    assert refused.value.field == ("reason_en" if reason else "reason_zh")


def test_the_same_day_is_no_change(product: Member) -> None:
    release = releases.planned(product)
    assert release.planned_on is not None
    with pytest.raises(Invalid):
        plans.move(product, release, release.planned_on, releases.why("Because."))


def test_the_day_of_an_announced_release_is_not_edited_quietly(product: Member) -> None:
    release = releases.planned(product, days=60)
    before = release.planned_on
    rules.change(product, release, releases.CONTENT)
    assert release.planned_on == before


def test_plans_are_not_rewritten(product: Member) -> None:
    releases.planned(product)
    with pytest.raises(IntegrityError), db.session.begin_nested():
        db.session.execute(text("UPDATE release_plans SET reason = 'another'"))
    with pytest.raises(IntegrityError), db.session.begin_nested():
        db.session.execute(text("DELETE FROM release_plans"))


@pytest.mark.parametrize(
    "change",
    [
        "state = 'out'",
        "state = 'planned'",
        "state = 'dropped'",
        "announced_at = now()",
        "publish_at = now()",
        "state = 'gone'",
        "title_en = NULL",
        "existing = repeat('x', 4001)",
        "title_en = repeat('x', 201)",
        "body_en = repeat('x', 200001)",
    ],
)
def test_the_database_refuses_what_cannot_be(product: Member, change: str) -> None:
    release = releases.draft(product)
    with pytest.raises(IntegrityError), db.session.begin_nested():
        db.session.execute(text(f"UPDATE releases SET {change} WHERE id = :id"), {"id": release.id})


@pytest.mark.parametrize(
    "plan",
    [
        {"planned_on": None},
        {"planned_on": None, "reason": "x" * 4001},
        {"planned_on": None, "reason": "x", "reason_en": "x" * 4001},
        {"planned_on": date(2030, 1, 1), "reason_en": "No."},
    ],
)
def test_a_plan_without_a_day_has_a_reason(product: Member, plan: dict[str, object]) -> None:
    release = releases.planned(product)
    row = {"release_id": release.id, "actor_id": product.id, "at": clock.now(), "reason": "", **plan}
    with pytest.raises(IntegrityError), db.session.begin_nested():
        db.session.execute(insert(ReleasePlan).values(row))


def test_audit_sees_a_day_that_is_not_the_last_plans(product: Member) -> None:
    release = releases.planned(product)
    db.session.execute(text("UPDATE releases SET planned_on = planned_on + 1"))
    assert list(audit.check()) == [f"release {release.id}: its day is not that of its last plan"]


def test_audit_sees_who_should_not_read_it(product: Member) -> None:
    release = releases.draft(product)
    db.session.execute(text("UPDATE posts SET audience = 'everyone' WHERE id = :id"), {"id": release.id})
    assert list(audit.check()) == [f"release {release.id}: its audience does not fit its state"]
