"""Deeds of several rules at once, on real connections."""

from collections.abc import Callable
from functools import partial

from sqlalchemy import func, select, update

from cocreate.kernel import clock
from cocreate.kernel.database import db
from cocreate.members import queries as members
from cocreate.points import audit, awards, deeds, months
from cocreate.points.earning import rules as earning
from cocreate.points.earning.models import Field
from cocreate.points.models import Award, BudgetMonth, EarningRule, RuleKey
from tests import make
from tests.support.race import Real

RULES = (RuleKey.ANSWER_HELPFUL, RuleKey.COMMENT_HELPFUL)


def test_two_rules_with_budgets_in_either_order_do_not_wait_in_a_ring(real: Real) -> None:
    def build() -> list[int]:
        for key in RULES:
            db.session.get_one(EarningRule, key).month_budget = 100_000
        return [make.member().id for _number in range(12)]

    people = real.commit(build)

    def earn(place: int, member_id: int) -> Callable[[], None]:
        def work() -> None:
            with deeds.together():
                for rule in RULES if place % 2 else reversed(RULES):
                    deeds.earned(rule, f"test:{place}", [member_id])

        return work

    def lose(place: int) -> Callable[[], None]:
        def work() -> None:
            with deeds.together():
                for rule in RULES if place % 2 else reversed(RULES):
                    deeds.undone(f"test:{place}", [rule])

        return work

    try:
        assert real.together([earn(*each) for each in enumerate(people)], width=12) == [None] * len(people)
        assert real.together([lose(place) for place in range(len(people))], width=12) == [None] * len(people)
        assert real.commit(lambda: list(audit.check())) == []
    finally:
        real.commit(lambda: db.session.execute(update(EarningRule).values(month_budget=None)))


KEY, EACH = RuleKey.IDEA_ADOPTED, 10
STANDING = select(func.coalesce(func.sum(Award.points), 0)).where(Award.rule == KEY, Award.revoked_at.is_(None))


def budget(admin: int, points: int | None) -> int:
    """Set it; what stands at that moment."""
    wanted = {**earning.values_of(db.session.get_one(EarningRule, KEY)), Field.MONTH_BUDGET: points}
    earning.change(members.by_id(admin), KEY, wanted, earning.last_change(KEY))
    return db.session.scalars(STANDING).one()


def given() -> tuple[int, int]:
    """What stands, and what is counted."""
    counted = select(BudgetMonth.issued).where(BudgetMonth.rule == KEY, BudgetMonth.month == months.of(clock.now()))
    return db.session.scalars(STANDING).one(), db.session.scalars(counted).one()


def adopting(name: str, people: list[int]) -> list[Callable[[], object]]:
    """Five awards of each of `people`."""
    sources = [(f"{name}:{number}:{person}", person) for person in people for number in range(5)]
    return [partial(awards.award, KEY, source, [person], points=EACH) for source, person in sources]


def test_a_month_s_budget_holds_while_much_is_given_taken_back_and_it_is_set(real: Real) -> None:
    """Fifteen awards of three members, some of others taken back, and a budget raised, or set where none was.

    What was given when a budget is set may be more than that; from then on nothing more is given than it has left.
    """

    def build() -> tuple[int, list[int]]:
        return make.member(roles=["admin"]).id, [make.member().id for _number in range(3)]

    admin, people = real.commit(build)
    try:
        for name, first, then in (("raised", 60, 90), ("set", None, 90)):
            real.commit(partial(budget, admin, first))
            for work in adopting(f"{name}-before", people)[:6]:
                real.commit(work)
            lost = [
                partial(awards.revoke, f"{name}-before:{number}:{person}") for person in people[:2] for number in (0, 1)
            ]
            works = adopting(name, people)
            answers = real.together([*works[:8], *lost, partial(budget, admin, then), *works[8:]], width=15)
            assert [one for one in answers if isinstance(one, Exception)] == []
            stands, counted = real.commit(given)
            assert stands == counted
            assert stands <= max(then, answers[12])
            for work in adopting(f"{name}-after", people):
                real.commit(work)
            assert real.commit(given) == (max(then, stands), max(then, stands))
            assert real.commit(lambda: list(audit.check())) == []
            for source in real.commit(lambda: set(db.session.scalars(select(Award.source)))):
                real.commit(partial(awards.revoke, source))
    finally:
        real.commit(lambda: setattr(db.session.get_one(EarningRule, KEY), "month_budget", None))
