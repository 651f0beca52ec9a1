"""Releases: what was shipped, for which ideas and models."""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    for table in ("posts", "post_imports"):
        op.drop_constraint(op.f(f"ck_{table}_kind"), table)
        kinds = "kind IN ('idea', 'comment', 'announcement', 'release')"
        op.create_check_constraint(op.f(f"ck_{table}_kind"), table, kinds)
    _links()
    _releases()
    _models()
    _plans()


def _links() -> None:
    op.create_table(
        "post_links",
        sa.Column("from_id", sa.BigInteger(), nullable=False),
        sa.Column("to_id", sa.BigInteger(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum("ships", "ships_partly", name="kind", native_enum=False, create_constraint=True, length=32),
            nullable=False,
        ),
        sa.CheckConstraint("from_id <> to_id", name=op.f("ck_post_links_leads_elsewhere")),
        sa.ForeignKeyConstraint(["from_id"], ["posts.id"], name=op.f("fk_post_links_from_id")),
        sa.ForeignKeyConstraint(["to_id"], ["posts.id"], name=op.f("fk_post_links_to_id")),
        sa.PrimaryKeyConstraint("from_id", "to_id", name=op.f("pk_post_links")),
    )
    op.create_index(op.f("ix_post_links_to_id"), "post_links", ["to_id"])


def _releases() -> None:
    op.create_table(
        "releases",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "draft", "planned", "out", "dropped", name="state", native_enum=False, create_constraint=True, length=32
            ),
            nullable=False,
        ),
        sa.Column("planned_on", sa.Date(), nullable=True),
        sa.Column("existing", sa.Text(), server_default="", nullable=False),
        sa.Column("existing_en", sa.Text(), server_default="", nullable=False),
        sa.Column("announced_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("released_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("publish_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("scheduler_id", sa.BigInteger(), nullable=True),
        sa.Column("problem", sa.Text(), server_default="", nullable=False),
        sa.Column("title_en", sa.Text(), nullable=True),
        sa.Column("body_en", sa.Text(), nullable=True),
        sa.CheckConstraint("(state = 'out') = (released_at IS NOT NULL)", name=op.f("ck_releases_out_since_some_time")),
        sa.CheckConstraint(
            "publish_at IS NULL OR state IN ('draft', 'planned')", name=op.f("ck_releases_scheduled_before_it_is_out")
        ),
        sa.CheckConstraint("state <> 'draft' OR announced_at IS NULL", name=op.f("ck_releases_draft_is_not_announced")),
        sa.CheckConstraint("state <> 'planned' OR planned_on IS NOT NULL", name=op.f("ck_releases_planned_for_a_day")),
        sa.CheckConstraint(
            "state NOT IN ('planned', 'dropped') OR (announced_at IS NOT NULL AND existing <> '')",
            name=op.f("ck_releases_announced_says_what_existing_owners_get"),
        ),
        sa.CheckConstraint(
            "(publish_at IS NULL) = (scheduler_id IS NULL)", name=op.f("ck_releases_scheduled_by_somebody")
        ),
        sa.CheckConstraint("(title_en IS NULL) = (body_en IS NULL)", name=op.f("ck_releases_translation_is_whole")),
        sa.CheckConstraint(
            "char_length(existing) <= 4000 AND char_length(existing_en) <= 4000",
            name=op.f("ck_releases_existing_length"),
        ),
        sa.CheckConstraint("char_length(title_en) BETWEEN 1 AND 200", name=op.f("ck_releases_title_en_length")),
        sa.CheckConstraint("octet_length(body_en) <= 200000", name=op.f("ck_releases_body_en_size")),
        sa.ForeignKeyConstraint(["id"], ["posts.id"], name=op.f("fk_releases_id")),
        sa.ForeignKeyConstraint(["scheduler_id"], ["members.id"], name=op.f("fk_releases_scheduler_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_releases")),
    )
    op.create_index(
        "ix_releases_announced",
        "releases",
        [sa.text("announced_at DESC")],
        postgresql_where=sa.text("announced_at IS NOT NULL"),
    )
    op.create_index("ix_releases_due", "releases", ["publish_at"], postgresql_where=sa.text("publish_at IS NOT NULL"))
    op.create_index(
        "ix_releases_out",
        "releases",
        [sa.text("released_at DESC"), sa.text("id DESC")],
        postgresql_where=sa.text("state = 'out'"),
    )
    op.create_index(op.f("ix_releases_scheduler_id"), "releases", ["scheduler_id"])
    op.create_index(
        "ix_releases_waiting",
        "releases",
        ["state", "planned_on"],
        postgresql_where=sa.text("state IN ('draft', 'planned')"),
    )


def _models() -> None:
    op.create_table(
        "release_models",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("release_id", sa.BigInteger(), nullable=False),
        sa.Column("series_id", sa.BigInteger(), nullable=False),
        sa.Column("model_year_id", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["release_id"], ["releases.id"], name=op.f("fk_release_models_release_id")),
        sa.ForeignKeyConstraint(
            ["series_id", "model_year_id"],
            ["model_years.series_id", "model_years.id"],
            name=op.f("fk_release_models_series_id_model_year_id"),
        ),
        sa.ForeignKeyConstraint(["series_id"], ["series.id"], name=op.f("fk_release_models_series_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_release_models")),
        sa.UniqueConstraint(
            "release_id",
            "series_id",
            "model_year_id",
            name=op.f("uq_release_models_release_id_series_id_model_year_id"),
            postgresql_nulls_not_distinct=True,
        ),
    )
    op.create_index(op.f("ix_release_models_model_year_id"), "release_models", ["model_year_id"])
    op.create_index(op.f("ix_release_models_series_id_release_id"), "release_models", ["series_id", "release_id"])


def _plans() -> None:
    op.create_table(
        "release_plans",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("release_id", sa.BigInteger(), nullable=False),
        sa.Column("planned_on", sa.Date(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("actor_id", sa.BigInteger(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "planned_on IS NOT NULL OR reason <> ''", name=op.f("ck_release_plans_given_up_for_a_reason")
        ),
        sa.CheckConstraint("char_length(reason) <= 4000", name=op.f("ck_release_plans_reason_length")),
        sa.ForeignKeyConstraint(["actor_id"], ["members.id"], name=op.f("fk_release_plans_actor_id")),
        sa.ForeignKeyConstraint(["release_id"], ["releases.id"], name=op.f("fk_release_plans_release_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_release_plans")),
    )
    op.create_index(op.f("ix_release_plans_actor_id"), "release_plans", ["actor_id"])
    op.create_index(op.f("ix_release_plans_release_id_id"), "release_plans", ["release_id", "id"])
    op.execute(
        "CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON release_plans "
        "FOR EACH ROW EXECUTE FUNCTION refuse_rewriting()"
    )
