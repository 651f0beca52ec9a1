"""What is handed to a mail server or a chat is claimed before."""

import sqlalchemy as sa
from alembic import op

revision = "0038"
down_revision = "0037"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "hand_overs",
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("taken_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("taken_at >= at", name=op.f("ck_hand_overs_taken_after_it_was_claimed")),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_hand_overs")),
    )
    op.create_index(op.f("ix_hand_overs_at"), "hand_overs", ["at"])
    op.add_column("robot_alerts", sa.Column("claimed_at", sa.DateTime(timezone=True), nullable=True))
    op.execute("UPDATE robot_alerts SET claimed_at = sent_at")
    op.create_check_constraint(
        op.f("ck_robot_alerts_claimed_before_it_is_sent"),
        "robot_alerts",
        "sent_at IS NULL OR (claimed_at IS NOT NULL AND claimed_at <= sent_at)",
    )
    op.drop_index("ix_robot_alerts_waiting", table_name="robot_alerts")
    op.create_index(
        "ix_robot_alerts_waiting", "robot_alerts", ["robot_id", "id"], postgresql_where=sa.text("claimed_at IS NULL")
    )
