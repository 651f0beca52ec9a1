"""Search entries: what every post is found by."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import TSVECTOR

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "search_entries",
        sa.Column("post_id", sa.BigInteger(), nullable=False),
        sa.Column("thread_id", sa.BigInteger(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("vector", TSVECTOR(), nullable=False),
        sa.ForeignKeyConstraint(["post_id"], ["posts.id"], name=op.f("fk_search_entries_post_id")),
        sa.ForeignKeyConstraint(["thread_id"], ["posts.id"], name=op.f("fk_search_entries_thread_id")),
        sa.PrimaryKeyConstraint("post_id", name=op.f("pk_search_entries")),
    )
    op.create_index(op.f("ix_search_entries_thread_id"), "search_entries", ["thread_id"])
    op.create_index("ix_search_entries_new", "search_entries", [sa.text("at DESC"), sa.text("post_id DESC")])
    op.create_index(
        "ix_search_entries_vector",
        "search_entries",
        ["vector"],
        postgresql_using="gin",
        postgresql_with={"fastupdate": "off"},
    )
    # What stands on the site already is found once the worker has begun; `cocreate reindex` does the same.
    op.execute(
        "INSERT INTO procrastinate_jobs (queue_name, task_name, args)"
        " SELECT 'default', 'complete_search', '{}'::jsonb WHERE EXISTS (SELECT FROM posts)"
    )
