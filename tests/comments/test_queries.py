"""Reading a thread: two levels, places kept for what is gone, page by page."""

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask

from cocreate.comments import queries, rules
from cocreate.comments.models import Comment
from cocreate.comments.queries import Branch, CommentView
from cocreate.ideas.models import Idea
from cocreate.kernel.database import db
from cocreate.posts.models import PostState
from tests import make


@pytest.fixture
def idea(app: Flask) -> Idea:
    return make.idea()


def shown(idea: Idea) -> list[tuple[str, list[str]]]:
    """The thread as bodies: each top-level comment with its replies; stubs as ``<state>``."""
    return [(said(b.comment), [said(r) for r in b.replies]) for b in queries.branches([idea.id], None).items]


def said(view: CommentView) -> str:
    return f"<{view.stub}>" if view.stub else view.body


def take_away(*comments: Comment, state: PostState = PostState.REMOVED) -> None:
    for comment in comments:
        rules.remove(comment.post.author, comment)
        comment.post.state = state
    db.session.flush()


def walked(read: Callable[[str | None], tuple[list[Any], str | None]]) -> list[Any]:
    found: list[Any] = []
    cursor: str | None = None
    while True:
        items, cursor = read(cursor)
        found += items
        if cursor is None:
            return found


def test_replies_of_any_depth_stand_under_their_top_in_order_of_time(idea: Idea) -> None:
    top = make.comment(idea, body="top")
    second = make.comment(idea, body="another top")
    reply = make.comment(idea, body="reply", answers=top)
    make.comment(idea, body="to the other", answers=second)
    make.comment(idea, body="deep", answers=reply)
    assert shown(idea) == [("top", ["reply", "deep"]), ("another top", ["to the other"])]


def test_a_deep_reply_names_whom_it_answers(idea: Idea) -> None:
    top = make.comment(idea, make.member(name="Top"))
    reply = make.comment(idea, make.member(name="Reply"), answers=top)
    make.comment(idea, answers=reply)
    (branch,) = queries.branches([idea.id], None).items
    assert [view.in_reply_to.name if view.in_reply_to else None for view in branch.replies] == [None, "Reply"]
    assert [view.answers for view in branch.replies] == [top.post.public_id, reply.post.public_id]


def test_what_is_gone_keeps_its_place_only_while_something_hangs_on_it(idea: Idea) -> None:
    top = make.comment(idea, body="top")
    reply = make.comment(idea, body="reply", answers=top)
    deep = make.comment(idea, body="deep", answers=reply)
    alone = make.comment(idea, body="alone")
    take_away(top, alone)
    assert shown(idea) == [("<removed>", ["reply", "deep"])]
    take_away(reply, state=PostState.HIDDEN)
    assert shown(idea) == [("<removed>", ["<hidden>", "deep"])]
    take_away(deep)
    assert shown(idea) == []


def test_a_stub_gives_nothing_away(idea: Idea) -> None:
    top = make.comment(idea, make.member(roles=["product"]), body="a secret")
    make.comment(idea, answers=top)
    rules.edit(top.post.author, top, "another secret")
    take_away(top)
    (branch,) = queries.branches([idea.id], None).items
    view = branch.comment
    assert (view.html, view.body, view.official, view.edited_at, view.may_edit) == ("", "", False, None, False)
    assert "secret" not in repr(branch)


def test_held_comments_are_not_there(idea: Idea) -> None:
    top = make.comment(idea, body="top")
    make.comment(idea, body="reply", answers=top).post.state = PostState.HELD
    db.session.flush()
    assert shown(idea) == [("top", [])]


def test_more_replies_are_counted_and_not_shown(idea: Idea) -> None:
    top = make.comment(idea)
    replies = [make.comment(idea, body=f"reply {number}", answers=top) for number in range(8)]
    take_away(replies[1])
    (branch,) = queries.branches([idea.id], None).items
    assert [view.body for view in branch.replies] == [f"reply {number}" for number in (0, 2, 3, 4, 5)]
    assert branch.more_replies == 2


def test_walking_the_branches_meets_each_once_while_more_come(idea: Idea) -> None:
    for number in range(7):
        make.comment(idea, body=str(number))

    def read(cursor: str | None) -> tuple[list[Branch], str | None]:
        page = queries.branches([idea.id], None, cursor, limit=2)
        if cursor is None:
            make.comment(idea, body="new")
        return page.items, page.next_cursor

    assert [branch.comment.body for branch in walked(read)] == [*"0123456", "new"]


def test_walking_one_branch_meets_each_reply_once(idea: Idea, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(queries, "REPLIES_PAGE", 3)
    top = make.comment(idea)
    replies = [make.comment(idea, body=str(number), answers=top) for number in range(8)]

    def read(start: Comment) -> Callable[[str | None], tuple[list[CommentView], str | None]]:
        def page(cursor: str | None) -> tuple[list[CommentView], str | None]:
            branch, following = queries.branch(start, None, cursor)
            return branch.replies, following

        return page

    assert [view.body for view in walked(read(top))] == list("01234567")
    assert [view.body for view in walked(read(replies[5]))] == list("567")


def test_programs_read_every_visible_comment_in_order_of_time(idea: Idea) -> None:
    top = make.comment(idea, body="0")
    make.comment(idea, body="1", answers=top)
    gone = make.comment(idea, body="gone", answers=top)
    make.comment(idea, body="2", answers=gone)
    take_away(gone)

    def read(cursor: str | None) -> tuple[list[CommentView], str | None]:
        page = queries.flat([idea.id], None, cursor, 1)
        return page.items, page.next_cursor

    assert [view.body for view in walked(read)] == ["0", "1", "2"]


def test_a_thread_costs_the_same_whatever_its_length(idea: Idea, statements: Callable[[], Any]) -> None:
    counts = []
    for more in (3, 40):
        for _number in range(more):
            top = make.comment(idea)
            make.comment(idea, answers=make.comment(idea, answers=top))
        db.session.expire_all()
        db.session.refresh(idea, ["post", "status"])
        with statements() as seen:
            queries.branches([idea.id], None)
        counts.append(len(seen))
    assert counts == [2, 2]


def test_my_comments_are_those_that_are_seen_with_the_idea_they_stand_under(app: Flask) -> None:
    author = make.member()
    seen, hidden, gone = (make.comment(author=author) for _number in range(3))
    take_away(gone)
    thread = db.session.get_one(type(hidden.post), hidden.thread_id)
    thread.state = PostState.HIDDEN
    db.session.flush()
    page = queries.written_by(author, None)
    assert [(comment.id, post.id) for comment, post in page.items] == [(seen.id, seen.thread_id)]
