"""A member's own record, and what is open to whoever is barred."""

from datetime import timedelta

import pytest
from flask import Flask

from cocreate.kernel import clock
from cocreate.members import queries as members
from cocreate.members.models import Member
from cocreate.moderation.decisions import rules as decisions
from cocreate.moderation.decisions.models import Action
from cocreate.moderation.models import Reason
from cocreate.moderation.reports import rules as reports
from tests import make
from tests.make import suspicion
from tests.support.browser import Client


@pytest.fixture
def moderator(app: Flask) -> Member:
    return make.member("Xylander", roles=["moderator"])


def test_what_was_decided_is_told_with_reason_and_the_copy_of_what_was_removed(
    client: Client, moderator: Member
) -> None:
    author, other = make.member("Ada", locale="en"), make.member(locale="en")
    gone, hidden = make.idea(author, title="Gone", body="My own words."), make.idea(author, title="Hidden one")
    reports.report(other, post=gone.post, reason=Reason.PRIVACY, note="A reporter's words.")
    decisions.decide(moderator, Action.REMOVE, posts=[gone.post], reason=Reason.PRIVACY, note="A plate is seen.")
    decisions.decide(moderator, Action.HIDE, posts=[hidden.post], reason=Reason.OFF_TOPIC)
    page = client.sign_in(author).get("/me/record").text
    for words in ("My own words.", "A plate is seen.", "private data", "Hidden one", "Appeal until"):
        assert words in page
    for secret in ("A reporter's words.", other.name, moderator.name):
        assert secret not in page
    theirs = client.sign_in(other).get("/me/record").text
    assert ("You were right" in theirs, "Gone" in theirs, "My own words." in theirs) == (True, False, False)


def test_of_what_others_wrote_only_what_is_still_seen_is_told(client: Client, moderator: Member) -> None:
    supporter = make.member(locale="en")
    gone, hidden, seen = (make.idea(title=title, body="Not yours.") for title in ("Gone", "Hidden one", "Seen one"))
    for idea in (gone, hidden, seen):
        suspicion.given(idea, supporter)
        suspicion.voided(idea, [supporter])
    decisions.decide(moderator, Action.REMOVE, posts=[gone.post], reason=Reason.PRIVACY)
    decisions.decide(moderator, Action.HIDE, posts=[hidden.post], reason=Reason.PRIVACY)
    client.sign_in(supporter)
    for address in ("/me/record", "/me/notices"):
        page = client.get(address).text
        assert [words in page for words in ("Seen one", "Gone", "Hidden one", "Not yours.")] == [True] + [False] * 3
    assert page.count("Your support of an idea was voided") == 2


def test_that_somebody_looked_and_changed_nothing_is_told_to_nobody(client: Client, moderator: Member) -> None:
    author = make.member(locale="en")
    idea = make.idea(author)
    reports.report(make.member(), post=idea.post, reason=Reason.SPAM)
    decisions.decide(moderator, Action.APPROVE, posts=[idea.post])
    assert "Nothing was ever decided" in client.sign_in(author).get("/me/record").text


def test_an_appeal_is_sent_once_and_nothing_typed_is_lost(client: Client, moderator: Member) -> None:
    author = make.member(locale="en")
    (decision,) = decisions.decide(moderator, Action.WARN, members=[author], reason=Reason.INSULT)
    path = f"/me/record/{decision.public_id}/appeal"
    client.sign_in(author)
    assert client.post(path, data={"text": ""}).status_code == 422
    long = client.post(path, data={"text": "Too long. " * 500})
    assert (long.status_code, "Too long. Too long." in long.text) == (422, True)
    assert client.post(path, data={"text": "I quoted somebody."}).status_code == 303
    assert client.post(path, data={"text": "Again."}).status_code == 409
    assert "I quoted somebody." in client.get("/me/record").text
    client.sign_in(make.member())
    assert client.post(path, data={"text": "Not mine."}).status_code == 404


def test_whoever_is_barred_reaches_their_record_and_nothing_else(client: Client, moderator: Member) -> None:
    author = make.member("Barred", locale="en")
    idea = make.idea(author).post.public_id
    (ban,) = decisions.decide(moderator, Action.BAN, members=[author], reason=Reason.SPAM, note="Adverts.")
    client.sign_in(author)
    for path in ("/me", "/me/settings", "/ideas/new", "/desk", "/sign-in"):
        assert client.get(path).location == "/me/record", path
    page = client.get("/me/record").text
    for words in ("Your account is banned.", "Adverts.", "/me/data", "/sign-out"):
        assert words in page
    for path in ("/", f"/ideas/{idea}"):
        public = client.get(path)
        assert (public.status_code, "/me/record" in public.text, 'class="me-link"' in public.text) == (200, True, False)
    assert client.post(f"/me/record/{ban.public_id}/appeal", data={"text": "It was one."}).status_code == 303
    assert client.get("/sign-out").status_code == 200
    client.post("/sign-out")
    assert client.get("/me/record").location.startswith("/sign-in")


def test_whoever_is_barred_lands_there_after_signing_in(client: Client, moderator: Member) -> None:
    author = members.by_id(make.member(locale="en").id)
    later = clock.now() + timedelta(days=3)
    decisions.decide(moderator, Action.SUSPEND, members=[author], reason=Reason.INSULT, until=later)
    client.sign_in(author)
    assert client.get("/sign-in?next=/ideas").location == "/me/record"


def test_a_silenced_member_reads_why_and_until_when(client: Client, moderator: Member) -> None:
    author = make.member(locale="en")
    later = clock.now() + timedelta(days=3)
    decisions.decide(moderator, Action.SILENCE, members=[author], reason=Reason.INSULT, note="Calm down.", until=later)
    page = client.sign_in(author).get("/me/record").text
    assert ("You can publish nothing until" in page, "Calm down." in page) == (True, True)
