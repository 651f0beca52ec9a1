"""Until when codes of perks can be used."""

import sqlalchemy as sa
from alembic import op

revision = "0037"
down_revision = "0036"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("perks", sa.Column("valid_days", sa.BigInteger(), nullable=True))
    op.add_column("perks", sa.Column("valid_until_on", sa.Date(), nullable=True))
    op.create_check_constraint(op.f("ck_perks_valid_for_some_days"), "perks", "valid_days BETWEEN 1 AND 3660")
    op.create_check_constraint(
        op.f("ck_perks_only_codes_run_out"),
        "perks",
        "kind <> 'goods' OR (valid_days IS NULL AND valid_until_on IS NULL)",
    )
    op.add_column("perk_codes", sa.Column("valid_until_on", sa.Date(), nullable=True))
    op.add_column("perk_codes", sa.Column("reminded", sa.Boolean(), server_default="false", nullable=False))
    op.create_check_constraint(
        op.f("ck_perk_codes_runs_out_of_hands"), "perk_codes", "state <> 'free' OR valid_until_on IS NULL"
    )
    op.create_index(
        "ix_perk_codes_ending",
        "perk_codes",
        ["valid_until_on", "id"],
        postgresql_where=sa.text("state = 'assigned' AND NOT reminded AND valid_until_on IS NOT NULL"),
    )
