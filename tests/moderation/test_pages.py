"""Reporting, and the public figures, as people meet them."""

import pytest
from sqlalchemy import select, update

from cocreate.kernel.database import db
from cocreate.members.models import Member
from cocreate.moderation.decisions import rules as decisions
from cocreate.moderation.decisions.models import Action
from cocreate.moderation.models import ModerationSettings, Reason
from cocreate.moderation.reports.models import Report
from cocreate.posts.models import Post, PostState
from tests import make
from tests.support.browser import Client


@pytest.fixture
def reader(client: Client) -> Member:
    member = make.member("Rui", locale="en")
    client.sign_in(member)
    return member


def reports() -> list[Report]:
    return list(db.session.scalars(select(Report).order_by(Report.id)))


def test_a_post_and_a_member_are_reported_and_thanks_are_said(client: Client, reader: Member) -> None:
    idea = make.idea(title="Buy my seats")
    public_id = idea.post.public_id
    author = db.session.get_one(Member, idea.post.author_id)
    for path, said in (
        (f"/posts/{public_id}/report", {"reason": "spam", "note": "Everywhere."}),
        (f"/members/{author.public_id}/report", {"reason": "undisclosed"}),
    ):
        assert "What happens then" in client.get(path).text
        sent = client.post(path, data=said)
        assert (sent.status_code, sent.location) == (303, path)
        assert "Thank you for reporting it" in client.get(path).text
        client.post(path, data=said)
    assert [(one.reason, one.note) for one in reports()] == [(Reason.SPAM, "Everywhere."), (Reason.UNDISCLOSED, "")]
    assert f"/posts/{public_id}/report" in client.get(f"/ideas/{public_id}").text


def test_what_is_wrong_is_said_at_the_field_and_nothing_typed_is_lost(client: Client, reader: Member) -> None:
    path = f"/posts/{make.idea().post.public_id}/report"
    for said, words in (
        ({"note": "Typed words"}, "Choose what is wrong."),
        ({"reason": "negative", "note": "Typed words"}, "Choose what is wrong."),
        ({"reason": "other"}, "Tell in a few words what is wrong."),
        ({"reason": "spam", "note": "Typed words", "weight": "9"}, "Typed words"),
    ):
        answer = client.post(path, data=said)
        assert (answer.status_code, words in answer.text) == (422, True)
        assert said.get("note", "") in answer.text
    assert reports() == []


def test_who_reports_too_much_keeps_what_they_typed(client: Client, reader: Member) -> None:
    db.session.execute(update(ModerationSettings).values(reports_per_day=1))
    said = {"reason": "spam", "note": "Typed words"}
    paths = [f"/posts/{make.idea().post.public_id}/report" for _number in range(2)]
    client.post(paths[0], data=said)
    answer = client.post(paths[1], data=said)
    assert (answer.status_code, "Typed words" in answer.text, len(reports())) == (429, True, 1)
    assert int(answer.headers["Retry-After"]) > 0


def test_only_what_is_seen_and_is_of_somebody_else_is_reported(client: Client, reader: Member) -> None:
    hidden, own, removed = make.idea(), make.idea(reader), make.idea()
    comment = make.comment(removed)
    hidden.post.state = removed.post.state = PostState.HIDDEN
    ids = [hidden.post.public_id, own.post.public_id, comment.post.public_id, "2222222222"]
    paths = [*(f"/posts/{one}/report" for one in ids), f"/members/{reader.public_id}/report"]
    for path in paths:
        assert client.get(path).status_code == 404
        assert client.post(path, data={"reason": "spam"}).status_code == 404
    assert reports() == []


def test_words_that_were_held_since_are_not_told_to_whoever_reported_them(client: Client, reader: Member) -> None:
    idea = make.idea(title="A secret title")
    path = f"/posts/{idea.post.public_id}/report"
    client.post(path, data={"reason": "privacy"})
    db.session.get_one(Post, idea.id).state = PostState.HIDDEN
    thanks = client.get(path)
    assert (thanks.status_code, "A secret title" in thanks.text) == (200, False)
    assert "A secret title" not in client.get("/me/record").text


def test_visitors_are_asked_to_sign_in(client: Client) -> None:
    path = f"/posts/{make.idea().post.public_id}/report"
    assert client.get(path).location.startswith("/sign-in?next=")


def test_everybody_counts_what_was_decided(client: Client, reader: Member) -> None:
    assert "Nothing to count yet" in client.get("/transparency").text
    idea = make.idea()
    client.post(f"/posts/{idea.post.public_id}/report", data={"reason": "off_topic"})
    moderator = make.member(roles=["moderator"])
    decisions.decide(moderator, Action.HIDE, posts=[db.session.get_one(Post, idea.id)], reason=Reason.OFF_TOPIC)
    page = client.get("/transparency").text
    assert all(words in page for words in ("Off topic", "Hide", "Criticism is no reason"))
    assert client.get("/transparency").text.count("<rect") == 2
