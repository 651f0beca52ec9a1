"""Promised answers and decisions, the author's verdict, the safety mark, closing by two, the working calendar."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

APPEND_ONLY = ("verdicts", "safety_marks")
CHECKS = (
    ("ideas", "safety_is_of_problems", "NOT safety OR kind = 'problem'"),
    ("ideas", "reopened_are_problems", "reopened_at IS NULL OR kind = 'problem'"),
    ("status_changes", "confirmed_by_another", "confirmed_by_id <> actor_id"),
    ("site", "hours_are_some", "answer_hours BETWEEN 1 AND 9999 AND decision_hours BETWEEN 1 AND 9999"),
    ("site", "days_of_a_week", "cardinality(working_days) > 0 AND working_days <@ '{1,2,3,4,5,6,7}'"),
    ("site", "minutes_of_a_day", "0 <= working_from AND working_from < working_to AND working_to <= 1440"),
    ("site", "some_holidays", "cardinality(holidays) <= 400"),
)


def upgrade() -> None:
    op.create_table(
        "closing_proposals",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("idea_id", sa.BigInteger(), nullable=False),
        sa.Column("from_key", sa.Text(), nullable=False),
        sa.Column("to_key", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("official", sa.Boolean(), nullable=False),
        sa.Column("proposer_id", sa.BigInteger(), nullable=False),
        sa.Column("proposed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "open",
                "confirmed",
                "declined",
                "void",
                name="state",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("decider_id", sa.BigInteger(), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "(state = 'open') = (decided_at IS NULL)", name=op.f("ck_closing_proposals_decided_at_some_time")
        ),
        sa.CheckConstraint(
            "(state IN ('confirmed', 'declined')) = (decider_id IS NOT NULL)",
            name=op.f("ck_closing_proposals_decided_by_somebody"),
        ),
        sa.CheckConstraint("char_length(reason) BETWEEN 1 AND 4000", name=op.f("ck_closing_proposals_reason_length")),
        sa.CheckConstraint("decider_id <> proposer_id", name=op.f("ck_closing_proposals_two_people")),
        sa.CheckConstraint("from_key <> to_key", name=op.f("ck_closing_proposals_somewhere_else")),
        sa.ForeignKeyConstraint(["decider_id"], ["members.id"], name=op.f("fk_closing_proposals_decider_id")),
        sa.ForeignKeyConstraint(["from_key"], ["statuses.key"], name=op.f("fk_closing_proposals_from_key")),
        sa.ForeignKeyConstraint(["idea_id"], ["ideas.id"], name=op.f("fk_closing_proposals_idea_id")),
        sa.ForeignKeyConstraint(["proposer_id"], ["members.id"], name=op.f("fk_closing_proposals_proposer_id")),
        sa.ForeignKeyConstraint(["to_key"], ["statuses.key"], name=op.f("fk_closing_proposals_to_key")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_closing_proposals")),
    )
    op.create_index(op.f("ix_closing_proposals_decider_id"), "closing_proposals", ["decider_id"], unique=False)
    op.create_index(op.f("ix_closing_proposals_from_key"), "closing_proposals", ["from_key"], unique=False)
    op.create_index(op.f("ix_closing_proposals_idea_id"), "closing_proposals", ["idea_id"], unique=False)
    op.create_index(op.f("ix_closing_proposals_proposer_id"), "closing_proposals", ["proposer_id"], unique=False)
    op.create_index(op.f("ix_closing_proposals_to_key"), "closing_proposals", ["to_key"], unique=False)
    op.create_index(
        "uq_closing_proposals_one_open",
        "closing_proposals",
        ["idea_id"],
        unique=True,
        postgresql_where=sa.text("state = 'open'"),
    )
    op.create_table(
        "responses",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("idea_id", sa.BigInteger(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum("answer", "decision", name="kind", native_enum=False, create_constraint=True, length=32),
            nullable=False,
        ),
        sa.Column(
            "state",
            sa.Enum(
                "running", "paused", "met", "missed", name="state", native_enum=False, create_constraint=True, length=32
            ),
            nullable=False,
        ),
        sa.Column("hours", sa.BigInteger(), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("met_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("taken", sa.Double(), nullable=True),
        sa.CheckConstraint(
            "state <> 'met' OR (met_at IS NOT NULL AND met_at < due_at)", name=op.f("ck_responses_met_in_time")
        ),
        sa.CheckConstraint(
            "state <> 'missed' OR met_at IS NULL OR met_at >= due_at", name=op.f("ck_responses_missed_is_late")
        ),
        sa.CheckConstraint(
            "state NOT IN ('running', 'paused') OR met_at IS NULL", name=op.f("ck_responses_open_is_not_met")
        ),
        sa.CheckConstraint("(met_at IS NULL) = (taken IS NULL)", name=op.f("ck_responses_met_after_some_hours")),
        sa.CheckConstraint("due_at > started_at", name=op.f("ck_responses_due_after_the_start")),
        sa.CheckConstraint("hours > 0", name=op.f("ck_responses_hours_are_some")),
        sa.CheckConstraint("met_at >= started_at AND taken >= 0", name=op.f("ck_responses_met_after_the_start")),
        sa.ForeignKeyConstraint(["idea_id"], ["ideas.id"], name=op.f("fk_responses_idea_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_responses")),
        sa.UniqueConstraint("idea_id", "kind", name=op.f("uq_responses_idea_id_kind")),
    )
    op.create_index(
        op.f("ix_responses_due_at"),
        "responses",
        ["due_at"],
        unique=False,
        postgresql_where=sa.text("state = 'running'"),
    )
    op.create_index(
        "ix_responses_owed",
        "responses",
        ["kind", "started_at", "idea_id"],
        unique=False,
        postgresql_where=sa.text("met_at IS NULL"),
    )
    op.create_index(op.f("ix_responses_started_at"), "responses", ["started_at"], unique=False)
    op.create_table(
        "safety_marks",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("idea_id", sa.BigInteger(), nullable=False),
        sa.Column("marked", sa.Boolean(), nullable=False),
        sa.Column("reason", sa.Text(), server_default="", nullable=False),
        sa.Column("actor_id", sa.BigInteger(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("marked OR reason <> ''", name=op.f("ck_safety_marks_taken_away_for_a_reason")),
        sa.CheckConstraint("char_length(reason) <= 500", name=op.f("ck_safety_marks_reason_length")),
        sa.ForeignKeyConstraint(["actor_id"], ["members.id"], name=op.f("fk_safety_marks_actor_id")),
        sa.ForeignKeyConstraint(["idea_id"], ["ideas.id"], name=op.f("fk_safety_marks_idea_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_safety_marks")),
    )
    op.create_index(op.f("ix_safety_marks_actor_id"), "safety_marks", ["actor_id"], unique=False)
    op.create_index(op.f("ix_safety_marks_idea_id_id"), "safety_marks", ["idea_id", "id"], unique=False)
    op.create_table(
        "verdicts",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("idea_id", sa.BigInteger(), nullable=False),
        sa.Column("member_id", sa.BigInteger(), nullable=False),
        sa.Column("solved", sa.Boolean(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["idea_id"], ["ideas.id"], name=op.f("fk_verdicts_idea_id")),
        sa.ForeignKeyConstraint(["member_id"], ["members.id"], name=op.f("fk_verdicts_member_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_verdicts")),
    )
    op.create_index(op.f("ix_verdicts_idea_id_id"), "verdicts", ["idea_id", "id"], unique=False)
    op.create_index(op.f("ix_verdicts_member_id"), "verdicts", ["member_id"], unique=False)
    op.create_table(
        "response_pauses",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("response_id", sa.BigInteger(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("actor_id", sa.BigInteger(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("char_length(reason) BETWEEN 1 AND 500", name=op.f("ck_response_pauses_reason_length")),
        sa.CheckConstraint("ended_at >= at", name=op.f("ck_response_pauses_ends_after_the_start")),
        sa.ForeignKeyConstraint(["actor_id"], ["members.id"], name=op.f("fk_response_pauses_actor_id")),
        sa.ForeignKeyConstraint(
            ["response_id"], ["responses.id"], name=op.f("fk_response_pauses_response_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_response_pauses")),
    )
    op.create_index(op.f("ix_response_pauses_actor_id"), "response_pauses", ["actor_id"], unique=False)
    op.create_index(op.f("ix_response_pauses_response_id"), "response_pauses", ["response_id"], unique=False)
    op.create_index(
        "uq_response_pauses_one_open",
        "response_pauses",
        ["response_id"],
        unique=True,
        postgresql_where=sa.text("ended_at IS NULL"),
    )
    op.create_table(
        "safety_alerts",
        sa.Column("mark_id", sa.BigInteger(), nullable=False),
        sa.Column("member_id", sa.BigInteger(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["mark_id"], ["safety_marks.id"], name=op.f("fk_safety_alerts_mark_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["member_id"], ["members.id"], name=op.f("fk_safety_alerts_member_id")),
        sa.PrimaryKeyConstraint("mark_id", "member_id", name=op.f("pk_safety_alerts")),
    )
    op.create_index(op.f("ix_safety_alerts_member_id"), "safety_alerts", ["member_id"], unique=False)
    op.create_index(
        "ix_comments_official", "comments", ["thread_id", "id"], unique=False, postgresql_where=sa.text("official")
    )
    op.add_column("ideas", sa.Column("safety", sa.Boolean(), server_default="false", nullable=False))
    op.add_column("ideas", sa.Column("reopened_at", sa.DateTime(timezone=True), nullable=True))
    op.create_index(
        "ix_ideas_reopened", "ideas", ["reopened_at"], unique=False, postgresql_where=sa.text("reopened_at IS NOT NULL")
    )
    op.create_index(
        "ix_ideas_safety", "ideas", [sa.literal_column("id DESC")], unique=False, postgresql_where=sa.text("safety")
    )
    op.add_column("site", sa.Column("answer_hours", sa.BigInteger(), server_default="24", nullable=False))
    op.add_column("site", sa.Column("decision_hours", sa.BigInteger(), server_default="720", nullable=False))
    op.add_column(
        "site", sa.Column("working_days", sa.ARRAY(sa.SmallInteger()), server_default="{1,2,3,4,5,6,7}", nullable=False)
    )
    op.add_column("site", sa.Column("working_from", sa.BigInteger(), server_default="0", nullable=False))
    op.add_column("site", sa.Column("working_to", sa.BigInteger(), server_default="1440", nullable=False))
    op.add_column("site", sa.Column("holidays", sa.ARRAY(sa.Date()), server_default="{}", nullable=False))
    op.add_column("status_changes", sa.Column("official", sa.Boolean(), server_default="false", nullable=False))
    op.add_column("status_changes", sa.Column("confirmed_by_id", sa.BigInteger(), nullable=True))
    op.create_index(op.f("ix_status_changes_confirmed_by_id"), "status_changes", ["confirmed_by_id"], unique=False)
    op.create_foreign_key(
        op.f("fk_status_changes_confirmed_by_id"), "status_changes", "members", ["confirmed_by_id"], ["id"]
    )
    for table, name, condition in CHECKS:
        op.create_check_constraint(op.f(f"ck_{table}_{name}"), table, condition)
    for table in APPEND_ONLY:
        op.execute(
            f"CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON {table} "
            "FOR EACH ROW EXECUTE FUNCTION refuse_rewriting()"
        )
