"""Reports, decisions and their chain, appeals."""

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None

REASONS = ("spam", "insult", "off_topic", "privacy", "illegal", "undisclosed", "other")
STATES = ("draft", "held", "visible", "hidden", "removed")
ACTIONS = (
    "approve", "approve_trust", "edit", "hold", "hide", "remove", "restore", "warn", "silence", "suspend", "ban",
    "block_all",
)  # fmt: skip
CAUSES = (
    "answer", "mention", "status", "official", "edit", "merge", "release", "role", "vehicle", "moderation",
    "announcement",
)  # fmt: skip
WHYS = (
    "author", "co_author", "answered", "mentioned", "supporter", "follower", "holder", "reporter", "everyone",
)  # fmt: skip


def upgrade() -> None:
    for table in ("notices", "broadcasts", "notice_choices"):
        _allow(table, "cause", CAUSES)
    _allow("notices", "why", WHYS)
    _create_settings()
    _create_decisions()
    _create_chain()
    _create_reports()
    _create_appeals()


def _allow(table: str, column: str, values: tuple[str, ...]) -> None:
    op.drop_constraint(op.f(f"ck_{table}_{column}"), table)
    listed = ", ".join(f"'{value}'" for value in values)
    op.create_check_constraint(op.f(f"ck_{table}_{column}"), table, f"{column} IN ({listed})")


def _word(name: str, values: tuple[str, ...], nullable: bool = True) -> sa.Column[str]:
    kind = sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=32)
    return sa.Column(name, kind, nullable=nullable)


def _key(name: str, nullable: bool = True) -> sa.Column[int]:
    return sa.Column(name, sa.BigInteger(), nullable=nullable)


def _text(name: str, nullable: bool = False) -> sa.Column[str]:
    return sa.Column(name, sa.Text(), nullable=nullable)


def _at(name: str, nullable: bool = False) -> sa.Column[object]:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)


def _belongs(table: str, **targets: str) -> list[sa.ForeignKeyConstraint]:
    return [
        sa.ForeignKeyConstraint([column], [f"{target}.id"], name=op.f(f"fk_{table}_{column}"))
        for column, target in targets.items()
    ]


def _holds(table: str, **conditions: str) -> list[sa.CheckConstraint]:
    return [sa.CheckConstraint(said, name=op.f(f"ck_{table}_{name}")) for name, said in conditions.items()]


def _index(table: str, *columns: str) -> None:
    op.create_index(op.f(f"ix_{table}_{'_'.join(columns)}"), table, list(columns))


