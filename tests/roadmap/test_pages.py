"""The roadmap: by when ideas are expected, and by how far they are."""

from datetime import UTC, datetime

import pytest
import time_machine

from cocreate.catalogue.stages import Stage
from cocreate.ideas import rules
from cocreate.ideas.models import Idea
from cocreate.ideas.targets import rules as targets
from cocreate.ideas.targets.windows import Window
from cocreate.posts.models import PostState
from cocreate.roadmap import queries
from cocreate.roadmap.queries import Chosen
from tests import make
from tests.support.browser import Client
from tests.support.page import Page

NOW = datetime(2026, 11, 22, 4, tzinfo=UTC)
STATUS = Chosen(by="status")


def titles(chosen: Chosen) -> dict[str, list[str]]:
    columns = queries.columns(chosen, None, "en")
    return {column.key: [card.idea.title for card in column.every_card] for column in columns}


def expected(title: str, key: str | None, *more: str, stage: Stage = Stage.DRIVING) -> Idea:
    """An adopted idea with the target `key`, moved to each of `more` after that."""
    idea = make.idea(title=title, status="adopted", stage=stage)
    for window in (key, *more):
        if window:
            targets.set_target(make.member(roles=["product"]), idea, Window.parse(window), "So it is.", at=NOW)
    return idea


def shipped(title: str, at: datetime = NOW) -> Idea:
    idea = make.idea(title=title, status="adopted")
    change = rules.change_status(make.member(roles=["product"]), idea, "shipped", "It is there.", at=at)
    assert change is not None
    return idea


def test_ideas_stand_in_the_column_of_their_status(client: Client) -> None:
    client.set_cookie("lang", "en")
    for title, status in (("Adopted one", "adopted"), ("New one", "new"), ("Declined one", "declined")):
        make.idea(title=title, status=status)
    shipped("Shipped one")
    assert titles(STATUS) == {
        "adopted": ["Adopted one"],
        "in_progress": [],
        "partly_shipped": [],
        "shipped": ["Shipped one"],
    }
    page = client.get("/roadmap?by=status").text
    assert "Nothing here at the moment." in page
    assert "New one" not in page
    assert "Declined one" not in page


@time_machine.travel(NOW, tick=False)
def test_ideas_stand_in_the_column_of_their_time(client: Client) -> None:
    for title, key in (
        ("This", "2026-Q4"),
        ("Month", "2026-12"),
        ("Next", "2027-Q1"),
        ("Far", "2027-Q2"),
        ("Open", None),
    ):
        expected(title, key)
    shipped("There")
    assert titles(Chosen()) == {
        "now": ["Month", "This"],
        "next": ["Next"],
        "later": ["Far", "Open"],
        "done": ["There"],
    }


def test_what_is_overdue_stays_in_this_quarter_and_says_so(client: Client) -> None:
    client.set_cookie("lang", "en")
    with time_machine.travel(NOW, tick=False):
        expected("Late one", "2026-Q4")
    with time_machine.travel(datetime(2027, 2, 1, tzinfo=UTC), tick=False):
        (now, *_others) = queries.columns(Chosen(), None, "en")
        assert [(card.idea.title, card.late) for card in now.cards] == [("Late one", True)]
        assert "overdue" in client.get("/roadmap").text


@time_machine.travel(NOW, tick=False)
def test_a_slip_stays_on_the_card(client: Client) -> None:
    client.set_cookie("lang", "en")
    expected("Moved", "2026-Q4", "2027-Q1", "2027-Q2", "2027-Q1")
    (card,) = queries.columns(Chosen(column="next"), None, "en")[0].cards
    assert card.slips == 2
    assert "moved back 2 times" in client.get("/roadmap").text


@time_machine.travel(NOW, tick=False)
def test_what_is_done_stands_by_month(client: Client) -> None:
    for title, at in (
        ("New", NOW),
        ("Old", datetime(2026, 9, 3, tzinfo=UTC)),
        ("Older", datetime(2026, 9, 1, tzinfo=UTC)),
    ):
        shipped(title, at)
    done = queries.columns(Chosen(), None, "zh")[-1]
    assert [(month.name, [card.idea.title for card in month.cards]) for month in done.months] == [
        ("2026年11月", ["New"]),
        ("2026年9月", ["Old", "Older"]),
    ]


