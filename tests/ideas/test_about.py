"""The cars an idea is about: written, shown, looked for."""

import re
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import delete

from cocreate.catalogue import about as catalogue
from cocreate.catalogue.models import Series
from cocreate.catalogue.stages import Stage
from cocreate.ideas import about, queries, rules
from cocreate.ideas.models import IdeaKind
from cocreate.ideas.queries import Filter
from cocreate.kernel.database import db
from cocreate.kernel.errors import Invalid
from cocreate.members.models import Member
from tests import make
from tests.support.browser import Client
from tests.support.program import Program

WORDS = {"kind": "wish", "title": "A hook for bags", "body": "In the back.", "stage": "design", "tags": ""}


@pytest.fixture
def cars(app: Flask) -> None:
    make.series("islet", (2023, 2024), name_zh="小屿", name_en="Islet")
    make.series("lan-5", (2024,), name_zh="岚五", name_en="Lan 5")


def found(model: str, **more: Any) -> set[str]:
    rows = queries.page(Filter(model=model, **more), None, "en").items
    return {row.title for row in rows}


def ticked(page: str) -> list[str]:
    """The models that are chosen in the form of a page."""
    return re.findall(r'name="models" id="[^"]*" value="([^"]*)" checked', page)


@pytest.mark.usefixtures("cars")
def test_a_series_speaks_for_its_years() -> None:
    idea = make.idea(models=["islet/2024", "islet", "lan-5/2024", "islet/2024"])
    assert sorted(about.keys(idea)) == ["islet", "lan-5/2024"]


@pytest.mark.usefixtures("cars")
@pytest.mark.parametrize("key", ["islet/2022", "isle", "", "\x00", "islet/", "ISLET", "islet/2024/standard"])
def test_a_model_that_is_not_there_is_refused(key: str) -> None:
    with pytest.raises(Invalid) as refusal:
        make.idea(models=["islet", key] if "/" not in key else [key])
    assert refusal.value.field == "models"


def test_so_many_models_and_no_more(app: Flask) -> None:
    keys = [make.series(years=()).key for _number in range(catalogue.MAX_MODELS + 1)]
    assert len(about.keys(make.idea(models=keys[1:]))) == catalogue.MAX_MODELS
    with pytest.raises(Invalid) as refusal:
        make.idea(models=keys)
    assert refusal.value.field == "models"
    with pytest.raises(Invalid):
        make.idea(models=[f"series-{number}" for number in range(100_000)])


@pytest.mark.usefixtures("cars")
def test_a_series_that_has_just_gone_is_told_at_the_field() -> None:
    idea, gone = make.idea(), make.series("gone", ())
    models = catalogue.models(["gone"])
    db.session.execute(delete(Series).where(Series.id == gone.id))
    with pytest.raises(Invalid) as refusal:
        about.set_models(idea, models)
    assert refusal.value.field == "models"


@pytest.mark.usefixtures("cars")
def test_editing_sets_the_cars_anew() -> None:
    author = make.member()
    idea = make.idea(author, models=["islet/2024"])
    rules.edit(author, idea, "A title", "Words.", Stage.DRIVING, IdeaKind.WISH, models=["lan-5"])
    assert about.keys(idea) == ["lan-5"]
    rules.edit(author, idea, "A title", "Words.", Stage.DRIVING, IdeaKind.WISH)
    assert about.keys(idea) == []


@pytest.mark.usefixtures("cars")
@pytest.mark.parametrize("sort", ["trending", "top", "new"])
def test_the_filter_finds_series_and_years(sort: str) -> None:
    for title, models in {
        "whole": ["islet"],
        "old": ["islet/2023"],
        "new": ["islet/2024"],
        "both": ["islet/2023", "lan-5"],
        "other": ["lan-5/2024"],
        "any": [],
    }.items():
        make.idea(title=title, body=title, models=models)
    assert found("islet", sort=sort) == {"whole", "old", "new", "both"}
    assert found("islet/2024", sort=sort) == {"whole", "new"}
    assert found("lan-5", sort=sort) == {"both", "other"}
    assert found("lan-5/2024", sort=sort) == {"both", "other"}
    assert found("islet/1999", sort=sort) == found("nowhere", sort=sort) == set()
    assert found("islet", sort=sort, kind="problem") == set()
    assert len(found("", sort=sort)) == 6


