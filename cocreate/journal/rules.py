"""Writing the journal."""

from datetime import datetime
from typing import Any

from cocreate.journal.models import JournalEntry
from cocreate.kernel import clock
from cocreate.kernel.database import db


def note(
    actor_id: int | None, verb: str, subject_kind: str, subject_id: int, at: datetime | None = None, **data: Any
) -> JournalEntry:
    """Note that `actor_id` (``None``: the site itself) did `verb`, as ``support`` or ``change_status``.

    `at` is when it happened (default: now), for what is brought in from elsewhere. `data` holds ids, codes and
    numbers only: a name or text here could never be erased. The entry is flushed, so that others may be told of it.
    """
    subject = {"subject_kind": subject_kind, "subject_id": subject_id}
    entry = JournalEntry(actor_id=actor_id, verb=verb, at=at or clock.now(), data=data, **subject)
    db.session.add(entry)
    db.session.flush()
    return entry
