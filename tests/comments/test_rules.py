"""Comments: writing, changing, taking back; mentions; following."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm.attributes import set_committed_value

from cocreate.comments import audit, queries, rules
from cocreate.comments.models import Comment, Follow, Mention
from cocreate.ideas.models import Idea
from cocreate.journal.models import JournalEntry
from cocreate.kernel import clock
from cocreate.kernel.database import db
from cocreate.kernel.errors import Invalid
from cocreate.members import queries as members
from cocreate.members.models import Member, RoleGrant
from cocreate.posts.drafts import rules as drafts
from cocreate.posts.drafts.models import Draft
from cocreate.posts.models import Post, PostState
from cocreate.posts.queries import revisions
from tests import make
from tests.support.race import Real


@pytest.fixture(autouse=True)
def _site(app: Flask) -> None:
    """Every test here but the races works on the site's database."""


def mentioned(comment: Comment) -> set[str]:
    names = select(Member.public_id).join(Mention, Mention.member_id == Member.id)
    return set(db.session.scalars(names.where(Mention.post_id == comment.id)))


def counted(idea: Idea) -> int:
    db.session.refresh(idea.post, ["comments"])
    return idea.post.comments


def test_a_comment_is_counted_journalled_and_has_its_author_follow() -> None:
    idea, author = make.idea(), make.member()
    comment = make.comment(idea, author)
    assert counted(idea) == 1
    assert (comment.top_id, comment.parent_id, comment.official) == (comment.id, None, False)
    assert queries.follows(author, idea.post)
    entry = db.session.scalars(select(JournalEntry).where(JournalEntry.verb == "comment")).one()
    assert (entry.actor_id, entry.subject_id, entry.data) == (author.id, idea.id, {"comment": comment.id})


def test_a_reply_keeps_its_real_parent_and_the_top_of_its_branch() -> None:
    idea = make.idea()
    chain = [make.comment(idea)]
    for _depth in range(25):
        chain.append(make.comment(idea, answers=chain[-1]))
    assert [comment.parent_id for comment in chain[1:]] == [comment.id for comment in chain[:-1]]
    assert {comment.top_id for comment in chain} == {chain[0].id}
    assert list(audit.check()) == []


@pytest.mark.parametrize("body", ["", "x" * 10_001])
def test_a_comment_has_words_and_not_too_many(body: str) -> None:
    for verb in (lambda: make.comment(body=body), lambda: rules.edit(make.member(), make.comment(), body)):
        with pytest.raises(Invalid) as caught:
            verb()
        assert caught.value.field == "body"


def test_what_is_answered_stands_in_the_same_thread_and_is_there() -> None:
    idea, elsewhere, gone = make.idea(), make.comment(), make.comment()
    rules.remove(gone.post.author, gone)
    for answered in (elsewhere, gone):
        with pytest.raises(Invalid) as caught:
            make.comment(idea, answers=answered)
        assert caught.value.field == "reply_to"


@pytest.mark.parametrize(
    ("role", "official"),
    [("product", True), ("service", True), ("moderator", True), ("admin", True), ("organiser", False)],
)
def test_who_speaks_for_the_brand_is_marked(role: str, official: bool) -> None:
    author = make.member(roles=[role])
    comment = make.comment(author=author)
    assert comment.official is official
    author.grants.clear()
    assert comment.official is official


def test_who_left_the_team_rewrites_nothing_in_its_name() -> None:
    author = make.member(roles=["product"])
    comment = make.comment(author=author)
    rules.edit(author, comment, "Still our word.")
    assert comment.official
    set_committed_value(author, "grants", [])
    rules.edit(author, comment, "You will all get a new battery.")
    assert not comment.official


def test_a_member_who_joins_the_team_did_not_speak_for_it_before() -> None:
    author = make.member()
    comment = make.comment(author=author)
    set_committed_value(author, "grants", [RoleGrant(role="product", scope="site")])
    rules.edit(author, comment, "Well said, I still think.")
    assert not comment.official


def test_a_name_after_an_at_is_a_mention_linked_to_its_member() -> None:
    lin = make.member(name="Lin Xiaozhou")
    comment = make.comment(body="Thanks @LINxiaozhou, and @nobody.")
    assert mentioned(comment) == {lin.public_id}
    assert f'<a class="mention" href="/members/{lin.public_id}">@LINxiaozhou</a>' in comment.post.html


def test_of_namesakes_the_one_who_takes_part_is_meant() -> None:
    here, _elsewhere = make.member(name="阿周"), make.member(name="阿周")
    idea = make.idea()
    assert mentioned(make.comment(idea, body="@阿周 你好")) == set()
    make.comment(idea, here)
    assert mentioned(make.comment(idea, body="@阿周 你好")) == {here.public_id}
    make.comment(idea, _elsewhere)
    assert mentioned(make.comment(idea, body="@阿周 你好")) == set()


def test_the_author_of_the_idea_takes_part() -> None:
    author, _namesake = make.member(name="沐"), make.member(name="沐")
    assert mentioned(make.comment(make.idea(author), body="@沐 说得好")) == {author.public_id}


