"""Thresholds at which owners move an idea by themselves."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

STAGES = (
    "design", "development", "production", "sales", "delivery", "driving", "maintenance", "repair", "second_hand"
)  # fmt: skip
# What a site begins with; the brand changes it at /desk/thresholds. A problem needs fewer owners than a wish, and so
# does what an owner meets once in a car's life rather than on every drive.
SELDOM = ("sales", "delivery", "maintenance", "repair", "second_hand")
OWNERS = {"wish": {"often": 100, "seldom": 50}, "problem": {"often": 30, "seldom": 20}}


def upgrade() -> None:
    kinds = sa.Enum("wish", "problem", "praise", name="kind", native_enum=False, create_constraint=True, length=32)
    stages = sa.Enum(*STAGES, name="stage", native_enum=False, create_constraint=True, length=32)
    thresholds = op.create_table(
        "thresholds",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("stage", stages, nullable=False),
        sa.Column("kind", kinds, nullable=False),
        sa.Column("owners", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("owners > 0", name=op.f("ck_thresholds_owners_positive")),
        sa.CheckConstraint("kind <> 'praise'", name=op.f("ck_thresholds_not_for_praise")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_thresholds")),
        sa.UniqueConstraint("stage", "kind", name=op.f("uq_thresholds_stage_kind")),
    )
    rows = [
        {"stage": stage, "kind": kind, "owners": owners["seldom" if stage in SELDOM else "often"]}
        for kind, owners in OWNERS.items()
        for stage in STAGES
    ]
    op.bulk_insert(thresholds, rows)
    op.add_column("site", sa.Column("newcomer_days", sa.BigInteger(), server_default="7", nullable=False))
    op.create_check_constraint(op.f("ck_site_newcomer_days_within_a_year"), "site", "newcomer_days BETWEEN 0 AND 365")
    _automatic_changes()
    once = op.f("uq_supports_idea_id_member_id")
    op.drop_constraint(once, "supports")
    op.execute(f'ALTER TABLE supports ADD CONSTRAINT {once} UNIQUE (idea_id, member_id) INCLUDE ("at", owner)')


def _automatic_changes() -> None:
    """A change of status may be the site's own: without an actor, with the threshold that was reached."""
    op.alter_column("status_changes", "actor_id", nullable=True)
    op.add_column("status_changes", sa.Column("threshold", sa.BigInteger(), nullable=True))
    op.drop_constraint(op.f("ck_status_changes_reason_length"), "status_changes")
    checks = {
        "reason_length": (
            "CASE WHEN threshold IS NULL THEN char_length(reason) BETWEEN 1 AND 4000 ELSE reason = '' END"
        ),
        "somebody_or_automatic": (
            "(actor_id IS NULL) = (actor_role = 'automatic') AND (actor_id IS NULL) = (threshold IS NOT NULL)"
        ),
        "threshold_is_positive": "threshold > 0",
    }
    for name, condition in checks.items():
        op.create_check_constraint(op.f(f"ck_status_changes_{name}"), "status_changes", condition)
    op.create_index(
        "uq_status_changes_one_automatic", "status_changes", ["idea_id"], unique=True,
        postgresql_where="actor_id IS NULL",
    )  # fmt: skip
