"""Calming a thread on the page of its idea."""

from datetime import timedelta

import pytest

from cocreate.comments.calm import queries, rules
from cocreate.comments.calm.models import MeasureKind
from cocreate.ideas.models import Idea
from cocreate.kernel import clock
from tests import make
from tests.support.browser import Client
from tests.support.program import Program

SAID = {"kind": "slow", "minutes": "15", "until": "6", "reason": "Please listen to each other."}


@pytest.fixture
def english(client: Client) -> Client:
    client.get("/?lang=en")
    return client


def where(idea: Idea) -> str:
    return f"/ideas/{idea.post.public_id}"


def test_a_moderator_calms_a_thread_everybody_reads_it_and_it_is_lifted(english: Client) -> None:
    url, keeper = where(make.idea()), make.member(roles=["moderator"])
    english.sign_in(keeper)
    assert english.post(f"{url}/calm", data=SAID).status_code == 303
    shown = english.get(url).text
    assert "everybody writes once in 15 minutes" in shown
    assert SAID["reason"] in shown
    english.sign_in(make.member())
    shown = english.get(url).text
    assert SAID["reason"] in shown
    assert "Lift it now" not in shown
    english.sign_in(keeper)
    for _turn in range(2):
        assert english.post(f"{url}/calm/end", data={"kind": "slow"}).status_code == 303
    assert SAID["reason"] not in english.get(url).text


def test_what_is_wrong_is_said_where_it_was_typed(english: Client) -> None:
    idea = make.idea()
    english.sign_in(make.member(roles=["moderator"]))
    answer = english.post(f"{where(idea)}/calm", data={**SAID, "minutes": "9999"})
    assert answer.status_code == 422
    assert "From 1 to 1440 minutes" in answer.text
    assert SAID["reason"] in answer.text
    assert queries.lasting(idea.id, clock.now()) == {}


def test_whoever_is_too_early_keeps_their_words_and_hears_when(english: Client) -> None:
    idea, member = make.idea(), make.member()
    until = clock.now() + timedelta(hours=1)
    rules.take(make.member(roles=["moderator"]), idea.post, MeasureKind.SLOW, "Slowly.", minutes=10, until=until)
    english.sign_in(member)
    url = f"{where(idea)}/comments"
    assert english.post(url, data={"body": "The first."}).status_code == 303
    answer = english.post(url, data={"body": "And another thing."})
    assert answer.status_code == 429
    assert 0 < int(answer.headers["Retry-After"]) <= 600
    assert "And another thing." in answer.text
    assert "Your next turn is in 10 minutes" in answer.text


def test_the_form_stands_for_those_whose_turn_may_come(english: Client) -> None:
    idea, keeper, owner, member = make.idea(), make.member(roles=["moderator"]), make.owner(), make.member()
    until, url, thread = clock.now() + timedelta(hours=1), where(idea), idea.post
    for kind, welcome, shut in (
        (MeasureKind.OWNERS, (owner, keeper), (member,)),
        (MeasureKind.CLOSED, (keeper,), (owner, member)),
    ):
        rules.take(keeper, thread, kind, "For now.", until=until)
        for reader in (*welcome, *shut):
            english.sign_in(reader)
            assert (f'action="{url}/comments#write"' in english.get(url).text) is (reader in welcome)
    late = english.post(f"{url}/comments", data={"body": "Written before it was closed."})
    assert (late.status_code, "Written before it was closed." in late.text) == (409, True)


@pytest.mark.parametrize("role", [None, "product", "service"])
def test_only_moderators_calm(client: Client, role: str | None) -> None:
    url = where(make.idea())
    client.sign_in(make.member(roles=[role] if role else []))
    assert client.post(f"{url}/calm", data=SAID).status_code == 403
    assert client.post(f"{url}/calm/end", data={"kind": "slow"}).status_code == 403


def test_programs_are_told_to_wait(client: Client) -> None:
    idea, member = make.idea(), make.member()
    until = clock.now() + timedelta(hours=1)
    rules.take(make.member(roles=["moderator"]), idea.post, MeasureKind.SLOW, "Slowly.", minutes=10, until=until)
    call, program = f"POST /ideas/{idea.post.public_id}/comments", Program(client, member)
    assert program(call, {"body": "The first."}).status_code == 201
    answer = program(call, {"body": "And another thing."})
    assert (answer.status_code, answer.json["type"]) == (429, "urn:cocreate:too-many-requests")
    assert 0 < int(answer.headers["Retry-After"]) <= 600
