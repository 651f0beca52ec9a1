"""Changing what is earned for what."""

from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from cocreate.journal.models import JournalEntry
from cocreate.kernel import clock
from cocreate.kernel.database import db
from cocreate.kernel.errors import Invalid, NotNow
from cocreate.members.models import Member
from cocreate.points import audit, awards, months, wallets
from cocreate.points.checkins.models import CheckIn
from cocreate.points.checkins.queries import source, worth
from cocreate.points.earning import preview, queries, rules
from cocreate.points.earning.models import OF_TERMS, EarningChange, Field
from cocreate.points.models import CONTRIBUTING, Award, BudgetMonth, EarningRule, PointTerms, RuleKey
from tests import make

pytestmark = pytest.mark.usefixtures("app")


@pytest.fixture
def admin(app: object) -> Member:
    return make.member(roles=["admin"])


def said(key: RuleKey, **more: Any) -> dict[Field, Any]:
    """What the rule says, with `more` in place of some of it."""
    now = rules.values_of(db.session.get_one(EarningRule, key))
    return {**now, **{Field(name): value for name, value in more.items()}}


def change(admin: Member, key: RuleKey, **more: Any) -> bool:
    return rules.change(admin, key, said(key, **more), rules.last_change(key))


def counted(key: RuleKey) -> int | None:
    row = db.session.get(BudgetMonth, (key, months.of(clock.now())), populate_existing=True)
    return row.issued if row else None


def test_a_change_holds_from_now_on_and_stays_in_the_history(admin: Member) -> None:
    series = make.series("lan-7")
    author, other = make.member(), make.owner(series="lan-7")
    awards.award(RuleKey.COMMENT_HELPFUL, "post:1", [author.id])
    assert change(admin, RuleKey.COMMENT_HELPFUL, points=8, per_day=None, series=frozenset({series.id}))
    assert awards.award(RuleKey.COMMENT_HELPFUL, "post:2", [author.id]) == []
    given = awards.award(RuleKey.COMMENT_HELPFUL, "post:3", [other.id])
    assert [one.points for one in given] == [8]
    told = [(one.field, one.before, one.after) for one in queries.history(RuleKey.COMMENT_HELPFUL)]
    assert sorted(told) == [("per_day", "5", None), ("points", "5", "8"), ("series", None, "lan-7")]
    assert queries.series_of_rules() == {RuleKey.COMMENT_HELPFUL: ["lan-7"]}
    noted = db.session.scalars(select(JournalEntry).where(JournalEntry.subject_kind == "earning_rule")).all()
    assert {(entry.actor_id, entry.data["field"]) for entry in noted} == {
        (admin.id, field) for field in ("per_day", "points", "series")
    }
    assert not change(admin, RuleKey.COMMENT_HELPFUL)
    assert len(queries.history(RuleKey.COMMENT_HELPFUL)) == 3


def test_whoever_looked_before_the_last_change_is_told(admin: Member) -> None:
    before = rules.last_change(RuleKey.ANNIVERSARY)
    change(admin, RuleKey.ANNIVERSARY, points=120)
    with pytest.raises(NotNow):
        rules.change(make.member(roles=["admin"]), RuleKey.ANNIVERSARY, said(RuleKey.ANNIVERSARY, points=90), before)
    assert db.session.get_one(EarningRule, RuleKey.ANNIVERSARY).points == 120


@pytest.mark.parametrize(
    ("key", "more", "field"),
    [
        (RuleKey.CHECK_IN, {"contribution": 1}, "contribution"),
        (RuleKey.REFERRAL, {"points": -1}, "points"),
        (RuleKey.CHECK_IN, {"per_day": 0}, "per_day"),
        (RuleKey.CHECK_IN, {"from_on": date(2026, 2, 1), "until_on": date(2026, 1, 1)}, "until_on"),
    ],
)  # fmt: skip
def test_what_a_rule_cannot_say_is_refused_at_its_field(
    admin: Member, key: RuleKey, more: dict[str, Any], field: str
) -> None:
    with pytest.raises(Invalid) as refused:
        change(admin, key, **more)
    assert refused.value.field == field


