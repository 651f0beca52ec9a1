"""The one table of pictures."""

import secrets
from datetime import datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from cocreate.kernel import clock, ids
from cocreate.kernel.database import Base, text_enum

MOST = 6  # of one post
MAX_ALT = 200  # characters
SIZES = ("small", "large")


def new_key() -> str:
    """A storage key that nobody guesses and no two pictures share."""
    return f"pictures/{secrets.token_hex(12)}"


class Shelf(StrEnum):
    """Who sees a picture that a higher floor shows beside no post: its team alone, or everybody."""

    TEAM = "team"
    EVERYBODY = "everybody"


class Picture(Base):
    """A picture of `post_id` at a `position` among its pictures, or of no post yet.

    One that shows something else than a post stands on a `shelf`, as long as whoever put it there keeps it.

    `width` and `height` are those of the large file in pixels, `digest` is its SHA-256 in hex, `bytes` the sum of both
    files. `placeholder` is a tiny blurred twin as a ``data:`` address. `alt` says what is seen, ``""``: nobody said.
    """

    __tablename__ = "pictures"

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(unique=True, default=ids.new_public_id)
    uploader_id: Mapped[int] = mapped_column(ForeignKey("members.id"), index=True)
    post_id: Mapped[int | None] = mapped_column(ForeignKey("posts.id"))
    position: Mapped[int | None]
    shelf: Mapped[Shelf | None] = mapped_column(text_enum(Shelf, "shelf"))
    alt: Mapped[str] = mapped_column(default="")
    width: Mapped[int]
    height: Mapped[int]
    placeholder: Mapped[str]
    key: Mapped[str] = mapped_column(unique=True, default=new_key)
    digest: Mapped[str]
    bytes: Mapped[int]
    created_at: Mapped[datetime] = mapped_column(default=clock.now)

    __table_args__ = (
        UniqueConstraint("post_id", "position"),
        CheckConstraint("(post_id IS NULL) = (position IS NULL)", "position_in_a_post"),
        CheckConstraint("shelf IS NULL OR post_id IS NULL", "in_one_place"),
        CheckConstraint("position BETWEEN 0 AND 5", "six_at_most"),
        CheckConstraint("char_length(alt) <= 200", "alt_length"),
        CheckConstraint("width > 0 AND height > 0 AND bytes > 0", "not_empty"),
        CheckConstraint("octet_length(placeholder) <= 1000", "placeholder_size"),
        CheckConstraint("digest ~ '^[0-9a-f]{64}$'", "digest_is_sha256"),
        Index("ix_pictures_unattached", "created_at", postgresql_where=text("post_id IS NULL")),
    )

    @property
    def is_loose(self) -> bool:
        """Whether nothing shows it yet."""
        return self.post_id is None and self.shelf is None

    def file(self, size: str) -> str:
        """The storage key of the file of `size`, one of `SIZES`."""
        return f"{self.key}-{size}.webp"
