"""Trust levels and rates."""

from collections.abc import Iterator
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None

# level, days, posts, reports, report_days
THRESHOLDS = ((1, 7, 1, 2, 60), (2, 30, 10, 1, 90), (3, 180, 50, 0, 180))
# level, links, pictures, mentions, glances
ALLOWANCES = ((0, 2, 3, 3, 1), (1, 5, 6, 5, 0), (2, 10, 6, 10, 0), (3, None, None, None, 0))
# deed, scope, reply, times an hour for each level
RATES: tuple[tuple[str, str, str, tuple[int | None, ...]], ...] = (
    ("post", "member", "refuse", (5, 20, 60, 120)),
    ("post", "address", "refuse", (200, None, None, None)),
    ("comment", "member", "refuse", (30, 120, 300, 600)),
    ("comment", "address", "refuse", (1000, None, None, None)),
    ("comment", "target", "refuse", (20, 60, 200, 400)),
    ("comment", "crowd", "hold", (30, None, None, None)),
    ("edit", "member", "refuse", (30, 120, 300, 600)),
    ("support", "member", "refuse", (60, 300, 600, 1200)),
    ("support", "address", "refuse", (2000, None, None, None)),
    ("support", "target", "refuse", (20, 60, 200, 400)),
    ("report", "member", "refuse", (10, 30, 60, 120)),
    ("report", "address", "refuse", (100, None, None, None)),
    ("report", "target", "refuse", (5, 10, 20, 40)),
    ("picture", "member", "refuse", (30, 60, 60, 120)),
    ("picture", "address", "refuse", (500, None, None, None)),
)


def upgrade() -> None:
    op.add_column("members", sa.Column("trust_earned", sa.SmallInteger(), server_default="0", nullable=False))
    op.execute("UPDATE members SET trust_earned = trust WHERE trust > trust_floor")
    op.create_check_constraint(op.f("ck_members_trust_earned_is_a_level"), "members", "trust_earned BETWEEN 0 AND 3")
    op.create_check_constraint(
        op.f("ck_members_trust_is_earned_or_vouched_for"), "members", "trust = greatest(trust_floor, trust_earned)"
    )
    _create_thresholds()
    _create_allowances()
    _create_rates()


def _create_thresholds() -> None:
    names = ("level", "days", "posts", "reports", "report_days")
    table = op.create_table(
        "trust_thresholds",
        sa.Column("level", sa.SmallInteger(), autoincrement=False, nullable=False),
        *(sa.Column(name, sa.BigInteger(), nullable=False) for name in names[1:]),
        _check("trust_thresholds", "level BETWEEN 1 AND 3", "above_newcomers"),
        _check("trust_thresholds", "days BETWEEN 0 AND 3650", "days_within_ten_years"),
        _check("trust_thresholds", "posts BETWEEN 0 AND 100000", "posts_can_be_written"),
        _check("trust_thresholds", "reports BETWEEN 0 AND 1000", "reports_can_be_upheld"),
        _check("trust_thresholds", "report_days BETWEEN 1 AND 3650", "report_days_within_ten_years"),
        sa.PrimaryKeyConstraint("level", name=op.f("pk_trust_thresholds")),
    )
    op.bulk_insert(table, [dict(zip(names, row, strict=True)) for row in THRESHOLDS])


def _create_allowances() -> None:
    names = ("level", "links", "pictures", "mentions", "glances")
    table = op.create_table(
        "trust_allowances",
        sa.Column("level", sa.SmallInteger(), autoincrement=False, nullable=False),
        *(sa.Column(name, sa.BigInteger(), nullable=True) for name in names[1:4]),
        sa.Column("excess", sa.String(32), nullable=False),
        sa.Column("glances", sa.BigInteger(), nullable=False),
        sa.Column("waits", sa.BigInteger(), nullable=False),
        _check("trust_allowances", "level BETWEEN 0 AND 3", "of_a_level"),
        _check("trust_allowances", "excess IN ('refuse', 'hold')", "excess"),
        _check("trust_allowances", "links BETWEEN 0 AND 1000", "links_are_some"),
        _check("trust_allowances", "pictures BETWEEN 0 AND 100", "pictures_are_some"),
        _check("trust_allowances", "mentions BETWEEN 0 AND 100", "mentions_are_some"),
        _check("trust_allowances", "glances BETWEEN 0 AND 100 AND waits BETWEEN 0 AND 100", "first_posts_are_few"),
        sa.PrimaryKeyConstraint("level", name=op.f("pk_trust_allowances")),
    )
    more = {"excess": "refuse", "waits": 0}
    op.bulk_insert(table, [dict(zip(names, row, strict=True)) | more for row in ALLOWANCES])


def _create_rates() -> None:
    table = op.create_table(
        "rates",
        sa.Column("deed", sa.String(32), nullable=False),
        sa.Column("scope", sa.String(32), nullable=False),
        sa.Column("level", sa.SmallInteger(), autoincrement=False, nullable=False),
        sa.Column("times", sa.BigInteger(), nullable=True),
        sa.Column("seconds", sa.BigInteger(), nullable=False),
        sa.Column("reply", sa.String(32), nullable=False),
        _check("rates", "deed IN ('post', 'comment', 'edit', 'support', 'report', 'picture')", "deed"),
        _check("rates", "scope IN ('member', 'address', 'target', 'crowd')", "scope"),
        _check("rates", "reply IN ('refuse', 'hold')", "reply"),
        _check("rates", "level BETWEEN 0 AND 3", "of_a_level"),
        _check("rates", "times BETWEEN 1 AND 1000000", "times_are_some"),
        _check("rates", "seconds BETWEEN 1 AND 604800", "within_a_week"),
        _check("rates", "reply = 'refuse' OR deed IN ('post', 'comment', 'edit')", "texts_are_held"),
        _check(
            "rates",
            "scope IN ('member', 'address') OR deed IN ('comment', 'support', 'report')",
            "towards_an_author",
        ),
        sa.PrimaryKeyConstraint("deed", "scope", "level", name=op.f("pk_rates")),
    )
    op.bulk_insert(table, list(_rates()))


def _rates() -> Iterator[dict[str, Any]]:
    for deed, scope, reply, hourly in RATES:
        for level, times in enumerate(hourly):
            yield {"deed": deed, "scope": scope, "level": level, "times": times, "seconds": 3600, "reply": reply}


def _check(table: str, condition: str, name: str) -> sa.CheckConstraint:
    return sa.CheckConstraint(condition, name=op.f(f"ck_{table}_{name}"))
