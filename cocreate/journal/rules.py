"""Writing the journal."""

from typing import Any

from cocreate.journal.models import JournalEntry
from cocreate.kernel.database import db


def note(actor_id: int | None, verb: str, subject_kind: str, subject_id: int, **data: Any) -> None:
    """Note that `actor_id` (``None``: the site itself) did `verb`, as ``support`` or ``change_status``.

    `data` holds ids, codes and numbers only: a name or text here could never be erased.
    """
    db.session.add(
        JournalEntry(actor_id=actor_id, verb=verb, subject_kind=subject_kind, subject_id=subject_id, data=data)
    )
