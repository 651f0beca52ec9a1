"""The table of announcements."""

from datetime import date

from sqlalchemy import ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from cocreate.kernel.database import Base
from cocreate.posts.models import Post
from cocreate.roadmap.words import Translated, translation_constraints


class Announcement(Translated, Base):
    """An announcement, pinned up to and including `pinned_until`."""

    __tablename__ = "announcements"

    id: Mapped[int] = mapped_column(ForeignKey("posts.id"), primary_key=True)
    pinned_until: Mapped[date | None]

    post: Mapped[Post] = relationship(lazy="raise", innerjoin=True)

    __table_args__ = (
        *translation_constraints(),
        Index("ix_announcements_pinned", text("pinned_until DESC"), postgresql_where=text("pinned_until IS NOT NULL")),
    )
