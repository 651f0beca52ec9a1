"""Whoever adds a column that names a member, or that can hold words, says in a ``privacy.py`` what becomes of it."""

from pathlib import Path

from flask import Flask
from sqlalchemy import Enum, text

from cocreate.accounts.leaving import parts
from cocreate.importing import privacy as importing
from cocreate.kernel.database import Base, db
from cocreate.kernel.personal import Fate

_WORDS = text(
    """
    SELECT table_name || '.' || column_name FROM information_schema.columns
    WHERE table_schema = 'public'
      AND data_type IN ('text', 'character varying', 'character', 'ARRAY', 'json', 'jsonb', 'bytea', 'tsvector', 'inet')
    """
)
_MEMBERS = text(
    """
    SELECT conrelid::regclass || '.' || attname FROM pg_constraint JOIN pg_attribute
        ON attrelid = conrelid AND attnum = ANY(conkey)
    WHERE contype = 'f' AND confrelid = 'members'::regclass
    """
)
ROOT = Path(__file__).resolve().parents[2]
DECLARED = {**parts.columns(), **importing.COLUMNS}


def asked_of() -> set[str]:
    """Every column of the database that names a member or can hold words; one that holds a few known words cannot."""
    known = {
        f"{table.name}.{column.name}"
        for table in Base.metadata.sorted_tables
        for column in table.columns
        if isinstance(column.type, Enum) or any(key.column.table.name == "statuses" for key in column.foreign_keys)
    }
    return (set(db.session.scalars(_WORDS)) | set(db.session.scalars(_MEMBERS))) - known


def test_every_column_has_its_line(app: Flask) -> None:
    assert sorted(asked_of() - DECLARED.keys()) == [], "say in the package's privacy.py what becomes of these"
    assert sorted(DECLARED.keys() - asked_of()) == [], "there are no such columns any more"


def test_every_line_says_why(app: Flask) -> None:
    assert [name for name, held in DECLARED.items() if len(held.why) < 12] == []


def test_no_two_packages_speak_of_one_column() -> None:
    said = [name for part in {*parts.OTHERS, *parts.TAKEN, *parts.ERASED} for name in part.COLUMNS]
    assert len(said) == len(set(said))


def test_who_names_a_column_as_gone_erases(app: Flask) -> None:
    silent = {name for part in parts.OTHERS for name, held in part.COLUMNS.items() if held.fate is not Fate.KEPT}
    assert silent == {f"kept_answers.{name}" for name in ("owner", "key", "fingerprint", "headers", "body")}


def test_the_document_names_every_table_with_something_personal() -> None:
    told = (ROOT / "docs" / "privacy.md").read_text(encoding="utf-8")
    personal = {name.partition(".")[0] for name, held in DECLARED.items() if held.fate is not Fate.KEPT}
    assert sorted(table for table in personal if f"`{table}`" not in told) == []
