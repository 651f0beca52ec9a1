"""Watched words, the version of all of them, and how often each was met."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint, func
from sqlalchemy.orm import Mapped, mapped_column

from cocreate.kernel import clock, ids
from cocreate.kernel.database import Base, text_enum


class WordAction(StrEnum):
    """What becomes of a text that has the word."""

    BLOCK = "block"
    HOLD = "hold"
    FLAG = "flag"
    CENSOR = "censor"
    REPLACE = "replace"
    LINK = "link"
    TAG = "tag"
    SILENCE = "silence"


class WatchedWord(Base):
    """A word as moderators typed it, and what becomes of a text with it.

    `value` is what the action needs: the replacement, the address, the tag, the hours of silence; for a block it is
    what the author is told, or nothing. `folded` and `anchor` are derived from `pattern` (``words.patterns``).
    """

    __tablename__ = "watched_words"

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(unique=True, default=ids.new_public_id)
    pattern: Mapped[str]
    folded: Mapped[str]
    anchor: Mapped[str]
    action: Mapped[WordAction] = mapped_column(text_enum(WordAction, "action"))
    value: Mapped[str] = mapped_column(default="", server_default="")
    created_at: Mapped[datetime] = mapped_column(default=clock.now)

    __table_args__ = (
        UniqueConstraint("folded", "action"),
        CheckConstraint("char_length(pattern) BETWEEN 1 AND 100", "pattern_length"),
        CheckConstraint("folded <> '' AND anchor <> ''", "something_to_look_for"),
        CheckConstraint("char_length(value) <= 300", "value_length"),
        CheckConstraint(
            "CASE WHEN action IN ('replace', 'link', 'tag', 'silence') THEN value <> '' "
            "ELSE action = 'block' OR value = '' END",
            "value_where_due",
        ),
        CheckConstraint("action <> 'link' OR value ~ '^https?://'", "link_leads_into_the_web"),
        CheckConstraint("action <> 'tag' OR char_length(value) <= 30", "tag_length"),
        CheckConstraint("action <> 'silence' OR value ~ '^[1-9][0-9]{0,3}$'", "silence_is_in_hours"),
    )

    @property
    def hours(self) -> int:
        """How long the author of a text with the word publishes nothing more."""
        return int(self.value) if self.action is WordAction.SILENCE else 0


class WordsVersion(Base):
    """The one row whose `version` is another whenever a word was added, changed or removed.

    A random one: what was rolled back never comes again under the same version.
    """

    __tablename__ = "watched_words_version"

    id: Mapped[int] = mapped_column(primary_key=True, default=1)
    version: Mapped[UUID] = mapped_column(server_default=func.gen_random_uuid())

    __table_args__ = (CheckConstraint("id = 1", "one_row"),)


class WordHits(Base):
    """How many texts had the word, and when the last one did; no row before the first."""

    __tablename__ = "watched_word_hits"

    word_id: Mapped[int] = mapped_column(ForeignKey("watched_words.id", ondelete="CASCADE"), primary_key=True)
    hits: Mapped[int]
    last_at: Mapped[datetime]

    __table_args__ = (CheckConstraint("hits > 0", "hits_positive"),)
