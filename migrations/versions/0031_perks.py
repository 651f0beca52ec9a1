"""Perks: their catalogue, variants with their stock, pictures, and what was changed."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0031"
down_revision = "0030"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _perk_categories()
    _perks()
    _perk_series()
    _perk_variants()
    _perk_pictures()
    _perk_changes()
    shelf = sa.Enum("team", "everybody", name="shelf", native_enum=False, create_constraint=False, length=32)
    op.add_column("pictures", sa.Column("shelf", shelf, nullable=True))
    op.create_check_constraint(op.f("ck_pictures_shelf"), "pictures", "shelf IN ('team', 'everybody')")
    op.create_check_constraint(op.f("ck_pictures_in_one_place"), "pictures", "shelf IS NULL OR post_id IS NULL")
    op.execute(
        "CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON perk_changes "
        "FOR EACH ROW EXECUTE FUNCTION refuse_rewriting()"
    )


def _perk_categories() -> None:
    op.create_table(
        "perk_categories",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("name_zh", sa.Text(), nullable=False),
        sa.Column("name_en", sa.Text(), nullable=False),
        sa.Column("position", sa.BigInteger(), nullable=False),
        sa.CheckConstraint(
            "key ~ '^[a-z0-9]+(-[a-z0-9]+)*$' AND char_length(key) <= 40", name=op.f("ck_perk_categories_key_is_plain")
        ),
        sa.CheckConstraint(
            "char_length(name_zh) BETWEEN 1 AND 40 AND char_length(name_en) BETWEEN 1 AND 40",
            name=op.f("ck_perk_categories_names"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_perk_categories")),
        sa.UniqueConstraint("key", name=op.f("uq_perk_categories_key")),
    )


def _perks() -> None:
    op.create_table("perks", *_perks_columns(), *_perks_constraints())
    op.create_index(op.f("ix_perks_category_id"), "perks", ["category_id"])
    op.create_index(
        "ix_perks_shop",
        "perks",
        [sa.text("shown_at DESC"), sa.text("id DESC")],
        postgresql_where=sa.text("state = 'on_sale'"),
    )


def _perks_columns() -> list[sa.Column[Any]]:
    return [
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("public_id", sa.Text(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "goods", "voucher", "service_coupon", name="kind", native_enum=False, create_constraint=True, length=32
            ),
            nullable=False,
        ),
        sa.Column(
            "state",
            sa.Enum(
                "draft", "on_sale", "withdrawn", name="state", native_enum=False, create_constraint=True, length=32
            ),
            nullable=False,
        ),
        sa.Column("category_id", sa.BigInteger(), nullable=True),
        sa.Column("title_zh", sa.Text(), nullable=False),
        sa.Column("title_en", sa.Text(), nullable=False),
        sa.Column("summary_zh", sa.Text(), nullable=False),
        sa.Column("summary_en", sa.Text(), nullable=False),
        sa.Column("body_zh", sa.Text(), nullable=False),
        sa.Column("body_en", sa.Text(), nullable=False),
        sa.Column("discount_zh", sa.Text(), nullable=False),
        sa.Column("discount_en", sa.Text(), nullable=False),
        sa.Column("discount_fen", sa.BigInteger(), nullable=True),
        sa.Column("price", sa.BigInteger(), nullable=False),
        sa.Column("per_member", sa.BigInteger(), nullable=True),
        sa.Column("per_period", sa.BigInteger(), nullable=True),
        sa.Column("period_days", sa.BigInteger(), nullable=True),
        sa.Column(
            "audience",
            sa.Enum(
                "all", "owners", "tier", "model", name="audience", native_enum=False, create_constraint=True, length=32
            ),
            nullable=False,
        ),
        sa.Column("tier_key", sa.Text(), nullable=True),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("shown_at", sa.DateTime(timezone=True), nullable=True),
    ]


def _perks_constraints() -> list[sa.Constraint]:
    return [
        sa.CheckConstraint("(audience = 'tier') = (tier_key IS NOT NULL)", name=op.f("ck_perks_tier_is_named")),
        sa.CheckConstraint("(state = 'draft') = (shown_at IS NULL)", name=op.f("ck_perks_shown_once_on_sale")),
        sa.CheckConstraint(
            "kind = 'service_coupon' OR (discount_zh = '' AND discount_en = '' AND discount_fen IS NULL)",
            name=op.f("ck_perks_only_coupons_lower_a_bill"),
        ),
        sa.CheckConstraint("title_zh <> '' OR title_en <> ''", name=op.f("ck_perks_has_a_title")),
        sa.CheckConstraint("(per_period IS NULL) = (period_days IS NULL)", name=op.f("ck_perks_period_is_whole")),
        sa.CheckConstraint(
            "char_length(body_zh) <= 20000 AND char_length(body_en) <= 20000", name=op.f("ck_perks_body_length")
        ),
        sa.CheckConstraint(
            "char_length(discount_zh) <= 120 AND char_length(discount_en) <= 120", name=op.f("ck_perks_discount_length")
        ),
        sa.CheckConstraint(
            "char_length(summary_zh) <= 160 AND char_length(summary_en) <= 160", name=op.f("ck_perks_summary_length")
        ),
        sa.CheckConstraint("char_length(tier_key) BETWEEN 1 AND 40", name=op.f("ck_perks_tier_key_length")),
        sa.CheckConstraint(
            "char_length(title_zh) <= 80 AND char_length(title_en) <= 80", name=op.f("ck_perks_title_length")
        ),
        sa.CheckConstraint("discount_fen BETWEEN 1 AND 1000000000", name=op.f("ck_perks_discount_is_some")),
        sa.CheckConstraint("per_member BETWEEN 1 AND 1000", name=op.f("ck_perks_per_member_is_some")),
        sa.CheckConstraint(
            "per_period BETWEEN 1 AND 1000 AND period_days BETWEEN 1 AND 3660", name=op.f("ck_perks_per_period_is_some")
        ),
        sa.CheckConstraint("price BETWEEN 1 AND 1000000000", name=op.f("ck_perks_price_is_some")),
        sa.CheckConstraint("starts_at < ends_at", name=op.f("ck_perks_starts_before_it_ends")),
        sa.ForeignKeyConstraint(["category_id"], ["perk_categories.id"], name=op.f("fk_perks_category_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_perks")),
        sa.UniqueConstraint("public_id", name=op.f("uq_perks_public_id")),
    ]


def _perk_series() -> None:
    op.create_table(
        "perk_series",
        sa.Column("perk_id", sa.BigInteger(), nullable=False),
        sa.Column("series_id", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["perk_id"], ["perks.id"], name=op.f("fk_perk_series_perk_id")),
        sa.ForeignKeyConstraint(["series_id"], ["series.id"], name=op.f("fk_perk_series_series_id")),
        sa.PrimaryKeyConstraint("perk_id", "series_id", name=op.f("pk_perk_series")),
    )
    op.create_index(op.f("ix_perk_series_series_id"), "perk_series", ["series_id"])


def _perk_variants() -> None:
    op.create_table(
        "perk_variants",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("perk_id", sa.BigInteger(), nullable=False),
        sa.Column("size", sa.Text(), nullable=False),
        sa.Column("colour_zh", sa.Text(), nullable=False),
        sa.Column("colour_en", sa.Text(), nullable=False),
        sa.Column("position", sa.BigInteger(), nullable=False),
        sa.Column("stock", sa.BigInteger(), nullable=True),
        sa.Column("taken", sa.BigInteger(), nullable=False),
        sa.Column("offered", sa.Boolean(), nullable=False),
        sa.CheckConstraint(
            "char_length(size) <= 40 AND char_length(colour_zh) <= 40 AND char_length(colour_en) <= 40",
            name=op.f("ck_perk_variants_name_length"),
        ),
        sa.CheckConstraint("stock BETWEEN 0 AND 1000000000", name=op.f("ck_perk_variants_stock_is_some")),
        sa.CheckConstraint(
            "taken >= 0 AND (stock IS NULL OR taken <= stock)", name=op.f("ck_perk_variants_taken_within_stock")
        ),
        sa.ForeignKeyConstraint(["perk_id"], ["perks.id"], name=op.f("fk_perk_variants_perk_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_perk_variants")),
        sa.UniqueConstraint("perk_id", "id", name=op.f("uq_perk_variants_perk_id_id")),
        sa.UniqueConstraint(
            "perk_id", "size", "colour_zh", "colour_en", name=op.f("uq_perk_variants_perk_id_size_colour_zh_colour_en")
        ),
    )


def _perk_pictures() -> None:
    op.create_table(
        "perk_pictures",
        sa.Column("picture_id", sa.BigInteger(), nullable=False),
        sa.Column("perk_id", sa.BigInteger(), nullable=False),
        sa.Column("position", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("position BETWEEN 0 AND 5", name=op.f("ck_perk_pictures_six_at_most")),
        sa.ForeignKeyConstraint(["perk_id"], ["perks.id"], name=op.f("fk_perk_pictures_perk_id")),
        sa.ForeignKeyConstraint(["picture_id"], ["pictures.id"], name=op.f("fk_perk_pictures_picture_id")),
        sa.PrimaryKeyConstraint("picture_id", name=op.f("pk_perk_pictures")),
        sa.UniqueConstraint("perk_id", "position", name=op.f("uq_perk_pictures_perk_id_position")),
    )


def _perk_changes() -> None:
    op.create_table(
        "perk_changes",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("perk_id", sa.BigInteger(), nullable=False),
        sa.Column("variant_id", sa.BigInteger(), nullable=True),
        sa.Column("actor_id", sa.BigInteger(), nullable=False),
        sa.Column(
            "field",
            sa.Enum(
                "state", "price", "stock", "offered", name="field", native_enum=False, create_constraint=True, length=32
            ),
            nullable=False,
        ),
        sa.Column("before", sa.Text(), nullable=True),
        sa.Column("after", sa.Text(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "(field IN ('stock', 'offered')) = (variant_id IS NOT NULL)", name=op.f("ck_perk_changes_variant_is_named")
        ),
        sa.CheckConstraint("before IS DISTINCT FROM after", name=op.f("ck_perk_changes_something_changed")),
        sa.ForeignKeyConstraint(["actor_id"], ["members.id"], name=op.f("fk_perk_changes_actor_id")),
        sa.ForeignKeyConstraint(
            ["perk_id", "variant_id"],
            ["perk_variants.perk_id", "perk_variants.id"],
            name=op.f("fk_perk_changes_perk_id_variant_id"),
        ),
        sa.ForeignKeyConstraint(["perk_id"], ["perks.id"], name=op.f("fk_perk_changes_perk_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_perk_changes")),
    )
    op.create_index(op.f("ix_perk_changes_actor_id"), "perk_changes", ["actor_id"])
    op.create_index(op.f("ix_perk_changes_perk_id_id"), "perk_changes", ["perk_id", "id"])
    op.create_index(op.f("ix_perk_changes_variant_id"), "perk_changes", ["variant_id"])
