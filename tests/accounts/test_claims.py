"""What an import brought along goes to the member it turns out to be."""

from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import selectinload

from cocreate.accounts import audit, claims, rules
from cocreate.comments import rules as comments
from cocreate.comments.models import Follow, Mention
from cocreate.ideas import audit as ideas_audit
from cocreate.ideas import rules as ideas
from cocreate.ideas.models import Support
from cocreate.journal.models import JournalEntry
from cocreate.kernel import sealing
from cocreate.kernel.database import db
from cocreate.members.models import IdentityKind, Member, MemberState, Placeholder
from cocreate.posts.models import Post
from tests import make

EMAIL, PHONE = "lin@example.org", "+8613800138000"


def placeholder(reference: str = "17", email: str | None = EMAIL, phone: str | None = None) -> Placeholder:
    """The author of an import, who has no account."""
    row = Placeholder(
        member_id=make.member("Lin from elsewhere", state=MemberState.PLACEHOLDER).id,
        source="old forum",
        reference=reference,
        email_lookup=sealing.lookup(email) if email else None,
        phone_lookup=sealing.lookup(phone) if phone else None,
    )
    db.session.add(row)
    db.session.flush()
    return row


def behind(row: Placeholder) -> Member:
    """The member that `row` is about."""
    return db.session.get_one(Member, row.member_id, options=[selectinload(Member.grants)])


def author(post: Post) -> int:
    """Whose `post` is now."""
    return db.session.scalars(select(Post.author_id).where(Post.id == post.id)).one()


def supporters(idea_id: int) -> set[int]:
    return set(db.session.scalars(select(Support.member_id).where(Support.idea_id == idea_id)))


def test_confirmed_address_claims_what_waits_for_it(app: Flask) -> None:
    waiting = placeholder()
    former = behind(waiting)
    idea, other = make.idea(former), make.idea()
    ideas.support(former, other)
    comment = make.comment(other, former)
    comments.follow(former, other.post)
    make.comment(other, body="@Linfromelsewhere is right")

    member = make.member()
    rules.confirm(member, IdentityKind.EMAIL, EMAIL)
    assert author(idea.post) == author(comment.post) == member.id
    assert supporters(other.id) == {member.id}
    db.session.refresh(other)
    assert other.supports == 1
    follows = set(db.session.scalars(select(Follow.post_id).where(Follow.member_id == member.id)))
    assert {idea.id, other.id} <= follows
    assert waiting.claimed_by == member.id
    assert [*audit.check(), *ideas_audit.check()] == []


def test_claim_is_written_down(app: Flask) -> None:
    waiting, member = placeholder(), make.member()
    rules.confirm(member, IdentityKind.EMAIL, EMAIL)
    entry = db.session.scalars(select(JournalEntry).where(JournalEntry.verb == "claim")).one()
    assert (entry.actor_id, entry.subject_id, entry.data) == (member.id, member.id, {"placeholder": waiting.member_id})


def test_newcomer_gets_what_waits(app: Flask) -> None:
    idea = make.idea(behind(placeholder()))
    member = rules.add_member("LIN@example.org", "Lin", "12345678")
    assert author(idea.post) == member.id


def test_phone_claims_as_well_and_from_every_source(app: Flask) -> None:
    rows = [placeholder("1", None, PHONE), placeholder("2", EMAIL, PHONE), placeholder("3", EMAIL)]
    member = make.member()
    assert claims.claim_confirmed(member, IdentityKind.PHONE, PHONE) == 2
    assert [row.claimed_by for row in rows] == [member.id, member.id, None]


def test_older_of_two_supports_remains(app: Flask) -> None:
    waiting, member, idea = placeholder(), make.member(), make.idea()
    ideas.support(behind(waiting), idea)
    first = db.session.scalars(select(Support.at).where(Support.idea_id == idea.id)).one()
    ideas.support(member, idea)
    assert claims.claim(member, member, waiting)
    db.session.refresh(idea)
    assert db.session.scalars(select(Support.at).where(Support.idea_id == idea.id)).one() == first
    assert supporters(idea.id) == {member.id}
    assert idea.supports == 1
    assert list(ideas_audit.check()) == []


def test_second_claim_changes_nothing(app: Flask) -> None:
    waiting, member, late = placeholder(), make.member(), make.member()
    idea = make.idea(behind(waiting))
    assert claims.claim(member, member, waiting)
    assert not claims.claim(member, member, waiting)
    assert not claims.claim(late, late, waiting)
    assert author(idea.post) == member.id


def test_staff_claim_on_behalf_of_a_member(app: Flask) -> None:
    waiting, staff, member = placeholder(), make.member(roles=["moderator"]), make.member()
    assert claims.claim(staff, member, waiting)
    entry = db.session.scalars(select(JournalEntry).where(JournalEntry.verb == "claim")).one()
    assert (entry.actor_id, entry.subject_id) == (staff.id, member.id)


def test_nothing_is_claimed_for_who_cannot_sign_in(app: Flask) -> None:
    waiting, other = placeholder("1"), placeholder("2")
    assert not claims.claim(make.member(roles=["admin"]), behind(other), waiting)
    assert waiting.claimed_by is None


def test_mentions_move_too(app: Flask) -> None:
    waiting, member, idea = placeholder(), make.member(), make.idea()
    db.session.add(Mention(post_id=idea.id, member_id=waiting.member_id))
    db.session.flush()
    claims.claim(member, member, waiting)
    assert db.session.scalars(select(Mention.member_id)).all() == [member.id]
