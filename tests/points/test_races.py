"""Deeds of several rules at once, on real connections."""

from collections.abc import Callable

from cocreate.kernel.database import db
from cocreate.points import audit, deeds
from cocreate.points.models import EarningRule, RuleKey
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
        real.commit(lambda: [setattr(db.session.get_one(EarningRule, key), "month_budget", None) for key in RULES])
