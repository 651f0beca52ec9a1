"""Building up the catalogue."""

from datetime import date

import pytest
from flask import Flask
from sqlalchemy import select

from cocreate.catalogue import entries, queries, rules, tree
from cocreate.catalogue.entries import Entry, Title
from cocreate.catalogue.models import Series, Trim
from cocreate.journal.models import JournalEntry
from cocreate.kernel.database import db
from cocreate.kernel.errors import Invalid, Refused
from cocreate.members.models import Member
from tests import make
from tests.support.race import Real


def journal() -> list[tuple[str, str]]:
    query = select(JournalEntry.verb, JournalEntry.subject_kind).order_by(JournalEntry.id)
    return [(verb, kind) for verb, kind in db.session.execute(query)]


def order() -> list[str]:
    return [branch.series.key for branch in tree.branches()]


def test_everything_that_changes_is_journalled(app: Flask) -> None:
    actor = make.member(roles=["product"])
    series = rules.add_series(actor, "islet", "小屿", "Islet")
    platform = rules.add_platform(actor, "tan-1", "滩一", "Tan 1")
    year = rules.add_year(actor, series, 2024)
    trim = rules.add_trim(actor, year, "standard", "标准版", "Standard")
    version = rules.add_software(actor, series, "3.4")
    rules.rename(actor, series, "大屿", "Isle")
    rules.build_on(actor, year, platform)
    rules.release(actor, version, date(2026, 5, 1))
    rules.remove(actor, trim)
    (branch,) = tree.branches()
    assert (branch.series.name("zh"), branch.series.name("en"), branch.series.key) == ("大屿", "Isle", "islet")
    assert branch.years[0].platform == platform
    assert branch.software[0].released_on == date(2026, 5, 1)
    assert branch.years[0].trims == []
    assert journal() == [
        ("add", "series"), ("add", "platform"), ("add", "model_year"), ("add", "trim"), ("add", "software_version"),
        ("rename", "series"), ("change", "model_year"), ("change", "software_version"), ("remove", "trim"),
    ]  # fmt: skip


@pytest.mark.parametrize("key", ["", "Islet", "is let", "islet-", "-islet", "is--let", "小屿", "is/let", "a" * 41])
def test_a_key_is_plain(app: Flask, key: str) -> None:
    with pytest.raises(Invalid) as refusal:
        rules.add_series(None, key, "小屿", "Islet")
    assert refusal.value.field == "key"


def test_names_stand_in_for_each_other_and_the_key_for_both(app: Flask) -> None:
    assert rules.add_series(None, "one", "一", "").name("en") == "一"
    assert rules.add_series(None, "two", "", "Two").name("zh") == "Two"
    assert rules.add_series(None, "three").name("zh") == "three"
    with pytest.raises(Invalid, match="40"):
        rules.add_series(None, "four", "长" * 41)


def test_what_is_there_is_not_added_again(app: Flask) -> None:
    series = make.series("islet", (2024,))
    with pytest.raises(Invalid) as refusal:
        rules.add_series(None, "islet")
    assert refusal.value.field == "key"
    with pytest.raises(Invalid) as refusal:
        rules.add_year(None, series, 2024)
    assert refusal.value.field == "year"


@pytest.mark.parametrize("year", [1979, 2101, -1])
def test_a_year_is_likely(app: Flask, year: int) -> None:
    with pytest.raises(Invalid) as refusal:
        rules.add_year(None, make.series(years=()), year)
    assert refusal.value.field == "year"


def test_series_change_places(app: Flask) -> None:
    actor = make.member(roles=["product"])
    one, _two, three = (make.series(key, ()) for key in ("one", "two", "three"))
    rules.move(actor, three, up=True)
    assert order() == ["one", "three", "two"]
    rules.move(actor, one, up=False)
    assert order() == ["three", "one", "two"]
    rules.move(actor, three, up=True)
    assert order() == ["three", "one", "two"]
    assert make.series("four", ()).position == 3


