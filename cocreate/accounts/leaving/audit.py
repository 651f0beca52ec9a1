"""What must always hold of whoever leaves or has left."""

from collections.abc import Iterable

from sqlalchemy import text

from cocreate.accounts.leaving import parts
from cocreate.kernel.database import Base, db
from cocreate.kernel.personal import Fate

# Each statement names the members (column ``id``) of whom the sentence is true.
_SENTENCES = {
    "is about to leave, or not, against what they asked for": """
        SELECT m.id FROM members m LEFT JOIN departures d ON d.member_id = m.id
        WHERE m.leaves_at IS DISTINCT FROM d.due_at
    """,
    "was erased and is back": """
        SELECT member_id AS id FROM erasures JOIN members ON members.id = member_id WHERE state <> 'erased'
    """,
    "asked for their data days ago and was given nothing": """
        SELECT member_id AS id FROM exports WHERE made_at IS NULL AND asked_at < now() - interval '2 days'
    """,
    "has something to take along that is over": """
        SELECT member_id AS id FROM exports WHERE expires_at < now() - interval '2 days'
    """,
}


def check() -> Iterable[str]:
    """Sentences about what is not as it must be; of whoever was erased nothing is left that should be gone."""
    for sentence, statement in _SENTENCES.items():
        for row in db.session.execute(text(statement)):
            yield f"member {row.id} {sentence}"
    for column in gone():
        table, _dot, name = column.partition(".")
        left = f"SELECT {name} AS id FROM {table} WHERE {name} IN (SELECT member_id FROM erasures)"  # noqa: S608 - names of our own tables  # nosec B608
        for row in db.session.execute(text(left)):
            yield f"member {row.id} was erased but still stands in {column}"


def gone() -> list[str]:
    """The columns in which nobody stands who was erased."""
    keys = {
        f"{table.name}.{column.name}"
        for table in Base.metadata.sorted_tables
        for column in table.columns
        if any(key.target_fullname == "members.id" for key in column.foreign_keys)
    }
    fates = {name: held.fate for name, held in parts.columns().items()}
    return sorted(name for name in keys if fates.get(name) in (Fate.DELETED, Fate.EMPTIED))