def _create_settings() -> None:
    table = op.create_table(
        "moderation_settings",
        _key("id", nullable=False),
        sa.Column("hold_weight", sa.Double(), server_default="3", nullable=False),
        sa.Column("appeal_days", sa.BigInteger(), server_default="30", nullable=False),
        sa.Column("reports_per_day", sa.BigInteger(), server_default="20", nullable=False),
        sa.Column("claim_minutes", sa.BigInteger(), server_default="15", nullable=False),
        *_holds(
            "moderation_settings",
            only_one="id = 1",
            held_by_more_than_a_whisper="hold_weight >= 1",
            appeals_within_a_year="appeal_days BETWEEN 1 AND 365",
            some_reports_a_day="reports_per_day BETWEEN 1 AND 1000",
            claimed_for_hours_at_most="claim_minutes BETWEEN 1 AND 240",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_moderation_settings")),
    )
    op.bulk_insert(table, [{"id": 1}])


def _create_decisions() -> None:
    op.create_table(
        "decisions",
        _key("id", nullable=False),
        _text("public_id"),
        _word("action", ACTIONS, nullable=False),
        _key("actor_id"),
        _key("post_id"),
        _key("member_id", nullable=False),
        _word("reason", REASONS),
        _at("until", nullable=True),
        _word("from_state", STATES),
        _word("to_state", STATES),
        sa.Column("trust_before", sa.SmallInteger(), nullable=True),
        _at("case_opened_at", nullable=True),
        _key("undoes_id"),
        _key("part_of_id"),
        _at("at"),
        _text("note_digest", nullable=True),
        _text("previous_hash"),
        _text("hash"),
        *_holds(
            "decisions",
            one_thing_at_a_time="action <> 'block_all'",
            upon_somebody_else="actor_id <> member_id",
            by_somebody="actor_id IS NOT NULL OR action IN ('hold', 'silence')",
            held_by_itself="action <> 'hold' OR actor_id IS NULL",
            for_a_reason="reason IS NOT NULL OR actor_id IS NULL OR action IN ('approve', 'approve_trust', 'restore')",
            moves_a_post=(
                "num_nonnulls(from_state, to_state) <> 1 AND (to_state IS NULL OR post_id IS NOT NULL) "
                "AND from_state <> to_state"
            ),
            until_later="(action IN ('silence', 'suspend')) = (until IS NOT NULL) AND until > at",
            trust_by_approving="trust_before IS NULL OR action = 'approve_trust'",
            restores_something="(action = 'restore') = (undoes_id IS NOT NULL) AND undoes_id < id",
            part_of_an_earlier_one="part_of_id < id",
            hashes="hash ~ '^[0-9a-f]{64}$' AND previous_hash ~ '^[0-9a-f]{64}$'",
        ),
        *_belongs(
            "decisions",
            actor_id="members",
            post_id="posts",
            member_id="members",
            undoes_id="decisions",
            part_of_id="decisions",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_decisions")),
        *(
            sa.UniqueConstraint(column, name=op.f(f"uq_decisions_{column}"))
            for column in ("public_id", "undoes_id", "previous_hash", "hash")
        ),
    )
    for columns in (("post_id", "id"), ("member_id", "id"), ("actor_id", "id"), ("part_of_id",), ("at",)):
        _index("decisions", *columns)
    op.execute(
        "CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON decisions "
        "FOR EACH ROW EXECUTE FUNCTION refuse_rewriting()"
    )


def _create_chain() -> None:
    op.create_table(
        "decision_notes",
        _key("decision_id", nullable=False),
        _text("salt"),
        _text("text"),
        *_holds("decision_notes", text_length="char_length(text) BETWEEN 1 AND 2000"),
        *_belongs("decision_notes", decision_id="decisions"),
        sa.PrimaryKeyConstraint("decision_id", name=op.f("pk_decision_notes")),
    )
    table = op.create_table(
        "decision_chain",
        _key("id", nullable=False),
        sa.Column("length", sa.BigInteger(), server_default="0", nullable=False),
        _text("last_hash"),
        *_holds("decision_chain", only_one="id = 1"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_decision_chain")),
    )
    op.bulk_insert(table, [{"id": 1, "last_hash": "0" * 64}])


def _create_reports() -> None:
    op.create_table(
        "reports",
        _key("id", nullable=False),
        _text("public_id"),
        _key("reporter_id", nullable=False),
        _key("post_id"),
        _key("member_id"),
        _word("reason", REASONS, nullable=False),
        _text("note", nullable=True),
        sa.Column("weight", sa.Double(), nullable=False),
        _at("at"),
        _word("outcome", ("upheld", "not_upheld")),
        _key("decision_id"),
        *_holds(
            "reports",
            of_one_thing="num_nonnulls(post_id, member_id) = 1",
            of_somebody_else="member_id <> reporter_id",
            other_is_told="reason <> 'other' OR note <> ''",
            note_length="char_length(note) <= 1000",
            weight_is_positive="weight > 0",
            settled_by_a_decision="(outcome IS NULL) = (decision_id IS NULL)",
        ),
        *_belongs("reports", reporter_id="members", post_id="posts", member_id="members", decision_id="decisions"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reports")),
        sa.UniqueConstraint("public_id", name=op.f("uq_reports_public_id")),
    )
    for columns in (("reporter_id", "id"), ("post_id", "id"), ("member_id", "id"), ("at",), ("decision_id",)):
        _index("reports", *columns)
    for subject in ("post", "member"):
        still_open = sa.text(f"outcome IS NULL AND {subject}_id IS NOT NULL")
        columns = [f"{subject}_id", "reporter_id"]
        op.create_index(
            f"uq_reports_one_open_of_a_{subject}", "reports", columns, unique=True, postgresql_where=still_open
        )


def _create_appeals() -> None:
    op.create_table(
        "appeals",
        _key("id", nullable=False),
        _text("public_id"),
        _key("decision_id", nullable=False),
        _key("member_id", nullable=False),
        _key("against_id"),
        _text("text", nullable=True),
        _at("at"),
        _word("state", ("open", "upheld", "declined"), nullable=False),
        _key("decided_by_id"),
        _at("decided_at", nullable=True),
        _text("answer", nullable=True),
        _key("claimed_by"),
        _at("claimed_until", nullable=True),
        *_holds(
            "appeals",
            text_length="char_length(text) BETWEEN 1 AND 4000",
            answer_length="char_length(answer) <= 2000",
            decided_by_somebody=(
                "(state = 'open') = (decided_at IS NULL) AND num_nonnulls(decided_at, decided_by_id) <> 1"
            ),
            decided_by_another="(decided_by_id <> against_id OR state = 'upheld') AND decided_by_id <> member_id",
            claimed_by_somebody_for_a_while="num_nonnulls(claimed_by, claimed_until) <> 1",
            decided_is_not_claimed="state = 'open' OR claimed_by IS NULL",
        ),
        *_belongs(
            "appeals",
            decision_id="decisions",
            member_id="members",
            against_id="members",
            decided_by_id="members",
            claimed_by="members",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_appeals")),
        *(sa.UniqueConstraint(column, name=op.f(f"uq_appeals_{column}")) for column in ("public_id", "decision_id")),
    )
    for column in ("member_id", "against_id", "decided_by_id", "claimed_by", "at"):
        _index("appeals", column)
    op.create_index("ix_appeals_open", "appeals", ["at", "id"], postgresql_where=sa.text("state = 'open'"))
