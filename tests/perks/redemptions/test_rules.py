"""Redeeming, and what becomes of it."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from cocreate.kernel import clock
from cocreate.kernel.database import db
from cocreate.kernel.errors import Invalid, NotNow, Refused
from cocreate.kernel.templating import day
from cocreate.ledger.models import Unit
from cocreate.ledger.queries import balances
from cocreate.members.models import Member
from cocreate.notices.models import Notice
from cocreate.perks.codes import queries as codes
from cocreate.perks.codes.models import CodeState
from cocreate.perks.codes.rules import OwnRedemption
from cocreate.perks.models import Perk, PerkKind, PerkState, PerkVariant
from cocreate.perks.redemptions import addresses, audit, counting, rules, tasks
from cocreate.perks.redemptions.models import Redemption, RedemptionChange, RedemptionState
from cocreate.perks.redemptions.rules import Wish
from cocreate.points import wallets
from cocreate.points.models import Lot
from tests import make
from tests.make import leaving, redemptions

pytestmark = pytest.mark.usefixtures("app", "english")
ORDERED, FULFILLED, CANCELLED = RedemptionState


def story(redemption: Redemption) -> list[tuple[RedemptionState, int | None]]:
    """The states it came to, each with who did that."""
    query = select(RedemptionChange).where(RedemptionChange.redemption_id == redemption.id)
    return [(one.state, one.actor_id) for one in db.session.scalars(query.order_by(RedemptionChange.id))]


def taken(variant: PerkVariant) -> int:
    return db.session.get_one(PerkVariant, variant.id, populate_existing=True).taken


def test_goods_are_ordered_with_points_set_apart_and_a_sealed_address() -> None:
    member, variant = redemptions.rich(points=250), redemptions.perk(price=100, stock=3)
    made = redemptions.redemption(member, variant)
    assert (made.state, made.price, taken(variant)) == (ORDERED, 100, 1)
    assert balances(member.id, Unit.POINTS)[:2] == (250, 100)
    assert made.address is not None
    assert "Orchid" not in made.address
    assert addresses.unseal(made.address) == redemptions.ADDRESS
    assert story(made) == [(ORDERED, member.id)]
    assert list(audit.check()) == []


def test_what_is_sent_takes_the_points_and_tells_its_member() -> None:
    made, staff = redemptions.redemption(), make.member(roles=["product"])
    rules.fulfil(staff, made, "SF 1234")
    assert balances(made.member_id, Unit.POINTS)[:2] == (900, 0)
    assert (made.state, made.tracking, story(made)[-1]) == (FULFILLED, "SF 1234", (FULFILLED, staff.id))
    assert db.session.scalars(select(Notice.member_id)).all() == [made.member_id]
    with pytest.raises(Refused, match="fulfilled already"):
        rules.cancel(staff, made, "Broken")
    assert list(audit.check()) == []


def test_what_the_team_cancels_for_a_reason_gives_back_stock_and_points() -> None:
    variant = redemptions.perk(stock=1)
    made, staff = redemptions.redemption(variant=variant), make.member(roles=["product"])
    with pytest.raises(Invalid, match="Give the reason"):
        rules.cancel(staff, made, "")
    rules.cancel(staff, made, "The print came out wrong.")
    assert taken(variant) == 0
    assert balances(made.member_id, Unit.POINTS)[:2] == (1000, 0)
    assert wallets.spendable(made.member_id) == 1000
    with pytest.raises(Refused, match="cancelled already"):
        rules.fulfil(staff, made)
    assert list(audit.check()) == []


def test_a_member_cancels_until_the_team_takes_it_up() -> None:
    first, second = redemptions.redemption(), redemptions.redemption()
    holders = [db.session.get_one(type(make.member()), one.member_id) for one in (first, second)]
    rules.withdraw(holders[0], first)
    assert first.state is CANCELLED
    assert rules.take_up(make.member(), [first.id, second.id]) == [second]
    with pytest.raises(Refused, match="packed already"):
        rules.withdraw(holders[1], second)


def test_whoever_orders_and_cancels_gains_no_time() -> None:
    mine, teams = redemptions.redemption(), redemptions.redemption()
    lots = {one.member_id: one for one in db.session.scalars(select(Lot))}
    ends = lots[mine.member_id].expires_at
    with clock.telling(ends + timedelta(hours=1)):
        assert wallets.lapsed(mine.transfer_id) == 100
        rules.withdraw(db.session.get_one(Member, mine.member_id), mine)
        rules.cancel(make.member(), teams, "The print is wrong.")
        assert (lots[mine.member_id].expires_at, wallets.expire(mine.member_id)) == (ends, 1000)
        assert wallets.spendable(teams.member_id) == 1000
    assert list(audit.check()) == []


def test_an_order_nobody_takes_up_cancels_itself_once(run_jobs: object) -> None:
    waits, in_hand = redemptions.redemption(), redemptions.redemption()
    rules.take_up(make.member(), [in_hand.id])
    with clock.telling(clock.now() + timedelta(days=15)):
        tasks.find_overdue()
        assert callable(run_jobs)
        assert run_jobs() == ["give_up_order"]
        tasks.give_up(waits.id)
    assert story(waits) == [(ORDERED, waits.member_id), (CANCELLED, None)]
    assert in_hand.state is ORDERED
    assert list(audit.check()) == []


def test_overdue_orders_are_found_so_many_at_a_time(
    run_jobs: Callable[[], list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tasks, "BATCH", 2)
    member, variant = redemptions.rich(), redemptions.perk()
    made = [redemptions.redemption(member, variant) for _number in range(5)]
    with clock.telling(clock.now() + timedelta(days=15)):
        tasks.find_overdue()
        assert run_jobs().count(tasks.FIND) == 2
    assert {one.state for one in made} == {CANCELLED}


def test_a_voucher_is_a_code_at_once() -> None:
    made = redemptions.redemption(variant=redemptions.perk(PerkKind.VOUCHER, stock=2))
    code, state, used_at, until = codes.of_redemptions([made.id])[made.id]
    assert (len(code), state, used_at, until) == (14, CodeState.ASSIGNED, None, None)
    assert [state for state, _actor in story(made)] == [ORDERED, FULFILLED]
    assert (made.address, made.due_at) == (None, None)
    assert balances(made.member_id, Unit.POINTS)[:2] == (900, 0)
    assert list(audit.check()) == []


def test_the_same_key_is_the_same_redemption() -> None:
    member, variant = redemptions.rich(), redemptions.perk()
    first = redemptions.redemption(member, variant, "form-1")
    assert redemptions.redemption(member, variant, "form-1") is first
    with pytest.raises(NotNow, match="something else"):
        redemptions.redemption(member, redemptions.perk(), "form-1")
    assert taken(variant) == 1


def test_what_stands_against_it_is_said_and_nothing_is_changed() -> None:
    poor, rich, variant = redemptions.rich(points=99), redemptions.rich(), redemptions.perk(stock=1, per_member=1)
    with pytest.raises(NotNow, match="reach for this yet") as short:
        redemptions.redemption(poor, variant)
    assert (short.value.code, short.value.status) == ("too-few-points", 409)
    with pytest.raises(NotNow, match="price has changed"):
        rules.redeem(rich, Wish(variant.id, price=90))
    with pytest.raises(Invalid, match="where it goes"):
        rules.redeem(rich, Wish(variant.id))
    assert taken(variant) == 0
    redemptions.redemption(rich, variant)
    with pytest.raises(NotNow) as again:
        redemptions.redemption(rich, variant)
    assert again.value.code == "per-member"
    with pytest.raises(NotNow, match="a moment quicker") as late:
        redemptions.redemption(redemptions.rich(), variant)
    assert late.value.code == "sold-out"
    redemptions.of(variant).state = PerkState.WITHDRAWN
    db.session.flush()
    with pytest.raises(NotNow) as gone:
        redemptions.redemption(redemptions.rich(), variant)
    assert gone.value.code == "not-on-sale"
    assert list(audit.check()) == []


def test_a_period_counts_what_was_redeemed_within_it() -> None:
    member, variant = redemptions.rich(), redemptions.perk()
    perk = redemptions.of(variant)
    perk.per_period, perk.period_days = 1, 30
    db.session.flush()
    made = redemptions.redemption(member, variant)
    with pytest.raises(NotNow) as soon:
        redemptions.redemption(member, variant)
    again = clock.local_day(made.at) + timedelta(days=30)
    assert (soon.value.code, soon.value.message) == ("per-period", f"You can redeem it again from {day(again)} on")
    assert perk.id not in db.session.scalars(select(Perk.id).where(counting.unlimited(member.id))).all()
    made.at -= timedelta(days=30)
    db.session.flush()
    assert redemptions.redemption(member, variant).id != made.id


def test_an_address_is_checked_part_by_part() -> None:
    right = redemptions.ADDRESS
    assert (
        addresses.checked(addresses.Address("林一", "138 0013 8000", "上海市浦东新区", "兰花路17号")).phone
        == right.phone
    )
    for part, wrong in (("name", ""), ("phone", "12"), ("region", "沪"), ("street", "x" * 201)):
        said = {**right.__dict__, part: wrong}
        with pytest.raises(Invalid) as error:
            addresses.checked(addresses.Address(**said))
        assert error.value.field == part


def test_an_address_is_forgotten_some_time_after_it_was_needed() -> None:
    sent, waits = redemptions.redemption(), redemptions.redemption()
    rules.fulfil(make.member(), sent, "SF 1")
    addresses.forget_old(clock.now() + timedelta(seconds=1))
    db.session.expire_all()
    assert (sent.address, sent.tracking) == (None, "")
    assert waits.address is not None


def test_the_time_an_order_waits_is_the_brands() -> None:
    rules.set_terms(make.member(), 3)
    made = redemptions.redemption()
    assert made.due_at == made.at + timedelta(days=3)
    with pytest.raises(Invalid, match="From 1 to 90"):
        rules.set_terms(make.member(), 91)


def test_the_audit_finds_what_was_changed_behind_its_back(app: Flask) -> None:
    made = redemptions.redemption(variant=redemptions.perk(stock=5))
    made.state, made.resolved_at = FULFILLED, clock.now()
    db.session.get_one(PerkVariant, made.variant_id).taken = 3
    db.session.flush()
    found = list(audit.check())
    assert [line.split(":")[0] for line in found] == [f"variant {made.variant_id}", *[f"redemption {made.id}"] * 2]


def test_whoever_is_erased_waits_for_nothing_and_leaves_no_address() -> None:
    member, variant = redemptions.rich(), redemptions.perk(stock=2)
    waits, sent = redemptions.redemption(member, variant), redemptions.redemption(member, variant)
    rules.fulfil(make.member(), sent, "SF 1")
    leaving.erased(member)
    db.session.expire_all()
    assert (waits.state, sent.state, taken(variant)) == (CANCELLED, FULFILLED, 1)
    assert [(one.address, one.tracking, one.key) for one in (waits, sent)] == [(None, "", None)] * 2
    assert balances(member.id, Unit.POINTS)[:2] == (0, 0)
    assert list(audit.check()) == []


def test_what_is_being_packed_for_whoever_is_erased_is_sent_and_its_address_kept_for_its_time() -> None:
    member, variant = redemptions.rich(), redemptions.perk(stock=2)
    packed = redemptions.redemption(member, variant, "form-1")
    rules.take_up(make.member(), [packed.id])
    leaving.erased(member)
    db.session.expire_all()
    assert (packed.state, taken(variant), packed.key, story(packed)[-1]) == (FULFILLED, 1, None, (FULFILLED, None))
    assert db.session.scalars(select(Notice).where(Notice.member_id == member.id)).all() == []
    assert addresses.last_of(member) is not None
    addresses.forget_old(clock.now() + timedelta(seconds=1))
    assert addresses.last_of(member) is None
    assert balances(member.id, Unit.POINTS)[:2] == (0, 0)
    assert list(audit.check()) == []


def test_nobody_sends_or_cancels_an_order_of_their_own() -> None:
    staff = redemptions.rich(make.member(roles=["product", "admin"]))
    made = redemptions.redemption(staff)
    with pytest.raises(OwnRedemption):
        rules.fulfil(staff, made)
    with pytest.raises(OwnRedemption):
        rules.cancel(staff, made, "Mine.")
    assert made.state is ORDERED
    rules.withdraw(staff, made)
