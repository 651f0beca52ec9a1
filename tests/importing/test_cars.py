"""The catalogue from files."""

import json
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from cocreate.catalogue import tree
from cocreate.catalogue.models import Series
from cocreate.ideas import about
from cocreate.ideas.models import Idea
from cocreate.importing.mapping import ImportKind
from cocreate.importing.models import ImportRun
from cocreate.journal.models import JournalEntry
from cocreate.kernel.database import db
from cocreate.kernel.i18n import speaking
from tests.importing.conftest import Bring, carry_out
from tests.support.race import Real

MAPPINGS = Path(__file__).parents[1] / "data"
ROWS = """series,series_zh,series_en,year,trim,trim_zh,platform,software,released_on
Islet,小屿,,2024,Long Range,长续航版,Xi 1,3.4,2026-05-01
Islet,,,2024款,standard,,Xi 1,3.4,
Islet,,,MY2023,,,,,
MONA M03,,,,,,,,
"""


def test_a_row_is_a_series_with_as_much_beneath_it_as_it_says(bring: Bring) -> None:
    assert bring("model", ROWS).counts == (4, 0, 0)
    islet, mona = tree.branches()
    assert (islet.series.key, islet.series.name_zh, islet.series.name_en) == ("islet", "小屿", "小屿")
    assert (mona.series.key, mona.series.name_zh, mona.series.name_en) == ("mona-m03", "MONA M03", "MONA M03")
    assert [year.model for year in islet.years] == ["islet/2024", "islet/2023"]
    assert [(trim.key, trim.name_zh) for trim in islet.years[0].trims] == [
        ("long-range", "长续航版"), ("standard", "standard"),
    ]  # fmt: skip
    assert islet.years[0].platform is not None
    assert islet.years[0].platform.name_en == "Xi 1"
    assert [(version.name, version.released_on) for version in islet.software] == [("3.4", date(2026, 5, 1))]


def test_again_adds_nothing_and_renames_nothing(bring: Bring) -> None:
    bring("model", ROWS)
    assert bring("model", ROWS).counts == (0, 4, 0)
    assert bring("model", ROWS.replace("小屿", "大屿")).counts == (0, 4, 0)
    assert tree.branches()[0].series.name_zh == "小屿"
    runs = select(func.count()).where(JournalEntry.verb == "import")
    assert db.session.scalar(runs) == 3


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        (",2024,", "it has no series"),
        ("追光,2024,", "series '追光' gives no key"),
        ("islet,24,", "year '24' is no year"),
        ("islet,1899,", "year: "),
        ("islet,,standard", "year: A trim or platform needs a year."),
        ("islet,2024,标准版", "trim '标准版' gives no key"),
        (f"{'a' * 41},2024,", "key: "),
    ],
)
def test_what_cannot_be_is_rejected_with_its_reason(bring: Bring, row: str, reason: str) -> None:
    with speaking("en"):
        brought = bring("model", f"series,year,trim\nlan-5,2024,\n{row}\n")
    assert brought.counts == (1, 0, 1)
    assert brought.rejected[2].startswith(reason)
    assert [branch.series.key for branch in tree.branches()] == ["lan-5"]


def test_json_lines_come_in_as_well(bring: Bring) -> None:
    rows = [{"car": {"key": "islet", "zh": "小屿"}, "years": 2024}, {"car": {"key": "islet"}, "years": 2025}]
    mapping = '[fields]\nseries = "car.key"\nseries_zh = "car.zh"\nyear = "years"'
    assert bring("model", "\n".join(json.dumps(row) for row in rows), mapping).counts == (2, 0, 0)
    assert [year.model for year in tree.branches()[0].years] == ["islet/2025", "islet/2024"]


def test_the_file_decides_the_order(bring: Bring) -> None:
    bring("model", "series\nthree\none\ntwo\n")
    assert [branch.series.key for branch in tree.branches()] == ["three", "one", "two"]


def test_an_interrupted_import_goes_on_where_it_stopped(real: Real, tmp_path: Path) -> None:
    file = tmp_path / "models.csv"
    file.write_text("series\n" + "".join(f"series-{number}\n" for number in range(450)), encoding="utf-8")
    part = real.commit(lambda: carry_out(ImportKind.MODEL, file, batches=1).run)
    assert (part.done, part.finished_at) == (200, None)
    rest = real.commit(lambda: carry_out(ImportKind.MODEL, file).run)
    assert (rest.id, rest.added, rest.present) == (part.id, 450, 0)
    assert real.commit(lambda: db.session.scalar(select(func.count()).select_from(ImportRun))) == 1


def test_the_same_file_at_once_comes_in_once(real: Real, tmp_path: Path) -> None:
    file = tmp_path / "models.csv"
    file.write_text(
        "series,year\n" + "".join(f"series-{n % 10},{2000 + n % 20}\n" for n in range(20)), encoding="utf-8"
    )
    real.together([lambda: carry_out(ImportKind.MODEL, file).counts] * 3)
    assert real.commit(lambda: db.session.scalar(select(func.count()).select_from(Series))) == 10


@pytest.mark.usefixtures("app")
def test_names_of_real_series_come_in(test_data: Path) -> None:
    mapping = MAPPINGS / "ev_series_names-models.toml"
    file = test_data / "ev_series_names.csv"
    assert carry_out(ImportKind.MODEL, file, mapping).counts == (48, 0, 0)
    assert carry_out(ImportKind.MODEL, file, mapping).counts == (0, 48, 0)
    keys = [branch.series.key for branch in tree.branches()]
    assert (len(keys), keys[0], keys[-1]) == (48, "nio-es6", "leapmotor-t03")
    assert tree.branches()[0].series.name("en") == "蔚来 ES6"


def test_ideas_name_the_cars_they_are_about(bring: Bring) -> None:
    bring("model", ROWS)
    rows = (
        "reference,title,models\n1,One,islet/2024\n2,Two,\"islet/2023, mona-m03\"\n3,Three,\n4,Four,islet/1999\n"
        "5,Five,\"islet, islet/2024\"\n"
    )  # fmt: skip
    brought = bring("idea", rows)
    assert brought.counts == (4, 0, 1)
    assert brought.rejected == {4: "the catalogue has no model 'islet/1999': import models first"}
    assert said() == [("One", ["islet/2024"]), ("Two", ["islet/2023", "mona-m03"]), ("Three", []), ("Five", ["islet"])]


def test_the_mapping_may_translate_each_of_several_cars(bring: Bring) -> None:
    bring("model", ROWS)
    values = '{ "小屿 24" = "islet/2024", "M03" = "mona-m03" }'
    mapping = f'[fields]\ntitle = "title"\nmodels = {{ column = "car", separator = "|", values = {values} }}'
    brought = bring("idea", "title,car\nWords,小屿 24|M03\nOthers,别的\n", mapping)
    assert brought.rejected == {2: "models '别的' is not in the mapping's values"}
    assert said() == [("Words", ["islet/2024", "mona-m03"])]


def said() -> list[tuple[str | None, list[str]]]:
    """The titles of all ideas with the models they are about."""
    ideas = db.session.scalars(select(Idea).options(joinedload(Idea.post)).order_by(Idea.id))
    return [(idea.post.title, sorted(about.keys(idea))) for idea in ideas]