def test_trims_change_places_within_their_year(app: Flask) -> None:
    actor = make.member(roles=["product"])
    make.series("islet", (2024, 2025))
    newer, older = tree.branches()[0].years
    rules.add_trim(None, older.model_year, "other")
    for key in ("one", "two"):
        rules.add_trim(None, newer.model_year, key)
    rules.move(actor, db.session.scalars(select(Trim).where(Trim.key == "two")).one(), up=True)
    newer, older = tree.branches()[0].years
    assert [trim.key for trim in newer.trims] == ["two", "one"]
    assert [trim.key for trim in older.trims] == ["other"]


def test_nothing_in_use_is_removed(app: Flask) -> None:
    series = make.series("islet", (2023, 2024))
    newer, older = (year.model_year for year in tree.branches()[0].years)
    make.idea(models=["islet/2024"])
    for used in (series, newer):
        with pytest.raises(Refused) as refusal:
            rules.remove(None, used)
        assert refusal.value.code == "in-use"
    rules.remove(None, older)
    assert [year.model for year in tree.branches()[0].years] == ["islet/2024"]


def test_an_entry_adds_only_what_is_missing(app: Flask) -> None:
    entry = Entry(Title("islet", "小屿", "Islet"), 2024, Title("standard"), Title("xi-1"), "3.4")
    assert len(entries.put(entry)) == 5
    assert entries.put(entry) == []
    more = Entry(Title("islet", "别的", "Other"), 2024, Title("long-range"), Title("tan-1"))
    assert {type(part).__name__ for part in entries.put(more)} == {"Trim", "Platform"}
    (branch,) = tree.branches()
    assert branch.series.name("zh") == "小屿"
    assert branch.years[0].platform is not None
    assert branch.years[0].platform.key == "xi-1"


def test_an_entry_names_a_year_for_its_trim_and_platform(app: Flask) -> None:
    for entry in (Entry(Title("islet"), trim=Title("standard")), Entry(Title("islet"), platform=Title("xi-1"))):
        with pytest.raises(Invalid) as refusal:
            entries.put(entry)
        assert refusal.value.field == "year"
    assert tree.branches() == []


@pytest.mark.parametrize(
    ("name", "key"), [("MONA M03", "mona-m03"), ("P7+", "p7-plus"), ("ES6", "es6"), ("追光", None), ("+", "plus")]
)
def test_a_name_suggests_a_key(name: str, key: str | None) -> None:
    assert rules.key_of(name) == key


def test_models_are_found_by_their_keys(app: Flask) -> None:
    make.series("islet", (2023, 2024), name_zh="小屿", name_en="Islet")
    found = queries.find(["islet", "islet/2024", "islet/1999", "lan-5", "islet/24", "\x00", "islet/2024/x", "ISLET"])
    assert {key: (model.name("zh"), model.name("en")) for key, model in found.items()} == {
        "islet": ("小屿", "Islet"),
        "islet/2024": ("2024款小屿", "2024 Islet"),
    }
    assert queries.find([]) == {}


def test_a_list_is_offered_every_series_and_the_years_of_one(app: Flask) -> None:
    make.series("islet", (2023, 2024))
    make.series("lan-5", (2024,))
    make.series("far", ())
    assert [model.key for model in queries.offered("")] == ["islet", "lan-5", "far"]
    assert [model.key for model in queries.offered("islet/2023")] == [
        "islet", "islet/2024", "islet/2023", "lan-5", "far",
    ]  # fmt: skip


def test_the_same_series_at_once_is_added_once(real: Real) -> None:
    outcomes = real.together([lambda: rules.add_series(None, "islet").key] * 4)
    assert sorted(type(outcome).__name__ for outcome in outcomes) == ["Invalid"] * 3 + ["str"]


def test_moves_at_once_leave_one_order(real: Real) -> None:
    actor = real.commit(lambda: make.member(roles=["product"]).id)
    real.commit(lambda: [make.series(f"series-{number}", ()).id for number in range(6)])

    def move() -> None:
        series = db.session.scalars(select(Series).where(Series.key == "series-5")).one()
        rules.move(db.session.get_one(Member, actor), series, up=True)

    real.together([move] * 4)
    positions = real.commit(lambda: {one.key: one.position for one in db.session.scalars(select(Series))})
    assert sorted(positions.values()) == list(range(6))
    assert positions["series-5"] == 1
