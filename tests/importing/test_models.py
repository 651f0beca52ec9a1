"""Each constraint on runs, broken."""

import pytest
from flask import Flask
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from cocreate.importing.mapping import ImportKind
from cocreate.importing.models import ImportRun
from cocreate.kernel.database import db

BREACHES = {
    "ck_import_runs_done_of_total": "UPDATE import_runs SET done = 11",
    "ck_import_runs_outcomes_of_done": "UPDATE import_runs SET added = 3, present = 3",
    "ck_import_runs_finished_is_through": "UPDATE import_runs SET finished_at = now()",
    "ck_import_runs_kind": "UPDATE import_runs SET kind = 'car'",
    "uq_import_runs_open": (
        "INSERT INTO import_runs (kind, source, fingerprint, total, done, added, present, failed, started_at) "
        "SELECT kind, source, fingerprint, total, done, added, present, failed, started_at FROM import_runs"
    ),
}


@pytest.mark.parametrize("constraint", BREACHES)
def test_the_database_refuses(app: Flask, constraint: str) -> None:
    run = ImportRun(
        kind=ImportKind.IDEA, source="old", fingerprint="f", total=10, done=5, added=1, present=1, failed={}
    )
    db.session.add(run)
    db.session.flush()
    with pytest.raises(IntegrityError, match=constraint):
        db.session.execute(text(BREACHES[constraint]))
