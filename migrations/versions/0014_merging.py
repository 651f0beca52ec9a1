"""Ideas merged into others, and where each support counts."""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _merges()
    op.add_column("ideas", sa.Column("duplicates", sa.BigInteger(), server_default="0", nullable=False))
    op.create_check_constraint(op.f("ck_ideas_duplicates_not_negative"), "ideas", "duplicates >= 0")
    op.create_check_constraint(
        op.f("ck_ideas_merged_has_no_duplicates"), "ideas", "duplicates = 0 OR status_key <> 'merged'"
    )
    _supports()
    op.add_column("closing_proposals", sa.Column("into_id", sa.BigInteger(), nullable=True))
    op.create_foreign_key(op.f("fk_closing_proposals_into_id"), "closing_proposals", "ideas", ["into_id"], ["id"])
    op.create_index(op.f("ix_closing_proposals_into_id"), "closing_proposals", ["into_id"])
    op.create_check_constraint(
        op.f("ck_closing_proposals_merged_into_another"),
        "closing_proposals",
        "(to_key = 'merged') = (into_id IS NOT NULL)",
    )


def _merges() -> None:
    op.create_table(
        "merges",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("idea_id", sa.BigInteger(), nullable=False),
        sa.Column("into_id", sa.BigInteger(), nullable=False),
        sa.Column("actor_id", sa.BigInteger(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("mark_id", sa.BigInteger(), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_by_id", sa.BigInteger(), nullable=True),
        sa.CheckConstraint("idea_id <> into_id", name=op.f("ck_merges_into_another")),
        sa.CheckConstraint("(ended_at IS NULL) = (ended_by_id IS NULL)", name=op.f("ck_merges_ended_by_somebody")),
        sa.CheckConstraint("ended_at >= at", name=op.f("ck_merges_ends_after_the_start")),
        sa.ForeignKeyConstraint(["actor_id"], ["members.id"], name=op.f("fk_merges_actor_id")),
        sa.ForeignKeyConstraint(["ended_by_id"], ["members.id"], name=op.f("fk_merges_ended_by_id")),
        sa.ForeignKeyConstraint(["idea_id"], ["ideas.id"], name=op.f("fk_merges_idea_id")),
        sa.ForeignKeyConstraint(["into_id"], ["ideas.id"], name=op.f("fk_merges_into_id")),
        sa.ForeignKeyConstraint(["mark_id"], ["safety_marks.id"], name=op.f("fk_merges_mark_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_merges")),
    )
    for column in ("actor_id", "ended_by_id", "idea_id", "into_id", "mark_id"):
        op.create_index(op.f(f"ix_merges_{column}"), "merges", [column])
    lasting = sa.text("ended_at IS NULL")
    op.create_index("uq_merges_one_lasting", "merges", ["idea_id"], unique=True, postgresql_where=lasting)
    op.create_index("ix_merges_lasting", "merges", ["into_id", "idea_id"], postgresql_where=lasting)


def _supports() -> None:
    """Each counts where it was given; what is counted moves to the index of where it counts."""
    op.add_column("supports", sa.Column("counted_in_id", sa.BigInteger(), nullable=True))
    op.execute("UPDATE supports SET counted_in_id = idea_id")
    op.create_foreign_key(op.f("fk_supports_counted_in_id"), "supports", "ideas", ["counted_in_id"], ["id"])
    given, counted = op.f("uq_supports_idea_id_member_id"), op.f("uq_supports_counted_in_id_member_id")
    op.drop_constraint(given, "supports")
    op.create_unique_constraint(given, "supports", ["idea_id", "member_id"])
    op.execute(f'ALTER TABLE supports ADD CONSTRAINT {counted} UNIQUE (counted_in_id, member_id) INCLUDE ("at", owner)')
