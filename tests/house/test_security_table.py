"""docs/security.md names every number of the standard once, and nothing that is not there."""

import ast
import csv
import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
TABLE = ROOT / "docs/security.md"
STATES = {"yes", "partly", "open", "operator", "none"}


def rows() -> list[tuple[list[str], str, str]]:
    """Numbers, state and words of each row."""
    lines = [line for line in TABLE.read_text(encoding="utf-8").splitlines() if re.match(r"\| \d", line)]
    cells = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]
    return [(numbers.split(", "), state, words) for numbers, state, words in cells]


def test_every_number_stands_there_once(test_data: Path) -> None:
    with (test_data / "asvs5_l1_l2.csv").open(encoding="utf-8") as file:
        asked = [row["id"] for row in csv.DictReader(file)]
    answered = [number for numbers, _state, _words in rows() for number in numbers]
    assert sorted(answered) == sorted(asked)


def test_every_state_is_one_that_is_explained() -> None:
    assert {state for _numbers, state, _words in rows()} <= STATES


def test_what_is_held_to_be_so_says_where() -> None:
    held = [(numbers, words) for numbers, state, words in rows() if state == "yes"]
    bare = [numbers for numbers, words in held if not re.search(r"`\S+/\S+`|`SECURITY.md`|README|mypy", words)]
    assert bare == [["11.2.1"], ["16.2.3"]]  # what it is built on, and where lines go


def test_every_test_and_file_that_is_named_is_there() -> None:
    named = {found for _numbers, _state, words in rows() for found in re.findall(r"`([\w./-]+/[\w./:-]+)`", words)}
    assert len(named) > 80
    assert sorted(name for name in named if not _is_there(name)) == []


def _is_there(name: str) -> bool:
    path, _colons, test = name.partition("::")
    file = ROOT / path
    if not test:
        return file.is_file()
    return file.is_file() and test in {
        node.name for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))) if isinstance(node, ast.FunctionDef)
    }
