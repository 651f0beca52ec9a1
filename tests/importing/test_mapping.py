"""Mapping files: what they may say, and how they are told that they say it wrong."""

from pathlib import Path

import pytest

from cocreate.importing import mapping as mappings
from cocreate.importing.errors import Unusable
from cocreate.importing.mapping import Feed, ImportKind


def _read(tmp_path: Path, text: str, kind: ImportKind = ImportKind.IDEA) -> mappings.Mapping:
    path = tmp_path / "map.toml"
    path.write_text(text)
    return mappings.read(path, kind, "Asia/Shanghai")


def test_a_field_is_fed_by_a_column_several_a_constant_or_the_hash_of_the_row(tmp_path: Path) -> None:
    found = _read(
        tmp_path,
        """
        source = "old"
        [fields]
        reference = { hash = true }
        title = "name"
        body = ["summary", "text"]
        stage = { constant = "driving" }
        """,
    )
    assert (found.source, found.label, found.timezone) == ("old", "old", "Asia/Shanghai")
    assert found.feeds == {
        "reference": Feed(hash=True),
        "title": Feed(columns=("name",)),
        "body": Feed(columns=("summary", "text")),
        "stage": Feed(constant="driving"),
    }


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("source = ", "not TOML"),
        ("sauce = 'x'", "'sauce' means nothing here"),
        ("source = 7", "source must be a text"),
        ("source = ''", "1 to 60"),
        ("label = '" + "x" * 61 + "'", "1 to 60"),
        ("timezone = 'Mars/Olympus'", "no time zone"),
        ("timezone = '../../etc/passwd'", "no time zone"),
        ("delimiter = '|'", "delimiter must be"),
        ("fields = 'all'", "fields must be a table"),
        ("[fields]\ntitel = 'x'", "no field 'titel'"),
        ("[fields]\ntitle = 't'\nparent = 'x'", "no field 'parent'"),
        ("[fields]\nbody = 'x'", "nothing feeds 'title'"),
        ("[fields]\ntitle = 7", "title must be a column"),
        ("[fields]\ntitle = {}", "exactly one of"),
        ("[fields]\ntitle = []", "must not be empty"),
        ("[fields]\ntitle = [7]", "must be texts"),
        ("[fields]\ntitle = { column = 'a', constant = 'b' }", "exactly one of"),
        ("[fields]\ntitle = { column = 'a', colour = 'b' }", "no option 'colour'"),
        ("[fields]\ntitle = { hash = true }", "no option 'hash'"),
        ("[fields]\ntitle = { column = 'a', format = '%Y' }", "no option 'format'"),
        ("[fields]\ntitle = { column = 'a', first = 0 }", "must not be empty"),
        ("[fields]\ntitle = { column = 'a', first = true }", "first of title must be a int"),
        ("[fields]\ntitle = 'a'\nkind = { column = 'k', values = { a = 1 } }", "must be texts"),
        ("[fields]\ntitle = 'a'\ntags = { column = 'k', separator = '' }", "must not be empty"),
    ],
)
def test_what_means_nothing_is_refused_by_name(tmp_path: Path, text: str, reason: str) -> None:
    with pytest.raises(Unusable) as raised:
        _read(tmp_path, text)
    assert reason in str(raised.value)
    assert "map.toml" in str(raised.value)


def test_columns_that_are_not_in_the_file_are_named_all_at_once(tmp_path: Path) -> None:
    found = _read(tmp_path, "[fields]\ntitle = 'Title'\nbody = ['a', 'b']")
    with pytest.raises(Unusable, match=r"no column 'Title', 'b'; it has 'title', 'a'"):
        found.check(["title", "a"])


def test_a_column_that_stands_twice_cannot_feed(tmp_path: Path) -> None:
    found = _read(tmp_path, "[fields]\ntitle = 'a'")
    with pytest.raises(Unusable, match="more than one column 'a'"):
        found.check(["a", "b", "a"])
    found.check(["a", "b", "b"])


def test_without_fields_columns_are_called_like_them() -> None:
    feeds = mappings.default_feeds(ImportKind.COMMENT, ["body", "idea", "parent", "votes"])
    assert feeds == {name: Feed(columns=(name,)) for name in ("body", "idea", "parent")}


def test_without_fields_a_needed_column_is_missed() -> None:
    with pytest.raises(Unusable, match=r"no column 'idea'; it has 'body'\. Say in a mapping file"):
        mappings.default_feeds(ImportKind.COMMENT, ["body"])


def test_the_mappings_of_this_folder_are_sound() -> None:
    folder = Path(__file__).parents[1] / "data"
    named = {"ideas": ImportKind.IDEA, "comments": ImportKind.COMMENT, "models": ImportKind.MODEL}
    paths = list(folder.glob("*.toml"))
    assert len(paths) >= 5
    kinds = {path: named.get(path.stem.rpartition("-")[2], ImportKind.IDEA) for path in paths}
    assert all(mappings.read(path, kind, "UTC").feeds for path, kind in kinds.items())
