"""Points: rules of earning, awards, lots."""

import sqlalchemy as sa
from alembic import op

revision = "0029"
down_revision = "0028"
branch_labels = None
depends_on = None

# key: points, contribution, awards a day, awards in all, points a day of a streak adds, and at most
RULES = {
    "check_in": (5, 0, 1, None, 1, 10),
    "idea_adopted": (500, 50, None, None, 0, 0),
    "idea_shipped": (1000, 100, None, None, 0, 0),
    "answer_accepted": (50, 10, 10, None, 0, 0),
    "answer_helpful": (10, 2, 10, None, 0, 0),
    "comment_helpful": (5, 0, 5, None, 0, 0),
    "referral": (2000, 0, None, 20, 0, 0),
    "profile_completed": (50, 0, None, 1, 0, 0),
    "vehicle_verified": (200, 0, None, 3, 0, 0),
    "anniversary": (100, 0, None, None, 0, 0),
    "grant": (0, 0, None, None, 0, 0),
}


def upgrade() -> None:
    _create_rules()
    _create_terms()
    _create_months()
    _create_awards()
    _create_lots()
    _add_rules()


def _create_rules() -> None:
    op.create_table(
        "earning_rules",
        sa.Column(
            "key",
            sa.Enum(
                "check_in",
                "idea_adopted",
                "idea_shipped",
                "answer_accepted",
                "answer_helpful",
                "comment_helpful",
                "referral",
                "profile_completed",
                "vehicle_verified",
                "anniversary",
                "grant",
                name="key",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("points", sa.BigInteger(), nullable=False),
        sa.Column("contribution", sa.BigInteger(), nullable=False),
        sa.Column("per_day", sa.BigInteger(), nullable=True),
        sa.Column("per_lifetime", sa.BigInteger(), nullable=True),
        sa.Column("streak_step", sa.BigInteger(), nullable=False),
        sa.Column("streak_cap", sa.BigInteger(), nullable=False),
        sa.Column("from_on", sa.Date(), nullable=True),
        sa.Column("until_on", sa.Date(), nullable=True),
        sa.Column("month_budget", sa.BigInteger(), nullable=True),
        sa.CheckConstraint(
            "contribution = 0 OR key IN ('idea_adopted', 'idea_shipped', 'answer_accepted', 'answer_helpful')",
            name=op.f("ck_earning_rules_contribution_is_for_deeds"),
        ),
        sa.CheckConstraint(
            "key = 'check_in' OR (streak_step = 0 AND streak_cap = 0)",
            name=op.f("ck_earning_rules_streak_is_of_check_ins"),
        ),
        sa.CheckConstraint("month_budget >= 0", name=op.f("ck_earning_rules_budget_is_some")),
        sa.CheckConstraint("per_day > 0 AND per_lifetime > 0", name=op.f("ck_earning_rules_caps_allow_one")),
        sa.CheckConstraint(
            "points BETWEEN 0 AND 1000000 AND contribution BETWEEN 0 AND 1000000",
            name=op.f("ck_earning_rules_amounts_are_some"),
        ),
        sa.CheckConstraint(
            "streak_step BETWEEN 0 AND 1000 AND streak_cap BETWEEN 0 AND 10000",
            name=op.f("ck_earning_rules_streak_is_capped"),
        ),
        sa.CheckConstraint("until_on > from_on", name=op.f("ck_earning_rules_holds_for_a_day")),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_earning_rules")),
    )


def _create_terms() -> None:
    op.create_table(
        "point_terms",
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("ripening_days", sa.BigInteger(), nullable=False),
        sa.Column("lifetime_months", sa.BigInteger(), nullable=False),
        sa.Column("returned_days", sa.BigInteger(), nullable=False),
        sa.Column("grant_limit", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("grant_limit >= 0", name=op.f("ck_point_terms_limit_is_some")),
        sa.CheckConstraint("id = 1", name=op.f("ck_point_terms_one_row")),
        sa.CheckConstraint("lifetime_months BETWEEN 1 AND 120", name=op.f("ck_point_terms_lives_a_while")),
        sa.CheckConstraint("returned_days BETWEEN 0 AND 365", name=op.f("ck_point_terms_returned_for_a_while")),
        sa.CheckConstraint("ripening_days BETWEEN 0 AND 365", name=op.f("ck_point_terms_ripens_within_a_year")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_point_terms")),
    )


def _create_months() -> None:
    op.create_table(
        "earning_months",
        sa.Column("rule", sa.String(length=32), nullable=False),
        sa.Column("month", sa.Date(), nullable=False),
        sa.Column("issued", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("extract(day FROM month) = 1", name=op.f("ck_earning_months_month_begins")),
        sa.CheckConstraint("issued >= 0", name=op.f("ck_earning_months_issued_is_some")),
        sa.ForeignKeyConstraint(["rule"], ["earning_rules.key"], name=op.f("fk_earning_months_rule")),
        sa.PrimaryKeyConstraint("rule", "month", name=op.f("pk_earning_months")),
    )
    op.create_table(
        "earning_rule_series",
        sa.Column("rule", sa.String(length=32), nullable=False),
        sa.Column("series_id", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["rule"], ["earning_rules.key"], name=op.f("fk_earning_rule_series_rule")),
        sa.ForeignKeyConstraint(["series_id"], ["series.id"], name=op.f("fk_earning_rule_series_series_id")),
        sa.PrimaryKeyConstraint("rule", "series_id", name=op.f("pk_earning_rule_series")),
    )
    op.create_index(op.f("ix_earning_rule_series_series_id"), "earning_rule_series", ["series_id"])


def _create_awards() -> None:
    op.create_table(
        "point_awards",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("rule", sa.String(length=32), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("member_id", sa.BigInteger(), nullable=False),
        sa.Column("points", sa.BigInteger(), nullable=False),
        sa.Column("contribution", sa.BigInteger(), nullable=False),
        sa.Column("points_id", sa.BigInteger(), nullable=True),
        sa.Column("contribution_id", sa.BigInteger(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "contribution = 0 OR rule IN ('idea_adopted', 'idea_shipped', 'answer_accepted', 'answer_helpful')",
            name=op.f("ck_point_awards_contribution_is_for_deeds"),
        ),
        sa.CheckConstraint(
            "(contribution > 0) = (contribution_id IS NOT NULL)", name=op.f("ck_point_awards_contribution_was_moved")
        ),
        sa.CheckConstraint("(points > 0) = (points_id IS NOT NULL)", name=op.f("ck_point_awards_points_were_moved")),
        sa.CheckConstraint("points >= 0 AND contribution >= 0", name=op.f("ck_point_awards_amounts_are_some")),
        sa.ForeignKeyConstraint(
            ["contribution_id"], ["ledger_transfers.id"], name=op.f("fk_point_awards_contribution_id")
        ),
        sa.ForeignKeyConstraint(["member_id"], ["members.id"], name=op.f("fk_point_awards_member_id")),
        sa.ForeignKeyConstraint(["points_id"], ["ledger_transfers.id"], name=op.f("fk_point_awards_points_id")),
        sa.ForeignKeyConstraint(["rule"], ["earning_rules.key"], name=op.f("fk_point_awards_rule")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_point_awards")),
        sa.UniqueConstraint("contribution_id", name=op.f("uq_point_awards_contribution_id")),
        sa.UniqueConstraint("points_id", name=op.f("uq_point_awards_points_id")),
    )
    op.create_index(op.f("ix_point_awards_member_id_rule_at"), "point_awards", ["member_id", "rule", "at"])
    op.create_index(op.f("ix_point_awards_source"), "point_awards", ["source"])
    op.create_index(
        "uq_point_awards_one_stands",
        "point_awards",
        ["rule", "source", "member_id"],
        unique=True,
        postgresql_where=sa.text("revoked_at IS NULL"),
    )


def _create_lots() -> None:
    op.create_table(
        "point_lots",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("member_id", sa.BigInteger(), nullable=False),
        sa.Column("transfer_id", sa.BigInteger(), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("remaining", sa.BigInteger(), nullable=False),
        sa.Column("spendable_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("expires_at > spendable_at", name=op.f("ck_point_lots_can_be_spent")),
        sa.CheckConstraint(
            "remaining BETWEEN 0 AND amount AND amount > 0", name=op.f("ck_point_lots_remaining_is_within")
        ),
        sa.ForeignKeyConstraint(["member_id"], ["members.id"], name=op.f("fk_point_lots_member_id")),
        sa.ForeignKeyConstraint(["transfer_id"], ["ledger_transfers.id"], name=op.f("fk_point_lots_transfer_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_point_lots")),
        sa.UniqueConstraint("transfer_id", name=op.f("uq_point_lots_transfer_id")),
    )
    op.create_index("ix_point_lots_left", "point_lots", ["expires_at"], postgresql_where=sa.text("remaining > 0"))
    op.create_index("ix_point_lots_member_id", "point_lots", ["member_id"])
    op.create_index(
        op.f("ix_point_lots_member_id_expires_at_id"),
        "point_lots",
        ["member_id", "expires_at", "id"],
        postgresql_where=sa.text("remaining > 0"),
    )
    op.create_table(
        "point_lot_uses",
        sa.Column("lot_id", sa.BigInteger(), nullable=False),
        sa.Column("transfer_id", sa.BigInteger(), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("returned", sa.Boolean(), nullable=False),
        sa.CheckConstraint("amount > 0", name=op.f("ck_point_lot_uses_amount_is_some")),
        sa.ForeignKeyConstraint(["lot_id"], ["point_lots.id"], name=op.f("fk_point_lot_uses_lot_id")),
        sa.ForeignKeyConstraint(["transfer_id"], ["ledger_transfers.id"], name=op.f("fk_point_lot_uses_transfer_id")),
        sa.PrimaryKeyConstraint("lot_id", "transfer_id", name=op.f("pk_point_lot_uses")),
    )
    op.create_index(op.f("ix_point_lot_uses_transfer_id"), "point_lot_uses", ["transfer_id"])


def _add_rules() -> None:
    columns = ("points", "contribution", "per_day", "per_lifetime", "streak_step", "streak_cap")
    rules = sa.table("earning_rules", *map(sa.column, ("key", "active", *columns)))
    rows = [{"key": key, "active": True, **dict(zip(columns, row, strict=True))} for key, row in RULES.items()]
    op.bulk_insert(rules, rows)
    op.execute(
        "INSERT INTO point_terms (id, ripening_days, lifetime_months, returned_days, grant_limit) "
        "VALUES (1, 7, 12, 30, 1000)"
    )
