"""The ledger: accounts, transfers, and the trigger that keeps the balances."""

import sqlalchemy as sa
from alembic import op

revision = "0028"
down_revision = "0027"
branch_labels = None
depends_on = None

UNITS = ("points", "contribution")

# What a transfer says, whoever sent it and whenever; `docs/decisions/0023-ledger.md` has it in words.
CONTENT = """
CREATE FUNCTION ledger_content(said ledger_transfers) RETURNS bytea LANGUAGE sql IMMUTABLE AS $$
    SELECT sha256(convert_to(
        'debit_id=' || said.debit_id::text || E'\\ncredit_id=' || said.credit_id::text
        || E'\\nunit=' || said.unit::text || E'\\namount=' || said.amount::text
        || E'\\nphase=' || said.phase::text || E'\\nkind=' || said.kind || E'\\nsubject=' || said.subject
        || E'\\npending_id=' || coalesce(said.pending_id::text, '')
        || E'\\nreverses_id=' || coalesce(said.reverses_id::text, ''),
        'UTF8'))
$$
"""
# The accounts are locked one after the other by their ids, the lower first, so that two transfers between the same two
# never wait for each other in a ring. The id is drawn after that: the transfers of an account stand in the order in
# which they moved its balance. A house account is neither locked nor changed.
MOVE = """
CREATE FUNCTION ledger_move() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    moves boolean := NEW.phase IN ('transfer', 'post');
    moved bigint := CASE WHEN moves THEN NEW.amount ELSE 0 END;
    set_apart bigint := CASE NEW.phase WHEN 'pending' THEN NEW.amount WHEN 'transfer' THEN 0 ELSE -NEW.amount END;
BEGIN
    IF coalesce(NEW.pending_id, NEW.reverses_id) IS NOT NULL THEN
        PERFORM ledger_follow(NEW);
    END IF;
    NEW.credit_balance := NULL;
    IF moves AND NEW.credit_id < NEW.debit_id THEN
        UPDATE ledger_accounts SET balance = balance + moved
            WHERE id = NEW.credit_id AND kind <> 'house' RETURNING balance INTO NEW.credit_balance;
    END IF;
    UPDATE ledger_accounts SET balance = balance - moved, held = held + set_apart
        WHERE id = NEW.debit_id AND kind <> 'house' RETURNING balance INTO NEW.debit_balance;
    IF moves AND NEW.credit_id > NEW.debit_id THEN
        UPDATE ledger_accounts SET balance = balance + moved
            WHERE id = NEW.credit_id AND kind <> 'house' RETURNING balance INTO NEW.credit_balance;
    END IF;
    NEW.id := nextval('ledger_transfers_id_seq');
    NEW.content_hash := ledger_content(NEW);
    RETURN NEW;
END $$
"""
# A transfer that follows an earlier one says the same as that one, or its opposite.
FOLLOW = """
CREATE FUNCTION ledger_follow(said ledger_transfers) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    earlier ledger_transfers%ROWTYPE;
    broken text;
BEGIN
    SELECT * INTO earlier FROM ledger_transfers WHERE id = coalesce(said.pending_id, said.reverses_id);
    IF said.pending_id IS NOT NULL THEN
        IF (earlier.phase, earlier.debit_id, earlier.credit_id, earlier.amount)
                IS DISTINCT FROM ('pending', said.debit_id, said.credit_id, said.amount) THEN
            broken := 'resolves_what_is_pending';
        ELSIF said.phase = 'post' AND earlier.expires_at <= said.at THEN
            broken := 'posts_in_time';
        END IF;
    ELSIF earlier.phase NOT IN ('transfer', 'post') OR earlier.reverses_id IS NOT NULL
            OR (earlier.debit_id, earlier.credit_id, earlier.amount)
                IS DISTINCT FROM (said.credit_id, said.debit_id, said.amount) THEN
        broken := 'reverses_what_moved';
    END IF;
    IF broken IS NOT NULL THEN
        RAISE EXCEPTION 'transfer % cannot follow %', said.key, coalesce(said.pending_id, said.reverses_id)
            USING ERRCODE = 'check_violation', CONSTRAINT = 'ck_ledger_transfers_' || broken;
    END IF;
END $$
"""
# The way in: what can be refused at all does not break the transaction, it is said by the name of what was broken;
# `made` is the new transfer, or the one that has the key. Nothing else is to be asked, so this is one round trip.
RECORD = """
CREATE FUNCTION ledger_record(
    said_key text, said_debit bigint, said_credit bigint, said_unit text, said_amount bigint, said_phase text,
    said_kind text, said_subject text, said_pending bigint, said_reverses bigint, said_expires timestamptz,
    said_at timestamptz, OUT refusal text, OUT made ledger_transfers
) LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO ledger_transfers (
        key, debit_id, credit_id, unit, amount, phase, kind, subject, pending_id, reverses_id, expires_at, at
    ) VALUES (
        said_key, said_debit, said_credit, said_unit, said_amount, said_phase, said_kind, said_subject, said_pending,
        said_reverses, said_expires, said_at
    ) RETURNING * INTO made;
EXCEPTION WHEN check_violation OR unique_violation THEN
    GET STACKED DIAGNOSTICS refusal = CONSTRAINT_NAME;
    SELECT * INTO made FROM ledger_transfers WHERE key = said_key;
END $$
"""
KEPT = """
CREATE FUNCTION ledger_kept() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'transfers alone change what % hold', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END $$
"""
ACCOUNT_TRIGGERS = (
    "BEFORE UPDATE ON ledger_accounts FOR EACH ROW WHEN (pg_trigger_depth() = 0)",
    "BEFORE DELETE ON ledger_accounts FOR EACH ROW",
    "BEFORE INSERT ON ledger_accounts FOR EACH ROW WHEN (NEW.balance <> 0 OR NEW.held <> 0)",
    "BEFORE TRUNCATE ON ledger_accounts FOR EACH STATEMENT",
)


