"""Leaving and taking along."""

import sqlalchemy as sa
from alembic import op

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None

RETENTIONS = (
    ("erasure", 14, "给会员留出反悔的时间。", "Time to think better of it."),
    (
        "exports",
        7,
        "下载所需的时间；文件里是会员的全部资料，不宜久留。",
        "Time to fetch it; it holds everything of a member, so it does not stay.",
    ),
    ("drafts", 90, "给暂时放下的内容留出续写的时间。", "Time to go on with what was put aside."),
    ("read_notices", 90, "看过的通知，几周内可能还要查阅。", "What was read is looked up again for some weeks."),
    (
        "notices",
        365,
        "一年未看的通知不再有用；事情本身一直留在原处。",
        "After a year nobody needs them; what happened stays where it happened.",
    ),
    (
        "access_log",
        180,
        "法律要求日志至少保存六个月；只用于核查异常支持。",
        "The law asks for six months; it serves to look into suspicious supports alone.",
    ),
    (
        "failed_jobs",
        30,
        "没送到的邮件和短信里有地址，运营方需要时间查明原因。",
        "Letters that did not arrive hold addresses; the operator needs time to find out why.",
    ),
)


def upgrade() -> None:
    op.add_column("members", _at("leaves_at", nullable=True))
    op.create_table(
        "exports",
        sa.Column("member_id", sa.BigInteger(), nullable=False),
        _at("asked_at"),
        _at("made_at", nullable=True),
        _at("expires_at", nullable=True),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("parts", sa.BigInteger(), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("(made_at IS NULL) = (expires_at IS NULL)", name=op.f("ck_exports_made_expires")),
        sa.CheckConstraint(
            "(made_at IS NULL) = (parts = 0) AND (parts = 0) = (size = 0)", name=op.f("ck_exports_made_is_some")
        ),
        sa.CheckConstraint("parts >= 0 AND size >= 0", name=op.f("ck_exports_not_negative")),
        sa.CheckConstraint("expires_at > made_at", name=op.f("ck_exports_expires_after_made")),
        sa.ForeignKeyConstraint(["member_id"], ["members.id"], name=op.f("fk_exports_member_id")),
        sa.PrimaryKeyConstraint("member_id", name=op.f("pk_exports")),
        sa.UniqueConstraint("key", name=op.f("uq_exports_key")),
    )
    op.create_table(
        "departures",
        sa.Column("member_id", sa.BigInteger(), nullable=False),
        _at("asked_at"),
        _at("due_at"),
        sa.Column("posts_too", sa.Boolean(), nullable=False),
        _at("reminded_at", nullable=True),
        sa.CheckConstraint("due_at >= asked_at", name=op.f("ck_departures_due_after_it_was_asked_for")),
        sa.ForeignKeyConstraint(["member_id"], ["members.id"], name=op.f("fk_departures_member_id")),
        sa.PrimaryKeyConstraint("member_id", name=op.f("pk_departures")),
    )
    op.create_index(op.f("ix_departures_due_at"), "departures", ["due_at"])
    op.create_table(
        "erasures",
        sa.Column("member_id", sa.BigInteger(), nullable=False),
        _at("at"),
        sa.Column("posts_too", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["member_id"], ["members.id"], name=op.f("fk_erasures_member_id")),
        sa.PrimaryKeyConstraint("member_id", name=op.f("pk_erasures")),
    )
    op.create_index(op.f("ix_erasures_at"), "erasures", ["at"])
    _create_retentions()


def _at(name: str, nullable: bool = False) -> sa.Column[object]:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)


def _create_retentions() -> None:
    table = op.create_table(
        "retentions",
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("days", sa.BigInteger(), nullable=False),
        sa.Column("reason_zh", sa.Text(), nullable=False),
        sa.Column("reason_en", sa.Text(), nullable=False),
        sa.CheckConstraint("days BETWEEN 1 AND 3650", name=op.f("ck_retentions_days_within_ten_years")),
        sa.CheckConstraint(
            "char_length(reason_zh) BETWEEN 1 AND 300 AND char_length(reason_en) BETWEEN 1 AND 300",
            name=op.f("ck_retentions_reason_length"),
        ),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_retentions")),
    )
    rows = (dict(zip(("key", "days", "reason_zh", "reason_en"), row, strict=True)) for row in RETENTIONS)
    op.bulk_insert(table, list(rows))
