"""Referrals."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0035"
down_revision = "0034"
branch_labels = None
depends_on = None

STATES = ("joined", "waiting", "review", "rewarded", "refused", "lapsed")


def upgrade() -> None:
    _create_terms()
    op.create_table(
        "referral_codes",
        sa.Column("member_id", sa.BigInteger(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["member_id"], ["members.id"], name=op.f("fk_referral_codes_member_id")),
        sa.PrimaryKeyConstraint("member_id", name=op.f("pk_referral_codes")),
        sa.UniqueConstraint("code", name=op.f("uq_referral_codes_code")),
    )
    _create_referrals()


def _create_terms() -> None:
    op.create_table(
        "referral_terms",
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("cool_down_days", sa.BigInteger(), nullable=False),
        sa.Column("minimum_age_days", sa.BigInteger(), nullable=False),
        sa.Column("many", sa.BigInteger(), nullable=False),
        sa.Column("many_days", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("id = 1", name=op.f("ck_referral_terms_one_row")),
        sa.CheckConstraint("cool_down_days BETWEEN 0 AND 365", name=op.f("ck_referral_terms_cools_within_a_year")),
        sa.CheckConstraint("minimum_age_days BETWEEN 0 AND 3650", name=op.f("ck_referral_terms_age_within_ten_years")),
        sa.CheckConstraint("many BETWEEN 1 AND 1000", name=op.f("ck_referral_terms_many_are_some")),
        sa.CheckConstraint("many_days BETWEEN 1 AND 365", name=op.f("ck_referral_terms_many_within_a_year")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_referral_terms")),
    )
    op.execute(
        "INSERT INTO referral_terms (id, cool_down_days, minimum_age_days, many, many_days) VALUES (1, 14, 30, 5, 7)"
    )


def _create_referrals() -> None:
    op.create_table(
        "referrals",
        sa.Column("referred_id", sa.BigInteger(), nullable=False),
        sa.Column("referrer_id", sa.BigInteger(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column(
            "state",
            sa.Enum(*STATES, name="state", native_enum=False, create_constraint=True, length=32),
            nullable=False,
        ),
        sa.Column("signs", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("holding_id", sa.BigInteger(), nullable=True),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decided_by_id", sa.BigInteger(), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.CheckConstraint("referrer_id <> referred_id", name=op.f("ck_referrals_somebody_else")),
        sa.CheckConstraint(
            "(state = 'joined') = (holding_id IS NULL) AND (holding_id IS NULL) = (due_at IS NULL)",
            name=op.f("ck_referrals_comes_to_a_car"),
        ),
        sa.CheckConstraint(
            "(decided_by_id IS NULL) = (decided_at IS NULL)", name=op.f("ck_referrals_decided_by_somebody")
        ),
        sa.CheckConstraint(
            "decided_by_id NOT IN (referrer_id, referred_id)", name=op.f("ck_referrals_decided_by_another")
        ),
        sa.CheckConstraint(
            "state <> 'refused' OR (decided_by_id IS NOT NULL)", name=op.f("ck_referrals_refused_by_somebody")
        ),
        sa.CheckConstraint("char_length(reason) BETWEEN 1 AND 500", name=op.f("ck_referrals_reason_length")),
        sa.ForeignKeyConstraint(["decided_by_id"], ["members.id"], name=op.f("fk_referrals_decided_by_id")),
        sa.ForeignKeyConstraint(["holding_id"], ["holdings.id"], name=op.f("fk_referrals_holding_id")),
        sa.ForeignKeyConstraint(["referred_id"], ["members.id"], name=op.f("fk_referrals_referred_id")),
        sa.ForeignKeyConstraint(["referrer_id"], ["members.id"], name=op.f("fk_referrals_referrer_id")),
        sa.PrimaryKeyConstraint("referred_id", name=op.f("pk_referrals")),
        sa.UniqueConstraint("holding_id", name=op.f("uq_referrals_holding_id")),
    )
    op.create_index(op.f("ix_referrals_decided_by_id"), "referrals", ["decided_by_id"])
    op.create_index(op.f("ix_referrals_referrer_id_at"), "referrals", ["referrer_id", "at"])
    op.create_index("ix_referrals_due", "referrals", ["due_at"], postgresql_where=sa.text("state = 'waiting'"))
    op.create_index("ix_referrals_review", "referrals", ["due_at"], postgresql_where=sa.text("state = 'review'"))
