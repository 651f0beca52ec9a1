"""Watched words."""

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "watched_words",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("public_id", sa.Text(), nullable=False),
        sa.Column("pattern", sa.Text(), nullable=False),
        sa.Column("folded", sa.Text(), nullable=False),
        sa.Column("anchor", sa.Text(), nullable=False),
        sa.Column("action", sa.String(32), nullable=False),
        sa.Column("value", sa.Text(), server_default="", nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "action IN ('block', 'hold', 'flag', 'censor', 'replace', 'link', 'tag', 'silence')",
            name=op.f("ck_watched_words_action"),
        ),
        sa.CheckConstraint("char_length(pattern) BETWEEN 1 AND 100", name=op.f("ck_watched_words_pattern_length")),
        sa.CheckConstraint("folded <> '' AND anchor <> ''", name=op.f("ck_watched_words_something_to_look_for")),
        sa.CheckConstraint("char_length(value) <= 300", name=op.f("ck_watched_words_value_length")),
        sa.CheckConstraint(
            "CASE WHEN action IN ('replace', 'link', 'tag', 'silence') THEN value <> '' "
            "ELSE action = 'block' OR value = '' END",
            name=op.f("ck_watched_words_value_where_due"),
        ),
        sa.CheckConstraint(
            "action <> 'link' OR value ~ '^https?://'", name=op.f("ck_watched_words_link_leads_into_the_web")
        ),
        sa.CheckConstraint("action <> 'tag' OR char_length(value) <= 30", name=op.f("ck_watched_words_tag_length")),
        sa.CheckConstraint(
            "action <> 'silence' OR value ~ '^[1-9][0-9]{0,3}$'", name=op.f("ck_watched_words_silence_is_in_hours")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_watched_words")),
        sa.UniqueConstraint("public_id", name=op.f("uq_watched_words_public_id")),
        sa.UniqueConstraint("folded", "action", name=op.f("uq_watched_words_folded_action")),
    )
    op.create_table(
        "watched_words_version",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("version", sa.Uuid(), server_default=sa.text("gen_random_uuid()"), nullable=False),
        sa.CheckConstraint("id = 1", name=op.f("ck_watched_words_version_one_row")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_watched_words_version")),
    )
    op.execute("INSERT INTO watched_words_version (id) VALUES (1)")
    op.create_table(
        "watched_word_hits",
        sa.Column("word_id", sa.BigInteger(), nullable=False),
        sa.Column("hits", sa.BigInteger(), nullable=False),
        sa.Column("last_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("hits > 0", name=op.f("ck_watched_word_hits_hits_positive")),
        sa.ForeignKeyConstraint(
            ["word_id"],
            ["watched_words.id"],
            name=op.f("fk_watched_word_hits_word_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("word_id", name=op.f("pk_watched_word_hits")),
    )
