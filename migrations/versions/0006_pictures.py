"""Pictures of posts."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "pictures",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("public_id", sa.Text(), nullable=False),
        sa.Column("uploader_id", sa.BigInteger(), nullable=False),
        sa.Column("post_id", sa.BigInteger(), nullable=True),
        sa.Column("position", sa.BigInteger(), nullable=True),
        sa.Column("alt", sa.Text(), nullable=False),
        sa.Column("width", sa.BigInteger(), nullable=False),
        sa.Column("height", sa.BigInteger(), nullable=False),
        sa.Column("placeholder", sa.Text(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("bytes", sa.BigInteger(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("(post_id IS NULL) = (position IS NULL)", name=op.f("ck_pictures_position_in_a_post")),
        sa.CheckConstraint("position BETWEEN 0 AND 5", name=op.f("ck_pictures_six_at_most")),
        sa.CheckConstraint("char_length(alt) <= 200", name=op.f("ck_pictures_alt_length")),
        sa.CheckConstraint("width > 0 AND height > 0 AND bytes > 0", name=op.f("ck_pictures_not_empty")),
        sa.CheckConstraint("octet_length(placeholder) <= 1000", name=op.f("ck_pictures_placeholder_size")),
        sa.CheckConstraint("digest ~ '^[0-9a-f]{64}$'", name=op.f("ck_pictures_digest_is_sha256")),
        sa.ForeignKeyConstraint(["post_id"], ["posts.id"], name=op.f("fk_pictures_post_id")),
        sa.ForeignKeyConstraint(["uploader_id"], ["members.id"], name=op.f("fk_pictures_uploader_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pictures")),
        sa.UniqueConstraint("key", name=op.f("uq_pictures_key")),
        sa.UniqueConstraint("post_id", "position", name=op.f("uq_pictures_post_id_position")),
        sa.UniqueConstraint("public_id", name=op.f("uq_pictures_public_id")),
    )
    op.create_index(op.f("ix_pictures_uploader_id"), "pictures", ["uploader_id"])
    op.create_index("ix_pictures_unattached", "pictures", ["created_at"], postgresql_where=sa.text("post_id IS NULL"))
