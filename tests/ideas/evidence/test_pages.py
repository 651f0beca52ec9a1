"""The page of an idea's evidence, the part on the idea's own page, the files, and the desk's page of thresholds."""

import csv
import json
import re
from io import StringIO
from typing import Any

import pytest
from sqlalchemy import select

from cocreate.catalogue.stages import Stage
from cocreate.ideas import rules as ideas
from cocreate.ideas.evidence import queries, rules
from cocreate.ideas.models import Idea, IdeaKind
from cocreate.kernel.database import db
from cocreate.members.models import Role
from cocreate.posts.models import Post, PostState
from tests import make
from tests.ideas.evidence.conftest import Counted
from tests.support.browser import Client
from tests.support.page import Page

ADDRESSES = ("/evidence", "/evidence.csv", "/evidence.jsonl")
ENGLISH = "?lang=en"


def where(idea: Idea, part: str = "") -> str:
    """The address of a part of the page of `idea`, of which a request before may have let go."""
    public_id = db.session.scalar(select(Post.public_id).where(Post.id == idea.id))
    return f"/ideas/{public_id}{part}"


def plain(html: str) -> str:
    """The words of `html`, with single spaces."""
    return " ".join(re.sub(r"<[^>]+>", " ", html).split())


def table(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(StringIO(text.removeprefix("\ufeff"))))


@pytest.fixture
def idea(client: Client, counted: Counted) -> Idea:
    """An idea that 81 of 263 owners of the Islet of 2024 support, 2 of 12 of 2023, and three members beside them."""
    series = make.series("islet", (2023, 2024), name_en="Islet")
    made = make.idea(title="Softer seats", supporters=3, kind=IdeaKind.PROBLEM, status="reviewing")
    counted(made, series.id, 2024, 81, 263)
    counted(made, series.id, 2023, 2, 12)
    made.elsewhere, made.elsewhere_label = 7, "=SUM(A1:A9)"
    db.session.flush()
    return made


def test_the_page_says_everything_in_words(client: Client, idea: Idea) -> None:
    words = plain(client.get(where(idea, "/evidence") + ENGLISH).text)
    assert "Verified owners 83" in words
    assert "All members 86" in words
    assert "Newcomers among them 3" in words
    assert "Islet 2024 81 of 263 31% (26–37%)" in words
    assert "Islet 2023" not in words
    assert "A model year with fewer than 30 verified owners is not listed" in words
    assert "7 supports that were given on another site before: =SUM(A1:A9)." in words


def test_the_ideas_own_page_has_the_leading_years(client: Client, idea: Idea) -> None:
    words = plain(client.get(where(idea) + ENGLISH).text)
    assert "Islet 2024 81 of 263 31% (26–37%)" in words
    assert "All numbers, and what they count" in words


def test_in_chinese_nothing_is_left_in_english(client: Client, idea: Idea) -> None:
    words = plain(client.get(where(idea, "/evidence") + "?lang=zh").text.partition("<h1>")[2].partition("</main")[0])
    assert "31%（26–37%）" in words
    assert set(re.findall(r"[A-Za-z]{3,}", words)) <= {"Softer", "seats", "Islet", "SUM", "CSV", "JSON", "Lines"}


def test_before_the_threshold_the_page_says_how_many_owners_are_missing(client: Client, counted: Counted) -> None:
    series, author = make.series("islet"), make.member()
    idea = make.idea(kind=IdeaKind.PROBLEM)
    counted(idea, series.id, 2024, 5, 100)
    for part in ("", "/evidence"):
        answer = client.get(where(idea, part) + ENGLISH).text
        assert "25 more verified owners, and the team has to review it." in plain(answer)
        assert '<progress max="30" value="5"' in answer
    client.sign_in(author)
    for without in (make.idea(kind=IdeaKind.PRAISE), make.held(author)):
        assert "<progress" not in client.get(where(without)).text


def test_the_history_shows_an_automatic_change_without_a_person(client: Client) -> None:
    rules.change(make.member(roles=["product"]), {(Stage.DRIVING, IdeaKind.WISH): 1}, 7)
    idea = make.idea(make.member("The author"))
    address = where(idea)
    ideas.support(make.owner(), idea)
    words = plain(client.get(address + ENGLISH).text)
    assert "1 verified owner supports this idea. From that number on the team has to review it. Automatic" in words
    assert "1位认证车主支持这条建议" in client.get(address + "?lang=zh").text
    feed = client.get("/roadmap.atom?lang=en").text
    assert "<author><name>Automatic</name></author>" in feed
    assert "From that number on" in feed


def test_supporters_hear_of_an_automatic_change_in_their_news(client: Client) -> None:
    rules.change(make.member(roles=["product"]), {(Stage.DRIVING, IdeaKind.WISH): 1}, 7)
    author = make.member()
    idea = make.idea(author, title="Softer seats")
    ideas.support(make.owner(), idea)
    client.sign_in(author)
    assert "From that number on the team has to review it." in plain(client.get("/" + ENGLISH).text)


