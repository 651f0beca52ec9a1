"""What a member did, as the journal has it. It holds ids and codes only, and stays."""

from sqlalchemy import select

from cocreate.journal.models import JournalEntry
from cocreate.kernel.personal import Columns, Row, kept, rows

COLUMNS: Columns = {
    **kept("journal_entries", "actor_id", "What happened is not rewritten; it leads to a row without a name."),
    **kept("journal_entries", "verb subject_kind data", "Ids, codes and numbers only: nothing of it says who."),
}


def done_by(member_id: int) -> list[Row]:
    """What the member did, the first first."""
    query = select(JournalEntry.at, JournalEntry.verb, JournalEntry.subject_kind.label("subject"))
    return rows(query.where(JournalEntry.actor_id == member_id).order_by(JournalEntry.id))
