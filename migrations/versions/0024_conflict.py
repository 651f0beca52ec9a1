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
    _create_suspicion()
    _create_protections()


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


def _create_suspicion() -> None:
    op.create_table(
        "access_log",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("member_id", sa.BigInteger(), nullable=False),
        sa.Column("idea_id", sa.BigInteger(), nullable=True),
        sa.Column("device", sa.Text(), nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["member_id"], ["members.id"], name=op.f("fk_access_log_member_id")),
        sa.ForeignKeyConstraint(["idea_id"], ["ideas.id"], name=op.f("fk_access_log_idea_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_access_log")),
    )
    for column in ("member_id", "idea_id", "at"):
        op.create_index(op.f(f"ix_access_log_{column}"), "access_log", [column])
    _create_voidings()
    op.create_table(
        "voided_members",
        sa.Column("voiding_id", sa.BigInteger(), nullable=False),
        sa.Column("member_id", sa.BigInteger(), nullable=False),
        sa.Column("decision_id", sa.BigInteger(), nullable=True),
        sa.Column("restored_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "restored_at IS NULL OR decision_id IS NOT NULL", name=op.f("ck_voided_members_decided_before_restored")
        ),
        sa.ForeignKeyConstraint(["voiding_id"], ["voidings.id"], name=op.f("fk_voided_members_voiding_id")),
        sa.ForeignKeyConstraint(["member_id"], ["members.id"], name=op.f("fk_voided_members_member_id")),
        sa.ForeignKeyConstraint(["decision_id"], ["decisions.id"], name=op.f("fk_voided_members_decision_id")),
        sa.PrimaryKeyConstraint("voiding_id", "member_id", name=op.f("pk_voided_members")),
        sa.UniqueConstraint("decision_id", name=op.f("uq_voided_members_decision_id")),
    )
    op.create_index(op.f("ix_voided_members_member_id"), "voided_members", ["member_id"])
    op.add_column("supports", sa.Column("voiding_id", sa.BigInteger(), nullable=True))
    op.create_foreign_key(op.f("fk_supports_voiding_id"), "supports", "voidings", ["voiding_id"], ["id"])
    op.create_check_constraint(
        op.f("ck_supports_voided_counts_nowhere"), "supports", "voiding_id IS NULL OR counted_in_id IS NULL"
    )
    voided = sa.text("voiding_id IS NOT NULL")
    columns = ["voiding_id", "member_id"]
    op.create_index(op.f("ix_supports_voiding_id_member_id"), "supports", columns, postgresql_where=voided)
    actions = (
        "approve", "approve_trust", "edit", "hold", "hide", "remove", "restore", "warn", "silence", "suspend", "ban",
        "block_all", "void",
    )  # fmt: skip
    op.drop_constraint(op.f("ck_decisions_action"), "decisions")
    op.create_check_constraint(op.f("ck_decisions_action"), "decisions", f"action IN {actions}")


def _create_voidings() -> None:
    op.create_table(
        "voidings",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("public_id", sa.Text(), nullable=False),
        sa.Column("idea_id", sa.BigInteger(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("proposer_id", sa.BigInteger(), nullable=False),
        sa.Column("proposed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "open",
                "confirmed",
                "declined",
                "taken_back",
                name="state",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("decider_id", sa.BigInteger(), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("supports", sa.BigInteger(), nullable=False),
        sa.Column("owners", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("char_length(reason) BETWEEN 1 AND 500", name=op.f("ck_voidings_reason_length")),
        sa.CheckConstraint("decider_id <> proposer_id", name=op.f("ck_voidings_two_people")),
        sa.CheckConstraint(
            "(state IN ('confirmed', 'declined')) = (decider_id IS NOT NULL)",
            name=op.f("ck_voidings_decided_by_somebody"),
        ),
        sa.CheckConstraint("(state = 'open') = (decided_at IS NULL)", name=op.f("ck_voidings_decided_at_some_time")),
        sa.CheckConstraint("owners BETWEEN 0 AND supports", name=op.f("ck_voidings_owners_among_supports")),
        sa.CheckConstraint("supports = 0 OR state = 'confirmed'", name=op.f("ck_voidings_confirmed_voids")),
        sa.ForeignKeyConstraint(["idea_id"], ["ideas.id"], name=op.f("fk_voidings_idea_id")),
        sa.ForeignKeyConstraint(["proposer_id"], ["members.id"], name=op.f("fk_voidings_proposer_id")),
        sa.ForeignKeyConstraint(["decider_id"], ["members.id"], name=op.f("fk_voidings_decider_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_voidings")),
        sa.UniqueConstraint("public_id", name=op.f("uq_voidings_public_id")),
    )
    for column in ("idea_id", "proposer_id", "decider_id"):
        op.create_index(op.f(f"ix_voidings_{column}"), "voidings", [column])
    still_open = sa.text("state = 'open'")
    op.create_index("uq_voidings_one_open", "voidings", ["idea_id"], unique=True, postgresql_where=still_open)


def _create_protections() -> None:
    op.create_table(
        "member_protections",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("member_id", sa.BigInteger(), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("actor_id", sa.BigInteger(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_by_id", sa.BigInteger(), nullable=True),
        sa.CheckConstraint("until > at", name=op.f("ck_member_protections_lasts")),
        sa.CheckConstraint("char_length(reason) BETWEEN 1 AND 500", name=op.f("ck_member_protections_reason_length")),
        sa.CheckConstraint(
            "(ended_at IS NULL) = (ended_by_id IS NULL)", name=op.f("ck_member_protections_ended_by_somebody")
        ),
        sa.ForeignKeyConstraint(["member_id"], ["members.id"], name=op.f("fk_member_protections_member_id")),
        sa.ForeignKeyConstraint(["actor_id"], ["members.id"], name=op.f("fk_member_protections_actor_id")),
        sa.ForeignKeyConstraint(["ended_by_id"], ["members.id"], name=op.f("fk_member_protections_ended_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_member_protections")),
    )
    for column in ("member_id", "actor_id", "ended_by_id"):
        op.create_index(op.f(f"ix_member_protections_{column}"), "member_protections", [column])
    lasting = sa.text("ended_at IS NULL")
    op.create_index(
        "uq_member_protections_one", "member_protections", ["member_id"], unique=True, postgresql_where=lasting
    )
