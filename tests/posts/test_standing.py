"""From held to seen and away again: what belongs to a post comes and goes with it."""

from collections.abc import Callable
from datetime import timedelta
from unittest.mock import patch

import pytest
from flask import Flask
from sqlalchemy import select

from cocreate.comments import rules as comments
from cocreate.ideas import rules as ideas
from cocreate.ideas.models import Idea
from cocreate.ideas.responses.models import Response
from cocreate.ideas.rules import REVISED_FROM
from cocreate.kernel.database import db
from cocreate.kernel.errors import Refused
from cocreate.members.models import Member
from cocreate.moderation.decisions.models import Action, Decision
from cocreate.notices.models import Cause as About
from cocreate.notices.models import Notice
from cocreate.posts import rules as posts
from cocreate.posts import standing
from cocreate.posts.models import Post, PostState
from cocreate.posts.pictures.rules import add, attach
from cocreate.screening.cases import close_cases
from cocreate.screening.models import Case, Cause
from cocreate.screening.verdicts import Verdict
from tests import make
from tests.make.pictures import drawn


def move(post: Post, to: PostState) -> PostState:
    return standing.move(standing.lock([post.id])[post.id], to)


def test_an_idea_begins_when_it_is_first_seen(app: Flask) -> None:
    post = make.held().post
    owed = select(Response).where(Response.idea_id == post.id)
    assert (post.published_at, db.session.scalars(owed).all()) == (None, [])
    move(post, PostState.VISIBLE)
    first = post.published_at
    assert first is not None
    assert db.session.get_one(Idea, post.id).status_changed_at == first
    assert len(db.session.scalars(owed).all()) == 2
    move(post, PostState.HIDDEN)
    move(post, PostState.VISIBLE)
    assert (post.published_at, len(db.session.scalars(owed).all())) == (first, 2)


def test_a_comment_is_counted_and_told_when_it_is_first_seen(app: Flask) -> None:
    idea = make.idea()
    thread = idea.post
    with patch.object(posts, "screen", make.holding):
        comment = make.comment(under=idea)
    told = select(Notice).where(Notice.member_id == thread.author_id)
    assert (thread.comments, db.session.scalars(told).all()) == (0, [])
    for state, number in ((PostState.VISIBLE, 1), (PostState.HIDDEN, 0), (PostState.VISIBLE, 1)):
        move(comment.post, state)
        db.session.refresh(thread)
        assert thread.comments == number
    assert len(db.session.scalars(told).all()) == 1


def test_moving_to_where_it_stands_changes_nothing(app: Flask) -> None:
    post = make.idea().post
    at = post.published_at
    assert move(post, PostState.VISIBLE) is PostState.VISIBLE
    assert post.published_at == at


def test_words_that_silence_are_an_automatic_decision(app: Flask) -> None:
    author = make.member()
    silencing = Verdict("Buy now", "Cheap.", frozenset({Cause.WORD}), held=True, silence=timedelta(hours=1))
    with patch.object(posts, "screen", lambda *_said: silencing):
        post = make.idea(author).post
    decision = db.session.scalars(select(Decision).where(Decision.post_id == post.id)).one()
    assert (decision.action, decision.actor_id, decision.until) == (Action.SILENCE, None, author.silenced_until)
    with pytest.raises(Refused) as refused:
        ideas.comment(author, make.idea(), "May I?")
    assert refused.value.code == "silenced"
    assert db.session.get_one(Member, author.id).is_silenced


def test_whom_a_held_change_concerns_hears_of_it_once_it_is_seen(app: Flask) -> None:
    bob, supporter, author = make.member("Bob"), make.member(), make.member()
    idea = make.idea(author, supporters=REVISED_FROM - 1)
    ideas.support(supporter, idea)
    comment = make.comment(author=author)
    told = (About.MENTION, About.EDIT)
    query = select(Notice.member_id, Notice.cause).where(Notice.member_id.in_([bob.id, supporter.id]))
    with patch.object(posts, "screen", make.holding):
        ideas.edit(author, idea, "Another title", "Other words.", idea.stage, idea.kind)
        comments.edit(author, comment, "What does @Bob say?")
        comments.edit(author, comment, "What does @Bob say, then?")
    assert db.session.execute(query.where(Notice.cause.in_(told))).all() == []
    for _time in range(2):
        for post in (comment.post, idea.post):
            move(post, PostState.VISIBLE)
        found = db.session.execute(query.where(Notice.cause.in_(told)).order_by(Notice.id)).all()
        assert [tuple(row) for row in found] == [(bob.id, About.MENTION), (supporter.id, About.EDIT)]
        for post in (comment.post, idea.post):
            move(post, PostState.HIDDEN)


def test_a_hidden_post_is_looked_at_anew_whatever_is_changed_about_it(app: Flask) -> None:
    author = make.member()
    first, second = (add(author, drawn()).public_id for _number in range(2))
    idea = make.idea(author)
    attach(idea.post, author, [first])
    move(idea.post, PostState.HIDDEN)
    changes: list[Callable[[], object]] = [
        lambda: attach(idea.post, author, [first, second]),
        lambda: attach(idea.post, author, {first: "A door", second: ""}),
        lambda: posts.tag(idea.post, ["doors"]),
    ]
    for change in changes:
        close_cases(post_ids=[idea.id])
        assert change()
        case = db.session.scalars(select(Case).where(Case.post_id == idea.id)).one()
        assert (case.closed_at, Cause.EDIT in case.causes) == (None, True)
        close_cases(post_ids=[idea.id])
        assert not change()
        db.session.refresh(case)
        assert case.closed_at is not None
