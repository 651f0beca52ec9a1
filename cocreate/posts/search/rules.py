"""Keeping the entries as the posts are."""

from collections.abc import Collection, Sequence

from sqlalchemy import exists, select, text

from cocreate.kernel.database import db
from cocreate.kernel.jobs import defer, job
from cocreate.posts.models import Post
from cocreate.posts.search import entries
from cocreate.posts.search.entries import Entry
from cocreate.posts.search.models import SearchEntry

BATCH = 200

_WRITE = text(
    """
    INSERT INTO search_entries AS kept (post_id, thread_id, at, vector)
    SELECT post_id, thread_id, at, vector::tsvector
    FROM unnest(CAST(:post_id AS bigint[]), CAST(:thread_id AS bigint[]), CAST(:at AS timestamptz[]),
                CAST(:vector AS text[])) AS made (post_id, thread_id, at, vector)
    ON CONFLICT (post_id) DO UPDATE SET thread_id = excluded.thread_id, at = excluded.at, vector = excluded.vector
    WHERE (kept.thread_id, kept.at, kept.vector) <> (excluded.thread_id, excluded.at, excluded.vector)
    """
)
_FORGET = text("DELETE FROM search_entries WHERE post_id = ANY(:post_ids)")


def index(post_ids: Collection[int]) -> None:
    """Bring the entries of these posts to what the posts are, in the transaction that changed them.

    The posts are locked first and read afterwards: of two changes at once, or of a change and a rebuilding, the one
    that comes second sees what the first one did.
    """
    if not post_ids:
        return
    db.session.flush()
    lock(post_ids)
    made = entries.made(post_ids)
    db.session.execute(_WRITE, columns(made))
    if absent := set(post_ids) - {entry.post_id for entry in made}:
        db.session.execute(_FORGET, {"post_ids": list(absent)})


def lock(post_ids: Collection[int]) -> None:
    """Hold these posts until the transaction ends, locked in the order of their keys: nobody waits in a ring."""
    wanted = select(Post.id).where(Post.id.in_(post_ids)).order_by(Post.id)
    db.session.execute(wanted.with_for_update(key_share=True))


def columns(made: Sequence[Entry]) -> dict[str, list[object]]:
    """The entries by column, as statements over many of them take them."""
    return {name: [getattr(entry, name) for entry in made] for name in Entry._fields}


def next_batch(after: int, *, missing_only: bool = False) -> int | None:
    """Make the entries of the next `BATCH` posts whose keys come `after`; answer the last key, ``None`` at the end.

    With `missing_only` just of posts without an entry. Callers commit after each batch, so that nothing stays locked.
    """
    query = select(Post.id).where(Post.id > after).order_by(Post.id).limit(BATCH)
    if missing_only:
        query = query.where(~exists().where(SearchEntry.post_id == Post.id))
    found = list(db.session.scalars(query))
    index(found)
    return found[-1] if found else None


@job("complete_search")
def complete(after: int = 0) -> None:
    """Make the entries of posts that have none, as after the migration that brought search; a batch a job."""
    last = next_batch(after, missing_only=True)
    if last is not None:
        defer("complete_search", after=last)
