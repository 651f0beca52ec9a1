"""Questions and answers, and who found what helpful."""

import sqlalchemy as sa
from alembic import op

revision = "0030"
down_revision = "0029"
branch_labels = None
depends_on = None

STAGES = (
    "design", "development", "production", "sales", "delivery", "driving", "maintenance", "repair", "second_hand",
)  # fmt: skip


def upgrade() -> None:
    _posts()
    _helpful()
    _questions()
    _answers()
    _models()


def _posts() -> None:
    kinds = "kind IN ('idea', 'comment', 'announcement', 'release', 'question', 'answer')"
    for table in ("posts", "post_imports"):
        op.drop_constraint(op.f(f"ck_{table}_kind"), table)
        op.create_check_constraint(op.f(f"ck_{table}_kind"), table, kinds)
    op.drop_constraint(op.f("ck_posts_title_where_due"), "posts")
    op.create_check_constraint(
        op.f("ck_posts_title_where_due"), "posts", "(kind IN ('comment', 'answer')) = (title IS NULL)"
    )
    op.add_column("posts", sa.Column("helpful", sa.BigInteger(), server_default="0", nullable=False))
    op.create_check_constraint(op.f("ck_posts_helpful_not_negative"), "posts", "helpful >= 0")


def _helpful() -> None:
    op.create_table(
        "helpful_votes",
        sa.Column("post_id", sa.BigInteger(), nullable=False),
        sa.Column("member_id", sa.BigInteger(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["member_id"], ["members.id"], name=op.f("fk_helpful_votes_member_id")),
        sa.ForeignKeyConstraint(["post_id"], ["posts.id"], name=op.f("fk_helpful_votes_post_id")),
        sa.PrimaryKeyConstraint("post_id", "member_id", name=op.f("pk_helpful_votes")),
    )
    op.create_index(op.f("ix_helpful_votes_member_id"), "helpful_votes", ["member_id"])


def _questions() -> None:
    op.create_table(
        "questions",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column(
            "stage",
            sa.Enum(*STAGES, name="stage", native_enum=False, create_constraint=True, length=32),
            nullable=False,
        ),
        sa.Column("answers", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("active_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("accepted_id", sa.BigInteger(), nullable=True),
        sa.CheckConstraint("answers >= 0", name=op.f("ck_questions_answers_not_negative")),
        sa.CheckConstraint("accepted_id IS NULL OR answers > 0", name=op.f("ck_questions_solved_has_answers")),
        sa.ForeignKeyConstraint(["id"], ["posts.id"], name=op.f("fk_questions_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_questions")),
        sa.UniqueConstraint("accepted_id", name=op.f("uq_questions_accepted_id")),
    )
    order = [sa.text("active_at DESC"), sa.text("id DESC")]
    op.create_index("ix_questions_active", "questions", order)
    op.create_index("ix_questions_by_stage", "questions", ["stage", *order])
    op.create_index("ix_questions_unanswered", "questions", order, postgresql_where=sa.text("answers = 0"))


def _answers() -> None:
    op.create_table(
        "answers",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("question_id", sa.BigInteger(), nullable=False),
        sa.Column("official", sa.Boolean(), server_default="false", nullable=False),
        sa.Column("accepted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("accepted_by_id", sa.BigInteger(), nullable=True),
        sa.CheckConstraint(
            "(accepted_at IS NULL) = (accepted_by_id IS NULL)", name=op.f("ck_answers_accepted_by_somebody")
        ),
        sa.ForeignKeyConstraint(["accepted_by_id"], ["members.id"], name=op.f("fk_answers_accepted_by_id")),
        sa.ForeignKeyConstraint(["id"], ["posts.id"], name=op.f("fk_answers_id")),
        sa.ForeignKeyConstraint(["question_id"], ["questions.id"], name=op.f("fk_answers_question_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_answers")),
        sa.UniqueConstraint("id", "question_id", name=op.f("uq_answers_id_question_id")),
    )
    op.create_index(op.f("ix_answers_accepted_by_id"), "answers", ["accepted_by_id"])
    op.create_index(op.f("ix_answers_question_id_id"), "answers", ["question_id", "id"])
    accepted = sa.text("accepted_at IS NOT NULL")
    op.create_index("uq_answers_one_accepted", "answers", ["question_id"], unique=True, postgresql_where=accepted)
    op.create_foreign_key(
        op.f("fk_questions_accepted_id_id"), "questions", "answers", ["accepted_id", "id"], ["id", "question_id"]
    )


def _models() -> None:
    op.create_table(
        "question_models",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("question_id", sa.BigInteger(), nullable=False),
        sa.Column("series_id", sa.BigInteger(), nullable=False),
        sa.Column("model_year_id", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["question_id"], ["questions.id"], name=op.f("fk_question_models_question_id")),
        sa.ForeignKeyConstraint(["series_id"], ["series.id"], name=op.f("fk_question_models_series_id")),
        sa.ForeignKeyConstraint(
            ["series_id", "model_year_id"],
            ["model_years.series_id", "model_years.id"],
            name=op.f("fk_question_models_series_id_model_year_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_question_models")),
        sa.UniqueConstraint(
            "question_id",
            "series_id",
            "model_year_id",
            name=op.f("uq_question_models_question_id_series_id_model_year_id"),
            postgresql_nulls_not_distinct=True,
        ),
    )
    op.create_index(op.f("ix_question_models_model_year_id"), "question_models", ["model_year_id"])
    op.create_index(op.f("ix_question_models_series_id_question_id"), "question_models", ["series_id", "question_id"])