def test_a_full_column_leads_to_all_of_it(client: Client) -> None:
    for _number in range(queries.SHOWN + 1):
        make.idea(status="adopted")
    (adopted, *others) = queries.columns(STATUS, None, "en")
    assert (len(adopted.cards), adopted.more_url) == (queries.SHOWN, "/roadmap?by=status&column=adopted")
    assert {column.more_url for column in others} == {None}
    assert 'href="/roadmap?by=status&amp;column=adopted"' in client.get("/roadmap?by=status").text
    (alone,) = queries.columns(Chosen(by="status", column="adopted"), None, "en")
    assert (len(alone.cards), alone.more_url) == (queries.SHOWN + 1, None)


def test_it_is_filtered_by_stage_and_model(client: Client) -> None:
    make.series("tern", years=(2024, 2025))
    rules.post(make.member(), "Unrelated", "Words.", Stage.SALES)
    for title, stage, models in (
        ("About a year", Stage.SALES, ["tern/2024"]),
        ("About the series", Stage.REPAIR, ["tern"]),
        ("About any", Stage.SALES, []),
    ):
        idea = rules.post(make.member(), title, "Words.", stage, models=models)
        rules.change_status(make.member(roles=["product"]), idea, "adopted", "Taken on.")

    def later(**filters: str) -> set[str]:
        return set(titles(Chosen(**filters))["later"])

    assert later(stage="sales") == {"About a year", "About any"}
    assert later(model="tern") == {"About a year", "About the series"}
    assert later(model="tern/2024") == {"About a year", "About the series"}
    assert later(model="tern/2025") == {"About the series"}
    assert later(model="unknown") == set()
    assert later(stage="sales", model="tern") == {"About a year"}


@pytest.mark.parametrize(
    "address", ["/roadmap?by=x&stage=space&model=A//B", "/roadmap?column=nowhere", "/roadmap?model=a/1"]
)
def test_an_address_that_makes_no_sense_is_answered(client: Client, address: str) -> None:
    assert client.get(address).status_code == 200


def test_what_is_hidden_stands_nowhere(client: Client) -> None:
    idea = make.idea(title="Hidden one", status="adopted")
    idea.post.state = PostState.HIDDEN
    assert all("Hidden one" not in column for column in titles(Chosen()).values())


@time_machine.travel(NOW, tick=False)
def test_the_team_moves_a_card_by_its_form(client: Client) -> None:
    path = f"/ideas/{expected('Movable', '2026-Q4').post.public_id}"
    assert "data-card" not in client.get("/roadmap").text
    client.sign_in(make.member(roles=["product"], locale="en"))
    form = next(form for form in Page(client.get("/roadmap").text).forms if form.action.endswith("/target"))
    sent = {**form.values, "target": "2027-Q1", "reason": "The supplier needs longer."}
    answer = client.post(form.action, data=sent, headers={"Referer": "http://localhost/roadmap"})
    assert (answer.status_code, answer.location) == (303, "/roadmap")
    assert titles(Chosen())["next"] == ["Movable"]
    page = client.get(path).text
    assert "moved back once" in page
    assert "The supplier needs longer." in page


@time_machine.travel(NOW, tick=False)
def test_a_refused_target_keeps_what_was_typed(client: Client) -> None:
    idea = expected("Movable", "2026-Q4")
    client.sign_in(make.member(roles=["product"], locale="en"))
    answer = client.post(f"/ideas/{idea.post.public_id}/target", data={"target": "2026-Q1", "reason": "Typed words"})
    assert answer.status_code == 422
    assert "That time is over." in answer.text
    assert Page(answer.text).form("target").values["reason"] == "Typed words"


@pytest.mark.parametrize("roles", [[], ["moderator"], ["service"]])
def test_others_set_no_target(client: Client, roles: list[str]) -> None:
    idea = make.idea(status="adopted")
    client.sign_in(make.member(roles=roles))
    assert client.post(f"/ideas/{idea.post.public_id}/target", data={"target": "", "reason": "x"}).status_code == 403
