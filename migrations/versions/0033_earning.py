"""How rules of earning are changed, grants, and notices about points."""

import sqlalchemy as sa
from alembic import op

revision = "0033"
down_revision = "0032"
branch_labels = None
depends_on = None

CAUSES = (
    "answer", "mention", "status", "official", "edit", "merge", "release", "role", "vehicle", "moderation",
    "announcement", "perk", "points",
)  # fmt: skip
FIELDS = (
    "active", "points", "contribution", "per_day", "per_lifetime", "streak_step", "streak_cap", "from_on", "until_on",
    "month_budget", "series", "ripening_days", "lifetime_months", "returned_days", "grant_limit",
)  # fmt: skip
STATES = ("pending", "given", "refused", "revoked")


def upgrade() -> None:
    for table in ("notices", "broadcasts", "notice_choices"):
        op.drop_constraint(op.f(f"ck_{table}_cause"), table)
        listed = ", ".join(f"'{cause}'" for cause in CAUSES)
        op.create_check_constraint(op.f(f"ck_{table}_cause"), table, f"cause IN ({listed})")
    op.create_index(op.f("ix_point_awards_rule_at"), "point_awards", ["rule", "at"])
    _create_changes()
    _create_grants()


def _word(name: str, values: tuple[str, ...]) -> sa.Column[str]:
    kind = sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=32)
    return sa.Column(name, kind, nullable=False)


def _create_changes() -> None:
    op.create_table(
        "earning_changes",
        sa.Column("id", sa.BigInteger(), autoincrement=True, nullable=False),
        sa.Column("rule", sa.String(length=32), nullable=True),
        sa.Column("actor_id", sa.BigInteger(), nullable=False),
        _word("field", FIELDS),
        sa.Column("before", sa.Text(), nullable=True),
        sa.Column("after", sa.Text(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("before IS DISTINCT FROM after", name=op.f("ck_earning_changes_something_changed")),
        sa.CheckConstraint(
            "(field IN ('ripening_days', 'lifetime_months', 'returned_days', 'grant_limit')) = (rule IS NULL)",
            name=op.f("ck_earning_changes_of_a_rule_or_the_terms"),
        ),
        sa.ForeignKeyConstraint(["actor_id"], ["members.id"], name=op.f("fk_earning_changes_actor_id")),
        sa.ForeignKeyConstraint(["rule"], ["earning_rules.key"], name=op.f("fk_earning_changes_rule")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_earning_changes")),
    )
    op.create_index(op.f("ix_earning_changes_actor_id"), "earning_changes", ["actor_id"])
    op.create_index(op.f("ix_earning_changes_rule_id"), "earning_changes", ["rule", "id"])
    op.execute(
        "CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON earning_changes "
        "FOR EACH ROW EXECUTE FUNCTION refuse_rewriting()"
    )


def _create_grants() -> None:
    people = ("member_id", "by_id", "decided_by_id", "revoked_by_id")
    op.create_table(
        "point_grants",
        sa.Column("id", sa.BigInteger(), autoincrement=True, nullable=False),
        sa.Column("public_id", sa.Text(), nullable=False),
        sa.Column("member_id", sa.BigInteger(), nullable=False),
        sa.Column("by_id", sa.BigInteger(), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("spendable_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("needs_two", sa.Boolean(), nullable=False),
        _word("state", STATES),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decided_by_id", sa.BigInteger(), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("answer", sa.Text(), nullable=True),
        sa.Column("award_id", sa.BigInteger(), nullable=True),
        sa.Column("revoked_by_id", sa.BigInteger(), nullable=True),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        *_checks_of_grants(),
        sa.ForeignKeyConstraint(["award_id"], ["point_awards.id"], name=op.f("fk_point_grants_award_id")),
        *(sa.ForeignKeyConstraint([who], ["members.id"], name=op.f(f"fk_point_grants_{who}")) for who in people),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_point_grants")),
        sa.UniqueConstraint("public_id", name=op.f("uq_point_grants_public_id")),
        sa.UniqueConstraint("award_id", name=op.f("uq_point_grants_award_id")),
    )
    for columns in (["member_id", "at"], ["by_id", "member_id", "at"], ["decided_by_id"], ["revoked_by_id"]):
        op.create_index(op.f(f"ix_point_grants_{'_'.join(columns)}"), "point_grants", columns)
    pending = sa.text("state = 'pending'")
    op.create_index("ix_point_grants_pending", "point_grants", ["id"], postgresql_where=pending)


def _checks_of_grants() -> list[sa.CheckConstraint]:
    checks = {
        "amount_is_some": "amount BETWEEN 1 AND 1000000",
        "reason_length": "char_length(reason) BETWEEN 1 AND 500",
        "answer_length": "char_length(answer) BETWEEN 1 AND 500",
        "nobody_gives_to_themselves": "by_id <> member_id AND decided_by_id <> member_id",
        "two_people_when_it_needs_two": "decided_by_id <> by_id OR state = 'refused'",
        "small_ones_are_given": "needs_two OR (state IN ('given', 'revoked') AND decided_at IS NULL)",
        "large_ones_are_decided": "NOT needs_two OR (state = 'pending') = (decided_at IS NULL)",
        "decided_at_an_instant": "decided_by_id IS NULL OR decided_at IS NOT NULL",
        "given_by_a_second": "NOT needs_two OR state IN ('pending', 'refused') OR decided_by_id IS NOT NULL",
        "given_is_awarded": "(state IN ('given', 'revoked')) = (award_id IS NOT NULL)",
        "revoked_by_somebody": (
            "(state = 'revoked') = (revoked_at IS NOT NULL) AND (revoked_at IS NULL) = (revoked_by_id IS NULL)"
        ),
        "answer_to_something": "answer IS NULL OR state IN ('refused', 'revoked')",
    }
    return [sa.CheckConstraint(rule, name=op.f(f"ck_point_grants_{name}")) for name, rule in checks.items()]
