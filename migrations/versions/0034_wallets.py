"""Check-ins, reminders of what expires, tiers, the leaderboard."""

import sqlalchemy as sa
from alembic import op

revision = "0034"
down_revision = "0033"
branch_labels = None
depends_on = None

# One adopted idea makes a companion: what contribution is worth stands in `earning_rules`.
TIERS = (
    ("companion", 50, "同路人", "Companion", "个人主页上显示等级", "Shown on your profile"),
    ("cocreator", 200, "共创者", "Co-creator", "可兑换“共创者”专享好物", "Perks kept for co-creators"),
    ("pioneer", 600, "先行者", "Pioneer", "可兑换“先行者”专享好物", "Perks kept for pioneers"),
    ("navigator", 1500, "领航者", "Navigator", "可兑换“领航者”专享好物", "Perks kept for navigators"),
)


def upgrade() -> None:
    _create_check_ins()
    _create_tiers()
    _create_absences()
    op.create_index(
        "ix_point_awards_contributing",
        "point_awards",
        ["at", "member_id", "contribution"],
        postgresql_where=sa.text("contribution > 0 AND revoked_at IS NULL"),
    )


def _create_check_ins() -> None:
    op.create_table(
        "check_ins",
        sa.Column("member_id", sa.BigInteger(), nullable=False),
        sa.Column("on_day", sa.Date(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "on_day BETWEEN (at AT TIME ZONE 'UTC' - interval '14 hours')::date"
            " AND (at AT TIME ZONE 'UTC' + interval '14 hours')::date",
            name=op.f("ck_check_ins_on_its_own_day"),
        ),
        sa.ForeignKeyConstraint(["member_id"], ["members.id"], name=op.f("fk_check_ins_member_id")),
        sa.PrimaryKeyConstraint("member_id", "on_day", name=op.f("pk_check_ins")),
    )
    op.create_table(
        "expiry_reminders",
        sa.Column("member_id", sa.BigInteger(), nullable=False),
        sa.Column("last_on", sa.Date(), nullable=False),
        sa.Column("days", sa.BigInteger(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("days IN (7, 30)", name=op.f("ck_expiry_reminders_so_long_before")),
        sa.ForeignKeyConstraint(["member_id"], ["members.id"], name=op.f("fk_expiry_reminders_member_id")),
        sa.PrimaryKeyConstraint("member_id", "last_on", "days", name=op.f("pk_expiry_reminders")),
    )


def _create_tiers() -> None:
    tiers = op.create_table(
        "tiers",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("from_contribution", sa.BigInteger(), nullable=False),
        sa.Column("name_zh", sa.Text(), nullable=False),
        sa.Column("name_en", sa.Text(), nullable=False),
        sa.Column("benefits_zh", sa.Text(), nullable=False),
        sa.Column("benefits_en", sa.Text(), nullable=False),
        sa.CheckConstraint("key ~ '^[a-z][a-z0-9_]{0,29}$'", name=op.f("ck_tiers_key_is_a_code")),
        sa.CheckConstraint("from_contribution BETWEEN 1 AND 1000000000", name=op.f("ck_tiers_is_reached_by_something")),
        sa.CheckConstraint(
            "char_length(name_zh) BETWEEN 1 AND 20 AND char_length(name_en) BETWEEN 1 AND 40",
            name=op.f("ck_tiers_names_are_short"),
        ),
        sa.CheckConstraint(
            "char_length(benefits_zh) <= 1000 AND char_length(benefits_en) <= 2000",
            name=op.f("ck_tiers_benefits_are_some"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tiers")),
        sa.UniqueConstraint("from_contribution", name=op.f("uq_tiers_from_contribution")),
        sa.UniqueConstraint("key", name=op.f("uq_tiers_key")),
    )
    columns = ("key", "from_contribution", "name_zh", "name_en", "benefits_zh", "benefits_en")
    op.bulk_insert(tiers, [dict(zip(columns, row, strict=True)) for row in TIERS])
    op.create_index(op.f("ix_perks_tier_key"), "perks", ["tier_key"])
    op.create_foreign_key(op.f("fk_perks_tier_key"), "perks", "tiers", ["tier_key"], ["key"])


def _create_absences() -> None:
    op.create_table(
        "leaderboard_absences",
        sa.Column("member_id", sa.BigInteger(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["member_id"], ["members.id"], name=op.f("fk_leaderboard_absences_member_id")),
        sa.PrimaryKeyConstraint("member_id", name=op.f("pk_leaderboard_absences")),
    )
