"""The rules of the house that no linter knows."""

import ast
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from flask import Flask
from sqlalchemy import UniqueConstraint, create_engine, make_url

from cocreate.kernel import access
from cocreate.kernel.access import Gate
from cocreate.kernel.database import Base
from tests.conftest import copied

ROOT = Path(__file__).resolve().parents[2]
CODE = sorted((ROOT / "cocreate").rglob("*.py"))
TESTS = sorted((ROOT / "tests").rglob("*.py"))
# Where a transaction may end: one place a request, a job, a command.
COMMITTERS = {"kernel", "cli"}
CLOCKS = {"now", "utcnow", "today", "fromtimestamp", "utcfromtimestamp"}
LONGEST_FILE, LONGEST_FUNCTION = 400, 50


def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def calls(path: Path) -> Iterator[tuple[str, str, int]]:
    """Every ``thing.verb()`` in a file: the thing's last name, the verb, the line."""
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            yield ast.unparse(node.func.value).rpartition(".")[2], node.func.attr, node.lineno


def package(path: Path) -> str:
    return path.relative_to(ROOT / "cocreate").parts[0]


def tracked() -> list[Path]:
    """The files of the repository."""
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, check=True, capture_output=True, text=True)
    return [ROOT / name for name in listed.stdout.split("\0") if name and (ROOT / name).is_file()]


