"""Why a release comes later, or not at all, in the site's second language too."""

import sqlalchemy as sa
from alembic import op

revision = "0040"
down_revision = "0039"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("release_plans", sa.Column("reason_en", sa.Text(), server_default="", nullable=False))
    op.drop_constraint(op.f("ck_release_plans_reason_length"), "release_plans")
    op.create_check_constraint(
        op.f("ck_release_plans_reason_length"),
        "release_plans",
        "char_length(reason) <= 4000 AND char_length(reason_en) <= 4000",
    )
    op.create_check_constraint(
        op.f("ck_release_plans_translates_a_reason"), "release_plans", "reason <> '' OR reason_en = ''"
    )
