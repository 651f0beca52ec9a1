"""Robots in staff chats."""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "robots",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("public_id", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("kind", _words("kind", "wecom", "feishu", "dingtalk"), nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("host", sa.Text(), nullable=False),
        sa.Column("tail", sa.Text(), nullable=False),
        sa.Column("secret", sa.Text(), nullable=True),
        sa.Column("alerts", sa.ARRAY(sa.Text()), nullable=False),
        sa.Column("active", sa.Boolean(), server_default="true", nullable=False),
        sa.Column(
            "trouble",
            _words("trouble", "refused", "too_fast", "unreachable", "unclear", "private", "redirected"),
            nullable=True,
        ),
        sa.Column("said", sa.Text(), server_default="", nullable=False),
        sa.Column("failures", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("rests_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("char_length(name) BETWEEN 1 AND 60", name=op.f("ck_robots_name_length")),
        sa.CheckConstraint("alerts <@ '{safety,overdue}'::text[]", name=op.f("ck_robots_alerts_are_known")),
        sa.CheckConstraint("kind <> 'wecom' OR secret IS NULL", name=op.f("ck_robots_wecom_signs_nothing")),
        sa.CheckConstraint("char_length(tail) <= 4", name=op.f("ck_robots_tail_is_short")),
        sa.CheckConstraint("char_length(said) <= 200", name=op.f("ck_robots_said_length")),
        sa.CheckConstraint("failures >= 0", name=op.f("ck_robots_failures_not_negative")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_robots")),
        sa.UniqueConstraint("public_id", name=op.f("uq_robots_public_id")),
    )
    op.create_table(
        "robot_alerts",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("robot_id", sa.BigInteger(), nullable=False),
        sa.Column("alert", _words("alert", "safety", "overdue"), nullable=False),
        sa.Column("subject_id", sa.BigInteger(), nullable=False),
        sa.Column("post_id", sa.BigInteger(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("sent_at >= at", name=op.f("ck_robot_alerts_sent_after_it_was_asked_for")),
        sa.ForeignKeyConstraint(["post_id"], ["posts.id"], name=op.f("fk_robot_alerts_post_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["robot_id"], ["robots.id"], name=op.f("fk_robot_alerts_robot_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_robot_alerts")),
        sa.UniqueConstraint("robot_id", "alert", "subject_id", name=op.f("uq_robot_alerts_robot_id_alert_subject_id")),
    )
    op.create_index(op.f("ix_robot_alerts_post_id"), "robot_alerts", ["post_id"])
    op.create_index(
        "ix_robot_alerts_waiting", "robot_alerts", ["robot_id", "id"], postgresql_where=sa.text("sent_at IS NULL")
    )


def _words(name: str, *words: str) -> sa.Enum:
    return sa.Enum(*words, name=name, native_enum=False, create_constraint=True, length=32)