def test_an_edit_keeps_history_and_mentions_anew() -> None:
    one, other = make.member(name="One"), make.member(name="Other")
    comment = make.comment(body="Ask @One.")
    author = comment.post.author
    rules.edit(author, comment, "Ask @Other.")
    assert mentioned(comment) == {other.public_id}
    assert f"/members/{one.public_id}" not in comment.post.html
    db.session.refresh(comment.post, ["author"])
    assert [str(view.number) for view in revisions(comment.post).items] == ["2", "1"]


def test_an_edit_that_changes_nothing_leaves_no_trace() -> None:
    comment = make.comment(body="As it is.")
    rules.edit(comment.post.author, comment, "As it is.")
    assert comment.post.edited_at is None
    assert db.session.scalars(select(JournalEntry).where(JournalEntry.verb == "edit")).all() == []


def test_a_comment_is_taken_away_once() -> None:
    idea = make.idea()
    comment = make.comment(idea)
    for _time in range(2):
        rules.remove(comment.post.author, comment)
    assert comment.post.state is PostState.REMOVED
    assert counted(idea) == 0
    assert len(db.session.scalars(select(JournalEntry).where(JournalEntry.verb == "remove")).all()) == 1
    assert list(audit.check()) == []


def test_a_draft_of_a_change_goes_with_its_comment() -> None:
    author = make.member()
    gone, kept = make.comment(author=author), make.comment(author=author)
    for comment in (gone, kept):
        drafts.save(author, rules.edit_key(comment.post), {"body": ["Better said."]})
    rules.remove(author, gone)
    assert list(db.session.scalars(select(Draft.key))) == [rules.edit_key(kept.post)]


def test_following_twice_is_following_once() -> None:
    idea, member = make.idea(), make.member()
    assert rules.follow(member, idea.post) is True
    assert rules.follow(member, idea.post) is False
    rules.unfollow(member, idea.post)
    rules.unfollow(member, idea.post)
    assert not queries.follows(member, idea.post)
    assert not queries.follows(None, idea.post)


def test_follows_and_mentions_pass_to_the_member_a_placeholder_was() -> None:
    former, member = make.member(name="Former"), make.member()
    both, one = make.idea(), make.idea()
    for idea in (both, one):
        rules.follow(former, idea.post)
    rules.follow(member, both.post)
    comment = make.comment(body="Ask @Former.")
    rules.reassign(former, member)
    owned = select(Follow.post_id).where(Follow.member_id == member.id)
    assert set(db.session.scalars(owned)) == {both.id, one.id}
    assert db.session.scalars(select(Follow).where(Follow.member_id == former.id)).all() == []
    assert mentioned(comment) == {member.public_id}


def test_a_follow_handed_over_keeps_its_beginning(app: Flask) -> None:
    former, member, idea = make.member(), make.member(), make.idea()
    begun = clock.now() - timedelta(days=40)
    rules.follow(former, idea.post, at=begun)
    rules.reassign(former, member)
    since = select(Follow.since).where(Follow.member_id == member.id)
    assert db.session.scalars(since).all() == [begun]


@pytest.mark.parametrize(
    ("constraint", "statement"),
    [
        ("ck_comments_top_has_no_parent", "UPDATE comments SET parent_id = NULL WHERE parent_id IS NOT NULL"),
        ("ck_comments_orphan_is_at_the_top", "UPDATE comments SET orphaned = true WHERE parent_id IS NOT NULL"),
        ("fk_comments_thread_id", "UPDATE comments SET thread_id = 0"),
        ("pk_follows", "INSERT INTO follows SELECT member_id, post_id, since FROM follows"),
        ("fk_mentions_member_id", "INSERT INTO mentions SELECT id, 0 FROM comments"),
    ],
)
def test_the_database_refuses(constraint: str, statement: str) -> None:
    top = make.comment()
    idea = db.session.get_one(Idea, top.thread_id)
    db.session.refresh(idea, ["post", "status"])
    make.comment(idea, answers=top)
    with pytest.raises(IntegrityError, match=constraint):
        db.session.connection().exec_driver_sql(statement)


def test_audit_finds_what_was_tampered_with() -> None:
    comment = make.comment()
    assert list(audit.check()) == []
    thread = db.session.get_one(Post, comment.thread_id)
    thread.comments = 7
    db.session.flush()
    assert "7 comments kept, 1 counted" in next(iter(audit.check()))


def test_taking_away_at_once_counts_once(real: Real) -> None:
    comment_id, actor_id = real.commit(lambda: (make.comment().id, make.member(roles=["moderator"]).id))

    def remove() -> Callable[[], None]:
        def work() -> None:
            post_id = db.session.scalars(select(Post.public_id).where(Post.id == comment_id)).one()
            comment = queries.by_public_id(post_id)
            assert comment is not None
            rules.remove(members.by_id(actor_id), comment)

        return work

    assert real.together([remove() for _time in range(8)]) == [None] * 8
    assert real.commit(lambda: list(audit.check())) == []
