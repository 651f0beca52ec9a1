"""In how many posts a word stands, counted now and then from the newest of them."""

from collections.abc import Iterable

from sqlalchemy import delete, func, select, text

from cocreate.kernel.database import db, read
from cocreate.kernel.jobs import defer, job
from cocreate.posts.models import Post, PostKind
from cocreate.posts.similar.models import EVERY, WordCount

SAMPLE = 20_000  # posts: enough to tell common words from rare ones, and read in a few seconds
GROWN = 0.05  # the share by which the number of posts may differ from the counted one
_LOCK = 0x776F726473
_KINDS = (PostKind.IDEA, PostKind.QUESTION)
# What stands in one post only is not worth a row: a word without one counts as new. Labels hold a colon.
_COUNT = text(
    """
    INSERT INTO word_counts (word, posts)
    SELECT word, ceil(ndoc * CAST(:scale AS float8))
    FROM ts_stat(format($$ SELECT vector FROM search_entries WHERE vector @@ '''kind:idea'' | ''kind:question'''
                           ORDER BY at DESC, post_id DESC LIMIT %s $$, CAST(:sample AS int)))
    WHERE ndoc > 1 AND strpos(word, ':') = 0
    """
)


def of(words: Iterable[str]) -> dict[str, int]:
    """In about how many posts each of `words` stands, and how many there are (`EVERY`); no rare ones. One statement."""
    query = select(WordCount.word, WordCount.posts).where(WordCount.word.in_([EVERY, *words]))
    return {row.word: row.posts for row in read(query)}


@job("count_words", cron="53 * * * *")
def count_words() -> None:
    """Count anew where there are more or fewer posts than when it was done last, by more than the share `GROWN`."""
    counted = of([]).get(EVERY, 0)
    if abs(_posts() - counted) > counted * GROWN:
        count_anew()


def count_soon() -> None:
    """Ask for `count_words`, as when many posts came at once."""
    defer("count_words", queueing_lock="count_words")


def count_anew() -> None:
    """Count all words; of two that do so at once, one waits for the other."""
    db.session.execute(select(func.pg_advisory_xact_lock(_LOCK)))
    every = _posts()
    db.session.execute(delete(WordCount))
    db.session.add(WordCount(word=EVERY, posts=every))
    db.session.execute(_COUNT, {"sample": SAMPLE, "scale": max(1.0, every / SAMPLE)})
    db.session.flush()


def _posts() -> int:
    return db.session.scalar(select(func.count()).select_from(Post).where(Post.kind.in_(_KINDS))) or 0
