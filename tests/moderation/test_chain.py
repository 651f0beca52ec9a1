"""The chain: what was decided cannot be changed, lost or put in between unnoticed; what was written can be erased."""

from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from cocreate.kernel.database import db
from cocreate.members.models import Member
from cocreate.moderation import audit
from cocreate.moderation.decisions import chain
from cocreate.moderation.decisions.models import Action, Decision
from cocreate.moderation.decisions.rules import decide
from cocreate.moderation.models import Reason
from tests import make


@pytest.fixture
def decisions(moderator: Member) -> list[Decision]:
    """Three decisions, each with a note."""
    return [
        decide(moderator, Action.WARN, members=[make.member()], reason=Reason.SPAM, note=f"Note {number}.")[0]
        for number in range(3)
    ]


def rewritten(statement: str, **values: Any) -> list[str]:
    """What audit says once somebody has got past the trigger; undone afterwards."""
    savepoint = db.session.begin_nested()
    db.session.execute(text("ALTER TABLE decisions DISABLE TRIGGER append_only"))
    db.session.execute(text(statement), values)
    db.session.expire_all()
    found = list(chain.differences())
    savepoint.rollback()
    db.session.expire_all()
    return found


def test_a_decision_is_neither_changed_nor_deleted(decisions: list[Decision]) -> None:
    for statement in ("UPDATE decisions SET reason = 'insult'", "DELETE FROM decisions"):
        with pytest.raises(IntegrityError, match="append-only"), db.session.begin_nested():
            db.session.execute(text(statement))


def test_audit_names_where_the_chain_breaks(decisions: list[Decision]) -> None:
    first, second, third = (decision.id for decision in decisions)
    assert list(chain.differences()) == []
    changed = rewritten("UPDATE decisions SET reason = 'insult' WHERE id = :id", id=second)
    assert changed == [f"decision {second}: it is not what was decided; the chain is broken here"]
    notes = "DELETE FROM decision_notes WHERE decision_id = :id"
    lost = rewritten(f"WITH gone AS ({notes}) DELETE FROM decisions WHERE id = :id", id=second)
    assert lost == [f"decision {third}: it does not follow the one before; the chain is broken here"]
    last = rewritten(f"WITH gone AS ({notes}) DELETE FROM decisions WHERE id = :id", id=third)
    assert last == ["the chain of decisions ends after 2, there were 3"]
    note = rewritten("UPDATE decision_notes SET text = 'Nicer.' WHERE decision_id = :id", id=first)
    assert note == [f"decision {first}: its note is not what was written"]


def test_a_note_is_erased_and_the_chain_holds(decisions: list[Decision]) -> None:
    db.session.execute(text("DELETE FROM decision_notes"))
    assert list(chain.differences()) == []
    assert len({decision.note_digest for decision in decisions}) == 3


def test_audit_finds_what_decisions_did_not_do(moderator: Member, decisions: list[Decision]) -> None:
    post = make.idea().post
    decide(moderator, Action.HIDE, posts=[post], reason=Reason.SPAM)
    assert list(audit.check()) == []
    member = decisions[0].member_id
    waiting = make.held().id
    db.session.execute(text("UPDATE posts SET state = 'visible' WHERE id = :id"), {"id": post.id})
    db.session.execute(text("UPDATE members SET banned_at = now() WHERE id = :id"), {"id": member})
    db.session.execute(text("UPDATE cases SET weight = 99 WHERE post_id = :id"), {"id": waiting})
    found = "\n".join(audit.check())
    assert f"post {post.id}: it is visible, by the decisions it was hidden" in found
    assert f"member {member}: by the decisions they are" in found
    assert "it weighs 99" in found
