"""Each constraint on ideas, broken."""

from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from cocreate.ideas import rules
from cocreate.ideas.models import Idea
from cocreate.kernel.database import db
from tests import make

Breach = Callable[[Idea], str]

BREACHES: dict[str, Breach] = {
    "uq_supports_idea_id_member_id": lambda idea: (
        f"INSERT INTO supports (idea_id, member_id, at) SELECT idea_id, member_id, at FROM supports WHERE {idea.id} > 0"
    ),
    "ck_ideas_owners_among_supports": lambda idea: f"UPDATE ideas SET owners = supports + 1 WHERE id = {idea.id}",
    "ck_idea_owner_counts_owners_not_negative": lambda idea: (
        f"INSERT INTO idea_owner_counts (idea_id, model_year_id, owners) VALUES ({idea.id}, 0, -1)"
    ),
    "fk_support_model_years": lambda idea: "INSERT INTO support_model_years VALUES (0, 0)",
    "ck_ideas_elsewhere_not_negative": lambda idea: (
        f"UPDATE ideas SET elsewhere = -1, elsewhere_label = 'there' WHERE id = {idea.id}"
    ),
    "ck_ideas_elsewhere_is_labelled": lambda idea: f"UPDATE ideas SET elsewhere = 7 WHERE id = {idea.id}",
    "ck_ideas_kind": lambda idea: f"UPDATE ideas SET kind = 'rant' WHERE id = {idea.id}",
    "ck_ideas_stage": lambda idea: f"UPDATE ideas SET stage = 'space' WHERE id = {idea.id}",
    "fk_ideas_status_key": lambda idea: f"UPDATE ideas SET status_key = 'dreamt' WHERE id = {idea.id}",
    "fk_supports_idea_id": lambda idea: f"DELETE FROM ideas WHERE id = {idea.id}",
    "ck_statuses_category": lambda idea: "UPDATE statuses SET category = 'maybe' WHERE key = 'new'",
    "uq_statuses_position": lambda idea: "UPDATE statuses SET position = 1 WHERE key = 'new'",
    "ck_status_transitions_somewhere_else": lambda idea: "INSERT INTO status_transitions VALUES ('new', 'new')",
    "pk_status_transitions": lambda idea: "INSERT INTO status_transitions VALUES ('new', 'adopted')",
}


@pytest.mark.parametrize("constraint", BREACHES)
def test_the_database_refuses(app: Flask, constraint: str) -> None:
    idea = make.idea(supporters=1)
    with pytest.raises(IntegrityError, match=constraint):
        db.session.execute(text(BREACHES[constraint](idea)))


@pytest.mark.parametrize("statement", ["UPDATE status_changes SET reason = 'Better so'", "DELETE FROM status_changes"])
def test_history_is_not_rewritten(app: Flask, statement: str) -> None:
    make.idea(status="reviewing")
    with pytest.raises(IntegrityError, match="append-only"):
        db.session.execute(text(statement))


@pytest.mark.parametrize("statement", ["UPDATE journal_entries SET verb = 'nothing'", "DELETE FROM journal_entries"])
def test_the_journal_is_not_rewritten(app: Flask, statement: str) -> None:
    make.idea()
    with pytest.raises(IntegrityError, match="append-only"):
        db.session.execute(text(statement))


def test_a_status_change_needs_a_reason_and_another_status(app: Flask) -> None:
    idea = make.idea()
    actor = make.member(roles=["product"])
    rules.change_status(actor, idea, "reviewing", "We look at it.")
    columns = "idea_id, from_key, to_key, reason, actor_id, actor_role, at"
    for constraint, values in {
        "ck_status_changes_reason_length": "'reviewing', 'adopted', ''",
        "ck_status_changes_somewhere_else": "'reviewing', 'reviewing', 'Why not'",
    }.items():
        row = f"{idea.id}, {values}, {actor.id}, 'product', now()"
        insert = text(f"INSERT INTO status_changes ({columns}) VALUES ({row})")
        nested = db.session.begin_nested()
        with pytest.raises(IntegrityError, match=constraint):
            db.session.execute(insert)
        nested.rollback()
