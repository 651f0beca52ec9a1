"""What an idea brings its authors."""

from collections.abc import Callable

import pytest
from sqlalchemy import func, select, update

from cocreate.ideas import audit, rules
from cocreate.ideas.models import Idea
from cocreate.kernel.database import db
from cocreate.ledger.models import Unit
from cocreate.ledger.queries import balances
from cocreate.members import queries as members
from cocreate.members.models import Affiliation, Member, MemberState
from cocreate.moderation.decisions import rules as decisions
from cocreate.moderation.decisions import undoing
from cocreate.moderation.decisions.models import Action
from cocreate.moderation.models import Reason
from cocreate.notices.models import Cause, Notice
from cocreate.points.models import Award, RuleKey
from cocreate.posts import rules as posts
from tests import make
from tests.make.groups import apart, merged
from tests.make.leaving import erased
from tests.support.race import Real

pytestmark = pytest.mark.usefixtures("app")
ADOPTED, SHIPPED = 500, 1500


def points(member: Member) -> int:
    return balances(member.id, Unit.POINTS).balance


def move(idea: Idea, *statuses: str) -> None:
    product = make.member(roles=["product"])
    for status in statuses:
        rules.change_status(product, idea, status, "Because the test says so.")


def test_adopting_and_shipping_pay_the_author_once_each() -> None:
    author = make.member()
    idea = make.idea(author, status="adopted")
    assert points(author) == ADOPTED
    move(idea, "in_progress")
    assert points(author) == ADOPTED
    move(idea, "partly_shipped", "shipped")
    assert points(author) == SHIPPED
    assert balances(author.id, Unit.CONTRIBUTION).balance == 150


def test_what_is_no_longer_shipped_or_adopted_is_taken_back_and_can_be_earned_again() -> None:
    author = make.member()
    idea = make.idea(author, status="adopted")
    move(idea, "shipped", "in_progress")
    assert points(author) == ADOPTED
    move(idea, "declined")
    assert points(author) == 0
    move(idea, "reviewing", "adopted")
    assert points(author) == ADOPTED


def test_author_and_co_authors_share_in_the_order_in_which_they_wrote() -> None:
    first, author, last = make.member(), make.member(), make.member()
    earlier, idea, later = make.idea(first), make.idea(author), make.idea(last)
    for source in (later, earlier):
        merged(source, idea)
    move(idea, "adopted")
    assert [points(each) for each in (author, first, last)] == [167, 167, 166]


def test_what_was_awarded_stays_with_whom_it_was_awarded_when_ideas_are_merged_and_parted() -> None:
    author, other = make.member(), make.member()
    idea, source = make.idea(author, status="adopted"), make.idea(other, status="adopted")
    merged(source, idea)
    move(idea, "in_progress")
    assert (points(author), points(other)) == (ADOPTED, ADOPTED)
    apart(source)
    assert (points(author), points(other)) == (ADOPTED, ADOPTED)


def test_what_is_removed_brings_nothing_until_it_is_back() -> None:
    author, moderator = make.member(), make.member(roles=["moderator"])
    idea = make.idea(author, status="adopted")
    (removal,) = decisions.decide(moderator, Action.REMOVE, posts=[idea.post], reason=Reason.SPAM)
    assert points(author) == 0
    move(idea, "shipped")
    assert points(author) == 0
    undoing.undo(moderator, removal)
    assert points(author) == SHIPPED


def test_what_goes_with_its_author_is_taken_back() -> None:
    author = make.member()
    make.idea(author, status="adopted")
    erased(author, posts_too=True)
    assert points(author) == 0


def test_staff_and_placeholders_have_no_share_and_what_was_imported_none() -> None:
    author, colleague = make.member(), make.member(affiliation=Affiliation.STAFF)
    idea, imported = make.idea(author), make.idea(make.member())
    elsewhere = db.session.get_one(Member, imported.post.author_id)
    posts.remember_imports("forum", {"1": imported.post})
    for source in (make.idea(colleague), imported):
        merged(source, idea)
    placeholder = make.member(state=MemberState.PLACEHOLDER)
    theirs = make.idea()
    theirs.post.author_id = placeholder.id
    db.session.flush()
    for each in (idea, theirs):
        move(each, "adopted")
    assert [points(each) for each in (author, colleague, elsewhere, placeholder)] == [ADOPTED, 0, 0, 0]


def test_authors_are_told_once_of_what_they_get_and_of_what_is_taken_back() -> None:
    author = make.member()
    idea = make.idea(author, status="adopted")
    move(idea, "in_progress", "declined")
    told = select(func.count()).where(Notice.member_id == author.id, Notice.cause == Cause.POINTS)
    assert db.session.scalar(told) == 2


def test_adopting_against_declining_leaves_what_the_status_brings(real: Real) -> None:
    def build() -> tuple[int, int, list[int]]:
        author, team = make.member(), [make.member(roles=["product"]).id for _ in range(6)]
        return make.idea(author).id, author.id, team

    idea, author, team = real.commit(build)

    def change(actor: int, status: str) -> Callable[[], object]:
        return lambda: rules.change_status(members.by_id(actor), db.session.get_one(Idea, idea), status, "Because.")

    ways = ("adopted", "reviewing", "declined")
    real.together([change(actor, ways[number % 3]) for number, actor in enumerate(team)])

    def read() -> tuple[str, int, int]:
        standing = select(func.count()).where(Award.member_id == author, Award.revoked_at.is_(None))
        found = db.session.get_one(Idea, idea).status_key
        return found, balances(author, Unit.POINTS).balance, db.session.scalars(standing).one()

    status, has, awards = real.commit(read)
    assert (has, awards) == ((ADOPTED, 1) if status == "adopted" else (0, 0))


def test_the_audit_finds_what_was_not_taken_back() -> None:
    idea = make.idea(status="adopted")
    assert list(audit.check()) == []
    db.session.execute(update(Award).values(rule=RuleKey.IDEA_SHIPPED))
    assert list(audit.check()) == [f"idea:{idea.id} was awarded as idea_shipped, and is not (seen) so"]
