"""Drafts, and what staff record for owners met elsewhere."""

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    pass
