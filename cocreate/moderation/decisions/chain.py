"""The chain of decisions: each carries the hash of the one before, so that none is changed or lost unnoticed.

A hash is the SHA-256 of what a decision says as JSON, the digest of its note and the hash before it. The digest is that
of a random salt and the text; both stand in a row of their own. When that is erased the chain still holds, and the
digest tells nobody what was written.
"""

import hashlib
import json
import secrets
from collections.abc import Iterable, Sequence
from contextlib import closing
from datetime import UTC, datetime
from enum import Enum
from typing import Any

from sqlalchemy import select, text

from cocreate.kernel import ids
from cocreate.kernel.database import db
from cocreate.moderation.decisions.models import ChainEnd, Decision, DecisionNote

FIRST = "0" * 64
# In this order for ever: another order is another hash.
COVERED = (
    "id", "public_id", "action", "actor_id", "post_id", "member_id", "reason", "until", "from_state", "to_state",
    "trust_before", "case_opened_at", "undoes_id", "part_of_id", "at", "note_digest", "previous_hash",
)  # fmt: skip
_IDS = text("SELECT nextval(pg_get_serial_sequence('decisions', 'id')) FROM generate_series(1, :number)")


def extend(decisions: Sequence[Decision], note: str = "") -> None:
    """Add new `decisions` to the end of the chain, in their order, each with the `note`; it is locked from then on."""
    if not decisions:
        return
    end = db.session.get_one(ChainEnd, 1, with_for_update=True, populate_existing=True)
    for decision, key in zip(decisions, db.session.scalars(_IDS, {"number": len(decisions)}), strict=True):
        decision.id, decision.public_id = key, decision.public_id or ids.new_public_id()
        written = _written(decision, note)
        decision.note_digest = digest(written.salt, written.text) if written else None
        decision.previous_hash = end.last_hash
        decision.hash = end.last_hash = hash_of(decision)
        end.length += 1
        db.session.add(decision)
        db.session.flush()
        if written:
            db.session.add(written)
    db.session.flush()


def hash_of(decision: Any) -> str:
    """The hash of a decision, or of a row with the same columns."""
    said = [_plain(getattr(decision, name)) for name in COVERED]
    return hashlib.sha256(json.dumps(said, ensure_ascii=True, separators=(",", ":")).encode()).hexdigest()


def digest(salt: str, note: str) -> str:
    """What stands in the chain for a note."""
    return hashlib.sha256(f"{salt}:{note}".encode()).hexdigest()


def differences() -> Iterable[str]:
    """The first place where the chain is broken, and every note that is not the one it was."""
    last, length = FIRST, 0
    every = select(Decision).order_by(Decision.id).execution_options(yield_per=1000)
    with closing(db.session.scalars(every)) as decisions:
        for decision in decisions:
            if decision.previous_hash != last:
                yield f"decision {decision.id}: it does not follow the one before; the chain is broken here"
                return
            if decision.hash != hash_of(decision):
                yield f"decision {decision.id}: it is not what was decided; the chain is broken here"
                return
            last, length = decision.hash, length + 1
    end = db.session.get_one(ChainEnd, 1)
    if (end.last_hash, end.length) != (last, length):
        yield f"the chain of decisions ends after {length}, there were {end.length}"
    notes = select(DecisionNote, Decision.note_digest).join(Decision, Decision.id == DecisionNote.decision_id)
    for note, noted in db.session.execute(notes.order_by(Decision.id)):
        if digest(note.salt, note.text) != noted:
            yield f"decision {note.decision_id}: its note is not what was written"


def _written(decision: Decision, note: str) -> DecisionNote | None:
    return DecisionNote(decision_id=decision.id, salt=secrets.token_hex(16), text=note) if note else None


def _plain(value: object) -> object:
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat(timespec="microseconds")
    return value.value if isinstance(value, Enum) else value
