"""The ledger: accounts, transfers, and the trigger that keeps the balances."""

import sqlalchemy as sa
from alembic import op

revision = "0028"
down_revision = "0027"
branch_labels = None
depends_on = None

UNITS = ("points", "contribution")

# The accounts are locked one after the other by their ids, the lower first, so that two transfers between the same two
# never wait for each other in a ring. The id is drawn after that: the transfers of an account stand in the order in
# which they moved its balance. A house account is neither locked nor changed.
MOVE = """
CREATE FUNCTION ledger_move() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    earlier ledger_transfers%ROWTYPE;
    moved bigint := CASE WHEN NEW.phase IN ('transfer', 'post') THEN NEW.amount ELSE 0 END;
    set_apart bigint := CASE NEW.phase WHEN 'pending' THEN NEW.amount WHEN 'transfer' THEN 0 ELSE -NEW.amount END;
BEGIN
    IF coalesce(NEW.pending_id, NEW.reverses_id) IS NOT NULL THEN
        SELECT * INTO earlier FROM ledger_transfers WHERE id = coalesce(NEW.pending_id, NEW.reverses_id);
        IF NEW.pending_id IS NOT NULL AND (earlier.phase, earlier.debit_id, earlier.credit_id, earlier.amount)
                IS DISTINCT FROM ('pending', NEW.debit_id, NEW.credit_id, NEW.amount) THEN
            RAISE EXCEPTION 'transfer % does not resolve %', NEW.key, NEW.pending_id
                USING ERRCODE = 'check_violation', CONSTRAINT = 'ck_ledger_transfers_resolves_what_is_pending';
        END IF;
        IF NEW.reverses_id IS NOT NULL AND (earlier.phase NOT IN ('transfer', 'post')
                OR earlier.reverses_id IS NOT NULL
                OR (earlier.debit_id, earlier.credit_id, earlier.amount)
                    IS DISTINCT FROM (NEW.credit_id, NEW.debit_id, NEW.amount)) THEN
            RAISE EXCEPTION 'transfer % does not reverse %', NEW.key, NEW.reverses_id
                USING ERRCODE = 'check_violation', CONSTRAINT = 'ck_ledger_transfers_reverses_what_moved';
        END IF;
    END IF;
    IF NEW.credit_id < NEW.debit_id THEN
        NEW.credit_balance := ledger_credit(NEW.credit_id, moved);
    END IF;
    UPDATE ledger_accounts SET balance = balance - moved, held = held + set_apart
        WHERE id = NEW.debit_id AND kind <> 'house' RETURNING balance INTO NEW.debit_balance;
    IF NEW.credit_id > NEW.debit_id THEN
        NEW.credit_balance := ledger_credit(NEW.credit_id, moved);
    END IF;
    NEW.id := nextval('ledger_transfers_id_seq');
    RETURN NEW;
END $$
"""
CREDIT = """
CREATE FUNCTION ledger_credit(account bigint, moved bigint) RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE
    after bigint;
BEGIN
    IF moved = 0 THEN
        SELECT balance INTO after FROM ledger_accounts WHERE id = account AND kind <> 'house';
    ELSE
        UPDATE ledger_accounts SET balance = balance + moved
            WHERE id = account AND kind <> 'house' RETURNING balance INTO after;
    END IF;
    RETURN after;
END $$
"""


def upgrade() -> None:
    _create_accounts()
    _create_transfers()
    op.execute(CREDIT)
    op.execute(MOVE)
    op.execute("CREATE TRIGGER move BEFORE INSERT ON ledger_transfers FOR EACH ROW EXECUTE FUNCTION ledger_move()")
    op.execute(
        "CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON ledger_transfers "
        "FOR EACH ROW EXECUTE FUNCTION refuse_rewriting()"
    )


def _enum(name: str, *values: str) -> sa.Enum:
    return sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=32)