def test_imports_go_down_only() -> None:
    lint = Path(sys.executable).with_name("lint-imports")
    done = subprocess.run([lint, "--no-cache"], cwd=ROOT, check=False, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout


def test_the_floors_are_told_as_they_are() -> None:
    (contract,) = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"]
    rows = re.findall(r"(?m)^\| (`.+?`) \|", (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8"))
    told = re.findall(r"`(\w+)`", " ".join(rows))
    assert told == re.findall(r"\w+", " ".join(contract["layers"]))


def test_what_registers_itself_is_imported() -> None:
    """A job in a module that nobody imports is never done; so it is with words of notices."""
    said = {path: path.read_text(encoding="utf-8") for path in CODE}
    registering = [path for path, words in said.items() if re.search(r"(?m)^@(job|tells|leads)\(", words)]
    assert len(registering) > 20
    for path in registering:
        folder, name = ".".join(path.relative_to(ROOT).parent.parts), path.stem
        importing = re.compile(rf"(?m)^from {folder} import .*\b{name}\b|^from {folder}\.{name} import")
        assert any(importing.search(words) for other, words in said.items() if other != path), path


def test_the_package_itself_imports_nothing() -> None:
    assert not any(
        isinstance(node, ast.Import | ast.ImportFrom) for node in ast.walk(tree(ROOT / "cocreate/__init__.py"))
    )


def test_imports_stand_at_the_top() -> None:
    hidden = [
        f"{path}:{node.lineno}"
        for path in CODE
        for function in ast.walk(tree(path))
        if isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef)
        for node in ast.walk(function)
        if isinstance(node, ast.Import | ast.ImportFrom)
    ]
    assert hidden == []


def test_every_route_says_who_may_call_it(shared_app: Flask) -> None:
    rules = list(shared_app.url_map.iter_rules())
    assert len(rules) > 50
    assert [rule for rule in rules if access.declared(shared_app, rule.endpoint) is None] == []


def test_only_what_a_stranger_needs_changes_something_without_being_signed_in(shared_app: Flask) -> None:
    open_doors = {
        rule.rule.split("/<")[0]
        for rule in shared_app.url_map.iter_rules()
        if rule.methods and rule.methods & {"POST", "PUT", "PATCH", "DELETE"}
        if (declared := access.declared(shared_app, rule.endpoint))
        and declared.gate in (Gate.PUBLIC, Gate.TOKEN_OPTIONAL)
    }
    pages = {"/sign-in", "/sign-in/code", "/sign-in/phone", "/sign-out", "/sign-up", "/sign-up/complete"}
    pages |= {"/notices/unsubscribe"}  # opened by what a letter holds
    assert open_doors == {*pages, "/sign-up/confirm", "/reset", "/api/v1/codes", "/api/v1/tokens"}


def test_the_desk_is_for_staff(shared_app: Flask) -> None:
    gates = {
        declared.gate
        for rule in shared_app.url_map.iter_rules()
        if rule.rule.startswith("/desk") and (declared := access.declared(shared_app, rule.endpoint))
    }
    assert gates == {Gate.STAFF}


def test_transactions_end_in_one_place() -> None:
    stray = [
        f"{path.relative_to(ROOT)}:{line}"
        for path in CODE
        if package(path) not in COMMITTERS and path.name != "tasks.py"
        for thing, verb, line in calls(path)
        if verb == "commit"
    ]
    assert stray == []


def test_the_time_is_read_in_one_place() -> None:
    stray = [
        f"{path.relative_to(ROOT)}:{line} {thing}.{verb}()"
        for path in CODE
        if path != ROOT / "cocreate/kernel/clock.py"
        for thing, verb, line in calls(path)
        if (thing in ("datetime", "date") and verb in CLOCKS) or (thing, verb) == ("time", "time")
    ]
    assert stray == []


def test_random_choices_come_from_the_secure_source() -> None:
    users = [
        path for path in CODE if re.search(r"^(import|from) random\b", path.read_text(encoding="utf-8"), re.MULTILINE)
    ]
    assert users == []


def test_nothing_reads_the_environment_but_the_settings() -> None:
    readers = {path.name for path in CODE if re.search(r"os\.(environ|getenv)", path.read_text(encoding="utf-8"))}
    assert readers == {"settings.py", "serve.py", "doctor.py"}


@pytest.fixture(scope="module")
def differences(server: str) -> list[object]:
    """What alembic would change to make the migrated database that of the models."""
    with copied(server) as url:
        engine = create_engine(make_url(url).set(drivername="postgresql+psycopg"))
        with engine.connect() as connection:
            options = {"compare_type": True, "compare_server_default": False, "include_name": _is_ours}
            found = list(compare_metadata(MigrationContext.configure(connection, opts=options), Base.metadata))
        engine.dispose()
    return found


def _is_ours(name: str | None, kind: str, _parents: object) -> bool:
    return kind != "table" or not (name or "").startswith(("procrastinate_", "alembic_"))


def test_migrations_make_what_the_models_say(differences: list[object]) -> None:
    assert differences == []


def test_every_foreign_key_has_an_index() -> None:
    bare: list[str] = []
    for table in Base.metadata.sorted_tables:
        unique = [constraint for constraint in table.constraints if isinstance(constraint, UniqueConstraint)]
        keyed = [list(index.columns) for index in table.indexes] + [list(constraint.columns) for constraint in unique]
        keyed.append(list(table.primary_key.columns))
        indexed = {columns[0].name for columns in keyed if columns}
        leading = [key.columns[0].name for key in table.foreign_key_constraints]  # of several: unit follows the account
        bare += [f"{table.name}.{name}" for name in leading if name not in indexed]
    assert bare == []


def test_every_constraint_and_index_has_a_name() -> None:
    nameless = [
        f"{table.name}: {thing}"
        for table in Base.metadata.sorted_tables
        for thing in [*table.constraints, *table.indexes]
        if getattr(thing, "name", None) is None
    ]
    assert nameless == []


def test_collections_are_loaded_on_purpose() -> None:
    lazy = [
        f"{mapper.class_.__name__}.{relation.key}"
        for mapper in Base.registry.mappers
        for relation in mapper.relationships
        if relation.lazy != "raise"
    ]
    assert lazy == []


def test_every_module_says_what_it_is() -> None:
    silent = [
        path.relative_to(ROOT) for path in [*CODE, *TESTS] if path.stat().st_size and not ast.get_docstring(tree(path))
    ]
    assert silent == []


def test_what_others_call_says_what_it_does() -> None:
    """Views apart: their path says it."""
    silent = [
        f"{path.relative_to(ROOT)}:{node.lineno} {node.name}"
        for path in CODE
        for node in tree(path).body
        if isinstance(node, ast.FunctionDef | ast.ClassDef)
        and not node.name.startswith("_")
        and not node.decorator_list
        and not ast.get_docstring(node)
    ]
    assert silent == []


def test_files_and_functions_are_short() -> None:
    long = [
        f"{path.relative_to(ROOT)}: {lines} lines"
        for path in [*CODE, *TESTS]
        if (lines := len(path.read_text(encoding="utf-8").splitlines())) > LONGEST_FILE
    ]
    long += [
        f"{path.relative_to(ROOT)}:{node.lineno} {node.name}"
        for path in [*CODE, *TESTS]
        for node in ast.walk(tree(path))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and node.end_lineno is not None
        and node.end_lineno - node.lineno >= LONGEST_FUNCTION
    ]
    assert long == []


def test_nothing_is_left_for_later() -> None:
    mark = re.compile(
        "|".join(("TO" + "DO", "FIX" + "ME", "XX" + "X:", "Not" + "ImplementedError", r"pytest\.mark\.sk" + "ip"))
    )
    found = [
        f"{path.relative_to(ROOT)}: {hit.group()}"
        for path in [*CODE, *TESTS]
        for hit in mark.finditer(path.read_text(encoding="utf-8"))
    ]
    assert found == []


def test_the_locks_name_no_package_index() -> None:
    """They install from whichever index the machine is set up with."""
    address = re.compile(r"https?://|index[-_]url|find[-_]links", re.IGNORECASE)
    locks = list((ROOT / "requirements").glob("*.txt"))
    assert len(locks) == 2
    found = [
        f"{lock.name}: {hit.group()}" for lock in locks for hit in address.finditer(lock.read_text(encoding="utf-8"))
    ]
    assert found == []


def test_text_files_end_with_a_line_break_and_hold_no_trailing_space() -> None:
    untidy = [
        path.relative_to(ROOT)
        for path in tracked()
        if path.suffix in (".py", ".html", ".css", ".js", ".toml") and "vendor" not in path.parts
        if (words := path.read_text(encoding="utf-8"))
        and (not words.endswith("\n") or re.search(r"[ \t]+$", words, re.MULTILINE))
    ]
    assert untidy == []
