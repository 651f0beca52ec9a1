"""What the site finds suspicious about supports by itself."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import ARRAY

revision = "0039"
down_revision = "0038"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "suspicions",
        sa.Column("idea_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("marks", ARRAY(sa.Text()), nullable=False),
        sa.Column("confidence", sa.BigInteger(), nullable=False),
        sa.Column("found_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("looked_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("cardinality(marks) > 0", name=op.f("ck_suspicions_of_a_group")),
        sa.CheckConstraint("confidence BETWEEN 1 AND 99", name=op.f("ck_suspicions_never_certain")),
        sa.CheckConstraint("looked_at >= found_at", name=op.f("ck_suspicions_looked_at_later")),
        sa.ForeignKeyConstraint(["idea_id"], ["ideas.id"], name=op.f("fk_suspicions_idea_id")),
        sa.PrimaryKeyConstraint("idea_id", name=op.f("pk_suspicions")),
    )
    op.create_index(
        "ix_suspicions_open",
        "suspicions",
        ["found_at", "idea_id"],
        postgresql_where=sa.text("looked_at IS NULL"),
    )
