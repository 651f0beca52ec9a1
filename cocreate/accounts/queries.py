"""Reads for the pages about members: their own settings, what others see, what the desk sees."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import selectinload

from cocreate.accounts import identities
from cocreate.accounts.models import Password, Session
from cocreate.comments import queries as comments
from cocreate.comments.models import Comment
from cocreate.ideas import queries as ideas
from cocreate.ideas.models import Idea
from cocreate.kernel import sealing
from cocreate.kernel.database import db
from cocreate.kernel.errors import Invalid
from cocreate.kernel.paging import Page
from cocreate.members.models import EVERYWHERE, Identity, IdentityKind, Member, Placeholder, RoleGrant
from cocreate.members.queries import Person, folded, person
from cocreate.posts.access import listed_for
from cocreate.posts.models import Post
from cocreate.questions import answers

FOUND = 30


@dataclass(frozen=True)
class IdentityView:
    """One of a member's own identities, in full."""

    id: int
    kind: str
    shown: str


@dataclass(frozen=True)
class SessionView:
    """A browser in which a member is signed in; `current` is the one that asks."""

    id: int
    device: str
    ip_hint: str
    created_at: datetime
    last_seen_at: datetime
    current: bool


@dataclass(frozen=True)
class CommentRow:
    """A comment of a member's in the list of what they said."""

    url: str
    idea_title: str
    excerpt: str
    language: str
    at: datetime


@dataclass(frozen=True)
class Counts:
    """What a member gave: public ideas, the supports these got, public comments and answers; how many of these helped
    whoever had asked.
    """

    ideas: int
    supports: int
    comments: int
    answers: int
    accepted: int


@dataclass(frozen=True)
class ProfileView:
    """What everybody sees of a member."""

    person: Person
    bio: str
    city: str
    joined_at: datetime
    counts: Counts
    ideas: list[ideas.IdeaRow]


@dataclass(frozen=True)
class MemberRow:
    """A member as staff find them; `source` tells where a placeholder came from."""

    person: Person
    roles: tuple[str, ...]
    joined_at: datetime
    source: str | None


def identities_of(member: Member) -> list[IdentityView]:
    """The identities of `member`, the first one first."""
    query = select(Identity).where(Identity.member_id == member.id).order_by(Identity.id)
    return [
        IdentityView(row.id, row.kind.value, identities.spaced(sealing.unseal(row.sealed)))
        for row in db.session.scalars(query)
    ]


def has_password(member: Member) -> bool:
    """Whether `member` can sign in with a password."""
    return db.session.get(Password, member.id) is not None


def sessions_of(member: Member, current: Session | None) -> list[SessionView]:
    """Where `member` is signed in, the latest seen first."""
    query = select(Session).where(Session.member_id == member.id).order_by(Session.last_seen_at.desc(), Session.id)
    here = current.id if current else None
    return [
        SessionView(row.id, row.device, row.ip_hint, row.created_at, row.last_seen_at, row.id == here)
        for row in db.session.scalars(query)
    ]


def comments_of(member: Member, cursor: str | None) -> Page[CommentRow]:
    """What `member` said under ideas, the latest first."""
    return comments.written_by(member, cursor).map(lambda pair: _comment_row(*pair))


def profile(member: Member, reader: Member | None, page: Page[ideas.IdeaRow]) -> ProfileView:
    """What `reader` sees of `member`, with a `page` of their ideas."""
    counts = _counts(member, reader)
    return ProfileView(person(member), member.bio, member.city, member.joined_at, counts, page.items)


def claimer(member: Member) -> Member | None:
    """Who claimed the placeholder `member`."""
    query = select(Member).join(Placeholder, Placeholder.claimed_by == Member.id)
    return db.session.scalar(query.where(Placeholder.member_id == member.id))


def placeholder(public_id: str) -> Placeholder | None:
    """The unclaimed placeholder with the public id `public_id`."""
    query = select(Placeholder).join(Member, Member.id == Placeholder.member_id)
    return db.session.scalar(query.where(Member.public_id == public_id, Placeholder.claimed_by.is_(None)))


def find(words: str) -> list[MemberRow]:
    """Members by the beginning of their name, by e-mail address, phone number or public id; at most `FOUND`.

    Without words: whoever holds a role.
    """
    query = (
        select(Member, Placeholder.source)
        .outerjoin(Placeholder, Placeholder.member_id == Member.id)
        .where(_meant(words))
        .options(selectinload(Member.grants))
        .order_by(Member.name_folded, Member.id)
        .limit(FOUND)
    )
    return [_member_row(member, source) for member, source in db.session.execute(query)]


def _meant(words: str) -> ColumnElement[bool]:
    if not words:
        return Member.id.in_(select(RoleGrant.member_id).where(RoleGrant.scope == EVERYWHERE))
    with_identity = select(Identity.member_id).where(Identity.lookup.in_(_lookups(words)))
    begins = Member.name_folded.startswith(folded(words), autoescape=True)
    return or_(begins, Member.public_id == words, Member.id.in_(with_identity))


def _lookups(words: str) -> list[str]:
    """Every lookup under which `words` may be an identity."""
    found: list[str] = []
    for kind in IdentityKind:
        try:
            found += sealing.lookups(identities.normal(kind, words))
        except Invalid:
            continue
    return found


def _member_row(member: Member, source: str | None) -> MemberRow:
    return MemberRow(person(member), tuple(member.roles), member.joined_at, source)


def _counts(member: Member, reader: Member | None) -> Counts:
    own = (
        select(func.count(), func.coalesce(func.sum(Idea.supports), 0))
        .select_from(Idea)
        .join(Post, Post.id == Idea.id)
        .where(Post.author_id == member.id, listed_for(reader))
    )
    written, supports = db.session.execute(own).one()
    return Counts(written, int(supports), comments.number_written_by(member), *answers.counts_of(member))


def _comment_row(comment: Comment, thread: Post) -> CommentRow:
    post, title = comment.post, thread.title or ""
    url = comments.address(ideas.url(thread.public_id, title), post.public_id)
    return CommentRow(url, title, post.excerpt, post.language, post.published_at or post.created_at)