def test_the_table_has_one_number_a_row_and_carries_out_no_formula(client: Client, idea: Idea) -> None:
    answer = client.get(where(idea, "/evidence.csv"))
    assert answer.headers["Content-Disposition"] == "attachment; filename=" + where(idea, ".csv").replace(
        "/ideas/", "evidence-"
    )
    assert answer.text.startswith("\ufeff")
    rows = {(row["measure"], row["year"]): row for row in table(answer.text) if not row["week"]}
    counts = {key: row["count"] for key, row in rows.items()}
    assert counts == {
        ("supports", ""): "86", ("owners", ""): "83", ("newcomers", ""): "3", ("recorded", ""): "0",
        ("elsewhere", ""): "7", ("owners_of_model_year", "2024"): "81",
    }  # fmt: skip
    assert rows["elsewhere", ""]["source"] == "'=SUM(A1:A9)"
    year = rows["owners_of_model_year", "2024"]
    assert (year["series"], year["of"], year["share"], year["low"], year["high"]) == (
        "islet", "263", "0.307985", "0.255288", "0.366211"
    )  # fmt: skip


def test_lines_table_page_and_api_say_the_same(client: Client, idea: Idea) -> None:
    lines = [json.loads(line) for line in client.get(where(idea, "/evidence.jsonl")).text.splitlines()]
    rows = table(client.get(where(idea, "/evidence.csv")).text)
    assert [line["measure"] for line in lines] == [row["measure"] for row in rows]
    assert [str(line["count"]) for line in lines] == [row["count"] for row in rows]
    said: Any = client.get(f"/api/v1{where(idea, '/evidence')}", headers={"Accept-Language": "en"}).json
    found = queries.of(idea, "en")
    assert (said["supports"], said["owners"], said["newcomers"]) == (found.supports, found.owners, found.newcomers)
    assert (said["recorded"], said["elsewhere"], said["elsewhere_label"]) == (0, 7, "=SUM(A1:A9)")
    assert (said["newcomer_days"], said["threshold"]) == (7, None)
    (first,) = said["model_years"]
    share = found.years[0].share
    assert share is not None
    assert first == {
        "series": "islet", "name": "Islet", "year": 2024, "owners": 81, "of": 263,
        "share": {"value": share.value, "low": share.low, "high": share.high},
    }  # fmt: skip
    assert said["weeks"] == [{**week._asdict(), "starts_on": week.starts_on.isoformat()} for week in found.weeks]


def test_the_history_of_the_api_says_that_nobody_did_it(client: Client) -> None:
    rules.change(make.member(roles=["product"]), {(Stage.DRIVING, IdeaKind.WISH): 1}, 7)
    idea = make.idea()
    address = f"/api/v1{where(idea, '/history')}"
    ideas.support(make.owner(), idea)
    said: Any = client.get(address, headers={"Accept-Language": "en"}).json
    (step,) = said["items"]
    assert (step["actor"], step["actor_role"], step["to_status"]["key"]) == (None, "automatic", "reviewing")
    assert step["reason"].startswith("1 verified owner supports this idea.")


@pytest.mark.parametrize("state", [PostState.HIDDEN, PostState.HELD, PostState.REMOVED])
def test_what_one_may_not_see_has_no_evidence(client: Client, idea: Idea, state: PostState) -> None:
    idea.post.state = state
    db.session.flush()
    addresses = [where(idea, part) for part in ADDRESSES]
    addresses.append(f"/api/v1{where(idea, '/evidence')}")
    assert {client.get(address).status_code for address in addresses} == {404}
    client.sign_in(make.member())
    assert {client.get(address).status_code for address in addresses} == {404}


def test_an_idea_that_is_not_there_has_none_either(client: Client) -> None:
    assert {client.get(f"/ideas/7h3kx9m2qa{part}").status_code for part in ADDRESSES} == {404}


@pytest.mark.parametrize("role", [None, "member", *(role.value for role in Role)])
def test_thresholds_are_the_product_teams(client: Client, role: str | None) -> None:
    if role:
        client.sign_in(make.member(roles=[role] if role != "member" else []))
    expected = 200 if role in ("product", "admin") else 403 if role else 303
    assert client.get("/desk/thresholds").status_code == expected
    allowed = client.post("/desk/thresholds", data={"newcomer_days": "7"}).status_code
    assert allowed == (303 if expected in (200, 303) else 403)
    kept = bool(queries.thresholds())
    assert kept is (expected != 200)


def test_the_team_changes_thresholds_on_the_desk(client: Client) -> None:
    client.sign_in(make.member(roles=["product"]))
    (form,) = [form for form in Page(client.get("/desk/thresholds").text).forms if form.action == "/desk/thresholds"]
    assert (form.values["driving_wish"], form.values["driving_problem"], form.values["newcomer_days"]) == (
        "100",
        "30",
        "7",
    )
    sent = {**form.values, "driving_wish": "12", "repair_problem": "", "newcomer_days": "14"}
    assert client.post("/desk/thresholds", data=sent).status_code == 303
    kept = queries.thresholds()
    assert kept[Stage.DRIVING, IdeaKind.WISH] == 12
    assert (Stage.REPAIR, IdeaKind.PROBLEM) not in kept
    assert len(kept) == 17


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("driving_wish", "0"),
        ("driving_wish", "many"),
        ("driving_wish", "9" * 25),
        ("newcomer_days", ""),
        ("newcomer_days", "400"),
        ("driving_praise", "5"),
    ],
)
def test_what_cannot_be_taken_is_told_and_nothing_typed_is_lost(client: Client, field: str, value: str) -> None:
    client.sign_in(make.member(roles=["product"]))
    before = queries.thresholds()
    sent = {"newcomer_days": "9", "design_wish": "41", field: value}
    answer = client.post("/desk/thresholds", data=sent)
    assert answer.status_code == 422
    assert 'value="41"' in answer.text
    assert 'role="alert"' in answer.text
    if field != "driving_praise":
        assert f'value="{value}"' in answer.text
        assert f'id="{field}-error"' in answer.text
    assert queries.thresholds() == before
