"""Similar ideas on the pages: beneath the title, beneath an idea, and supporting one in place of posting."""

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import select

from cocreate.ideas.models import Idea, IdeaKind, Support
from cocreate.kernel.database import db
from cocreate.kernel.limits import Limit
from cocreate.members.models import Member
from cocreate.posts.drafts import queries as drafts
from cocreate.posts.drafts import rules as keeping
from cocreate.posts.models import PostState
from cocreate.posts.pictures import rules as pictures
from cocreate.posts.search import pace
from tests import make
from tests.make.pictures import drawn
from tests.support.browser import Client

TITLE = "The hidden door handles freeze in winter"
TYPED = {"title": "Door handles frozen", "body": "I could not get in.", "kind": "problem", "stage": "driving"}


@pytest.fixture
def member(client: Client) -> Member:
    """Who is signed in."""
    made = make.member()
    client.sign_in(made)
    return made


def test_while_typing_what_is_similar_is_listed_with_what_became_of_it(client: Client, member: Member) -> None:
    idea = make.idea(title=TITLE, kind=IdeaKind.PROBLEM, supporters=2, status="declined")
    found = idea.post.public_id
    make.idea(title="A quieter fan, please")
    answer = client.post("/ideas/similar", data=TYPED, headers={"HX-Request": "true"})
    assert answer.status_code == 200
    assert found in answer.text
    assert "2 supports" in answer.text
    assert 'class="status status-closed"' in answer.text
    assert "fan" not in answer.text
    assert "1 similar idea is here already" in answer.text
    assert "/instead" not in answer.text  # it is closed


def test_too_many_looks_while_typing_are_refused(
    client: Client, member: Member, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pace, "TYPED", Limit("searches_while_typing", 2, pace.TYPED.per))
    assert [client.post("/ideas/similar", data=TYPED).status_code for _turn in range(3)] == [200, 200, 429]
    assert client.get("/search?q=door").status_code == 200


def test_nothing_is_said_where_nothing_is_similar(client: Client, member: Member) -> None:
    make.idea(title="A quieter fan, please")
    assert "similar idea" not in client.post("/ideas/similar", data=TYPED).text


def test_a_visitor_is_sent_to_sign_in(client: Client) -> None:
    assert client.post("/ideas/similar", data=TYPED, headers={"HX-Request": "true"}).status_code == 401


def test_without_a_script_a_button_looks_and_nothing_typed_is_lost(client: Client, member: Member) -> None:
    idea = make.idea(title=TITLE)
    found = idea.post.public_id
    answer = client.post("/ideas", data={**TYPED, "similar": "1"})
    assert answer.status_code == 200
    assert f'formaction="/ideas/{found}/instead"' in answer.text
    assert TYPED["title"] in answer.text
    assert TYPED["body"] in answer.text
    assert db.session.scalar(select(Idea.id).where(Idea.id != idea.id)) is None


def test_supporting_instead_turns_the_words_into_a_draft_of_a_comment(client: Client, member: Member) -> None:
    idea = make.idea(title=TITLE)
    found = idea.post.public_id
    keeping.save(member, "ideas/new", {"title": ["Door handles frozen"]})
    picture = pictures.add(member, drawn(), "Ice").public_id
    answer = client.post(f"/ideas/{found}/instead", data={**TYPED, "pictures": [picture], "alts": ["Ice"]})
    assert answer.status_code == 303
    assert answer.location == f"/ideas/{found}-the-hidden-door-handles-freeze-in-winter"
    assert supports(idea) == [member.id]
    draft = drafts.of(member, f"ideas/{found}/comment")
    assert draft is not None
    assert draft.fields == {
        "body": ["Door handles frozen\n\nI could not get in."],
        "pictures": [picture],
        "alts": ["Ice"],
    }
    assert drafts.of(member, "ideas/new") is None
    shown = client.get(answer.location).text
    assert "waits below as a comment that is not sent yet" in shown
    assert "I could not get in." in shown


def test_a_title_alone_says_nothing_that_is_not_there(client: Client, member: Member) -> None:
    idea = make.idea(title=TITLE)
    found = idea.post.public_id
    client.post(f"/ideas/{found}/instead", data={**TYPED, "body": " "})
    assert supports(idea) == [member.id]
    assert drafts.all_of(member) == []


def test_a_comment_begun_before_stays_and_so_do_the_words(client: Client, member: Member) -> None:
    idea = make.idea(title=TITLE)
    found = idea.post.public_id
    keeping.save(member, f"ideas/{found}/comment", {"body": ["Begun."]})
    answer = client.post(f"/ideas/{found}/instead", data=TYPED)
    assert "kept among your drafts" in client.get(answer.location).text
    kept = {draft.key: draft.title or draft.excerpt for draft in drafts.all_of(member)}
    assert kept == {"ideas/new": "Door handles frozen", f"ideas/{found}/comment": "Begun."}


