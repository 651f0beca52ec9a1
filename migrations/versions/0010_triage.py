"""What the desk keeps of an idea: who drives it, notes, answer templates, saved filters, scheduled changes."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "answer_templates",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("public_id", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("body_zh", sa.Text(), nullable=False),
        sa.Column("body_en", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "char_length(body_zh) BETWEEN 1 AND 4000 AND char_length(body_en) BETWEEN 1 AND 4000",
            name=op.f("ck_answer_templates_body_length"),
        ),
        sa.CheckConstraint("char_length(name) BETWEEN 1 AND 60", name=op.f("ck_answer_templates_name_length")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_answer_templates")),
        sa.UniqueConstraint("name", name=op.f("uq_answer_templates_name")),
        sa.UniqueConstraint("public_id", name=op.f("uq_answer_templates_public_id")),
    )
    op.create_table(
        "departments",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("public_id", sa.Text(), nullable=False),
        sa.Column("name_zh", sa.Text(), nullable=False),
        sa.Column("name_en", sa.Text(), nullable=False),
        sa.Column("position", sa.BigInteger(), nullable=False),
        sa.Column("closed", sa.Boolean(), nullable=False),
        sa.CheckConstraint(
            "char_length(name_zh) BETWEEN 1 AND 40 AND char_length(name_en) BETWEEN 1 AND 40",
            name=op.f("ck_departments_name_length"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_departments")),
        sa.UniqueConstraint("name_en", name=op.f("uq_departments_name_en")),
        sa.UniqueConstraint("name_zh", name=op.f("uq_departments_name_zh")),
        sa.UniqueConstraint("public_id", name=op.f("uq_departments_public_id")),
    )
    op.create_table(
        "saved_filters",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("member_id", sa.BigInteger(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("query", sa.Text(), nullable=False),
        sa.CheckConstraint("char_length(name) BETWEEN 1 AND 40", name=op.f("ck_saved_filters_name_length")),
        sa.CheckConstraint("char_length(query) <= 500", name=op.f("ck_saved_filters_query_length")),
        sa.ForeignKeyConstraint(["member_id"], ["members.id"], name=op.f("fk_saved_filters_member_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_saved_filters")),
        sa.UniqueConstraint("member_id", "name", name=op.f("uq_saved_filters_member_id_name")),
    )
    op.create_table(
        "idea_notes",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("idea_id", sa.BigInteger(), nullable=False),
        sa.Column("author_id", sa.BigInteger(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("forwarded_to_id", sa.BigInteger(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("char_length(body) BETWEEN 1 AND 4000", name=op.f("ck_idea_notes_body_length")),
        sa.ForeignKeyConstraint(["author_id"], ["members.id"], name=op.f("fk_idea_notes_author_id")),
        sa.ForeignKeyConstraint(["forwarded_to_id"], ["departments.id"], name=op.f("fk_idea_notes_forwarded_to_id")),
        sa.ForeignKeyConstraint(["idea_id"], ["ideas.id"], name=op.f("fk_idea_notes_idea_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_idea_notes")),
    )
    op.create_index(op.f("ix_idea_notes_author_id"), "idea_notes", ["author_id"], unique=False)
    op.create_index(op.f("ix_idea_notes_forwarded_to_id"), "idea_notes", ["forwarded_to_id"], unique=False)
    op.create_index(op.f("ix_idea_notes_idea_id_id"), "idea_notes", ["idea_id", "id"], unique=False)
    op.create_table(
        "scheduled_changes",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("public_id", sa.Text(), nullable=False),
        sa.Column("idea_id", sa.BigInteger(), nullable=False),
        sa.Column("to_key", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("target", sa.Text(), nullable=True),
        sa.Column("official", sa.Boolean(), nullable=False),
        sa.Column("actor_id", sa.BigInteger(), nullable=False),
        sa.Column("publish_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "waiting",
                "made",
                "cancelled",
                "failed",
                name="state",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("problem", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "(state = 'failed') = (problem <> '')", name=op.f("ck_scheduled_changes_failed_for_a_reason")
        ),
        sa.CheckConstraint(
            "(state = 'waiting') = (ended_at IS NULL)", name=op.f("ck_scheduled_changes_ended_some_time")
        ),
        sa.CheckConstraint("char_length(reason) BETWEEN 1 AND 4000", name=op.f("ck_scheduled_changes_reason_length")),
        sa.ForeignKeyConstraint(["actor_id"], ["members.id"], name=op.f("fk_scheduled_changes_actor_id")),
        sa.ForeignKeyConstraint(["idea_id"], ["ideas.id"], name=op.f("fk_scheduled_changes_idea_id")),
        sa.ForeignKeyConstraint(["to_key"], ["statuses.key"], name=op.f("fk_scheduled_changes_to_key")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_scheduled_changes")),
        sa.UniqueConstraint("public_id", name=op.f("uq_scheduled_changes_public_id")),
    )
    op.create_index(op.f("ix_scheduled_changes_actor_id"), "scheduled_changes", ["actor_id"], unique=False)
    op.create_index(
        "ix_scheduled_changes_due",
        "scheduled_changes",
        ["publish_at"],
        unique=False,
        postgresql_where=sa.text("state = 'waiting'"),
    )
    op.create_index(
        "ix_scheduled_changes_failed",
        "scheduled_changes",
        ["publish_at"],
        unique=False,
        postgresql_where=sa.text("state = 'failed'"),
    )
    op.create_index(op.f("ix_scheduled_changes_idea_id"), "scheduled_changes", ["idea_id"], unique=False)
    op.create_index(op.f("ix_scheduled_changes_to_key"), "scheduled_changes", ["to_key"], unique=False)
    op.create_index(
        "uq_scheduled_changes_one_waiting",
        "scheduled_changes",
        ["idea_id"],
        unique=True,
        postgresql_where=sa.text("state = 'waiting'"),
    )
    op.create_table(
        "triage",
        sa.Column("idea_id", sa.BigInteger(), nullable=False),
        sa.Column("department_id", sa.BigInteger(), nullable=True),
        sa.Column("lead_id", sa.BigInteger(), nullable=True),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("ticket", sa.Text(), nullable=False),
        sa.CheckConstraint("char_length(ticket) <= 60", name=op.f("ck_triage_ticket_length")),
        sa.ForeignKeyConstraint(["department_id"], ["departments.id"], name=op.f("fk_triage_department_id")),
        sa.ForeignKeyConstraint(["idea_id"], ["ideas.id"], name=op.f("fk_triage_idea_id")),
        sa.ForeignKeyConstraint(["lead_id"], ["members.id"], name=op.f("fk_triage_lead_id")),
        sa.PrimaryKeyConstraint("idea_id", name=op.f("pk_triage")),
    )
    op.create_index("ix_triage_by_lead", "triage", ["lead_id", "due_on"], unique=False)
    op.create_index(op.f("ix_triage_department_id"), "triage", ["department_id"], unique=False)
    op.create_index("ix_triage_due", "triage", ["due_on"], unique=False, postgresql_where=sa.text("due_on IS NOT NULL"))

    op.execute(
        "CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON idea_notes "
        "FOR EACH ROW EXECUTE FUNCTION refuse_rewriting()"
    )
