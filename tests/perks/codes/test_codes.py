"""Codes: a pool that is the stock, taken in once, taken back for a reason, not guessed."""

from datetime import timedelta

import pytest

from cocreate.kernel import clock, sealing
from cocreate.kernel.database import db
from cocreate.kernel.errors import Invalid, NotNow, Refused, TooMany
from cocreate.kernel.templating import day
from cocreate.members.models import Member
from cocreate.notices import queries as notices
from cocreate.perks import variants
from cocreate.perks.codes import plain, pool, queries, rules, tasks
from cocreate.perks.codes.models import CodeState, PerkCode
from cocreate.perks.models import Perk, PerkKind, PerkVariant
from cocreate.perks.redemptions import audit
from cocreate.perks.redemptions.models import Redemption
from tests import make
from tests.make import redemptions

pytestmark = pytest.mark.usefixtures("app", "english")


def coded(variant: PerkVariant | None = None) -> PerkCode:
    """A code that a member got."""
    made = redemptions.redemption(variant=variant or redemptions.perk(PerkKind.VOUCHER))
    return db.session.query(PerkCode).filter_by(redemption_id=made.id).one()


def title(code: PerkCode) -> str:
    return f"“{db.session.get_one(Perk, code.perk_id).title_en}”"


def told(code: PerkCode) -> list[str]:
    """What whoever has `code` reads in their notices, the latest first."""
    holder = db.session.get_one(Member, db.session.get_one(Redemption, code.redemption_id).member_id)
    return [line.saying.line for group in notices.groups(holder, "en").items for line in group.section.lines]


def test_a_code_of_ours_has_no_lookalikes_and_is_found_however_it_is_typed() -> None:
    made = plain.make()
    assert plain.is_sound(made)
    assert set(made) - {"-"} <= set("23456789ABCDEFGHJKMNPQRSTUVWXYZ")
    assert plain.plain(f" {made.lower().replace('-', ' ')} ") == plain.plain(made)
    code = coded()
    shown = queries.view(code, "en").code
    assert rules.find(make.member(), shown.lower().replace("-", "")) is code


def test_the_codes_put_in_are_the_stock() -> None:
    variant, admin = redemptions.perk(PerkKind.VOUCHER, stock=99), make.member(roles=["admin"])
    first = coded(variant)
    assert pool.generate(admin, variant, 2) == 2
    assert (variant.pooled, variant.stock, variant.taken, variant.left) == (True, 3, 1, 2)
    drawn = {coded(variant).id, coded(variant).id}
    assert first.id not in drawn
    with pytest.raises(NotNow, match="a moment quicker"):
        coded(variant)
    assert pool.counts([variant.id])[variant.id][CodeState.ASSIGNED] == 3
    assert list(audit.check()) == []


def test_the_stock_of_a_pool_is_not_typed() -> None:
    variant, admin = redemptions.perk(PerkKind.VOUCHER), make.member(roles=["admin"])
    pool.generate(admin, variant, 2)
    with pytest.raises(Invalid, match="Put in more codes"):
        variants.change(admin, redemptions.of(variant), [variants.Variant(stock=None, id=variant.id)])


def test_a_partners_list_is_looked_through() -> None:
    variant, admin = redemptions.perk(PerkKind.VOUCHER), make.member(roles=["admin"])
    pool.fill(admin, variant, ["AB-1234"])
    looked = pool.look(["ab1234", "xy-99 99", "XY9999", "=CMD()", "a", "", "<script>", "x" * 41, "'--'"])
    assert looked.fresh == ["XY-9999"]
    assert looked.doubles == ["XY9999", "AB1234"]
    assert looked.unsound == ["=CMD()", "A", "<SCRIPT>", "X" * 41, "'--'"]
    assert pool.fill(admin, variant, ["ab 1234", "new1"]) == 1
    with pytest.raises(Refused, match="no codes"):
        pool.generate(admin, redemptions.perk(), 1)
    with pytest.raises(Invalid, match="at once"):
        pool.generate(admin, variant, 0)


def test_more_codes_are_looked_up_than_a_statement_takes_parameters(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sealing, "lookups", lambda said: [said])  # hashing is not what is asked
    assert len(pool.look(f"{number:06}" for number in range(66_000)).fresh) == 66_000


def test_a_code_is_taken_in_once_and_the_same_press_again_says_the_same() -> None:
    code, staff, other = coded(), make.member(roles=["service"]), make.member(roles=["service"])
    use = rules.use(staff, code, "press-1", "Pudong")
    assert rules.use(staff, code, "press-1", "Pudong") is use
    for actor, nonce in ((staff, "press-2"), (other, "press-1")):
        with pytest.raises(Refused, match="used already"):
            rules.use(actor, code, nonce)
    assert queries.last_centre(staff) == "Pudong"
    assert list(audit.check()) == []


def test_a_mistake_is_taken_back_for_a_reason_and_nothing_is_rewritten() -> None:
    code, staff, admin = coded(), make.member(roles=["service"]), make.member(roles=["admin"])
    with pytest.raises(Refused, match="not used"):
        rules.take_back(admin, code, "b0", "Wrong one.")
    rules.use(staff, code, "u1")
    with pytest.raises(Invalid, match="Say why"):
        rules.take_back(admin, code, "b1", "")
    rules.take_back(admin, code, "b1", "The wrong member's.")
    rules.use(staff, code, "u2")
    assert [use.used for use in queries.view(code, "en").uses] == [True, False, True]
    assert list(audit.check()) == []


