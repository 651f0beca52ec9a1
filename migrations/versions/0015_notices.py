"""Notices: what each member is told, how they chose to hear it, and what was sent."""

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    pass
