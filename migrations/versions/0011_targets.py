"""Target windows of ideas, with every slip; announcements of the brand."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "target_changes",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("idea_id", sa.BigInteger(), nullable=False),
        sa.Column("before_starts_on", sa.Date(), nullable=True),
        sa.Column("before_ends_on", sa.Date(), nullable=True),
        sa.Column("starts_on", sa.Date(), nullable=True),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("actor_id", sa.BigInteger(), nullable=False),
        sa.Column("actor_role", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "(starts_on IS NULL) = (ends_on IS NULL) AND starts_on < ends_on",
            name=op.f("ck_target_changes_window_is_whole"),
        ),
        sa.CheckConstraint(
            "(before_starts_on IS NULL) = (before_ends_on IS NULL) AND before_starts_on < before_ends_on",
            name=op.f("ck_target_changes_window_before_is_whole"),
        ),
        sa.CheckConstraint(
            "(starts_on, ends_on) IS DISTINCT FROM (before_starts_on, before_ends_on)",
            name=op.f("ck_target_changes_something_changed"),
        ),
        sa.CheckConstraint("char_length(reason) BETWEEN 1 AND 4000", name=op.f("ck_target_changes_reason_length")),
        sa.ForeignKeyConstraint(["actor_id"], ["members.id"], name=op.f("fk_target_changes_actor_id")),
        sa.ForeignKeyConstraint(["idea_id"], ["ideas.id"], name=op.f("fk_target_changes_idea_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_target_changes")),
    )
    op.create_index(op.f("ix_target_changes_actor_id"), "target_changes", ["actor_id"])
    op.create_index(op.f("ix_target_changes_idea_id_id"), "target_changes", ["idea_id", "id"])
    op.execute(
        "CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON target_changes "
        "FOR EACH ROW EXECUTE FUNCTION refuse_rewriting()"
    )
    op.add_column("ideas", sa.Column("target_starts_on", sa.Date(), nullable=True))
    op.add_column("ideas", sa.Column("target_ends_on", sa.Date(), nullable=True))
    op.create_check_constraint(
        op.f("ck_ideas_target_is_whole"),
        "ideas",
        "(target_starts_on IS NULL) = (target_ends_on IS NULL) AND target_starts_on < target_ends_on",
    )
    _announcements()


def _announcements() -> None:
    for table in ("posts", "post_imports"):
        op.drop_constraint(op.f(f"ck_{table}_kind"), table)
        op.create_check_constraint(op.f(f"ck_{table}_kind"), table, "kind IN ('idea', 'comment', 'announcement')")
    op.create_table(
        "announcements",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("title_en", sa.Text(), nullable=True),
        sa.Column("body_en", sa.Text(), nullable=True),
        sa.Column("pinned_until", sa.Date(), nullable=True),
        sa.CheckConstraint(
            "(title_en IS NULL) = (body_en IS NULL)", name=op.f("ck_announcements_translation_is_whole")
        ),
        sa.CheckConstraint("char_length(title_en) BETWEEN 1 AND 200", name=op.f("ck_announcements_title_en_length")),
        sa.CheckConstraint("octet_length(body_en) <= 200000", name=op.f("ck_announcements_body_en_size")),
        sa.ForeignKeyConstraint(["id"], ["posts.id"], name=op.f("fk_announcements_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_announcements")),
    )
    op.create_index(
        "ix_announcements_pinned",
        "announcements",
        [sa.text("pinned_until DESC")],
        postgresql_where=sa.text("pinned_until IS NOT NULL"),
    )
