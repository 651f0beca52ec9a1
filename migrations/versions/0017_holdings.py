"""Verifications found false, and the public figures as they were counted last."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("holdings", sa.Column("voided_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("holdings", sa.Column("voider_id", sa.BigInteger(), nullable=True))
    op.add_column("holdings", sa.Column("voided_for", sa.Text(), nullable=True))
    op.create_foreign_key(op.f("fk_holdings_voider_id"), "holdings", "members", ["voider_id"], ["id"])
    op.create_index(op.f("ix_holdings_voider_id"), "holdings", ["voider_id"], unique=False)
    for name, holds in (
        (
            "voided_by_somebody_for_a_reason",
            "(voided_at IS NULL) = (voider_id IS NULL) AND (voided_at IS NULL) = (voided_for IS NULL)",
        ),
        ("voided_reason_length", "char_length(voided_for) BETWEEN 1 AND 500"),
        ("voided_was_verified", "voided_at IS NULL OR verified_at IS NOT NULL"),
        ("voided_has_ended", "voided_at IS NULL OR (ended_at IS NOT NULL AND voided_at >= ended_at)"),
        ("voided_by_somebody_else", "voider_id <> member_id"),
    ):
        op.create_check_constraint(op.f(f"ck_holdings_{name}"), "holdings", holds)
    op.add_column("owner_records", sa.Column("distrusted_at", sa.DateTime(timezone=True), nullable=True))
    op.create_table(
        "counted_answers",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("counted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("numbers", postgresql.JSONB(), nullable=False),
        sa.CheckConstraint("id = 1", name=op.f("ck_counted_answers_one_row")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_counted_answers")),
    )
