"""What the database refuses of the rules of earning and their history."""

from collections.abc import Callable

import pytest
from sqlalchemy import insert, text, update
from sqlalchemy.exc import DBAPIError

from cocreate.kernel.database import db
from cocreate.points.earning.models import EarningChange, Field
from cocreate.points.models import BudgetMonth, EarningRule, PointTerms, RuleKey
from tests import make

pytestmark = pytest.mark.usefixtures("app")


def rule(key: RuleKey = RuleKey.REFERRAL, **values: object) -> Callable[[], object]:
    return lambda: db.session.execute(update(EarningRule).where(EarningRule.key == key).values(**values))


def terms(**values: int) -> Callable[[], object]:
    return lambda: db.session.execute(update(PointTerms).values(**values))


def changed(**values: object) -> Callable[[], object]:
    said = {"rule": RuleKey.REFERRAL, "field": Field.POINTS, "before": "1", "after": "2", **values}
    return lambda: db.session.execute(insert(EarningChange).values(actor_id=make.member().id, **said))


def issued(month: str, points: int) -> Callable[[], object]:
    return lambda: db.session.execute(insert(BudgetMonth).values(rule=RuleKey.REFERRAL, month=month, issued=points))


BROKEN = {
    "ck_earning_rules_amounts_are_some": rule(points=-1),
    "ck_earning_rules_contribution_is_for_deeds": rule(contribution=1),
    "ck_earning_rules_caps_allow_one": rule(per_day=0),
    "ck_earning_rules_budget_is_some": rule(month_budget=-1),
    "ck_earning_rules_streak_is_capped": rule(RuleKey.CHECK_IN, streak_cap=10_001),
    "ck_earning_rules_streak_is_of_check_ins": rule(streak_step=1),
    "ck_earning_rules_holds_for_a_day": rule(from_on="2026-01-02", until_on="2026-01-02"),
    "ck_earning_rules_key": lambda: db.session.execute(
        text("INSERT INTO earning_rules SELECT 'support', true, 1, 0, NULL, NULL, 0, 0")
    ),
    "ck_earning_months_issued_is_some": issued("2026-01-01", -1),
    "ck_earning_months_month_begins": issued("2026-01-02", 1),
    "ck_point_terms_one_row": terms(id=2),
    "ck_point_terms_ripens_within_a_year": terms(ripening_days=366),
    "ck_point_terms_lives_a_while": terms(lifetime_months=0),
    "ck_point_terms_returned_for_a_while": terms(returned_days=-1),
    "ck_point_terms_limit_is_some": terms(grant_limit=-1),
    "ck_earning_changes_something_changed": changed(after="1"),
    "ck_earning_changes_of_a_rule_or_the_terms": changed(rule=None),
}


@pytest.mark.parametrize("name", BROKEN)
def test_what_the_database_refuses(name: str) -> None:
    with pytest.raises(DBAPIError, match=name):
        BROKEN[name]()


@pytest.mark.parametrize("statement", ["UPDATE earning_changes SET before = '0'", "DELETE FROM earning_changes"])
def test_the_history_is_not_rewritten(statement: str) -> None:
    changed()()
    with pytest.raises(DBAPIError):
        db.session.execute(text(statement))