def _create_accounts() -> None:
    op.create_table(
        "ledger_accounts",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("unit", _enum("unit", *UNITS), nullable=False),
        sa.Column("kind", _enum("kind", "wallet", "debt", "house"), nullable=False),
        sa.Column("holder_id", sa.BigInteger(), nullable=True),
        sa.Column("name", sa.Text(), nullable=True),
        sa.Column("balance", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("held", sa.BigInteger(), server_default="0", nullable=False),
        sa.CheckConstraint(
            "(kind = 'house') = (holder_id IS NULL) AND (kind = 'house') = (name IS NOT NULL)",
            name=op.f("ck_ledger_accounts_of_somebody"),
        ),
        sa.CheckConstraint(
            "kind <> 'wallet' OR (held >= 0 AND balance >= held)", name=op.f("ck_ledger_accounts_wallet_covers")
        ),
        sa.CheckConstraint(
            "kind <> 'debt' OR (held = 0 AND balance <= 0)", name=op.f("ck_ledger_accounts_debt_is_owed")
        ),
        sa.CheckConstraint(
            "kind <> 'house' OR (held = 0 AND balance = 0)", name=op.f("ck_ledger_accounts_house_keeps_no_balance")
        ),
        sa.ForeignKeyConstraint(["holder_id"], ["members.id"], name=op.f("fk_ledger_accounts_holder_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ledger_accounts")),
        sa.UniqueConstraint("id", "unit", name=op.f("uq_ledger_accounts_id_unit")),
        sa.UniqueConstraint("holder_id", "unit", "kind", name=op.f("uq_ledger_accounts_holder_id_unit_kind")),
        sa.UniqueConstraint("unit", "name", name=op.f("uq_ledger_accounts_unit_name")),
    )
    wallets = sa.text("kind = 'wallet'")
    op.create_index(
        op.f("ix_ledger_accounts_unit_balance"), "ledger_accounts", ["unit", "balance"], postgresql_where=wallets
    )


def _create_transfers() -> None:
    op.create_table(
        "ledger_transfers",
        sa.Column("id", sa.BigInteger(), sa.Identity(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("content_hash", sa.LargeBinary(), nullable=False),
        sa.Column("debit_id", sa.BigInteger(), nullable=False),
        sa.Column("credit_id", sa.BigInteger(), nullable=False),
        sa.Column("unit", _enum("unit", *UNITS), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("phase", _enum("phase", "transfer", "pending", "post", "void"), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("pending_id", sa.BigInteger(), nullable=True),
        sa.Column("reverses_id", sa.BigInteger(), nullable=True),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("debit_balance", sa.BigInteger(), nullable=True),
        sa.Column("credit_balance", sa.BigInteger(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        *_checks_of_transfers(),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ledger_transfers")),
        sa.UniqueConstraint("key", name=op.f("uq_ledger_transfers_key")),
        sa.UniqueConstraint("pending_id", name=op.f("uq_ledger_transfers_pending_id")),
        sa.UniqueConstraint("reverses_id", name=op.f("uq_ledger_transfers_reverses_id")),
    )
    for columns in (["debit_id", "id"], ["credit_id", "id"], ["subject"], ["at"]):
        op.create_index(op.f(f"ix_ledger_transfers_{'_'.join(columns)}"), "ledger_transfers", columns)
    op.create_index(
        op.f("ix_ledger_transfers_expires_at"),
        "ledger_transfers",
        ["expires_at"],
        postgresql_where=sa.text("phase = 'pending'"),
    )


def _checks_of_transfers() -> list[sa.Constraint]:
    checks = {
        "moves_something": "amount > 0",
        "between_two": "debit_id <> credit_id",
        "resolves_a_pending": "(phase IN ('post', 'void')) = (pending_id IS NOT NULL)",
        "only_pending_expires": "phase = 'pending' OR expires_at IS NULL",
        "reversal_is_at_once": "reverses_id IS NULL OR phase = 'transfer'",
    }
    account = ["ledger_accounts.id", "ledger_accounts.unit"]
    return [
        *(sa.CheckConstraint(rule, name=op.f(f"ck_ledger_transfers_{name}")) for name, rule in checks.items()),
        *(
            sa.ForeignKeyConstraint([f"{side}_id", "unit"], account, name=op.f(f"fk_ledger_transfers_{side}_id_unit"))
            for side in ("debit", "credit")
        ),
        *(
            sa.ForeignKeyConstraint([column], ["ledger_transfers.id"], name=op.f(f"fk_ledger_transfers_{column}"))
            for column in ("pending_id", "reverses_id")
        ),
    ]
