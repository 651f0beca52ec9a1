"""Points given by hand."""

from datetime import timedelta

import pytest

from cocreate.journal.models import JournalEntry
from cocreate.kernel import clock
from cocreate.kernel.database import db
from cocreate.kernel.errors import Invalid, NotNow, Refused
from cocreate.kernel.i18n import speaking
from cocreate.ledger.models import Unit
from cocreate.ledger.queries import balances
from cocreate.members.models import Affiliation, Member
from cocreate.notices import queries as notices
from cocreate.notices import words
from cocreate.points import audit, statement, wallets
from cocreate.points.earning import rules as earning
from cocreate.points.earning.models import OF_TERMS, Field
from cocreate.points.grants import audit as grants_audit
from cocreate.points.grants import queries, rules
from cocreate.points.grants.models import Grant, GrantState
from cocreate.points.models import EarningRule, RuleKey
from cocreate.points.statement import Filter
from tests import make

pytestmark = pytest.mark.usefixtures("app", "english")


@pytest.fixture
def admin(app: object) -> Member:
    return make.member(roles=["admin"])


@pytest.fixture
def other(app: object) -> Member:
    return make.member(roles=["admin"])


def has(member: Member) -> int:
    return balances(member.id, Unit.POINTS).balance


def lines(member: Member) -> list[tuple[str, str]]:
    told = notices.flat(member).items
    with speaking("en"):
        said = words.sayings(told, "en")
    return [(said[one].line, said[one].words) for one in told]


def test_a_small_one_is_given_at_once_and_the_member_reads_why(admin: Member) -> None:
    member = make.member(affiliation=Affiliation.STAFF)
    made = rules.grant(admin, member, 200, "Showed newcomers around.")
    assert (made.state, made.needs_two, made.decided_at) == (GrantState.GIVEN, False, None)
    assert has(member) == 200
    assert wallets.spendable(member.id) == 0
    assert lines(member) == [("You were given 200 points", "Showed newcomers around.")]
    (row,) = statement.page(member, Filter(), "en").items
    assert row.about is not None
    assert (row.amount, row.about.title) == (200, "Showed newcomers around.")
    assert [*audit.check(), *grants_audit.check()] == []


def test_it_can_be_spendable_at_once(admin: Member) -> None:
    member = make.member()
    rules.grant(admin, member, 5, "Thanks.", clock.now() - timedelta(hours=1))
    assert wallets.spendable(member.id) == 5
    with pytest.raises(Invalid, match="within a year"):
        rules.grant(admin, member, 5, "Thanks.", clock.now() + timedelta(days=400))


def test_above_the_limit_a_second_administrator_confirms(admin: Member, other: Member) -> None:
    member = make.member()
    made = rules.grant(admin, member, 1001, "Organised the meet-up.")
    assert (made.state, has(member), queries.waiting(), lines(member)) == (GrantState.PENDING, 0, 1, [])
    with pytest.raises(Refused, match="Somebody else"):
        rules.confirm(admin, made.id)
    rules.confirm(other, made.id)
    assert (made.state, made.decided_by_id, has(member)) == (GrantState.GIVEN, other.id, 1001)
    with pytest.raises(Refused, match="already been decided"):
        rules.refuse(other, made.id, "No.")
    assert [*audit.check(), *grants_audit.check()] == []


def test_small_ones_add_up_to_the_limit_for_thirty_days(admin: Member, other: Member) -> None:
    member = make.member()
    assert rules.grant(admin, member, 600, "One.").state is GrantState.GIVEN
    assert rules.grant(admin, member, 400, "Two.").state is GrantState.GIVEN
    third = rules.grant(admin, member, 1, "Three.")
    assert third.state is GrantState.PENDING
    assert rules.grant(other, member, 600, "From somebody else.").state is GrantState.GIVEN
    assert rules.grant(admin, make.member(), 600, "For somebody else.").state is GrantState.GIVEN
    rules.refuse(admin, third.id, "Not meant so.")
    with clock.telling(clock.now() + timedelta(days=31)):
        assert rules.grant(admin, member, 1000, "A month later.").state is GrantState.GIVEN


def test_a_limit_that_was_raised_holds_after_thirty_days_a_lower_one_at_once(admin: Member) -> None:
    terms = {field: getattr(wallets.terms(), field) for field in OF_TERMS}
    earning.change_terms(admin, terms | {Field.GRANT_LIMIT: 1_000_000}, earning.last_change(None))
    assert rules.grant(admin, make.member(), 1001, "One.").state is GrantState.PENDING
    with clock.telling(clock.now() + timedelta(days=31)):
        assert rules.grant(admin, make.member(), 1001, "Two.").state is GrantState.GIVEN
        earning.change_terms(admin, terms | {Field.GRANT_LIMIT: 500}, earning.last_change(None))
        assert rules.grant(admin, make.member(), 501, "Three.").state is GrantState.PENDING


