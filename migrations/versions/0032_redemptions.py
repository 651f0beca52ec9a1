"""Redemptions of perks, what became of each, and codes."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0032"
down_revision = "0031"
branch_labels = None
depends_on = None

CAUSES = (
    "answer", "mention", "status", "official", "edit", "merge", "release", "role", "vehicle", "moderation",
    "announcement", "perk",
)  # fmt: skip


def upgrade() -> None:
    op.add_column("perk_variants", sa.Column("pooled", sa.Boolean(), server_default="false", nullable=False))
    op.create_check_constraint(
        op.f("ck_perk_variants_pool_is_counted"), "perk_variants", "NOT pooled OR stock IS NOT NULL"
    )
    _redemptions()
    _changes()
    _terms()
    _codes()
    _uses()
    for table in ("redemption_changes", "perk_code_uses"):
        op.execute(
            f"CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON {table} "
            "FOR EACH ROW EXECUTE FUNCTION refuse_rewriting()"
        )
    for table in ("notices", "broadcasts", "notice_choices"):
        _allow_cause(table)
    op.execute(
        "INSERT INTO retentions (key, days, reason_zh, reason_en) VALUES "
        "('addresses', 90, '以便处理退换与丢件。', 'For returns, and parcels that were lost.')"
    )


def _allow_cause(table: str) -> None:
    op.drop_constraint(op.f(f"ck_{table}_cause"), table)
    listed = ", ".join(f"'{cause}'" for cause in CAUSES)
    op.create_check_constraint(op.f(f"ck_{table}_cause"), table, f"cause IN ({listed})")


def _redemptions() -> None:
    op.create_table("redemptions", *_redemptions_columns(), *_redemptions_constraints())
    op.create_index(op.f("ix_redemptions_variant_id"), "redemptions", ["variant_id"])
    op.create_index(op.f("ix_redemptions_perk_id_member_id"), "redemptions", ["perk_id", "member_id"])
    op.create_index(op.f("ix_redemptions_member_id_id"), "redemptions", ["member_id", "id"])
    for name, columns, where in (
        ("orders", [sa.text("id DESC")], "due_at IS NOT NULL"),
        ("due", ["due_at", "id"], "state = 'ordered'"),
        ("addressed", ["resolved_at"], "address IS NOT NULL"),
    ):
        op.create_index(f"ix_redemptions_{name}", "redemptions", columns, postgresql_where=sa.text(where))


def _redemptions_columns() -> list[sa.Column[Any]]:
    return [
        _key("id"),
        _text("public_id"),
        _key("perk_id"),
        _key("variant_id"),
        _key("member_id"),
        _key("price"),
        _state("ordered", "fulfilled", "cancelled"),
        _key("transfer_id"),
        _text("key", nullable=True),
        _text("address", nullable=True),
        _text("tracking"),
        _at("at"),
        _at("due_at", nullable=True),
        _at("taken_up_at", nullable=True),
        _at("resolved_at", nullable=True),
    ]


def _redemptions_constraints() -> list[sa.Constraint]:
    checks = {
        "price_is_some": "price > 0",
        "key_length": "char_length(key) BETWEEN 1 AND 200",
        "tracking_length": "char_length(tracking) <= 60",
        "resolved_at_some_time": "(state = 'ordered') = (resolved_at IS NULL)",
        "ordered_until_some_time": "state <> 'ordered' OR due_at IS NOT NULL",
        "shipped_is_ordered": "(address IS NULL AND taken_up_at IS NULL) OR due_at IS NOT NULL",
        "tracking_of_what_is_sent": "tracking = '' OR (state = 'fulfilled' AND due_at IS NOT NULL)",
    }
    return [
        *_checks("redemptions", checks),
        _belongs("redemptions", "perk_id", "perks.id"),
        _of_the_perk("redemptions"),
        _belongs("redemptions", "member_id", "members.id"),
        _belongs("redemptions", "transfer_id", "ledger_transfers.id"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_redemptions")),
        sa.UniqueConstraint("public_id", name=op.f("uq_redemptions_public_id")),
        sa.UniqueConstraint("transfer_id", name=op.f("uq_redemptions_transfer_id")),
        sa.UniqueConstraint("member_id", "key", name=op.f("uq_redemptions_member_id_key")),
    ]


def _changes() -> None:
    checks = {
        "reason_length": "char_length(reason) <= 300",
        "only_cancelling_has_a_reason": "reason = '' OR state = 'cancelled'",
    }
    op.create_table(
        "redemption_changes",
        _key("id"),
        _key("redemption_id"),
        _state("ordered", "fulfilled", "cancelled"),
        _key("actor_id", nullable=True),
        _text("reason"),
        _at("at"),
        *_checks("redemption_changes", checks),
        _belongs("redemption_changes", "redemption_id", "redemptions.id"),
        _belongs("redemption_changes", "actor_id", "members.id"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_redemption_changes")),
        sa.UniqueConstraint("redemption_id", "state", name=op.f("uq_redemption_changes_redemption_id_state")),
    )
    op.create_index(op.f("ix_redemption_changes_actor_id"), "redemption_changes", ["actor_id"])


def _terms() -> None:
    op.create_table(
        "order_terms",
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        _key("days"),
        *_checks("order_terms", {"one_row": "id = 1", "days_are_some": "days BETWEEN 1 AND 90"}),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_order_terms")),
    )
    op.execute("INSERT INTO order_terms (id, days) VALUES (1, 14)")


def _codes() -> None:
    op.create_table(
        "perk_codes",
        _key("id"),
        _key("perk_id"),
        _key("variant_id"),
        _text("sealed"),
        _text("lookup"),
        _state("free", "assigned", "used"),
        _key("redemption_id", nullable=True),
        *_checks("perk_codes", {"assigned_to_a_redemption": "(state = 'free') = (redemption_id IS NULL)"}),
        _belongs("perk_codes", "perk_id", "perks.id"),
        _of_the_perk("perk_codes"),
        _belongs("perk_codes", "redemption_id", "redemptions.id"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_perk_codes")),
        sa.UniqueConstraint("lookup", name=op.f("uq_perk_codes_lookup")),
        sa.UniqueConstraint("redemption_id", name=op.f("uq_perk_codes_redemption_id")),
    )
    op.create_index(op.f("ix_perk_codes_perk_id"), "perk_codes", ["perk_id"])
    op.create_index(op.f("ix_perk_codes_variant_id_id"), "perk_codes", ["variant_id", "id"])
    free = sa.text("state = 'free'")
    op.create_index("ix_perk_codes_free", "perk_codes", ["variant_id", "id"], postgresql_where=free)


def _uses() -> None:
    checks = {
        "nonce_length": "char_length(nonce) BETWEEN 1 AND 100",
        "words_length": "char_length(centre) <= 80 AND char_length(note) <= 300",
        "taken_back_for_a_reason": "used OR note <> ''",
    }
    op.create_table(
        "perk_code_uses",
        _key("id"),
        _key("code_id"),
        sa.Column("used", sa.Boolean(), nullable=False),
        _key("actor_id"),
        _text("nonce"),
        _text("centre"),
        _text("note"),
        _at("at"),
        *_checks("perk_code_uses", checks),
        _belongs("perk_code_uses", "code_id", "perk_codes.id"),
        _belongs("perk_code_uses", "actor_id", "members.id"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_perk_code_uses")),
        sa.UniqueConstraint("code_id", "nonce", name=op.f("uq_perk_code_uses_code_id_nonce")),
    )
    op.create_index(op.f("ix_perk_code_uses_actor_id"), "perk_code_uses", ["actor_id"])
    op.create_index(op.f("ix_perk_code_uses_code_id_id"), "perk_code_uses", ["code_id", "id"])


def _key(name: str, nullable: bool = False) -> sa.Column[int]:
    return sa.Column(name, sa.BigInteger(), nullable=nullable)


def _text(name: str, nullable: bool = False) -> sa.Column[str]:
    return sa.Column(name, sa.Text(), nullable=nullable)


def _at(name: str, nullable: bool = False) -> sa.Column[Any]:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)


def _state(*values: str) -> sa.Column[str]:
    kind = sa.Enum(*values, name="state", native_enum=False, create_constraint=True, length=32)
    return sa.Column("state", kind, nullable=False)


def _checks(table: str, checks: dict[str, str]) -> list[sa.CheckConstraint]:
    return [sa.CheckConstraint(said, name=op.f(f"ck_{table}_{name}")) for name, said in checks.items()]


def _belongs(table: str, column: str, target: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [target], name=op.f(f"fk_{table}_{column}"))


def _of_the_perk(table: str) -> sa.ForeignKeyConstraint:
    targets = ["perk_variants.perk_id", "perk_variants.id"]
    return sa.ForeignKeyConstraint(["perk_id", "variant_id"], targets, name=op.f(f"fk_{table}_perk_id_variant_id"))
