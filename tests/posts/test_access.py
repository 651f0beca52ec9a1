"""Who sees a post: the condition in SQL and the question in Python say the same, and say what is meant."""

from itertools import product

from flask import Flask
from sqlalchemy import select

from cocreate.kernel.database import db
from cocreate.members.models import Member, Role
from cocreate.posts.access import listed_for, may_see, publicly_visible, visible_to
from cocreate.posts.models import Audience, Post, PostState
from tests import make

READERS = ("visitor", "member", "author", *Role)
EVERYBODY = frozenset(READERS)
SIGNED_IN = EVERYBODY - {"visitor"}
STAFF = frozenset({Role.MODERATOR, Role.ADMIN, Role.PRODUCT, Role.SERVICE})
KEEPERS = frozenset({Role.MODERATOR, Role.ADMIN})
AUTHOR = frozenset({"author"})

VISIBLE = {Audience.EVERYONE: EVERYBODY, Audience.MEMBERS: SIGNED_IN, Audience.STAFF: STAFF | AUTHOR}
OTHERS = {
    PostState.DRAFT: AUTHOR,
    PostState.HELD: AUTHOR | KEEPERS,
    PostState.HIDDEN: AUTHOR | STAFF,
    PostState.REMOVED: KEEPERS,
}


def seen_by(state: PostState, audience: Audience) -> frozenset[str]:
    return VISIBLE[audience] if state is PostState.VISIBLE else OTHERS[state]


def everybody() -> dict[str, Member | None]:
    """Who may ask, by what they are; the author is each post's own."""
    members = {who: make.member(roles=[] if who == "member" else [who]) for who in READERS[1:] if who != "author"}
    return {"visitor": None, **members}


def test_who_sees_what(app: Flask) -> None:
    readers = everybody()
    for state, audience in product(PostState, Audience):
        post = make.idea().post
        post.state, post.audience = state, audience
        db.session.flush()
        for who, asking in {**readers, "author": post.author}.items():
            meant = who in seen_by(state, audience)
            found = db.session.scalar(select(Post.id).where(Post.id == post.id, visible_to(asking)))
            assert (found is not None) is meant, (who, state, audience)
            assert may_see(asking, post) is meant, (who, state, audience)


def test_lists_hold_what_is_visible_and_meant_for_the_reader(app: Flask) -> None:
    readers = everybody()
    for state, audience in product(PostState, Audience):
        post = make.idea().post
        post.state, post.audience = state, audience
        db.session.flush()
        for who, asking in {**readers, "author": post.author}.items():
            listed = db.session.scalar(select(Post.id).where(Post.id == post.id, listed_for(asking)))
            meant_for = VISIBLE[audience] - ({"author"} if audience == "staff" else set())
            meant = state is PostState.VISIBLE and who in meant_for
            assert (listed is not None) is meant, (who, state, audience)


def test_what_is_counted_in_public_is_what_a_visitor_sees(app: Flask) -> None:
    for state, audience in product(PostState, Audience):
        post = make.idea().post
        post.state, post.audience = state, audience
    db.session.flush()
    public = list(db.session.scalars(select(Post.id).where(publicly_visible())))
    assert public == list(db.session.scalars(select(Post.id).where(visible_to(None))))
    assert len(public) == 1


def test_a_role_within_one_thing_opens_nothing(app: Flask) -> None:
    post = make.idea().post
    post.state = PostState.HIDDEN
    moderator = make.member(roles=["moderator"])
    moderator.grants[0].scope = "event:17"
    db.session.flush()
    assert not may_see(moderator, post)
    assert db.session.scalar(select(Post.id).where(visible_to(moderator))) is None
