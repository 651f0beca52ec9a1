"""The table of announcements."""

from datetime import date

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from cocreate.kernel.database import Base
from cocreate.posts.models import Post


class Announcement(Base):
    """An announcement. Its post is in Chinese where the pages speak it, `title_en` and `body_en` are its translation.

    Where the pages speak one language only there is no translation. It is pinned up to and including `pinned_until`.
    """

    __tablename__ = "announcements"

    id: Mapped[int] = mapped_column(ForeignKey("posts.id"), primary_key=True)
    title_en: Mapped[str | None]
    body_en: Mapped[str | None]
    pinned_until: Mapped[date | None]

    post: Mapped[Post] = relationship(lazy="raise", innerjoin=True)

    __table_args__ = (
        CheckConstraint("(title_en IS NULL) = (body_en IS NULL)", "translation_is_whole"),
        CheckConstraint("char_length(title_en) BETWEEN 1 AND 200", "title_en_length"),
        CheckConstraint("octet_length(body_en) <= 200000", "body_en_size"),
        Index("ix_announcements_pinned", text("pinned_until DESC"), postgresql_where=text("pinned_until IS NOT NULL")),
    )
