"""How common words are, by which similar posts are told from others."""

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "word_counts",
        sa.Column("word", sa.Text(), nullable=False),
        sa.Column("posts", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("posts >= 0", name=op.f("ck_word_counts_posts_not_negative")),
        sa.PrimaryKeyConstraint("word", name=op.f("pk_word_counts")),
    )