@pytest.mark.usefixtures("cars")
def test_pages_of_a_filtered_list_join_without_gap_or_double() -> None:
    made = {make.idea(models=["islet/2024"]).id for _number in range(7)}
    make.idea(models=["lan-5"])
    seen, cursor = [], None
    while True:
        page = queries.page(Filter(model="islet", sort="new"), None, "en", cursor, limit=3)
        seen += [row.public_id for row in page.items]
        cursor = page.next_cursor
        if cursor is None:
            break
    assert len(seen) == len(set(seen)) == len(made)


@pytest.mark.usefixtures("cars")
@pytest.mark.parametrize(("lang", "names"), [("en", ["2024 Islet", "Lan 5"]), ("zh", ["2024款小屿", "岚五"])])
def test_rows_and_page_name_the_cars_in_the_readers_language(client: Client, lang: str, names: list[str]) -> None:
    address = f"/ideas/{make.idea(models=['lan-5', 'islet/2024']).post.public_id}"
    client.set_cookie("lang", lang)
    row, page = client.get("/ideas").text, client.get(address).text
    assert ("、" if lang == "zh" else ", ").join(names) in row
    for key, name in zip(("islet/2024", "lan-5"), names, strict=True):
        assert f'<a href="/ideas?model={key}">{name}</a>' in page


@pytest.mark.usefixtures("cars")
def test_the_list_offers_every_series_and_the_years_of_the_chosen_one(client: Client) -> None:
    client.set_cookie("lang", "en")
    page = client.get("/ideas?sort=new&model=islet/2024").text
    assert '<a href="/ideas?sort=new&amp;model=islet/2024" aria-current="true">2024 Islet</a>' in page
    assert '<a href="/ideas?sort=new&amp;model=lan-5">Lan 5</a>' in page
    assert "2024 Lan 5" not in page
    assert '<a href="/ideas?sort=new">All models</a>' in page
    assert client.get("/ideas?model=Is%20let").status_code == client.get("/ideas?model=gone/2024").status_code == 200


@pytest.mark.usefixtures("cars")
def test_cars_are_chosen_in_the_form_and_stay_when_it_is_refused(client: Client) -> None:
    client.sign_in(make.member())
    refused = client.post("/ideas", data={**WORDS, "title": "", "models": ["islet/2024", "lan-5"]})
    assert refused.status_code == 422
    assert ticked(refused.text) == ["islet/2024", "lan-5"]
    answer = client.post("/ideas", data={**WORDS, "models": ["islet/2024", "lan-5"]})
    assert answer.status_code == 303
    edit = answer.headers["Location"].split("-")[0] + "/edit"
    assert ticked(client.get(edit).text) == ["islet/2024", "lan-5"]
    unknown = client.post("/ideas", data={**WORDS, "models": "islet/1999"})
    assert unknown.status_code == 422
    assert 'id="models-error"' in unknown.text


def test_a_new_idea_begins_with_the_writers_own_cars(client: Client) -> None:
    owner: Member = make.owner(series="islet", year=2024)
    make.series("lan-5")
    assert ticked(client.sign_in(owner).get("/ideas/new").text) == ["islet/2024"]
    assert ticked(client.sign_in(make.member()).get("/ideas/new").text) == []


@pytest.mark.usefixtures("cars")
def test_programs_say_and_read_the_cars(client: Client) -> None:
    program = Program(client, make.member())
    said = {"title": "A hook", "body": "In the back.", "stage": "design", "models": ["islet/2024", "lan-5"]}
    made = program("POST /ideas", said)
    assert (made.status_code, made.json["models"]) == (201, ["islet/2024", "lan-5"])
    path = f"/ideas/{made.json['id']}"
    assert program(f"PATCH {path}", {"title": "A better hook"}).json["models"] == ["islet/2024", "lan-5"]
    assert program(f"PATCH {path}", {"models": ["lan-5"]}).json["models"] == ["lan-5"]
    assert program(f"PATCH {path}", {"models": []}).json["models"] == []
    assert program(f"PATCH {path}", {"models": ["islet/1999"]}).status_code == 422
    program(f"PATCH {path}", {"models": ["islet"]})
    for query, number in {"islet": 1, "islet/2023": 1, "lan-5": 0, "gone": 0}.items():
        assert len(program(f"GET /ideas?model={query}").json["items"]) == number
