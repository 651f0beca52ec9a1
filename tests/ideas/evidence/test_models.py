"""Each constraint on thresholds and automatic changes, broken."""

import pytest
from flask import Flask
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from cocreate.catalogue.stages import Stage
from cocreate.ideas import rules as ideas
from cocreate.ideas.evidence import rules
from cocreate.ideas.models import IdeaKind
from cocreate.kernel.database import db
from tests import make

BREACHES = {
    "uq_thresholds_stage_kind": "INSERT INTO thresholds (stage, kind, owners) VALUES ('driving', 'wish', 5)",
    "ck_thresholds_owners_positive": "UPDATE thresholds SET owners = 0",
    "ck_thresholds_of_what_is_reviewed": "INSERT INTO thresholds (stage, kind, owners) VALUES ('driving', 'praise', 5)",
    "ck_thresholds_kind": "INSERT INTO thresholds (stage, kind, owners) VALUES ('driving', 'rant', 5)",
    "ck_thresholds_stage": "INSERT INTO thresholds (stage, kind, owners) VALUES ('space', 'wish', 5)",
    "ck_site_newcomer_days_within_a_year": "UPDATE site SET newcomer_days = 366",
}
# reason, actor, role and threshold of a change that is neither somebody's nor the site's own
CHANGES = [
    ("ck_status_changes_somebody_or_automatic", "'', NULL, 'product', 3"),
    ("ck_status_changes_somebody_or_automatic", "'', :actor, 'automatic', 3"),
    ("ck_status_changes_somebody_or_automatic", "'', :actor, 'product', 3"),
    ("ck_status_changes_somebody_or_automatic", "'Because', NULL, 'automatic', NULL"),
    ("ck_status_changes_reason_length", "'Because', NULL, 'automatic', 3"),
    ("ck_status_changes_reason_length", "'', :actor, 'product', NULL"),
    ("ck_status_changes_threshold_is_positive", "'', NULL, 'automatic', 0"),
]


@pytest.mark.parametrize("constraint", BREACHES)
def test_the_database_refuses(app: Flask, constraint: str) -> None:
    with pytest.raises(IntegrityError, match=constraint):
        db.session.execute(text(BREACHES[constraint]))


@pytest.mark.parametrize(("constraint", "values"), CHANGES)
def test_a_change_is_somebodys_with_a_reason_or_the_sites_with_a_threshold(
    app: Flask, constraint: str, values: str
) -> None:
    row = text(
        "INSERT INTO status_changes (idea_id, from_key, to_key, at, reason, actor_id, actor_role, threshold)"
        f" SELECT :idea, 'new', 'reviewing', now(), {values} WHERE :actor > 0"
    )
    with pytest.raises(IntegrityError, match=constraint):
        db.session.execute(row, {"idea": make.idea().id, "actor": make.member().id})


def test_an_idea_comes_by_itself_once(app: Flask) -> None:
    rules.change(make.member(roles=["product"]), {(Stage.DRIVING, IdeaKind.WISH): 1}, 7)
    idea = make.idea()
    ideas.support(make.owner(), idea)
    columns = "idea_id, from_key, to_key, reason, actor_role, threshold, at"
    again = f"INSERT INTO status_changes ({columns}) SELECT {columns} FROM status_changes"
    with pytest.raises(IntegrityError, match="uq_status_changes_one_automatic"):
        db.session.execute(text(again))


@pytest.mark.parametrize("statement", ["UPDATE status_changes SET threshold = 1", "DELETE FROM status_changes"])
def test_an_automatic_change_is_not_rewritten(app: Flask, statement: str) -> None:
    rules.change(make.member(roles=["product"]), {(Stage.DRIVING, IdeaKind.WISH): 1}, 7)
    ideas.support(make.owner(), make.idea())
    with pytest.raises(IntegrityError, match="append-only"):
        db.session.execute(text(statement))