def test_no_rule_pays_for_a_choice_a_support_sharing_or_a_score(admin: Member) -> None:
    """The list is closed, in code and in the database, and nothing but deeds for others brings contribution."""
    assert {key.value for key in RuleKey} == {
        "check_in", "idea_adopted", "idea_shipped", "answer_accepted", "answer_helpful", "comment_helpful", "referral",
        "profile_completed", "vehicle_verified", "anniversary", "grant",
    }  # fmt: skip
    assert {rule.key for rule in queries.rules()} == set(RuleKey)
    for key in set(RuleKey) - set(CONTRIBUTING) - {RuleKey.GRANT}:
        with pytest.raises(Invalid):
            change(admin, key, contribution=1)
    assert Field.CONTRIBUTION not in rules.fields_of(RuleKey.GRANT)


def test_a_budget_set_in_the_middle_of_a_month_knows_what_was_issued(admin: Member) -> None:
    people = [make.member() for _ in range(3)]
    for number, person in enumerate(people):
        awards.award(RuleKey.COMMENT_HELPFUL, f"post:{number}", [person.id])
    awards.revoke("post:0")
    assert counted(RuleKey.COMMENT_HELPFUL) is None
    change(admin, RuleKey.COMMENT_HELPFUL, month_budget=15)
    assert counted(RuleKey.COMMENT_HELPFUL) == 10
    assert len(awards.award(RuleKey.COMMENT_HELPFUL, "post:8", [people[0].id])) == 1
    assert awards.award(RuleKey.COMMENT_HELPFUL, "post:9", [people[0].id]) == []
    found = next(one for one in queries.budgets(months.of(clock.now())) if one.rule is RuleKey.COMMENT_HELPFUL)
    assert (found.issued, found.left, found.percent, found.runs_out, found.awards) == (15, 0, 100, True, 3)
    change(admin, RuleKey.COMMENT_HELPFUL, month_budget=None)
    assert counted(RuleKey.COMMENT_HELPFUL) is None
    assert list(audit.check()) == []


def test_the_audit_counts_every_month_that_was_kept_up(admin: Member) -> None:
    before = clock.now() - timedelta(days=62)
    with clock.telling(before):
        change(admin, RuleKey.COMMENT_HELPFUL, month_budget=100)
        awards.award(RuleKey.COMMENT_HELPFUL, "post:1", [make.member().id])
        awards.award(RuleKey.COMMENT_HELPFUL, "post:2", [make.member().id])
    awards.revoke("post:1")
    assert list(audit.check()) == []
    month = db.session.get_one(BudgetMonth, (RuleKey.COMMENT_HELPFUL, months.of(before)), populate_existing=True)
    month.issued += 1
    db.session.flush()
    assert list(audit.check()) == [
        f"budget of comment_helpful in {months.of(before):%Y-%m}: 6 points are counted, 5 were given"
    ]
    change(admin, RuleKey.COMMENT_HELPFUL, month_budget=None)
    change(admin, RuleKey.COMMENT_HELPFUL, month_budget=100)
    assert list(audit.check()) == []


def test_a_past_month_is_held_against_the_budget_it_had(admin: Member) -> None:
    change(admin, RuleKey.CHECK_IN, month_budget=400)
    this = months.of(clock.now())
    with clock.telling(clock.now() + timedelta(days=40)):
        change(admin, RuleKey.CHECK_IN, month_budget=900)
        budgets = {
            month: next(one for one in queries.budgets(month) if one.rule is RuleKey.CHECK_IN).budget
            for month in (this, months.later(this, 2))
        }
    assert list(budgets.values()) == [400, 900]


