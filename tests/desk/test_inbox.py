"""The inbox: its piles, its filter, who sees it, and what it costs."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine

from cocreate.catalogue.stages import Stage
from cocreate.desk import exports, listing
from cocreate.desk.filtering import Filter
from cocreate.desk.piles import RISING
from cocreate.ideas import rules as ideas
from cocreate.ideas.models import IdeaKind
from cocreate.ideas.responses import rules as responses
from cocreate.ideas.responses import verdicts
from cocreate.ideas.triage import departments, filters, scheduled
from cocreate.ideas.triage import rules as triage
from cocreate.ideas.triage.rules import Driving
from cocreate.kernel import clock
from cocreate.kernel.database import db
from cocreate.members import queries as members
from cocreate.members.models import Member, Role
from cocreate.posts.models import PostState
from tests import make
from tests.support.browser import Client
from tests.support.page import Page

NOW = datetime(2026, 11, 22, 4, tzinfo=UTC)
OF_THE_DESK = {Role.PRODUCT, Role.MODERATOR, Role.SERVICE, Role.ADMIN}


@pytest.fixture
def product(client: Client) -> Member:
    member = make.member("Qing", roles=["product"], locale="en")
    client.sign_in(member)
    return member


def titles(reader: Member, **chosen: str) -> list[str]:
    return [row.idea.title for row in listing.page(Filter(**chosen), reader, "en").items]


def test_what_is_new_lies_on_top(product: Member) -> None:
    first, second = make.idea(title="First"), make.idea(title="Second")
    make.idea(title="Looked at", status="reviewing")
    assert titles(product, pile="new") == ["Second", "First"]
    assert [first.id, second.id] == sorted([first.id, second.id])


def test_the_longest_unanswered_lies_on_top_and_what_is_overdue_is_marked(product: Member) -> None:
    with time_machine.travel(NOW - timedelta(days=3), tick=False):
        make.idea(title="Old")
        answered = make.idea(title="Answered")
        ideas.comment(product, answered, "Soon.")
        paused = make.idea(title="Paused")
        responses.pause(product, paused, "We wait for the supplier.")
    with time_machine.travel(NOW, tick=False):
        make.idea(title="Young")
        rows = listing.page(Filter(pile="unanswered"), product, "en").items
    assert [(row.idea.title, row.late) for row in rows] == [("Old", True), ("Young", False)]


def test_rising_is_what_many_support_just_now_and_nobody_took_on(product: Member) -> None:
    make.idea(title="Quiet")
    with time_machine.travel(clock.now() - timedelta(days=60)):
        make.idea(title="Once loved", supporters=2 * RISING)
    make.idea(title="Loved", supporters=RISING)
    make.idea(title="Taken on", supporters=RISING, status="adopted")
    assert titles(product, pile="rising") == ["Loved"]


def test_safety_problems_lie_there_until_they_are_closed(product: Member) -> None:
    ideas.post(make.member(), "Brakes squeal", "Loudly.", Stage.DRIVING, IdeaKind.PROBLEM, safety=True)
    make.idea(kind=IdeaKind.PROBLEM)
    assert titles(product, pile="safety") == ["Brakes squeal"]


def test_mine_begins_with_what_is_due_first_and_ends_with_what_has_no_day(product: Member) -> None:
    due = {"Someday": None, "Later": "2027-02-01", "Soon": "2027-01-01"}
    for title, day in due.items():
        on = datetime.fromisoformat(day).date() if day else None
        triage.drive(product, make.idea(title=title), Driving(lead=product, due_on=on))
    done = make.idea(title="Declined", status="declined")
    triage.drive(product, done, Driving(lead=product))
    make.idea()
    assert titles(product, pile="mine") == ["Soon", "Later", "Someday"]


def test_overdue_is_what_should_be_done_since_yesterday(product: Member) -> None:
    today = clock.local_day(clock.now())
    for title, days in (("Yesterday", -1), ("Today", 0), ("Long ago", -30)):
        triage.drive(product, make.idea(title=title), Driving(due_on=today + timedelta(days=days)))
    triage.drive(product, make.idea(status="declined"), Driving(due_on=today - timedelta(days=9)))
    assert titles(product, pile="overdue") == ["Long ago", "Yesterday"]


def test_reopened_is_what_its_author_says_is_not_solved(product: Member) -> None:
    author = make.member()
    idea = make.idea(author, title="Squeaks", kind=IdeaKind.PROBLEM)
    ideas.comment(product, idea, "Update the software.")
    verdicts.give(author, idea, False)
    assert titles(product, pile="reopened") == ["Squeaks"]


def test_a_change_that_did_not_appear_lies_there_until_somebody_moves_the_idea(product: Member) -> None:
    idea = make.idea(title="Stuck")
    with time_machine.travel(NOW, tick=False):
        scheduled.schedule(product, idea, "adopted", "Because.", NOW + timedelta(hours=1))
        ideas.change_status(product, idea, "declined", "Another way.")
    with time_machine.travel(NOW + timedelta(hours=2), tick=False):
        scheduled.make_due()
        assert titles(product, pile="failed") == ["Stuck"]
    with time_machine.travel(NOW + timedelta(hours=3), tick=False):
        ideas.change_status(product, idea, "reviewing", "Again.")
        assert titles(product, pile="failed") == []


def test_hidden_posts_do_not_wait(product: Member) -> None:
    idea = make.idea()
    idea.post.state = PostState.HIDDEN
    db.session.flush()
    assert titles(product, pile="new") == []
    assert listing.unanswered(product) == 0


def test_counts_stop_where_nobody_counts_any_more(product: Member) -> None:
    for _number in range(listing.MOST_COUNTED + 5):
        make.idea()
    counts = listing.counts(product)
    assert counts["new"] == counts["unanswered"] == listing.MOST_COUNTED + 1
    assert counts["mine"] == counts["safety"] == 0


def test_a_filter_narrows_by_every_part(product: Member) -> None:
    make.series("islet", (2024,))
    charging = departments.add(product, "充电", "Charging")
    wanted = make.idea(title="Wanted", tags=["seat"], models=["islet/2024"], kind=IdeaKind.PROBLEM, stage=Stage.REPAIR)
    triage.drive(product, wanted, Driving(department=charging, lead=product))
    make.idea(title="Other")
    parts = {
        "kind": "problem", "stage": "repair", "status": "new", "model": "islet", "tag": "Seat",
        "department": charging.public_id, "lead": product.public_id, "answered": "no",
    }  # fmt: skip
    for name, value in parts.items():
        assert "Wanted" in titles(product, pile="all", **{name: value})
        assert name in ("status", "answered") or titles(product, pile="all", **{name: value}) == ["Wanted"]
    assert titles(product, pile="all", **parts) == ["Wanted"]
    assert titles(product, pile="all", department="none") == ["Other"]
    assert titles(product, pile="all", lead="none") == ["Other"]
    assert titles(product, pile="all", safety="yes") == titles(product, pile="all", answered="yes") == []


@pytest.mark.parametrize("pile", ["new", "unanswered", "rising", "mine", "all"])
def test_pages_follow_one_another_without_gap_or_repetition(product: Member, pile: str) -> None:
    for number in range(7):
        idea = make.idea(title=f"Idea {number}", supporters=RISING if pile == "rising" else 0)
        if pile == "mine":
            triage.drive(product, idea, Driving(lead=product))
    seen: list[str] = []
    cursor: str | None = None
    while True:
        page = listing.page(Filter(pile=pile), product, "en", cursor, limit=3)
        seen += [row.idea.title for row in page.items]
        cursor = page.next_cursor
        if cursor is None:
            break
    assert seen == titles(product, pile=pile)
    assert len(seen) == 7


def test_nonsense_in_the_address_is_left_out(client: Client, product: Member) -> None:
    make.idea(title="Here")
    page = client.get("/desk?pile=nowhere&kind=song&lead=%27&department=x&model=%2F&answered=maybe")
    assert page.status_code == 200
    assert client.get("/desk?cursor=nonsense").status_code == 422


@pytest.mark.parametrize("role", [None, *Role])
def test_the_inbox_is_for_those_who_answer(client: Client, role: Role | None) -> None:
    make.idea(title="Someone's idea")
    client.sign_in(make.member(roles=[role] if role else []))
    expected = 200 if role in OF_THE_DESK else 403
    for address in ("/desk/ideas.csv", "/desk/ideas.jsonl", "/desk/bulk/answer", "/desk/bulk/drive"):
        assert client.get(address).status_code == expected, address
    assert client.get("/desk/bulk/status").status_code == (200 if role in (Role.PRODUCT, Role.ADMIN) else 403)
    assert client.post("/desk/filters", data={"name": "x", "query": ""}).status_code == (
        303 if expected == 200 else 403
    )
    desk = client.get("/desk")
    assert desk.status_code == (200 if role else 403)
    assert ("Someone&#39;s idea" in desk.text) == (role in OF_THE_DESK)


def test_a_filter_is_kept_found_again_and_forgotten(client: Client, product: Member) -> None:
    form = Page(client.get("/desk?pile=all&kind=wish").text).form("query")
    assert client.post("/desk/filters", data={**form.values, "name": "Wishes"}).status_code == 303
    page = Page(client.get("/desk").text)
    assert "/desk?pile=all&kind=wish" in page.links
    assert client.post("/desk/filters/forget", data={"name": "Wishes"}).status_code == 303
    assert filters.of(product) == []


def test_a_filter_without_a_name_is_asked_for_one(client: Client, product: Member) -> None:
    answer = client.post("/desk/filters", data={"name": " ", "query": "pile=all&kind=wish"})
    assert answer.status_code == 422
    assert 'id="filter-name-error"' in answer.text
    assert Page(answer.text).form("query").values["query"] == "pile=all&kind=wish"


def test_what_is_kept_is_a_filter_and_nothing_else(client: Client, product: Member) -> None:
    client.post("/desk/filters", data={"name": "Odd", "query": "pile=mine&next=//evil.example&kind=wish"})
    assert [each.query for each in filters.of(product)] == ["pile=mine&kind=wish"]


ADDRESSES = [
    *(f"/desk?pile={pile}" for pile in ("new", "unanswered", "rising", "safety", "mine", "overdue", "failed", "all")),
    "/desk?pile=all&kind=wish&stage=driving&status=new&answered=no&department=none&lead=none",
    "/desk/ideas.csv?pile=all",
]


def test_it_costs_the_same_whatever_there_is(
    client: Client, product: Member, statements: Callable[[], Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Apart from tables, which are read in parts."""
    monkeypatch.setattr(exports, "PART", 40)
    day, lead_id = clock.local_day(clock.now()) - timedelta(days=1), product.public_id
    counts: dict[str, list[int]] = {address: [] for address in ADDRESSES}
    for number in (10, 50):
        author, lead = make.member(), members.by_public_id(lead_id)
        for _each in range(number):
            triage.drive(author, make.idea(author), Driving(lead=lead, due_on=day))
        for address in ADDRESSES:
            client.get(address, buffered=True)
            with statements() as seen:
                answer = client.get(address, buffered=True)
                assert answer.status_code == 200
                assert answer.get_data()
            counts[address].append(len(seen))
    for address, (few, many) in counts.items():
        most = 14 if "csv" not in address else 18
        assert few <= many <= most, (address, few, many)
        assert few == many or "csv" in address, (address, few, many)


@pytest.mark.parametrize("role", ["product", "service"])
def test_the_bar_counts_what_waits_in_one_statement(client: Client, statements: Callable[[], Any], role: str) -> None:
    for _number in range(listing.MOST_COUNTED + 3):
        make.idea()
    client.sign_in(make.member(roles=[role]))
    client.get("/ideas")
    with statements() as seen:
        page = client.get("/ideas").text
    assert '<span class="staff-count">20+' in page
    assert len([statement for statement in seen if "responses" in statement]) == 1
    assert len(seen) <= 10


@pytest.mark.parametrize("roles", [[], ["organiser"]])
def test_the_bar_counts_for_nobody_else(client: Client, statements: Callable[[], Any], roles: list[str]) -> None:
    make.idea()
    client.sign_in(make.member(roles=roles))
    with statements() as seen:
        page = client.get("/ideas").text
    assert "staff-count" not in page
    assert not [statement for statement in seen if "responses" in statement]
