"""Which moderator was told on which day what waits."""

import sqlalchemy as sa
from alembic import op

revision = "0026"
down_revision = "0025"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "queue_letters",
        sa.Column("member_id", sa.BigInteger, nullable=False),
        sa.Column("on", sa.Date, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["member_id"], ["members.id"], name=op.f("fk_queue_letters_member_id")),
        sa.PrimaryKeyConstraint("member_id", "on", name=op.f("pk_queue_letters")),
    )