def test_what_one_gives_alone_to_all_members_has_a_limit_too(admin: Member, other: Member) -> None:
    wallets.terms().grant_limit = 10
    for _time in range(10):
        assert rules.grant(admin, make.member(), 10, "To each.").state is GrantState.GIVEN
    asked = rules.grant(admin, make.member(), 1, "One more.")
    assert asked.state is GrantState.PENDING
    assert rules.grant(other, make.member(), 10, "From somebody else.").state is GrantState.GIVEN
    with clock.telling(clock.now() + timedelta(days=31)):
        assert rules.grant(admin, make.member(), 10, "A month later.").state is GrantState.GIVEN


def test_the_other_administrators_are_told_once_of_what_waits(admin: Member, other: Member) -> None:
    member = make.member(roles=["admin"])
    made = rules.grant(admin, member, 5000, "secret words")
    (told,) = notices.flat(other).items
    with speaking("en"):
        said = words.sayings([told], "en")[told]
    assert said.line == "A grant of 5,000 points waits for a second administrator"
    assert said.url == f"/desk/points/grants/{made.public_id}"
    assert "secret" not in str(said)
    assert (lines(admin), lines(member)) == ([], [])


def test_who_asked_is_told_that_a_colleague_refused(admin: Member, other: Member) -> None:
    member = make.member()
    rules.refuse(admin, rules.grant(admin, member, 5000, "By mistake.").id, "My mistake.")
    assert lines(admin) == []
    rules.refuse(other, rules.grant(admin, member, 5000, "A day at the fair.").id, "secret words")
    assert lines(admin) == [("The grant of 5,000 points that you asked for was refused", "")]
    assert lines(member) == []


def test_nobody_gives_to_themselves_nor_confirms_for_themselves(admin: Member, other: Member) -> None:
    with pytest.raises(Invalid, match="themselves"):
        rules.grant(admin, admin, 5, "I deserve it.")
    made = rules.grant(other, admin, 5000, "They deserve it.")
    with pytest.raises(Refused, match="Somebody else"):
        rules.confirm(admin, made.id)
    with pytest.raises(Refused, match="concerns yourself"):
        rules.refuse(admin, made.id, "Too much.")


def test_what_was_given_is_taken_back_once(admin: Member, other: Member) -> None:
    member = make.member()
    made = rules.grant(admin, member, 300, "For the article.", clock.now())
    wallets.settle(wallets.reserve(member.id, 100, "order", "order:1"))
    rules.revoke(other, made.id, "It was somebody else's article.")
    found = balances(member.id, Unit.POINTS)
    assert (found.balance, found.owed, made.state) == (0, 100, GrantState.REVOKED)
    assert lines(member)[0] == ("300 points were taken back from you", "It was somebody else's article.")
    with pytest.raises(Refused, match="already been decided"):
        rules.revoke(other, made.id, "Again.")
    assert [*audit.check(), *grants_audit.check()] == []


@pytest.mark.parametrize(
    ("amount", "reason", "field"), [(0, "Why.", "amount"), (5, "", "reason"), (5, "x" * 501, "reason")]
)
def test_what_cannot_be_is_refused_at_its_field(admin: Member, amount: int, reason: str, field: str) -> None:
    with pytest.raises(Invalid) as refused:
        rules.grant(admin, make.member(), amount, reason)
    assert refused.value.field == field


def test_whoever_is_banned_or_leaving_gets_nothing(admin: Member) -> None:
    banned, leaving = make.member(), make.member()
    banned.banned_at = leaving.leaves_at = clock.now()
    for member in (banned, leaving):
        with pytest.raises(Invalid, match="receive no points"):
            rules.grant(admin, member, 5, "Why.")


def test_grants_keep_to_the_budget_and_the_rest_of_their_rule(admin: Member, other: Member) -> None:
    rule = db.session.get_one(EarningRule, RuleKey.GRANT)
    rule.month_budget = 100
    made = rules.grant(admin, make.member(), 2000, "A lot.")
    with pytest.raises(NotNow):
        rules.confirm(other, made.id)
    db.session.refresh(made)
    assert made.state is GrantState.PENDING
    with pytest.raises(NotNow):
        rules.grant(admin, make.member(), 101, "Too much.")
    assert rules.grant(admin, make.member(), 100, "Just so.").state is GrantState.GIVEN


def test_audit_finds_a_grant_that_is_not_what_was_awarded(admin: Member) -> None:
    made = rules.grant(admin, make.member(), 5, "Why.")
    made.amount = 6
    db.session.flush()
    assert list(grants_audit.check()) == [f"grant {made.id}: its award says something else"]
    db.session.delete(made)
    db.session.flush()
    assert list(grants_audit.check()) == [f"award {made.award_id}: it is a grant that nobody gave"]


def test_the_journal_holds_no_words(admin: Member, other: Member) -> None:
    made = rules.grant(admin, make.member(), 2000, "secret words")
    rules.refuse(other, made.id, "other secret words")
    noted = db.session.query(JournalEntry).where(JournalEntry.subject_kind == "grant").all()
    assert [(entry.verb, "secret" in str(entry.data)) for entry in noted] == [
        ("ask_grant", False),
        ("refuse_grant", False),
    ]
    assert db.session.get_one(Grant, made.id).answer == "other secret words"
