"""How common words are."""

from sqlalchemy import CheckConstraint
from sqlalchemy.orm import Mapped, mapped_column

from cocreate.kernel.database import Base

# Stands in the table for every post, whatever its words.
EVERY = ""


class WordCount(Base):
    """In about how many of the posts that can be alike the token `word` stands; `EVERY` counts all of them.

    An estimate from the newest posts, made anew now and then, that says no more than how much a shared word tells
    (``posts.similar.counts``). What stands in a single one of those is not here.
    """

    __tablename__ = "word_counts"

    word: Mapped[str] = mapped_column(primary_key=True)
    posts: Mapped[int]

    __table_args__ = (CheckConstraint("posts >= 0", "posts_not_negative"),)
