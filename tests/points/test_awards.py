"""Awards and the lots they put points into."""

from datetime import timedelta

import pytest

from cocreate.kernel import clock
from cocreate.kernel.database import db
from cocreate.ledger.models import Unit
from cocreate.ledger.queries import balances
from cocreate.ledger.rules import Resolved, Short
from cocreate.points import audit, awards, wallets
from cocreate.points.models import EarningRule, RuleKey
from tests import make

pytestmark = pytest.mark.usefixtures("app")
LATER = timedelta(days=8)


def has(member_id: int) -> tuple[int, int, int]:
    """Balance, held, owed."""
    return balances(member_id, Unit.POINTS)


def test_one_award_per_rule_source_and_member() -> None:
    author = make.member()
    first = awards.award(RuleKey.IDEA_ADOPTED, "idea:1", [author.id])
    assert [one.points for one in first] == [500]
    assert awards.award(RuleKey.IDEA_ADOPTED, "idea:1", [author.id]) == []
    assert has(author.id) == (500, 0, 0)
    assert balances(author.id, Unit.CONTRIBUTION).balance == 50


def test_authors_share_by_largest_remainder() -> None:
    people = [make.member().id for _ in range(3)]
    given = awards.award(RuleKey.IDEA_ADOPTED, "idea:1", people)
    parts = {one.member_id: (one.points, one.contribution) for one in given}
    assert [parts[person] for person in people] == [(167, 17), (167, 17), (166, 16)]


def test_new_points_ripen_before_they_are_spent() -> None:
    author, now = make.member(), clock.now()
    awards.award(RuleKey.IDEA_ADOPTED, "idea:1", [author.id], at=now)
    assert wallets.spendable(author.id, now) == 0
    with pytest.raises(Short):
        wallets.reserve(author.id, 100, "a", "order:1", at=now)
    assert has(author.id) == (500, 0, 0)
    wallets.reserve(author.id, 100, "a", "order:1", at=now + LATER)
    assert has(author.id) == (500, 100, 0)
    assert wallets.spendable(author.id, now + LATER) == 400


def test_what_is_released_comes_back_once() -> None:
    author, now = make.member(), clock.now()
    awards.award(RuleKey.IDEA_ADOPTED, "idea:1", [author.id], at=now)
    pending = wallets.reserve(author.id, 100, "a", "order:1", at=now + LATER)
    assert wallets.reserve(author.id, 100, "a", "order:1", at=now + LATER) == pending
    wallets.release(pending, now + LATER)
    wallets.release(pending, now + LATER)
    assert wallets.spendable(author.id, now + LATER) == 500
    assert has(author.id) == (500, 0, 0)
    with pytest.raises(Resolved):
        wallets.settle(pending)


def test_an_award_taken_back_when_it_is_spent_leaves_a_debt_that_the_next_pays() -> None:
    author, now = make.member(), clock.now()
    awards.award(RuleKey.IDEA_ADOPTED, "idea:1", [author.id], at=now)
    wallets.settle(wallets.reserve(author.id, 300, "a", "order:1", at=now + LATER))
    awards.revoke("idea:1")
    assert awards.revoke("idea:1") == []
    assert has(author.id) == (0, 0, 300)
    assert balances(author.id, Unit.CONTRIBUTION).balance == 0
    awards.award(RuleKey.IDEA_ADOPTED, "idea:1", [author.id], at=now)
    assert has(author.id) == (200, 0, 0)
    assert wallets.spendable(author.id, now + LATER) == 200


def test_taking_back_twice_takes_nothing_more() -> None:
    author, now = make.member(), clock.now()
    (given,) = awards.award(RuleKey.IDEA_ADOPTED, "idea:1", [author.id], at=now)
    assert given.points_id is not None
    wallets.settle(wallets.reserve(author.id, 500, "a", "order:1", at=now + LATER))
    wallets.take_back(given.points_id, "revoked")
    awards.award(RuleKey.IDEA_SHIPPED, "idea:2", [author.id], at=now)
    wallets.take_back(given.points_id, "revoked")
    assert has(author.id) == (500, 0, 0)
    assert wallets.spendable(author.id, now + LATER) == 500


def test_nobody_owes_what_expired_unused() -> None:
    author, now = make.member(), clock.now()
    awards.award(RuleKey.IDEA_ADOPTED, "idea:1", [author.id], at=now)
    late = now + timedelta(days=400)
    assert wallets.expire(author.id, late) == 500
    assert wallets.expire(author.id, late) == 0
    awards.revoke("idea:1", at=late)
    assert has(author.id) == (0, 0, 0)


def test_caps_and_budgets_end_what_a_rule_gives() -> None:
    author, other = make.member(), make.member()
    rule = db.session.get_one(EarningRule, RuleKey.COMMENT_HELPFUL)
    rule.per_day, rule.month_budget = 2, 15
    given = [awards.award(RuleKey.COMMENT_HELPFUL, f"post:{number}", [author.id]) for number in range(3)]
    assert [len(some) for some in given] == [1, 1, 0]
    given = [awards.award(RuleKey.COMMENT_HELPFUL, f"post:{number}", [other.id]) for number in (4, 5)]
    assert [len(some) for some in given] == [1, 0]
    awards.revoke("post:1")
    assert len(awards.award(RuleKey.COMMENT_HELPFUL, "post:6", [other.id])) == 1


def test_giving_again_neither_restarts_nor_shortens_what_time_points_have() -> None:
    author, begin = make.member(), clock.now()
    awards.award(RuleKey.ANSWER_ACCEPTED, "answer:1", [author.id], at=begin)
    awards.revoke("answer:1", at=begin + timedelta(days=6))
    awards.award(RuleKey.ANSWER_ACCEPTED, "answer:1", [author.id], at=begin + timedelta(days=6))
    assert wallets.spendable(author.id, begin + timedelta(days=6)) == 0
    assert wallets.spendable(author.id, begin + timedelta(days=7)) == 50
    late = begin + timedelta(days=400)
    assert wallets.spendable(author.id, late) == 0
    wallets.expire(author.id, late)
    for _turn in range(2):
        awards.revoke("answer:1", at=late)
        assert balances(author.id, Unit.CONTRIBUTION).balance == 0
        awards.award(RuleKey.ANSWER_ACCEPTED, "answer:1", [author.id], at=late)
        assert has(author.id) == (0, 0, 0), "what has expired does not come back"
        assert balances(author.id, Unit.CONTRIBUTION).balance == 10
    assert list(audit.check()) == []


def test_what_was_spent_before_its_time_was_over_is_not_owed_when_it_is_given_again() -> None:
    author, begin = make.member(), clock.now()
    awards.award(RuleKey.ANSWER_ACCEPTED, "answer:1", [author.id], at=begin)
    wallets.settle(wallets.reserve(author.id, 20, "a", "order:1", at=begin + LATER))
    late = begin + timedelta(days=400)
    wallets.expire(author.id, late)
    for _turn in range(2):
        awards.revoke("answer:1", at=late)
        assert has(author.id) == (0, 0, 20)
        awards.award(RuleKey.ANSWER_ACCEPTED, "answer:1", [author.id], at=late)
        assert has(author.id) == (0, 0, 0)
    assert list(audit.check()) == []
