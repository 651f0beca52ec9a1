"""The one table of drafts."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from cocreate.kernel import clock
from cocreate.kernel.database import Base


class Draft(Base):
    """What `member` typed into the form `key` and has not sent: each field's values, in order, as a browser sends them.

    `key` is the path of the page with the form, without its first slash ("ideas/new"). `basis` is the number of the
    text that a change was begun from; another number at the post means that somebody changed it since.
    """

    __tablename__ = "drafts"

    id: Mapped[int] = mapped_column(primary_key=True)
    member_id: Mapped[int] = mapped_column(ForeignKey("members.id"))
    key: Mapped[str]
    fields: Mapped[dict[str, list[str]]] = mapped_column(JSONB)
    basis: Mapped[int | None]
    updated_at: Mapped[datetime] = mapped_column(default=clock.now, index=True)

    __table_args__ = (
        UniqueConstraint("member_id", "key"),
        CheckConstraint("key ~ '^[a-z0-9]+(/[a-z0-9]+)*$' AND char_length(key) <= 80", "key_is_a_path"),
        CheckConstraint("octet_length(fields::text) <= 400000", "fields_size"),
    )

    @property
    def stamp(self) -> str:
        """What tells this state of the draft from every other."""
        return self.updated_at.isoformat()

    def first(self, name: str) -> str:
        """The first value of the field `name`, ``""`` when there is none."""
        return next(iter(self.fields.get(name, ())), "")
