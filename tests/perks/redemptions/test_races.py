"""Redemptions under threads on real connections: the last piece, the same press, the same order twice."""

from collections.abc import Callable

from sqlalchemy import func, select

from cocreate.kernel import clock
from cocreate.kernel.database import db
from cocreate.kernel.errors import NotNow, Refused
from cocreate.ledger.models import Account, AccountKind, Unit
from cocreate.members import queries as members
from cocreate.perks.codes import pool
from cocreate.perks.codes import rules as code_rules
from cocreate.perks.codes.models import CodeUse, PerkCode
from cocreate.perks.models import PerkKind, PerkVariant
from cocreate.perks.redemptions import audit, rules
from cocreate.perks.redemptions.models import Redemption, RedemptionState
from tests import make
from tests.make import redemptions
from tests.support.race import Real


def _redeem(member_id: int, variant_id: int, key: str | None = None) -> Callable[[], int]:
    def work() -> int:
        variant = db.session.get_one(PerkVariant, variant_id)
        return rules.redeem(members.by_id(member_id), redemptions.wish(variant, key)).id

    return work


def _clean(real: Real) -> None:
    assert real.commit(lambda: list(audit.check())) == []


def _refused(answers: list[object], code: str) -> int:
    return sum(isinstance(answer, NotNow) and answer.code == code for answer in answers)


def test_the_last_piece_goes_to_one_of_fifty_and_nobody_else_is_charged(real: Real) -> None:
    def build() -> tuple[int, list[int]]:
        return redemptions.perk(stock=1).id, [redemptions.rich(points=100).id for _number in range(50)]

    variant, people = real.commit(build)
    answers = real.together([_redeem(member, variant) for member in people], width=50)
    assert sum(isinstance(answer, int) for answer in answers) == 1
    assert _refused(answers, "sold-out") == 49
    assert all("您的积分" in answer.message for answer in answers if isinstance(answer, NotNow))

    def held() -> list[int]:
        wallets = select(Account.held, func.count()).where(
            Account.unit == Unit.POINTS, Account.kind == AccountKind.WALLET, Account.balance == 100
        )
        return [number for _held, number in db.session.execute(wallets.group_by(Account.held).order_by(Account.held))]

    assert real.commit(held) == [49, 1]
    _clean(real)


def test_pressing_ten_times_and_a_limit_of_one_are_one_redemption_each(real: Real) -> None:
    def build() -> tuple[int, int, int, int]:
        pressed, limited = redemptions.perk(), redemptions.perk(per_member=1)
        return redemptions.rich().id, pressed.id, limited.id, redemptions.rich().id

    presser, pressed, limited, greedy = real.commit(build)
    same = [_redeem(presser, pressed, "form") for _press in range(10)]
    answers = real.together([*same, *(_redeem(greedy, limited) for _try in range(10))], width=20)
    assert len({answer for answer in answers[:10] if isinstance(answer, int)}) == 1
    assert all(isinstance(answer, int) for answer in answers[:10])
    assert sum(isinstance(answer, int) for answer in answers[10:]) == 1
    assert _refused(answers[10:], "per-member") == 9
    assert real.commit(lambda: db.session.scalar(select(func.count()).select_from(Redemption))) == 2
    _clean(real)


def test_an_order_is_sent_or_cancelled_or_gives_up_but_one_of_them(real: Real) -> None:
    def build() -> tuple[list[int], int]:
        made = [redemptions.redemption(variant=redemptions.perk(stock=2)) for _number in range(4)]
        for one in made:
            one.due_at = clock.now()
        return [one.id for one in made], make.member(roles=["product"]).id

    orders, staff = real.commit(build)

    def work(key: int, act: int) -> object:
        order, actor = db.session.get_one(Redemption, key), members.by_id(staff)
        if act == 0:
            return rules.fulfil(actor, order).state
        if act == 1:
            return rules.cancel(actor, order, "Broken.").state
        return rules.give_up(key) or "late"

    def call(key: int, act: int) -> Callable[[], object]:
        return lambda: work(key, act)

    answers = real.together([call(key, act) for key in orders for act in range(3)], width=12)
    won = [answer for answer in answers if not isinstance(answer, Refused) and answer != "late"]
    assert len(won) == 4, answers
    assert all(answer in (*RedemptionState, True) for answer in won)
    _clean(real)


def test_codes_are_drawn_once_each_and_taken_in_once(real: Real) -> None:
    def build() -> tuple[int, list[int], int]:
        variant, admin = redemptions.perk(PerkKind.VOUCHER), make.member(roles=["admin"])
        pool.generate(admin, variant, 5)
        return variant.id, [redemptions.rich(points=100).id for _number in range(8)], admin.id

    variant, people, staff = real.commit(build)
    answers = real.together([_redeem(member, variant) for member in people], width=8)
    assert (sum(isinstance(answer, int) for answer in answers), _refused(answers, "sold-out")) == (5, 3)
    code = real.commit(lambda: db.session.scalars(select(PerkCode.id).order_by(PerkCode.id).limit(1)).one())

    def take(nonce: str) -> Callable[[], int]:
        return lambda: code_rules.use(members.by_id(staff), db.session.get_one(PerkCode, code), nonce).id

    presses = real.together([take(f"press-{number}") for number in range(10)], width=10)
    assert sum(isinstance(press, int) for press in presses) == 1
    assert sum(isinstance(press, Refused) and press.code == "code-used" for press in presses) == 9
    assert real.commit(lambda: db.session.scalar(select(func.count()).select_from(CodeUse))) == 1
    _clean(real)
