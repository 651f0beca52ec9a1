"""The desk's pages of the catalogue."""

from typing import Any

import pytest
from sqlalchemy import select

from cocreate.catalogue import rules, tree
from cocreate.catalogue.models import ModelYear, Platform, Series, SoftwareVersion, Trim
from cocreate.kernel.database import Base, db
from tests import make
from tests.support.browser import Client

HOME = "/desk/catalogue"


@pytest.fixture
def desk(client: Client) -> Client:
    client.set_cookie("lang", "en")
    return client.sign_in(make.member(roles=["product"]))


def number(kind: type[Base]) -> int:
    return int(db.session.scalars(select(kind.id)).one())  # type: ignore[attr-defined]


def test_an_empty_catalogue_says_how_to_fill_it(desk: Client) -> None:
    page = desk.get(HOME).text
    assert "No cars yet" in page
    assert "cocreate import models FILE" in page


def test_a_catalogue_is_built_by_forms_alone(desk: Client) -> None:
    def send(path: str, **said: str) -> None:
        answer = desk.post(f"{HOME}/{path}", data=said)
        assert answer.status_code == 303, (path, answer.text)

    send("series", key="islet", name_zh="小屿", name_en="Islet")
    send("platforms", key="xi-1", name_zh="溪一", name_en="Xi 1")
    send(f"series/{number(Series)}/years", year="2024", platform="xi-1")
    send(f"years/{number(ModelYear)}/trims", key="standard", name_zh="标准版", name_en="Standard")
    send(f"series/{number(Series)}/software", name="3.4", released_on="2026-05-01")
    send(f"series/{number(Series)}/names", name_zh="大屿", name_en="Isle")
    send(f"trims/{number(Trim)}/names", name_zh="基础版", name_en="Basic")
    send(f"years/{number(ModelYear)}/platform", platform="")
    send(f"software/{number(SoftwareVersion)}/release", released_on="")
    page = desk.get(HOME).text
    for word in ("Isle", "大屿", "2024", "Basic", "3.4", "Xi 1"):
        assert word in page
    assert "Basic" in desk.get(f"{HOME}/islet").text
    for path in ("trims", "years", "software", "platforms", "series"):
        kind = {"trims": Trim, "years": ModelYear, "software": SoftwareVersion, "platforms": Platform}.get(path, Series)
        send(f"{path}/{number(kind)}/removal")
    assert tree.branches() == []


@pytest.mark.parametrize(
    ("path", "said", "field"),
    [
        ("series", {"key": "Is let", "name_zh": "小屿", "name_en": "Islet"}, "key"),
        ("series", {"key": "islet", "name_zh": "小屿", "name_en": "Islet"}, "key"),
        ("series", {"key": "far", "name_zh": "远" * 41, "name_en": "Far"}, "name_zh"),
        ("platforms", {"key": "", "name_zh": "溪", "name_en": "Xi"}, "key"),
        ("series/{series}/years", {"year": "24", "platform": ""}, "year"),
        ("series/{series}/years", {"year": "2024", "platform": ""}, "year"),
        ("series/{series}/years", {"year": "soon", "platform": ""}, "year"),
        ("series/{series}/years", {"year": "2025", "platform": "gone"}, "platform"),
        ("series/{series}/software", {"name": "", "released_on": ""}, "name"),
        ("series/{series}/software", {"name": "3.4", "released_on": "yesterday"}, "released_on"),
        ("series/{series}/names", {"name_zh": "", "name_en": "Isle"}, "name_zh"),
        ("years/{year}/trims", {"key": "no key", "name_zh": "标准", "name_en": "Standard"}, "key"),
    ],
)
def test_what_is_refused_is_shown_at_its_field_and_stays(
    desk: Client, path: str, said: dict[str, str], field: str
) -> None:
    series = make.series("islet", (2024,))
    where = f"{HOME}/{path}".format(series=series.id, year=number(ModelYear))
    answer = desk.post(where, data=said)
    assert answer.status_code == 422
    at = where.removeprefix(f"{HOME}/").replace("/", "-")
    assert f'id="{at}-{field}-error"' in answer.text
    for name, value in said.items():
        if value and name != "platform":
            assert f'value="{value}"' in answer.text


def test_what_is_used_stays_and_the_page_says_why(desk: Client) -> None:
    series = make.series("islet", (2024,))
    answer = desk.post(f"{HOME}/series/{series.id}/removal")
    assert answer.status_code == 409
    assert "in use" in answer.text
    assert [branch.series.key for branch in tree.branches()] == ["islet"]


def test_series_are_put_in_order(desk: Client) -> None:
    make.series("one", ())
    two = make.series("two", ())
    assert desk.post(f"{HOME}/series/{two.id}/place", data={"place": "before"}).status_code == 303
    assert [branch.series.key for branch in tree.branches()] == ["two", "one"]
    assert desk.post(f"{HOME}/series/{two.id}/place", data={"place": "away"}).status_code == 422


def test_hostile_names_are_text(desk: Client) -> None:
    rules.add_series(None, "islet", "<b>岛</b>", "<script>alert(1)</script>")
    for page in (HOME, f"{HOME}/islet", "/ideas", "/ideas/new", "/ideas?model=islet"):
        assert "<script>alert" not in desk.get(page).text
        assert "<b>岛" not in desk.get(page).text


@pytest.mark.parametrize("path", ["islet", "series/999/years", f"trims/{2**70}/removal"])
def test_what_is_not_there_is_not_found(desk: Client, path: str) -> None:
    answer = desk.get(f"{HOME}/{path}") if path == "islet" else desk.post(f"{HOME}/{path}", data={})
    assert answer.status_code == 404


ROLES = ("product", "admin", "moderator", "service", "organiser", "treasurer")


@pytest.mark.parametrize("role", [None, "", *ROLES])
def test_only_the_product_team_and_administrators_come_here(client: Client, role: str | None) -> None:
    series = make.series("islet", ())
    if role is not None:
        client.sign_in(make.member(roles=[role] if role else []))
    calls: list[tuple[str, str, dict[str, Any]]] = [
        ("GET", HOME, {}),
        ("GET", f"{HOME}/islet", {}),
        ("POST", f"{HOME}/series/{series.id}/names", {"name_zh": "改", "name_en": "Changed"}),
    ]
    for method, path, said in calls:
        answer = client.open(path, method=method, data=said)
        if role is None:
            assert answer.status_code in (302, 303)
            assert "/sign-in" in answer.headers["Location"]
        else:
            allowed = role in ("product", "admin")
            assert (answer.status_code in (200, 303)) == allowed, (path, answer.status_code)
    assert db.session.scalars(select(Series.name_en)).one() == ("Changed" if role in ("product", "admin") else "islet")
