"""Calmer threads, statements, suspicious supports."""

import sqlalchemy as sa
from alembic import op

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _create_calm()
    _add_statements()


def _add_statements() -> None:
    for table, kinds in (
        ("ideas", "'wish', 'problem', 'praise', 'statement'"),
        ("thresholds", "'wish', 'problem', 'praise', 'statement'"),
        ("post_links", "'ships', 'ships_partly', 'counters'"),
    ):
        op.drop_constraint(op.f(f"ck_{table}_kind"), table)
        op.create_check_constraint(op.f(f"ck_{table}_kind"), table, f"kind IN ({kinds})")
    op.drop_constraint(op.f("ck_thresholds_not_for_praise"), "thresholds")
    op.create_check_constraint(op.f("ck_thresholds_of_what_is_reviewed"), "thresholds", "kind IN ('wish', 'problem')")
    op.create_index("ix_members_owners", "members", ["id"], postgresql_where=sa.text("is_owner"))


def _create_calm() -> None:
    op.create_table(
        "calm_measures",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("thread_id", sa.BigInteger(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum("slow", "owners", "closed", name="kind", native_enum=False, create_constraint=True, length=32),
            nullable=False,
        ),
        sa.Column("minutes", sa.BigInteger(), nullable=True),
        sa.Column("until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("actor_id", sa.BigInteger(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_by_id", sa.BigInteger(), nullable=True),
        sa.CheckConstraint("(kind = 'slow') = (minutes IS NOT NULL)", name=op.f("ck_calm_measures_slow_has_minutes")),
        sa.CheckConstraint("minutes BETWEEN 1 AND 1440", name=op.f("ck_calm_measures_minutes_within_a_day")),
        sa.CheckConstraint("kind = 'closed' OR until IS NOT NULL", name=op.f("ck_calm_measures_ends_by_itself")),
        sa.CheckConstraint("until > at", name=op.f("ck_calm_measures_lasts")),
        sa.CheckConstraint("char_length(reason) BETWEEN 1 AND 500", name=op.f("ck_calm_measures_reason_length")),
        sa.CheckConstraint(
            "(ended_at IS NULL) = (ended_by_id IS NULL)", name=op.f("ck_calm_measures_ended_by_somebody")
        ),
        sa.ForeignKeyConstraint(["thread_id"], ["posts.id"], name=op.f("fk_calm_measures_thread_id")),
        sa.ForeignKeyConstraint(["actor_id"], ["members.id"], name=op.f("fk_calm_measures_actor_id")),
        sa.ForeignKeyConstraint(["ended_by_id"], ["members.id"], name=op.f("fk_calm_measures_ended_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_calm_measures")),
    )
    for column in ("thread_id", "actor_id", "ended_by_id"):
        op.create_index(op.f(f"ix_calm_measures_{column}"), "calm_measures", [column])
    op.create_index(
        "uq_calm_measures_one_of_a_kind",
        "calm_measures",
        ["thread_id", "kind"],
        unique=True,
        postgresql_where=sa.text("ended_at IS NULL"),
    )
    op.create_table(
        "calm_turns",
        sa.Column("thread_id", sa.BigInteger(), nullable=False),
        sa.Column("member_id", sa.BigInteger(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["thread_id"], ["posts.id"], name=op.f("fk_calm_turns_thread_id")),
        sa.ForeignKeyConstraint(["member_id"], ["members.id"], name=op.f("fk_calm_turns_member_id")),
        sa.PrimaryKeyConstraint("thread_id", "member_id", name=op.f("pk_calm_turns")),
    )
    for column in ("member_id", "at"):
        op.create_index(op.f(f"ix_calm_turns_{column}"), "calm_turns", [column])