def test_terms_hold_for_points_that_come_afterwards(admin: Member) -> None:
    member, now = make.member(), clock.now()
    awards.award(RuleKey.PROFILE_COMPLETED, "profile:1", [member.id], at=now)
    terms = {name: getattr(db.session.get_one(PointTerms, 1), name) for name in OF_TERMS}
    assert rules.change_terms(admin, {**terms, Field.RIPENING_DAYS: 0}, rules.last_change(None))
    assert wallets.spendable(member.id, now) == 0
    awards.award(RuleKey.ANNIVERSARY, "vehicle:1", [member.id], at=now)
    assert wallets.spendable(member.id, now) == 100
    assert [(one.field, one.before, one.after) for one in queries.history()] == [("ripening_days", "7", "0")]
    with pytest.raises(NotNow):
        rules.change_terms(admin, {**terms, Field.GRANT_LIMIT: 5}, 0)
    with pytest.raises(Invalid):
        rules.change_terms(admin, {**terms, Field.LIFETIME_MONTHS: 0}, rules.last_change(None))


def test_a_preview_of_what_holds_is_what_was_given(admin: Member) -> None:
    together = [make.member().id for _ in range(3)]
    awards.award(RuleKey.IDEA_ADOPTED, "idea:1", together)
    awards.award(RuleKey.IDEA_ADOPTED, "idea:2", together[:1])
    same = preview.of(RuleKey.IDEA_ADOPTED, said(RuleKey.IDEA_ADOPTED))
    assert same.given == same.would == preview.Figures(4, 3, 1000, 100)
    other = preview.of(RuleKey.IDEA_ADOPTED, said(RuleKey.IDEA_ADOPTED, points=100, contribution=0, per_day=1))
    assert other.given == same.given
    assert (other.would.points, other.would.awards, other.would.contribution) == (100, 3, 0)
    at_rest = preview.of(RuleKey.IDEA_ADOPTED, said(RuleKey.IDEA_ADOPTED, active=False))
    assert at_rest.would == preview.Figures(0, 0, 0, 0)


def test_a_preview_of_check_ins_knows_streaks_and_caps(admin: Member) -> None:
    member, now = make.member(), clock.now()
    rule = db.session.get_one(EarningRule, RuleKey.CHECK_IN)
    for place, ago in enumerate((5, 4, 3, 1, 0)):
        at = now - timedelta(days=ago)
        day = clock.local_day(at)
        db.session.add(CheckIn(member_id=member.id, on_day=day, at=at))
        in_row = place + 1 if place < 3 else place - 2
        awards.award(RuleKey.CHECK_IN, source(member.id, day), [member.id], points=worth(rule, in_row), at=at)
    db.session.flush()
    same = preview.of(RuleKey.CHECK_IN, said(RuleKey.CHECK_IN))
    assert same.given == same.would
    assert same.given.points == 5 + 6 + 7 + 5 + 6
    steeper = preview.of(RuleKey.CHECK_IN, said(RuleKey.CHECK_IN, points=1, streak_step=10, streak_cap=15))
    assert steeper.would.points == 1 + 11 + 16 + 1 + 11
    once = preview.of(RuleKey.CHECK_IN, said(RuleKey.CHECK_IN, per_lifetime=2))
    assert (once.would.awards, once.would.points) == (2, 11)


def test_a_preview_reads_once_and_writes_nothing(statements: Any) -> None:
    wanted = said(RuleKey.CHECK_IN, per_lifetime=3, series=frozenset({make.series().id}))
    with statements() as seen:
        preview.of(RuleKey.CHECK_IN, wanted)
    assert len(seen) == 1


def test_what_was_taken_back_leaves_the_preview(admin: Member) -> None:
    member = make.member()
    awards.award(RuleKey.ANSWER_HELPFUL, "answer:1", [member.id])
    awards.revoke("answer:1")
    assert preview.of(RuleKey.ANSWER_HELPFUL, said(RuleKey.ANSWER_HELPFUL)).given.awards == 0
    assert db.session.scalars(select(Award.revoked_at)).one() is not None
    assert db.session.scalars(select(EarningChange.id)).all() == []
