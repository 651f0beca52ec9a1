"""The table of search entries."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, text
from sqlalchemy.dialects.postgresql import TSVECTOR
from sqlalchemy.orm import Mapped, mapped_column

from cocreate.kernel.database import Base


class SearchEntry(Base):
    """What the post `post_id` is found by: a cache of its text, tags and labels, checked by audit.

    `vector` holds the tokens of the title (weight A), the tags (B) and the text (C) with their places, and the labels
    (D) without. `thread_id` is the post under which it stands, itself where it stands alone: it is found by those who
    see both. `at` is when it was published, and puts the newest first.
    """

    __tablename__ = "search_entries"

    post_id: Mapped[int] = mapped_column(ForeignKey("posts.id"), primary_key=True)
    thread_id: Mapped[int] = mapped_column(ForeignKey("posts.id"), index=True)
    at: Mapped[datetime]
    vector: Mapped[Any] = mapped_column(TSVECTOR)

    __table_args__ = (
        # Written at once: a list of what is still to be written would be read through by every search.
        Index("ix_search_entries_vector", "vector", postgresql_using="gin", postgresql_with={"fastupdate": "off"}),
        Index("ix_search_entries_new", text("at DESC"), text("post_id DESC")),
    )
