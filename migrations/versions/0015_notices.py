"""Notices: what each member is told, how they chose to hear it, and what was sent."""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "mailings",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("member_id", sa.BigInteger(), nullable=False),
        sa.Column(
            "pace",
            sa.Enum(
                "off", "at_once", "daily", "weekly", name="pace", native_enum=False, create_constraint=True, length=32
            ),
            nullable=False,
        ),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("notices", sa.BigInteger(), server_default="0", nullable=False),
        sa.CheckConstraint("pace <> 'off'", name=op.f("ck_mailings_pace_of_a_letter")),
        sa.CheckConstraint("notices >= 0", name=op.f("ck_mailings_notices_not_negative")),
        sa.ForeignKeyConstraint(["member_id"], ["members.id"], name=op.f("fk_mailings_member_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mailings")),
        sa.UniqueConstraint("member_id", "pace", "due_at", name=op.f("uq_mailings_member_id_pace_due_at")),
    )
    op.create_index(op.f("ix_mailings_at"), "mailings", ["at"], unique=False)
    op.create_table(
        "notice_choices",
        sa.Column("member_id", sa.BigInteger(), nullable=False),
        sa.Column(
            "cause",
            sa.Enum(
                "answer",
                "mention",
                "status",
                "official",
                "edit",
                "merge",
                "release",
                "role",
                "vehicle",
                "announcement",
                name="cause",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column(
            "channel",
            sa.Enum("site", "mail", name="channel", native_enum=False, create_constraint=True, length=32),
            nullable=False,
        ),
        sa.Column(
            "pace",
            sa.Enum(
                "off", "at_once", "daily", "weekly", name="pace", native_enum=False, create_constraint=True, length=32
            ),
            nullable=False,
        ),
        sa.CheckConstraint(
            "channel = 'mail' OR pace IN ('off', 'at_once')", name=op.f("ck_notice_choices_site_is_at_once")
        ),
        sa.ForeignKeyConstraint(["member_id"], ["members.id"], name=op.f("fk_notice_choices_member_id")),
        sa.PrimaryKeyConstraint("member_id", "cause", "channel", name=op.f("pk_notice_choices")),
    )
    op.create_index("ix_notice_choices_cause", "notice_choices", ["cause", "channel", "member_id"], unique=False)
    op.create_table(
        "broadcasts",
        sa.Column("entry_id", sa.BigInteger(), nullable=False),
        sa.Column(
            "cause",
            sa.Enum(
                "answer",
                "mention",
                "status",
                "official",
                "edit",
                "merge",
                "release",
                "role",
                "vehicle",
                "announcement",
                name="cause",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("about_id", sa.BigInteger(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["about_id"], ["posts.id"], name=op.f("fk_broadcasts_about_id")),
        sa.ForeignKeyConstraint(["entry_id"], ["journal_entries.id"], name=op.f("fk_broadcasts_entry_id")),
        sa.PrimaryKeyConstraint("entry_id", name=op.f("pk_broadcasts")),
    )
    op.create_index(op.f("ix_broadcasts_about_id"), "broadcasts", ["about_id"], unique=False)
    op.create_index(op.f("ix_broadcasts_at"), "broadcasts", ["at"], unique=False)
    op.create_table(
        "mutes",
        sa.Column("member_id", sa.BigInteger(), nullable=False),
        sa.Column("post_id", sa.BigInteger(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["member_id"], ["members.id"], name=op.f("fk_mutes_member_id")),
        sa.ForeignKeyConstraint(["post_id"], ["posts.id"], name=op.f("fk_mutes_post_id")),
        sa.PrimaryKeyConstraint("member_id", "post_id", name=op.f("pk_mutes")),
    )
    op.create_index(op.f("ix_mutes_post_id"), "mutes", ["post_id"], unique=False)
    op.create_table(
        "notices",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("member_id", sa.BigInteger(), nullable=False),
        sa.Column("entry_id", sa.BigInteger(), nullable=False),
        sa.Column(
            "cause",
            sa.Enum(
                "answer",
                "mention",
                "status",
                "official",
                "edit",
                "merge",
                "release",
                "role",
                "vehicle",
                "announcement",
                name="cause",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column(
            "why",
            sa.Enum(
                "author",
                "co_author",
                "answered",
                "mentioned",
                "supporter",
                "follower",
                "holder",
                "everyone",
                name="why",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("about_id", sa.BigInteger(), nullable=True),
        sa.Column("said_id", sa.BigInteger(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("on_site", sa.Boolean(), server_default="true", nullable=False),
        sa.Column("read_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column(
            "pace",
            sa.Enum(
                "off", "at_once", "daily", "weekly", name="pace", native_enum=False, create_constraint=True, length=32
            ),
            nullable=True,
        ),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("mailing_id", sa.BigInteger(), nullable=True),
        sa.CheckConstraint("pace <> 'off'", name=op.f("ck_notices_pace_of_a_letter")),
        sa.CheckConstraint(
            "due_at IS NULL OR (pace IS NOT NULL AND mailing_id IS NULL)", name=op.f("ck_notices_waits_or_is_mailed")
        ),
        sa.CheckConstraint("on_site OR pace IS NOT NULL", name=op.f("ck_notices_told_somewhere")),
        sa.ForeignKeyConstraint(["about_id"], ["posts.id"], name=op.f("fk_notices_about_id")),
        sa.ForeignKeyConstraint(["entry_id"], ["journal_entries.id"], name=op.f("fk_notices_entry_id")),
        sa.ForeignKeyConstraint(["mailing_id"], ["mailings.id"], name=op.f("fk_notices_mailing_id")),
        sa.ForeignKeyConstraint(["member_id"], ["members.id"], name=op.f("fk_notices_member_id")),
        sa.ForeignKeyConstraint(["said_id"], ["posts.id"], name=op.f("fk_notices_said_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notices")),
        sa.UniqueConstraint("entry_id", "member_id", name=op.f("uq_notices_entry_id_member_id")),
    )
    op.create_index(
        "ix_notices_about", "notices", ["about_id"], unique=False, postgresql_where=sa.text("about_id IS NOT NULL")
    )
    op.create_index(
        "ix_notices_due",
        "notices",
        ["due_at", "member_id"],
        unique=False,
        postgresql_where=sa.text("due_at IS NOT NULL"),
    )
    op.create_index(
        "ix_notices_mailing",
        "notices",
        ["mailing_id"],
        unique=False,
        postgresql_where=sa.text("mailing_id IS NOT NULL"),
    )
    op.create_index(op.f("ix_notices_member_id_id"), "notices", ["member_id", "id"], unique=False)
    op.create_index(
        "ix_notices_said", "notices", ["said_id"], unique=False, postgresql_where=sa.text("said_id IS NOT NULL")
    )
    op.create_index(
        "ix_notices_unread",
        "notices",
        ["member_id", "id"],
        unique=False,
        postgresql_where=sa.text("read_at IS NULL AND on_site"),
    )
    op.create_table(
        "broadcast_reads",
        sa.Column("member_id", sa.BigInteger(), nullable=False),
        sa.Column("entry_id", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["entry_id"], ["broadcasts.entry_id"], name=op.f("fk_broadcast_reads_entry_id")),
        sa.ForeignKeyConstraint(["member_id"], ["members.id"], name=op.f("fk_broadcast_reads_member_id")),
        sa.PrimaryKeyConstraint("member_id", "entry_id", name=op.f("pk_broadcast_reads")),
    )
    op.create_index(op.f("ix_broadcast_reads_entry_id"), "broadcast_reads", ["entry_id"], unique=False)