def test_an_old_page_does_not_say_that_it_was_taken_in() -> None:
    code, staff, admin = coded(), make.member(roles=["service"]), make.member(roles=["admin"])
    rules.use(staff, code, "u1")
    back = rules.take_back(admin, code, "b1", "The wrong member's.")
    assert rules.take_back(admin, code, "b1", "The wrong member's.") is back
    with pytest.raises(Refused, match="undone meanwhile"):
        rules.use(staff, code, "u1")
    assert code.state is CodeState.ASSIGNED


def test_nobody_takes_in_or_back_a_code_of_their_own() -> None:
    staff = redemptions.rich(make.member(roles=["service", "admin"]))
    made = redemptions.redemption(staff, redemptions.perk(PerkKind.VOUCHER))
    code = db.session.query(PerkCode).filter_by(redemption_id=made.id).one()
    with pytest.raises(rules.OwnRedemption):
        rules.use(staff, code, "u1")
    rules.use(make.member(roles=["service"]), code, "u2")
    with pytest.raises(rules.OwnRedemption):
        rules.take_back(staff, code, "b1", "Mine.")


def test_what_lies_in_the_pool_is_not_found_and_guessing_has_an_end() -> None:
    variant, staff = redemptions.perk(PerkKind.VOUCHER), make.member(roles=["service"])
    pool.fill(make.member(), variant, ["FREE-ONE"])
    known = queries.view(coded(), "en").code
    for _turn in range(rules.MISSES.times):
        assert rules.find(staff, "FREE-ONE") is None
    with pytest.raises(TooMany):
        rules.find(staff, known)
    assert rules.find(make.member(roles=["service"]), known) is not None


def test_a_code_is_good_until_the_end_of_its_last_day() -> None:
    variant, staff = redemptions.perk(PerkKind.VOUCHER), make.member(roles=["service"])
    perk, today = redemptions.of(variant), clock.local_day(clock.now())
    perk.valid_days, perk.valid_until_on = 7, today + timedelta(days=30)
    code = coded(variant)
    assert code.valid_until_on == today + timedelta(days=7)
    assert perk.last_day(today + timedelta(days=24)) == perk.valid_until_on
    code.valid_until_on = today
    rules.use(staff, code, "u1")
    rules.take_back(make.member(roles=["admin"]), code, "b1", "The wrong member's.")
    code.valid_until_on = today - timedelta(days=1)
    db.session.flush()
    assert not queries.view(code, "en").is_good
    with pytest.raises(Refused, match="is over"):
        rules.use(staff, code, "u2")


@pytest.mark.parametrize(("days", "nights"), [(2, []), (7, []), (8, [1]), (30, [23])])
def test_a_reminder_comes_a_week_before_the_end_of_a_code_not_of_one_given_out_that_late(
    days: int, nights: list[int]
) -> None:
    variant, now = redemptions.perk(PerkKind.VOUCHER), clock.now()
    redemptions.of(variant).valid_days = days
    code, heard = coded(variant), []
    for night in range(1, days + 2):
        with clock.telling(now + timedelta(days=night)):
            before = code.reminded
            tasks.remind()
            if code.reminded > before:
                heard.append(night)
    assert heard == nights
    last = f"{title(code)} can be used until {day(clock.local_day(now) + timedelta(days=days))}"
    assert told(code) == [last] * len(nights)


def test_what_is_taken_back_after_its_last_day_is_not_announced_as_good() -> None:
    code, last = coded(), clock.local_day(clock.now()) - timedelta(days=1)
    rules.use(make.member(roles=["service"]), code, "u1")
    code.valid_until_on = last
    rules.take_back(make.member(roles=["admin"]), code, "b1", "The wrong member's.")
    line = f"{title(code)} was marked as used by mistake, which is undone; but it could only be used until {day(last)}"
    assert told(code)[0] == line


def test_whoever_has_a_code_hears_what_becomes_of_it() -> None:
    code, staff, admin = coded(), make.member(roles=["service"]), make.member(roles=["admin"])
    rules.use(staff, code, "u1", "Pudong")
    rules.take_back(admin, code, "b1", "The wrong member's.")
    rules.use(staff, code, "u2")
    assert told(code) == [
        f"{title(code)} was used",
        f"{title(code)} can be used after all: it was marked as used by mistake",
        f"{title(code)} was used at Pudong",
    ]


def test_free_codes_are_discarded_and_can_be_put_in_elsewhere() -> None:
    variant, admin = redemptions.perk(PerkKind.VOUCHER), make.member(roles=["admin"])
    pool.fill(admin, variant, ["AA-11", "BB-22", "CC-33"])
    gone, wrong = coded(variant), redemptions.perk(PerkKind.VOUCHER)
    pool.fill(admin, wrong, ["DD-44"])
    found = pool.loose(variant, ["bb 22", "AA-11", "ZZ-99", "dd44", ""])
    assert (found.given, found.elsewhere, found.unknown) == (["AA-11"], ["DD44"], ["ZZ-99"])
    assert (len(found.free), found.kept) == (1, 3)
    assert pool.discard(admin, variant, [*found.free, gone.id]) == 1
    assert (variant.stock, variant.left, variant.pooled) == (2, 1, True)
    assert pool.look(["BB-22"]).fresh == ["BB-22"]
    assert pool.discard(admin, variant, pool.loose(variant, []).free) == 1
    assert (variant.left, list(audit.check())) == (0, [])
    assert pool.discard(admin, wrong, pool.loose(wrong, []).free) == 1
    assert (wrong.stock, wrong.pooled) == (0, False)


def test_the_audit_finds_a_code_that_says_otherwise_than_its_uses() -> None:
    code = coded()
    code.state = CodeState.USED
    free = redemptions.perk(PerkKind.VOUCHER)
    pool.generate(make.member(), free, 2)
    free.stock = 3
    db.session.flush()
    assert [line.split(":")[0] for line in audit.check()] == [f"perk code {code.id}", f"variant {free.id}"]
