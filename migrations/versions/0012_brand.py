"""What the brand says of itself: vocabulary, languages, numbers of the footer."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("site", sa.Column("languages", sa.ARRAY(sa.Text()), server_default="{zh,en}", nullable=False))
    op.add_column("site", sa.Column("words", JSONB(), server_default="{}", nullable=False))
    for name in ("icp_number", "police_number", "report_contact"):
        op.add_column("site", sa.Column(name, sa.Text(), server_default="", nullable=False))
    op.create_check_constraint(op.f("ck_site_languages_are_spoken"), "site", "languages IN ('{zh}', '{en}', '{zh,en}')")
