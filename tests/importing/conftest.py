"""Importing a file that a test writes."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
from flask import Flask

from cocreate.comments import audit as comments_audit
from cocreate.ideas import audit as ideas_audit
from cocreate.importing import mapping as mappings
from cocreate.importing import planning, rules, sources
from cocreate.importing.mapping import ImportKind
from cocreate.importing.models import ImportRun
from cocreate.posts import audit as posts_audit
from cocreate.posts.search import audit as search_audit


@dataclass(frozen=True)
class Brought:
    """What became of a file; `rejected` by row number."""

    run: ImportRun
    rejected: dict[int, str]

    @property
    def counts(self) -> tuple[int, int, int]:
        """How many rows were added, were there before, were rejected."""
        return self.run.added, self.run.present, len(self.rejected)


Bring = Callable[..., Brought]


def carry_out(kind: ImportKind, file: Path, map_file: Path | None = None, batches: int | None = None) -> Brought:
    """Import `file` in the present transaction, or at most so many `batches` of it."""
    mapping = mappings.read(map_file, kind, "Asia/Shanghai")
    with sources.opened(file, mapping.delimiter) as source:
        mapping = replace(mapping, feeds=mapping.feeds or mappings.default_feeds(kind, source.columns))
        mapping.check(source.columns)
        plan = planning.plan(mapping, source)
        run = rules.begin(plan)
        while run.finished_at is None and batches != 0:
            run = rules.bring_in(plan, run.id)
            batches = None if batches is None else batches - 1
    return Brought(run, plan.rejected | {int(number): reason for number, reason in run.failed.items()})


def differences() -> list[str]:
    """What the audits find."""
    return [*posts_audit.check(), *comments_audit.check(), *ideas_audit.check(), *search_audit.check()]


@pytest.fixture
def bring(app: Flask, tmp_path: Path) -> Bring:
    """``bring("idea", rows, mapping)`` imports the text `rows` through the TOML text `mapping`, and audits the site."""

    def run(kind: str, rows: str | bytes, mapping: str | None = None) -> Brought:
        file, map_file = tmp_path / "rows", None
        file.write_bytes(rows if isinstance(rows, bytes) else rows.encode())
        if mapping is not None:
            map_file = tmp_path / "map.toml"
            map_file.write_text(mapping)
        brought = carry_out(ImportKind(kind), file, map_file)
        assert differences() == []
        return brought

    return run
