"""Where and how somebody signed in, when a browser last proved whose it is, and cars whose only account is gone."""

import sqlalchemy as sa
from alembic import op

revision = "0036"
down_revision = "0035"
branch_labels = None
depends_on = None

WAYS = ("password", "code", "link")


def upgrade() -> None:
    op.add_column("sessions", sa.Column("proven_at", sa.DateTime(timezone=True), nullable=True))
    op.execute("UPDATE sessions SET proven_at = created_at")
    op.alter_column("sessions", "proven_at", nullable=False)
    op.create_check_constraint(op.f("ck_sessions_proven_after_made"), "sessions", "proven_at >= created_at")
    _create_sign_ins()
    op.create_table(
        "car_traces",
        sa.Column("vin_lookup", sa.Text(), nullable=False),
        sa.Column("on_day", sa.Date(), nullable=False),
        sa.Column("last_year", sa.BigInteger(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("vin_lookup", name=op.f("pk_car_traces")),
    )
    op.create_index(op.f("ix_car_traces_at"), "car_traces", ["at"])
    op.execute(
        "INSERT INTO retentions (key, days, reason_zh, reason_en) VALUES "
        "('sign_ins', 180, '让你看得出是否有别人登录过。', 'So that you see whether somebody else was there.'), "
        "('car_traces', 730, '同一辆车不会因为重新注册再领一次积分。', "
        "'So that one car does not bring points again by signing up anew.')"
    )


def _create_sign_ins() -> None:
    op.create_table(
        "sign_ins",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("member_id", sa.BigInteger(), nullable=True),
        sa.Column("lookup", sa.Text(), nullable=True),
        sa.Column(
            "way", sa.Enum(*WAYS, name="way", native_enum=False, create_constraint=True, length=32), nullable=False
        ),
        sa.Column("device", sa.Text(), nullable=False),
        sa.Column("ip_hint", sa.Text(), nullable=False),
        sa.CheckConstraint("(member_id IS NULL) <> (lookup IS NULL)", name=op.f("ck_sign_ins_done_or_tried")),
        sa.ForeignKeyConstraint(["member_id"], ["members.id"], name=op.f("fk_sign_ins_member_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sign_ins")),
    )
    op.create_index(op.f("ix_sign_ins_at"), "sign_ins", ["at"])
    op.create_index(op.f("ix_sign_ins_member_id"), "sign_ins", ["member_id", "id"])
    op.create_index(op.f("ix_sign_ins_lookup"), "sign_ins", ["lookup", "id"])