def test_an_idea_closed_meanwhile_takes_no_support_and_the_form_comes_back(client: Client, member: Member) -> None:
    idea = make.idea(title=TITLE, status="declined")
    found = idea.post.public_id
    answer = client.post(f"/ideas/{found}/instead", data=TYPED)
    assert answer.status_code == 409
    assert "takes no more supports" in answer.text
    assert TYPED["body"] in answer.text
    assert supports(idea) == []


def test_words_that_cannot_be_kept_cost_neither_form_nor_support(client: Client, member: Member) -> None:
    idea = make.idea(title=TITLE)
    found = idea.post.public_id
    answer = client.post(f"/ideas/{found}/instead", data={**TYPED, "body": "a\x00b"})
    assert answer.status_code == 422
    assert TYPED["title"] in answer.text
    assert supports(idea) == []


def test_supporting_instead_twice_is_doing_it_once(client: Client, member: Member) -> None:
    idea = make.idea(title=TITLE)
    found = idea.post.public_id
    for _turn in range(2):
        assert client.post(f"/ideas/{found}/instead", data=TYPED).status_code == 303
    assert supports(idea) == [member.id]
    assert [draft.key for draft in drafts.all_of(member)] == [f"ideas/{found}/comment"]


def test_an_ideas_page_leads_to_those_like_it(client: Client) -> None:
    found, other = (make.idea(title=title).post.public_id for title in (TITLE, "Door handles frozen again"))
    assert f'hx-get="/ideas/{found}/similar"' in client.get(f"/ideas/{found}").text
    whole = client.get(f"/ideas/{found}/similar").text
    section = client.get(f"/ideas/{found}/similar", headers={"HX-Request": "true"}).text
    for text in (whole, section):
        assert f'id="similar-{other}"' in text
        assert f'id="similar-{found}"' not in text
    assert "<html" not in section


@pytest.mark.parametrize(("role", "offered"), [("moderator", True), ("product", True), ("service", False)])
def test_the_team_is_led_to_merging_the_two(client: Client, role: str, offered: bool) -> None:
    found, other = (make.idea(title=title).post.public_id for title in (TITLE, "Door handles frozen again"))
    client.sign_in(make.member(roles=[role]))
    section = client.get(f"/ideas/{found}/similar", headers={"HX-Request": "true"}).text
    assert (f'href="/ideas/{found}/merge?others={other}"' in section) == offered


def test_an_idea_like_no_other_says_so(client: Client, member: Member) -> None:
    idea = make.idea(title=TITLE)
    found = idea.post.public_id
    assert "Nothing similar is here yet." in client.get(f"/ideas/{found}/similar").text
    answer = client.get(f"/ideas/{found}/similar", headers={"HX-Request": "true"})
    assert answer.text.strip() == ""


@pytest.mark.parametrize("state", [PostState.HIDDEN, PostState.HELD, PostState.REMOVED])
def test_nobody_is_led_to_what_is_hidden(client: Client, member: Member, state: PostState) -> None:
    idea = make.idea(title=TITLE)
    found = idea.post.public_id
    idea.post.state = state
    db.session.flush()
    assert found not in client.post("/ideas/similar", data=TYPED).text
    assert client.post(f"/ideas/{found}/instead", data=TYPED).status_code == 404


def test_who_records_for_others_supports_nothing(client: Client) -> None:
    client.sign_in(make.member(roles=["service"]))
    idea = make.idea(title=TITLE)
    found = idea.post.public_id
    typed = client.post("/ideas/similar?recording=1", data=TYPED).text
    looked = client.post("/desk/record", data={**TYPED, "similar": "1"}).text
    for text in (typed, looked):
        assert f"/ideas/{found}/recorded" in text
        assert "/instead" not in text


def test_what_it_costs_does_not_grow(client: Client, member: Member, statements: Callable[[], Any]) -> None:
    idea = make.idea(title=TITLE).post.public_id
    costs = []
    for number in (1, 20):
        for another in range(number):
            make.idea(title=f"Door handles frozen {another}")
        for method, address in (("POST", "/ideas/similar"), ("GET", f"/ideas/{idea}/similar")):
            client.open(address, method=method, data=TYPED)
            with statements() as seen:
                client.open(address, method=method, data=TYPED)
            costs.append(len(seen))
    assert costs[:2] == costs[2:]
    assert max(costs) <= 10, costs


def supports(idea: Idea) -> list[int]:
    """Who supports `idea`."""
    return list(db.session.scalars(select(Support.member_id).where(Support.idea_id == idea.id)))
