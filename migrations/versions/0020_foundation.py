"""What moderators decide upon: marks of members, cases, verdicts."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None


def upgrade() -> None:
    for name in ("trust", "trust_floor"):
        op.add_column("members", sa.Column(name, sa.SmallInteger(), server_default="0", nullable=False))
    for name in ("silenced_until", "suspended_until", "banned_at"):
        op.add_column("members", sa.Column(name, sa.DateTime(timezone=True), nullable=True))
    # Whoever has been here for a week is no newcomer, whatever the nightly reckoning will say.
    op.execute("UPDATE members SET trust = 1 WHERE joined_at < now() - interval '7 days'")
    op.create_check_constraint(
        op.f("ck_members_trust_not_below_its_floor"), "members", "trust BETWEEN trust_floor AND 3"
    )
    op.create_check_constraint(op.f("ck_members_trust_floor_not_negative"), "members", "trust_floor >= 0")
    op.create_table(
        "barred_identities",
        sa.Column("kind", sa.String(32), nullable=False),
        sa.Column("lookup", sa.Text(), nullable=False),
        sa.Column("member_id", sa.BigInteger(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("kind IN ('email', 'phone')", name=op.f("ck_barred_identities_kind")),
        sa.ForeignKeyConstraint(["member_id"], ["members.id"], name=op.f("fk_barred_identities_member_id")),
        sa.PrimaryKeyConstraint("kind", "lookup", name=op.f("pk_barred_identities")),
    )
    op.create_index(op.f("ix_barred_identities_member_id"), "barred_identities", ["member_id"])
    _create_cases()


def _create_cases() -> None:
    op.create_table(
        "cases",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("public_id", sa.Text(), nullable=False),
        sa.Column("post_id", sa.BigInteger(), nullable=True),
        sa.Column("member_id", sa.BigInteger(), nullable=True),
        sa.Column("causes", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("weight", sa.Double(), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("claimed_by", sa.BigInteger(), nullable=True),
        sa.Column("claimed_until", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("num_nonnulls(post_id, member_id) = 1", name=op.f("ck_cases_of_one_thing")),
        sa.CheckConstraint(
            "cardinality(causes) > 0 AND causes <@ "
            "ARRAY['report', 'word', 'rate', 'trust', 'first', 'provider', 'edit', 'moderator']",
            name=op.f("ck_cases_causes_are_known"),
        ),
        sa.CheckConstraint("weight >= 0", name=op.f("ck_cases_weight_not_negative")),
        sa.CheckConstraint(
            "num_nonnulls(claimed_by, claimed_until) <> 1", name=op.f("ck_cases_claimed_by_somebody_for_a_while")
        ),
        sa.CheckConstraint("closed_at IS NULL OR claimed_by IS NULL", name=op.f("ck_cases_closed_is_not_claimed")),
        sa.ForeignKeyConstraint(["post_id"], ["posts.id"], name=op.f("fk_cases_post_id")),
        sa.ForeignKeyConstraint(["member_id"], ["members.id"], name=op.f("fk_cases_member_id")),
        sa.ForeignKeyConstraint(["claimed_by"], ["members.id"], name=op.f("fk_cases_claimed_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cases")),
        sa.UniqueConstraint("public_id", name=op.f("uq_cases_public_id")),
        sa.UniqueConstraint("post_id", name=op.f("uq_cases_post_id")),
        sa.UniqueConstraint("member_id", name=op.f("uq_cases_member_id")),
    )
    op.create_index(op.f("ix_cases_claimed_by"), "cases", ["claimed_by"])
    still_open = {"unique": False, "postgresql_where": sa.text("closed_at IS NULL")}
    op.create_index("ix_cases_open", "cases", [sa.text("weight DESC"), "opened_at", "id"], **still_open)
