"""The catalogue, vehicles and their holders, and the owner's mark of a support."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "platforms",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("name_zh", sa.Text(), nullable=False),
        sa.Column("name_en", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "key ~ '^[a-z0-9]+(-[a-z0-9]+)*$' AND char_length(key) <= 40", name=op.f("ck_platforms_key_is_plain")
        ),
        sa.CheckConstraint(
            "char_length(name_zh) BETWEEN 1 AND 40 AND char_length(name_en) BETWEEN 1 AND 40",
            name=op.f("ck_platforms_name_length"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_platforms")),
        sa.UniqueConstraint("key", name=op.f("uq_platforms_key")),
    )
    op.create_table(
        "series",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("name_zh", sa.Text(), nullable=False),
        sa.Column("name_en", sa.Text(), nullable=False),
        sa.Column("position", sa.BigInteger(), server_default="0", nullable=False),
        sa.CheckConstraint(
            "key ~ '^[a-z0-9]+(-[a-z0-9]+)*$' AND char_length(key) <= 40", name=op.f("ck_series_key_is_plain")
        ),
        sa.CheckConstraint(
            "char_length(name_zh) BETWEEN 1 AND 40 AND char_length(name_en) BETWEEN 1 AND 40",
            name=op.f("ck_series_name_length"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_series")),
        sa.UniqueConstraint("key", name=op.f("uq_series_key")),
    )
    op.create_table(
        "model_years",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("series_id", sa.BigInteger(), nullable=False),
        sa.Column("year", sa.BigInteger(), nullable=False),
        sa.Column("platform_id", sa.BigInteger(), nullable=True),
        sa.Column("owners", sa.BigInteger(), server_default="0", nullable=False),
        sa.CheckConstraint("owners >= 0", name=op.f("ck_model_years_owners_not_negative")),
        sa.CheckConstraint("year BETWEEN 1980 AND 2100", name=op.f("ck_model_years_year_is_likely")),
        sa.ForeignKeyConstraint(["platform_id"], ["platforms.id"], name=op.f("fk_model_years_platform_id")),
        sa.ForeignKeyConstraint(["series_id"], ["series.id"], name=op.f("fk_model_years_series_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_model_years")),
        sa.UniqueConstraint("series_id", "id", name=op.f("uq_model_years_series_id_id")),
        sa.UniqueConstraint("series_id", "year", name=op.f("uq_model_years_series_id_year")),
    )
    op.create_index(op.f("ix_model_years_platform_id"), "model_years", ["platform_id"], unique=False)
    op.create_table(
        "software_versions",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("series_id", sa.BigInteger(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("released_on", sa.Date(), nullable=True),
        sa.CheckConstraint("char_length(name) BETWEEN 1 AND 40", name=op.f("ck_software_versions_name_length")),
        sa.ForeignKeyConstraint(["series_id"], ["series.id"], name=op.f("fk_software_versions_series_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_software_versions")),
        sa.UniqueConstraint("series_id", "name", name=op.f("uq_software_versions_series_id_name")),
    )
    op.create_table(
        "trims",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("model_year_id", sa.BigInteger(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("name_zh", sa.Text(), nullable=False),
        sa.Column("name_en", sa.Text(), nullable=False),
        sa.Column("position", sa.BigInteger(), server_default="0", nullable=False),
        sa.CheckConstraint(
            "key ~ '^[a-z0-9]+(-[a-z0-9]+)*$' AND char_length(key) <= 40", name=op.f("ck_trims_key_is_plain")
        ),
        sa.CheckConstraint(
            "char_length(name_zh) BETWEEN 1 AND 40 AND char_length(name_en) BETWEEN 1 AND 40",
            name=op.f("ck_trims_name_length"),
        ),
        sa.ForeignKeyConstraint(["model_year_id"], ["model_years.id"], name=op.f("fk_trims_model_year_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_trims")),
        sa.UniqueConstraint("model_year_id", "id", name=op.f("uq_trims_model_year_id_id")),
        sa.UniqueConstraint("model_year_id", "key", name=op.f("uq_trims_model_year_id_key")),
    )
    op.create_table(
        "idea_models",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("idea_id", sa.BigInteger(), nullable=False),
        sa.Column("series_id", sa.BigInteger(), nullable=False),
        sa.Column("model_year_id", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["idea_id"], ["ideas.id"], name=op.f("fk_idea_models_idea_id")),
        sa.ForeignKeyConstraint(
            ["series_id", "model_year_id"],
            ["model_years.series_id", "model_years.id"],
            name=op.f("fk_idea_models_series_id_model_year_id"),
        ),
        sa.ForeignKeyConstraint(["series_id"], ["series.id"], name=op.f("fk_idea_models_series_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_idea_models")),
        sa.UniqueConstraint(
            "idea_id",
            "series_id",
            "model_year_id",
            name=op.f("uq_idea_models_idea_id_series_id_model_year_id"),
            postgresql_nulls_not_distinct=True,
        ),
    )
    op.create_index(op.f("ix_idea_models_model_year_id"), "idea_models", ["model_year_id"], unique=False)
    op.create_index(op.f("ix_idea_models_series_id_idea_id"), "idea_models", ["series_id", "idea_id"], unique=False)
    op.create_table(
        "idea_owner_counts",
        sa.Column("idea_id", sa.BigInteger(), nullable=False),
        sa.Column("model_year_id", sa.BigInteger(), nullable=False),
        sa.Column("owners", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("owners >= 0", name=op.f("ck_idea_owner_counts_owners_not_negative")),
        sa.ForeignKeyConstraint(["idea_id"], ["ideas.id"], name=op.f("fk_idea_owner_counts_idea_id")),
        sa.ForeignKeyConstraint(["model_year_id"], ["model_years.id"], name=op.f("fk_idea_owner_counts_model_year_id")),
        sa.PrimaryKeyConstraint("idea_id", "model_year_id", name=op.f("pk_idea_owner_counts")),
    )
    op.create_index(op.f("ix_idea_owner_counts_model_year_id"), "idea_owner_counts", ["model_year_id"], unique=False)
    op.create_table(
        "owner_records",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("vin_lookup", sa.Text(), nullable=False),
        sa.Column("phone_lookup", sa.Text(), nullable=False),
        sa.Column("series_id", sa.BigInteger(), nullable=False),
        sa.Column("model_year_id", sa.BigInteger(), nullable=True),
        sa.Column("trim_id", sa.BigInteger(), nullable=True),
        sa.Column(
            "use",
            sa.Enum(
                "private", "company", "demo", "staff", name="use", native_enum=False, create_constraint=True, length=32
            ),
            nullable=False,
        ),
        sa.Column("first_owner", sa.Boolean(), server_default="false", nullable=False),
        sa.Column("ordered_on", sa.Date(), nullable=True),
        sa.Column("delivered_on", sa.Date(), nullable=True),
        sa.Column("imported_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "trim_id IS NULL OR model_year_id IS NOT NULL", name=op.f("ck_owner_records_trim_has_a_year")
        ),
        sa.CheckConstraint("delivered_on >= ordered_on", name=op.f("ck_owner_records_delivered_after_the_order")),
        sa.ForeignKeyConstraint(
            ["model_year_id", "trim_id"],
            ["trims.model_year_id", "trims.id"],
            name=op.f("fk_owner_records_model_year_id_trim_id"),
        ),
        sa.ForeignKeyConstraint(
            ["series_id", "model_year_id"],
            ["model_years.series_id", "model_years.id"],
            name=op.f("fk_owner_records_series_id_model_year_id"),
        ),
        sa.ForeignKeyConstraint(["series_id"], ["series.id"], name=op.f("fk_owner_records_series_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_owner_records")),
        sa.UniqueConstraint("vin_lookup", "phone_lookup", name=op.f("uq_owner_records_vin_lookup_phone_lookup")),
    )
    op.create_index(op.f("ix_owner_records_model_year_id"), "owner_records", ["model_year_id"], unique=False)
    op.create_index(op.f("ix_owner_records_phone_lookup"), "owner_records", ["phone_lookup"], unique=False)
    op.create_index(
        op.f("ix_owner_records_series_id_model_year_id"), "owner_records", ["series_id", "model_year_id"], unique=False
    )
    op.create_index(op.f("ix_owner_records_trim_id"), "owner_records", ["trim_id"], unique=False)
    op.create_table(
        "vehicles",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("vin_lookup", sa.Text(), nullable=False),
        sa.Column("vin_sealed", sa.Text(), nullable=False),
        sa.Column("vin_tail", sa.Text(), nullable=False),
        sa.CheckConstraint("char_length(vin_tail) = 6", name=op.f("ck_vehicles_tail_length")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_vehicles")),
        sa.UniqueConstraint("vin_lookup", name=op.f("uq_vehicles_vin_lookup")),
    )
    op.create_table(
        "holdings",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("public_id", sa.Text(), nullable=False),
        sa.Column("member_id", sa.BigInteger(), nullable=False),
        sa.Column("vehicle_id", sa.BigInteger(), nullable=True),
        sa.Column("series_id", sa.BigInteger(), nullable=False),
        sa.Column("model_year_id", sa.BigInteger(), nullable=True),
        sa.Column("trim_id", sa.BigInteger(), nullable=True),
        sa.Column(
            "state",
            sa.Enum(
                "intent",
                "ordered",
                "owner",
                "former",
                name="state",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column(
            "use",
            sa.Enum(
                "private", "company", "demo", "staff", name="use", native_enum=False, create_constraint=True, length=32
            ),
            nullable=False,
        ),
        sa.Column("first_owner", sa.Boolean(), server_default="false", nullable=False),
        sa.Column("ordered_on", sa.Date(), nullable=True),
        sa.Column("delivered_on", sa.Date(), nullable=True),
        sa.Column("verified_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column(
            "verified_by",
            sa.Enum(
                "list", "document", "operator", name="verified_by", native_enum=False, create_constraint=True, length=32
            ),
            nullable=True,
        ),
        sa.Column("verifier_id", sa.BigInteger(), nullable=True),
        sa.Column("declined", sa.Text(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("trim_id IS NULL OR model_year_id IS NOT NULL", name=op.f("ck_holdings_trim_has_a_year")),
        sa.CheckConstraint("(state = 'former') = (ended_at IS NOT NULL)", name=op.f("ck_holdings_former_has_ended")),
        sa.CheckConstraint(
            "(verified_at IS NULL) = (verified_by IS NULL)", name=op.f("ck_holdings_verified_by_something")
        ),
        sa.CheckConstraint(
            "verified_at IS NULL OR state IN ('owner', 'former')", name=op.f("ck_holdings_verified_has_the_car")
        ),
        sa.CheckConstraint("ended_at >= verified_at", name=op.f("ck_holdings_verified_before_the_end")),
        sa.CheckConstraint(
            "verifier_id IS NULL OR verified_by = 'document'", name=op.f("ck_holdings_verifier_saw_a_document")
        ),
        sa.CheckConstraint("verifier_id <> member_id", name=op.f("ck_holdings_verified_by_somebody_else")),
        sa.CheckConstraint("delivered_on >= ordered_on", name=op.f("ck_holdings_delivered_after_the_order")),
        sa.ForeignKeyConstraint(["member_id"], ["members.id"], name=op.f("fk_holdings_member_id")),
        sa.ForeignKeyConstraint(
            ["model_year_id", "trim_id"],
            ["trims.model_year_id", "trims.id"],
            name=op.f("fk_holdings_model_year_id_trim_id"),
        ),
        sa.ForeignKeyConstraint(
            ["series_id", "model_year_id"],
            ["model_years.series_id", "model_years.id"],
            name=op.f("fk_holdings_series_id_model_year_id"),
        ),
        sa.ForeignKeyConstraint(["series_id"], ["series.id"], name=op.f("fk_holdings_series_id")),
        sa.ForeignKeyConstraint(["vehicle_id"], ["vehicles.id"], name=op.f("fk_holdings_vehicle_id")),
        sa.ForeignKeyConstraint(["verifier_id"], ["members.id"], name=op.f("fk_holdings_verifier_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_holdings")),
        sa.UniqueConstraint("public_id", name=op.f("uq_holdings_public_id")),
    )
    op.create_index(op.f("ix_holdings_member_id"), "holdings", ["member_id"], unique=False)
    op.create_index(op.f("ix_holdings_model_year_id"), "holdings", ["model_year_id"], unique=False)
    op.create_index(
        op.f("ix_holdings_series_id_model_year_id"), "holdings", ["series_id", "model_year_id"], unique=False
    )
    op.create_index(op.f("ix_holdings_trim_id"), "holdings", ["trim_id"], unique=False)
    op.create_index(op.f("ix_holdings_vehicle_id"), "holdings", ["vehicle_id"], unique=False)
    op.create_index(op.f("ix_holdings_verifier_id"), "holdings", ["verifier_id"], unique=False)
    op.create_index(
        "uq_holdings_one_open",
        "holdings",
        ["vehicle_id", "member_id"],
        unique=True,
        postgresql_where="ended_at IS NULL",
    )
    op.create_index(
        "uq_holdings_one_verified_owner",
        "holdings",
        ["vehicle_id"],
        unique=True,
        postgresql_where="state = 'owner' AND verified_at IS NOT NULL",
    )
    op.create_table(
        "support_model_years",
        sa.Column("support_id", sa.BigInteger(), nullable=False),
        sa.Column("model_year_id", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["model_year_id"], ["model_years.id"], name=op.f("fk_support_model_years_model_year_id")
        ),
        sa.ForeignKeyConstraint(
            ["support_id"], ["supports.id"], name=op.f("fk_support_model_years_support_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("support_id", "model_year_id", name=op.f("pk_support_model_years")),
    )
    op.create_index(
        op.f("ix_support_model_years_model_year_id"), "support_model_years", ["model_year_id"], unique=False
    )
    op.create_table(
        "disputes",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("public_id", sa.Text(), nullable=False),
        sa.Column("claim_id", sa.BigInteger(), nullable=False),
        sa.Column("against_id", sa.BigInteger(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "open",
                "upheld",
                "rejected",
                "withdrawn",
                name="state",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decider_id", sa.BigInteger(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.CheckConstraint(
            "(state = 'open') = (decided_at IS NULL) AND (state = 'open') = (decider_id IS NULL) AND (state IN ('upheld', 'rejected')) = (reason IS NOT NULL)",
            name=op.f("ck_disputes_decided_by_somebody_for_a_reason"),
        ),
        sa.CheckConstraint("claim_id <> against_id", name=op.f("ck_disputes_two_holdings")),
        sa.ForeignKeyConstraint(["against_id"], ["holdings.id"], name=op.f("fk_disputes_against_id")),
        sa.ForeignKeyConstraint(["claim_id"], ["holdings.id"], name=op.f("fk_disputes_claim_id")),
        sa.ForeignKeyConstraint(["decider_id"], ["members.id"], name=op.f("fk_disputes_decider_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_disputes")),
        sa.UniqueConstraint("public_id", name=op.f("uq_disputes_public_id")),
    )
    op.create_index(op.f("ix_disputes_against_id"), "disputes", ["against_id"], unique=False)
    op.create_index(op.f("ix_disputes_decider_id"), "disputes", ["decider_id"], unique=False)
    op.create_index("uq_disputes_one_open", "disputes", ["claim_id"], unique=True, postgresql_where="state = 'open'")
    op.create_table(
        "holding_documents",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("holding_id", sa.BigInteger(), nullable=False),
        sa.Column("storage_key", sa.Text(), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["holding_id"], ["holdings.id"], name=op.f("fk_holding_documents_holding_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_holding_documents")),
        sa.UniqueConstraint("holding_id", name=op.f("uq_holding_documents_holding_id")),
        sa.UniqueConstraint("storage_key", name=op.f("uq_holding_documents_storage_key")),
    )
    op.add_column("ideas", sa.Column("owners", sa.BigInteger(), server_default="0", nullable=False))
    op.add_column("members", sa.Column("is_owner", sa.Boolean(), server_default="false", nullable=False))
    op.add_column("supports", sa.Column("owner", sa.Boolean(), server_default="false", nullable=False))

    op.create_check_constraint(op.f("ck_ideas_owners_among_supports"), "ideas", "owners BETWEEN 0 AND supports")
    op.drop_constraint(op.f("ck_ideas_supports_not_negative"), "ideas")  # the new one says as much
    op.create_check_constraint(
        op.f("ck_members_staff_are_no_owners"), "members", "NOT is_owner OR affiliation = 'none'"
    )
    op.drop_constraint(op.f("ck_import_runs_kind"), "import_runs")
    op.create_check_constraint(
        op.f("ck_import_runs_kind"), "import_runs", "kind IN ('idea', 'comment', 'model', 'owner')"
    )
