"""The page of suspicious supports, and the correction on the idea's page."""

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import select

from cocreate.kernel.database import db
from cocreate.members import queries as members
from cocreate.moderation.decisions import undoing
from cocreate.moderation.decisions.models import Decision
from cocreate.posts import standing
from cocreate.posts.models import PostState
from tests import make
from tests.make import suspicion
from tests.make.suspicion import keeper, proposed, voided
from tests.support.browser import Client
from tests.support.page import Page
from tests.support.program import Program

HOME = "/moderation/supports"
WHY = "Seventeen accounts made up in one evening."


@pytest.fixture
def english(client: Client) -> Client:
    client.get("/?lang=en")
    return client


def test_a_look_a_proposal_a_second_moderator_and_a_correction_for_ever(english: Client) -> None:
    idea, first, second, visitor = make.idea(), keeper(), keeper(), make.member()
    url, key = f"/ideas/{idea.post.public_id}", idea.post.public_id
    people = suspicion.crowd(idea, 3)
    names = [member.name for member in people]
    english.sign_in(first)
    assert names[0] not in english.get(HOME).text
    looked = english.post(HOME)
    assert looked.status_code == 200
    assert all(name in looked.text for name in names)
    form = next(form for form in Page(looked.text).forms if form.action == f"{url}/voidings")
    keys = [member.public_id for member in people]
    assert form.values["members"]
    assert english.post(f"{url}/voidings", data={"members": keys, "reason": WHY}).headers["Location"] == HOME
    own = english.get(HOME).text
    assert WHY in own
    assert "Somebody else has to confirm it." in own
    english.sign_in(second)
    confirm = next(one for one in Page(english.get(HOME).text).forms if one.action.endswith("/confirm"))
    assert english.post(confirm.action).status_code == 303
    english.sign_in(visitor)
    for shown in (english.get(url).text, english.sign_in(second).get(HOME).text):
        assert "3 supports were voided and count no more." in shown
        assert WHY in shown
    english.sign_in(people[0])
    page = english.get(url).text
    assert "Yours was voided and does not count." in page
    assert f'action="{url}/support"' not in page
    refused = english.post(f"{url}/support")
    assert refused.status_code == 409
    assert "appeal in your record" in refused.text
    program = Program(english, members.by_public_id(keys[1]))
    answer = program(f"PUT /ideas/{key}/support")
    assert (answer.status_code, answer.json["type"]) == (409, "urn:cocreate:support-voided")


def test_a_refused_proposal_keeps_whom_it_is_about(english: Client) -> None:
    idea = make.idea()
    people = suspicion.crowd(idea, 2)
    url, keys = f"/ideas/{idea.post.public_id}/voidings", [member.public_id for member in people]
    english.sign_in(keeper())
    refused = english.post(url, data={"members": keys, "reason": ""})
    assert refused.status_code == 422
    assert all(f'name="members" value="{member}"' in refused.text for member in keys)
    nobody = english.post(url, data={"members": ["2222222222"], "reason": WHY})
    assert nobody.status_code == 422
    assert WHY in nobody.text
    assert "None of them supports this idea any more." in nobody.text
    assert english.post(url, data={"members": "a\x00", "reason": WHY}).status_code == 422


def test_it_is_declined(english: Client) -> None:
    idea = make.idea()
    made = proposed(idea, suspicion.crowd(idea, 2))
    english.sign_in(keeper())
    assert english.post(f"/moderation/voidings/{made.public_id}/decline").status_code == 303
    assert "Made up in one evening." not in english.get(HOME).text
    assert english.post("/moderation/voidings/2222222222/confirm").status_code == 404


def test_it_stays_in_sight_when_its_idea_is_hidden(english: Client) -> None:
    for confirm in ("confirm", "decline"):
        idea = make.idea()
        made = proposed(idea, suspicion.crowd(idea, 2))
        standing.move(standing.lock([idea.id])[idea.id], PostState.HIDDEN)
        english.sign_in(keeper())
        action = f"/moderation/voidings/{made.public_id}/{confirm}"
        assert action in [form.action for form in Page(english.get(HOME).text).forms]
        assert english.post(action).status_code == 303


@pytest.mark.parametrize("role", [None, "product", "service"])
def test_only_moderators_look(client: Client, role: str | None) -> None:
    idea = make.idea(supporters=1)
    made = proposed(idea, suspicion.crowd(idea, 1))
    public_id, key = idea.post.public_id, made.public_id
    client.sign_in(make.member(roles=[role] if role else []))
    assert client.get(HOME).status_code == 403
    for path in (HOME, f"/ideas/{public_id}/voidings", f"/moderation/voidings/{key}/confirm"):
        assert client.post(path).status_code == 403


def test_what_counts_again_is_said_beside_what_was_voided(english: Client) -> None:
    idea = make.idea()
    people = suspicion.crowd(idea, 2)
    voided(idea, people)
    url = f"/ideas/{idea.post.public_id}"
    undoing.overturn(keeper(), db.session.scalars(select(Decision).order_by(Decision.id).limit(1)).one())
    shown = english.get(url).text
    assert "2 supports were voided" in shown
    assert "1 of them counts again since" in shown


def test_the_page_costs_the_same_however_much_there_is(client: Client, statements: Callable[[], Any]) -> None:
    client.sign_in(keeper())
    counts = []
    for number in (1, 6):
        for _each in range(number):
            open_one, done = make.idea(), make.idea()
            proposed(open_one, suspicion.crowd(open_one, 2))
            voided(done, suspicion.crowd(done, 2))
        client.get(HOME)
        with statements() as seen:
            assert client.get(HOME).status_code == 200
        counts.append(len([one for one in seen if not one.startswith("RELEASE")]))
    assert counts[0] == counts[1] <= 14