def upgrade() -> None:
    _create_accounts()
    _create_transfers()
    _create_days()
    op.execute("CREATE SEQUENCE ledger_transfers_id_seq AS bigint OWNED BY ledger_transfers.id")
    for function in (CONTENT, FOLLOW, MOVE, RECORD, KEPT):
        op.execute(function)
    op.execute("CREATE TRIGGER move BEFORE INSERT ON ledger_transfers FOR EACH ROW EXECUTE FUNCTION ledger_move()")
    for table in ("ledger_transfers", "ledger_days"):
        for name, what in (("append_only", "UPDATE OR DELETE"), ("never_emptied", "TRUNCATE")):
            each = "STATEMENT" if what == "TRUNCATE" else "ROW"
            op.execute(
                f"CREATE TRIGGER {name} BEFORE {what} ON {table} FOR EACH {each} EXECUTE FUNCTION refuse_rewriting()"
            )
    for number, when in enumerate(ACCOUNT_TRIGGERS, 1):
        op.execute(f"CREATE TRIGGER moved_by_transfers_{number} {when} EXECUTE FUNCTION ledger_kept()")


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
        postgresql_with={"fillfactor": 80},
    )


def _create_transfers() -> None:
    op.create_table(
        "ledger_transfers",
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
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
    )
    for column in ("pending_id", "reverses_id"):
        op.create_index(
            op.f(f"uq_ledger_transfers_{column}"),
            "ledger_transfers",
            [column],
            unique=True,
            postgresql_where=sa.text(f"{column} IS NOT NULL"),
        )
    for columns in (["debit_id", "id"], ["credit_id", "id"], ["at"]):
        op.create_index(op.f(f"ix_ledger_transfers_{'_'.join(columns)}"), "ledger_transfers", columns)
    op.create_index(
        op.f("ix_ledger_transfers_expires_at"),
        "ledger_transfers",
        ["expires_at"],
        postgresql_where=sa.text("phase = 'pending'"),
    )


def _create_days() -> None:
    op.create_table(
        "ledger_days",
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("last_id", sa.BigInteger(), nullable=False),
        sa.Column("transfers", sa.BigInteger(), nullable=False),
        sa.Column("previous", sa.Text(), nullable=False),
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("transfers >= 0 AND last_id >= transfers", name=op.f("ck_ledger_days_counts")),
        sa.CheckConstraint(
            "digest ~ '^[0-9a-f]{64}$' AND previous ~ '^[0-9a-f]{64}$'", name=op.f("ck_ledger_days_digests")
        ),
        sa.PrimaryKeyConstraint("day", name=op.f("pk_ledger_days")),
        sa.UniqueConstraint("previous", name=op.f("uq_ledger_days_previous")),
        sa.UniqueConstraint("digest", name=op.f("uq_ledger_days_digest")),
    )


def _checks_of_transfers() -> list[sa.Constraint]:
    checks = {
        "moves_something": "amount > 0",
        "between_two": "debit_id <> credit_id",
        "resolves_a_pending": "(phase IN ('post', 'void')) = (pending_id IS NOT NULL)",
        "only_pending_expires": "phase = 'pending' OR expires_at IS NULL",
        "reversal_is_at_once": "reverses_id IS NULL OR phase = 'transfer'",
        "said_in_codes": "key ~ '^[!-~]{1,200}$' AND kind ~ '^[!-~]{1,40}$' AND subject ~ '^[!-~]{1,200}$'",
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
