"""Which earlier texts of a post everybody may read."""

import sqlalchemy as sa
from alembic import op

revision = "0027"
down_revision = "0026"
branch_labels = None
depends_on = None


def upgrade() -> None:
    withheld = sa.Column("withheld", sa.Boolean(), server_default="false", nullable=False)
    op.add_column("post_revisions", withheld)
