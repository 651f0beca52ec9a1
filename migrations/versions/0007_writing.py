"""Drafts, and what staff record for owners met elsewhere."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "drafts",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("member_id", sa.BigInteger(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("fields", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("basis", sa.BigInteger(), nullable=True),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "key ~ '^[a-z0-9]+(/[a-z0-9]+)*$' AND char_length(key) <= 80", name=op.f("ck_drafts_key_is_a_path")
        ),
        sa.CheckConstraint("octet_length(fields::text) <= 400000", name=op.f("ck_drafts_fields_size")),
        sa.ForeignKeyConstraint(["member_id"], ["members.id"], name=op.f("fk_drafts_member_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_drafts")),
        sa.UniqueConstraint("member_id", "key", name=op.f("uq_drafts_member_id_key")),
    )
    op.create_index(op.f("ix_drafts_updated_at"), "drafts", ["updated_at"], unique=False)

    op.add_column("post_revisions", sa.Column("supports", sa.BigInteger(), nullable=True))
    op.create_check_constraint(op.f("ck_post_revisions_supports_not_negative"), "post_revisions", "supports >= 0")
    op.add_column("ideas", sa.Column("recorded", sa.BigInteger(), server_default="0", nullable=False))
    op.create_check_constraint(op.f("ck_ideas_recorded_not_negative"), "ideas", "recorded >= 0")

    op.create_table(
        "recorded_supports",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("idea_id", sa.BigInteger(), nullable=False),
        *_meeting(),
        sa.CheckConstraint(_SOURCES, name=op.f("ck_recorded_supports_source")),
        sa.CheckConstraint("char_length(note) <= 1000", name=op.f("ck_recorded_supports_note_length")),
        sa.ForeignKeyConstraint(["idea_id"], ["ideas.id"], name=op.f("fk_recorded_supports_idea_id")),
        sa.ForeignKeyConstraint(
            ["placeholder_id"], ["placeholders.member_id"], name=op.f("fk_recorded_supports_placeholder_id")
        ),
        sa.ForeignKeyConstraint(["recorded_by"], ["members.id"], name=op.f("fk_recorded_supports_recorded_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_recorded_supports")),
        sa.UniqueConstraint("idea_id", "placeholder_id", name=op.f("uq_recorded_supports_idea_id_placeholder_id")),
    )
    op.create_table(
        "recorded_ideas",
        sa.Column("idea_id", sa.BigInteger(), nullable=False),
        *_meeting(),
        sa.CheckConstraint(_SOURCES, name=op.f("ck_recorded_ideas_source")),
        sa.CheckConstraint("char_length(note) <= 1000", name=op.f("ck_recorded_ideas_note_length")),
        sa.ForeignKeyConstraint(["idea_id"], ["ideas.id"], name=op.f("fk_recorded_ideas_idea_id")),
        sa.ForeignKeyConstraint(
            ["placeholder_id"], ["placeholders.member_id"], name=op.f("fk_recorded_ideas_placeholder_id")
        ),
        sa.ForeignKeyConstraint(["recorded_by"], ["members.id"], name=op.f("fk_recorded_ideas_recorded_by")),
        sa.PrimaryKeyConstraint("idea_id", name=op.f("pk_recorded_ideas")),
    )
    for table in ("recorded_supports", "recorded_ideas"):
        for column in ("placeholder_id", "recorded_by"):
            op.create_index(op.f(f"ix_{table}_{column}"), table, [column], unique=False)


_SOURCES = "source IN ('phone', 'chat', 'centre', 'event', 'mail')"


def _meeting() -> list[sa.Column]:
    return [
        sa.Column("placeholder_id", sa.BigInteger(), nullable=False),
        sa.Column("source", sa.String(length=32), nullable=False),
        sa.Column("met_on", sa.Date(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("recorded_by", sa.BigInteger(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
    ]
