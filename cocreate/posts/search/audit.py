"""What must always hold of search entries."""

from collections.abc import Iterable

from sqlalchemy import func, select, text

from cocreate.kernel.database import db
from cocreate.posts.models import Post
from cocreate.posts.search import entries
from cocreate.posts.search.rules import columns

_BATCH = 500
# Compared by the database: only it knows when two vectors are the same.
_DIFFERENCES = text(
    """
    SELECT coalesce(made.post_id, kept.post_id) AS post_id,
           CASE WHEN kept.post_id IS NULL THEN 'has no search entry'
                WHEN made.post_id IS NULL THEN 'has a search entry though it is not to be found'
                WHEN kept.vector <> made.vector::tsvector THEN 'is found by other words than it holds'
                ELSE 'has a search entry of another thread or instant' END AS said
    FROM unnest(CAST(:post_id AS bigint[]), CAST(:thread_id AS bigint[]), CAST(:at AS timestamptz[]),
                CAST(:vector AS text[])) AS made (post_id, thread_id, at, vector)
    FULL JOIN (SELECT * FROM search_entries WHERE post_id > :after AND post_id <= :last) AS kept USING (post_id)
    WHERE (kept.thread_id, kept.at, kept.vector)
          IS DISTINCT FROM (made.thread_id, made.at, made.vector::tsvector)
    ORDER BY 1
    """
)


def check() -> Iterable[str]:
    """Sentences about entries that are not what making them anew gives, a batch of posts at a time."""
    after, end = 0, db.session.scalar(select(func.max(Post.id))) or 0
    while after < end:
        query = select(Post.id).where(Post.id > after).order_by(Post.id).limit(_BATCH)
        ids = list(db.session.scalars(query))
        made = columns(entries.made(ids))
        for row in db.session.execute(_DIFFERENCES, made | {"after": after, "last": ids[-1]}):
            yield f"post {row.post_id} {row.said}: run `cocreate reindex`"
        after = ids[-1]
