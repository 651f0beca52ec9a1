"""Putting right what somebody wrote: the words change, the note is there for everybody, the author is told."""

from collections.abc import Callable
from typing import Any

from flask import Flask
from sqlalchemy import select

from cocreate.kernel.database import db
from cocreate.moderation.decisions.models import Action, Decision
from cocreate.moderation.models import Reason
from cocreate.moderation.reports.rules import report
from cocreate.notices.models import Cause, Notice
from cocreate.posts.models import Post
from cocreate.screening.models import Case
from tests import make
from tests.support.browser import Client


def test_words_are_put_right_with_a_note_for_everybody(app: Flask, client: Client) -> None:
    author = make.member()
    idea = make.idea(author, title="Warm seats", body="Call me: 13800138000.")
    comment = make.comment(idea, author, body="Or her: 13900139000.")
    for post in (idea.post, comment.post):
        report(make.member(), post=post, reason=Reason.PRIVACY)
    address, author_id = f"/ideas/{idea.post.public_id}", author.id
    cases = [case.public_id for case in db.session.scalars(select(Case).order_by(Case.post_id))]
    client.set_cookie("lang", "en")
    client.sign_in(make.member(roles=["moderator"]))
    sent = {"reason": "privacy", "note": "A number is gone."}
    refused = client.post(f"/moderation/cases/{cases[0]}/edit", data={"title": "Warm seats", "body": "Call me."})
    assert (refused.status_code, "Call me." in refused.text) == (422, True)
    for case, words in zip(cases, ({"title": "Warm seats", "body": "Call me."}, {"body": "Or her."}), strict=True):
        assert client.get(f"/moderation/cases/{case}/edit").status_code == 200
        assert client.post(f"/moderation/cases/{case}/edit", data={**sent, **words}).status_code == 303

    page = app.test_client().get(address, headers={"Accept-Language": "en"}).text
    assert "13800138000" not in page
    assert "13900139000" not in page
    assert page.count("A number is gone.") == 2
    assert [made.action for made in db.session.scalars(select(Decision))] == [Action.EDIT] * 2
    told = select(Notice).where(Notice.member_id == author_id, Notice.cause == Cause.MODERATION)
    assert len(db.session.scalars(told).all()) == 2
    assert db.session.scalars(select(Case).where(Case.closed_at.is_(None))).all() == []
    assert all(post.is_visible for post in db.session.scalars(select(Post)))


def test_the_author_is_locked_before_their_post(client: Client, statements: Callable[[], Any]) -> None:
    author = make.member()
    idea = make.idea(author)
    for post, first in ((idea.post, "ideas"), (make.comment(idea, author).post, "posts")):
        report(make.member(), post=post, reason=Reason.PRIVACY)
        case = db.session.scalars(select(Case.public_id).where(Case.post_id == post.id)).one()
        client.sign_in(make.member(roles=["moderator"]))
        sent = {"title": "Warm seats", "body": "Call me.", "reason": "privacy", "note": "A number is gone."}
        with statements() as seen:
            assert client.post(f"/moderation/cases/{case}/edit", data=sent).status_code == 303
        locked = [one.split("FROM ")[1].split()[0] for one in seen if "FOR NO KEY UPDATE" in one]
        assert locked.index("members") < locked.index(first), locked
