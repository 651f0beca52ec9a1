"""How far an import has come."""

from datetime import datetime

from sqlalchemy import CheckConstraint, Index
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from cocreate.importing.mapping import ImportKind
from cocreate.kernel import clock
from cocreate.kernel.database import Base, text_enum


class ImportRun(Base):
    """One import of a file. Of each `fingerprint` (the file, its mapping, the plan made of them) at most one is open.

    `done` of `total` planned rows are through: `added`, `present` (there before) or in `failed`, which holds, by row
    number, why the database refused a row. Rows that the plan itself rejects are in none of these.
    """

    __tablename__ = "import_runs"

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[ImportKind] = mapped_column(text_enum(ImportKind, "kind"))
    source: Mapped[str]
    fingerprint: Mapped[str]
    total: Mapped[int]
    done: Mapped[int] = mapped_column(default=0)
    added: Mapped[int] = mapped_column(default=0)
    present: Mapped[int] = mapped_column(default=0)
    failed: Mapped[dict[str, str]] = mapped_column(JSONB, default=dict)
    started_at: Mapped[datetime] = mapped_column(default=clock.now)
    finished_at: Mapped[datetime | None]

    __table_args__ = (
        CheckConstraint("done BETWEEN 0 AND total", "done_of_total"),
        CheckConstraint("added >= 0 AND present >= 0 AND added + present <= done", "outcomes_of_done"),
        CheckConstraint("finished_at IS NULL OR done = total", "finished_is_through"),
        Index("uq_import_runs_open", "fingerprint", unique=True, postgresql_where="finished_at IS NULL"),
    )
