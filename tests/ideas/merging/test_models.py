"""What the database itself refuses, and what audit finds where somebody got around the rules."""

import pytest
from flask import Flask
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from cocreate.ideas import rules as ideas
from cocreate.ideas.merging import audit
from cocreate.kernel.database import db
from tests import make
from tests.make.groups import merged

BROKEN = {
    "ck_merges_into_another": "UPDATE merges SET into_id = idea_id",
    "ck_merges_ended_by_somebody": "UPDATE merges SET ended_at = at",
    "ck_merges_ends_after_the_start": "UPDATE merges SET ended_at = at - interval '1 day', ended_by_id = actor_id",
    "uq_merges_one_lasting": "INSERT INTO merges (idea_id, into_id, actor_id, at) "
    "SELECT idea_id, into_id, actor_id, at FROM merges",
    "ck_ideas_merged_has_no_duplicates": "UPDATE ideas SET duplicates = 1",
    "ck_ideas_duplicates_not_negative": "UPDATE ideas SET duplicates = -1",
    "uq_supports_counted_in_id_member_id": "UPDATE supports SET counted_in_id = (SELECT into_id FROM merges)",
    "ck_closing_proposals_merged_into_another": "INSERT INTO closing_proposals (idea_id, from_key, to_key, reason, "
    "official, proposer_id, proposed_at, state) "
    "SELECT idea_id, 'new', 'merged', 'So.', false, actor_id, at, 'open' FROM merges",
}
FOUND = {
    "is new, and merged into": "UPDATE ideas SET status_key = 'new' WHERE status_key = 'merged'",
    "2 duplicates kept, 1 counted": "UPDATE ideas SET duplicates = 2 WHERE duplicates = 1",
    "counts in idea None": "UPDATE supports SET counted_in_id = NULL",
    "what it is owed still runs": "UPDATE responses SET state = 'running' WHERE state = 'paused'",
}


@pytest.fixture(autouse=True)
def _group(app: Flask) -> None:
    target, source, member = make.idea(), make.idea(), make.member()
    for idea in (target, source):
        ideas.support(member, idea)
    merged(source, target)


@pytest.mark.parametrize("name", BROKEN)
def test_the_database_refuses(name: str) -> None:
    with pytest.raises(IntegrityError) as caught:
        db.session.execute(text(BROKEN[name]))
    assert name in str(caught.value)


@pytest.mark.parametrize("sentence", FOUND)
def test_audit_finds(sentence: str) -> None:
    assert list(audit.check()) == []
    db.session.execute(text(FOUND[sentence]))
    assert any(sentence in found for found in audit.check())


def test_audit_finds_a_chain() -> None:
    chain = """
    INSERT INTO merges (idea_id, into_id, actor_id, at)
    SELECT m.into_id, (SELECT max(id) FROM ideas WHERE id NOT IN (m.idea_id, m.into_id)), m.actor_id, m.at FROM merges m
    """
    make.idea()
    db.session.execute(text(chain))
    assert any("which is merged into" in found for found in audit.check())
