"""The tables of the first version."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "import_runs",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum("idea", "comment", name="kind", native_enum=False, create_constraint=True, length=32),
            nullable=False,
        ),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("fingerprint", sa.Text(), nullable=False),
        sa.Column("total", sa.BigInteger(), nullable=False),
        sa.Column("done", sa.BigInteger(), nullable=False),
        sa.Column("added", sa.BigInteger(), nullable=False),
        sa.Column("present", sa.BigInteger(), nullable=False),
        sa.Column("failed", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "added >= 0 AND present >= 0 AND added + present <= done", name=op.f("ck_import_runs_outcomes_of_done")
        ),
        sa.CheckConstraint("done BETWEEN 0 AND total", name=op.f("ck_import_runs_done_of_total")),
        sa.CheckConstraint("finished_at IS NULL OR done = total", name=op.f("ck_import_runs_finished_is_through")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_import_runs")),
    )
    op.create_index(
        "uq_import_runs_open", "import_runs", ["fingerprint"], unique=True, postgresql_where="finished_at IS NULL"
    )
    op.create_table(
        "kept_answers",
        sa.Column("owner", sa.Text(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("fingerprint", sa.LargeBinary(), nullable=False),
        sa.Column("status", sa.BigInteger(), nullable=False),
        sa.Column("headers", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("owner", "key", name=op.f("pk_kept_answers")),
    )
    op.create_index(op.f("ix_kept_answers_created_at"), "kept_answers", ["created_at"], unique=False)
    op.create_table(
        "legal_texts",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum("terms", "privacy", name="kind", native_enum=False, create_constraint=True, length=32),
            nullable=False,
        ),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("body_zh", sa.Text(), nullable=False),
        sa.Column("body_en", sa.Text(), nullable=False),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_legal_texts")),
        sa.UniqueConstraint("kind", "version", name=op.f("uq_legal_texts_kind_version")),
    )
    op.create_table(
        "limit_counts",
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("count", sa.BigInteger(), nullable=False),
        sa.Column("resets_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_limit_counts")),
        prefixes=["UNLOGGED"],
    )
    op.create_index(op.f("ix_limit_counts_resets_at"), "limit_counts", ["resets_at"], unique=False)
    op.create_table(
        "members",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("public_id", sa.Text(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "active", "placeholder", "erased", name="state", native_enum=False, create_constraint=True, length=32
            ),
            nullable=False,
        ),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("name_folded", sa.Text(), nullable=False),
        sa.Column("bio", sa.Text(), nullable=False),
        sa.Column("city", sa.Text(), nullable=False),
        sa.Column("locale", sa.Text(), nullable=True),
        sa.Column(
            "affiliation",
            sa.Enum(
                "none", "staff", "dealer", name="affiliation", native_enum=False, create_constraint=True, length=32
            ),
            nullable=False,
        ),
        sa.Column("joined_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "state <> 'erased' OR (name = '-' AND bio = '' AND city = '')", name=op.f("ck_members_erased_is_empty")
        ),
        sa.CheckConstraint("char_length(name) BETWEEN 1 AND 60", name=op.f("ck_members_name_length")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_members")),
        sa.UniqueConstraint("public_id", name=op.f("uq_members_public_id")),
    )
    op.create_index(op.f("ix_members_name_folded"), "members", ["name_folded"], unique=False)
    op.create_table(
        "site",
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("mark", sa.Text(), nullable=False),
        sa.Column("mark_picture", sa.Text(), nullable=True),
        sa.Column("accent", sa.Text(), nullable=False),
        sa.Column("accent_dark", sa.Text(), nullable=False),
        sa.Column("tagline_zh", sa.Text(), nullable=False),
        sa.Column("tagline_en", sa.Text(), nullable=False),
        sa.Column("footer_zh", sa.Text(), nullable=False),
        sa.Column("footer_en", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "accent ~ '^#[0-9a-f]{6}$' AND accent_dark ~ '^#[0-9a-f]{6}$'", name=op.f("ck_site_accents_are_colours")
        ),
        sa.CheckConstraint("char_length(mark) BETWEEN 1 AND 4", name=op.f("ck_site_mark_is_short")),
        sa.CheckConstraint("id = 1", name=op.f("ck_site_only_one")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_site")),
    )
    op.create_table(
        "statuses",
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column(
            "category",
            sa.Enum(
                "open",
                "active",
                "done",
                "closed",
                name="category",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("position", sa.BigInteger(), nullable=False),
        sa.Column("name_zh", sa.Text(), nullable=False),
        sa.Column("name_en", sa.Text(), nullable=False),
        sa.Column("may_support", sa.Boolean(), nullable=False),
        sa.Column("may_comment", sa.Boolean(), nullable=False),
        sa.Column("manual", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_statuses")),
        sa.UniqueConstraint("position", name=op.f("uq_statuses_position")),
    )
    op.create_table(
        "tags",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("folded", sa.Text(), nullable=False),
        sa.CheckConstraint("char_length(name) BETWEEN 1 AND 30", name=op.f("ck_tags_name_length")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tags")),
        sa.UniqueConstraint("folded", name=op.f("uq_tags_folded")),
    )
    op.create_table(
        "api_tokens",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("member_id", sa.BigInteger(), nullable=False),
        sa.Column("token_hash", sa.Text(), nullable=False),
        sa.Column("scopes", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_used_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "cardinality(scopes) > 0 AND scopes <@ ARRAY['read', 'write', 'staff']",
            name=op.f("ck_api_tokens_scopes_are_known"),
        ),
        sa.CheckConstraint("expires_at > created_at", name=op.f("ck_api_tokens_expires_after_made")),
        sa.ForeignKeyConstraint(["member_id"], ["members.id"], name=op.f("fk_api_tokens_member_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_api_tokens")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_api_tokens_token_hash")),
    )
    op.create_index(op.f("ix_api_tokens_expires_at"), "api_tokens", ["expires_at"], unique=False)
    op.create_index(op.f("ix_api_tokens_member_id"), "api_tokens", ["member_id"], unique=False)
    op.create_table(
        "challenges",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column(
            "purpose",
            sa.Enum(
                "sign_up",
                "sign_in",
                "confirm_identity",
                "reset",
                name="purpose",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column(
            "kind",
            sa.Enum("email", "phone", name="kind", native_enum=False, create_constraint=True, length=32),
            nullable=False,
        ),
        sa.Column("member_id", sa.BigInteger(), nullable=True),
        sa.Column("lookup", sa.Text(), nullable=False),
        sa.Column("sealed", sa.Text(), nullable=False),
        sa.Column("token_hash", sa.Text(), nullable=False),
        sa.Column("code_hash", sa.Text(), nullable=True),
        sa.Column("payload", sa.Text(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "(kind = 'phone' AND purpose IN ('sign_in', 'confirm_identity')) = (code_hash IS NOT NULL)",
            name=op.f("ck_challenges_code_goes_to_a_phone"),
        ),
        sa.CheckConstraint(
            "(purpose IN ('confirm_identity', 'reset')) = (member_id IS NOT NULL)",
            name=op.f("ck_challenges_member_is_known"),
        ),
        sa.CheckConstraint("kind = 'email' OR purpose <> 'reset'", name=op.f("ck_challenges_reset_goes_by_mail")),
        sa.CheckConstraint("expires_at > created_at", name=op.f("ck_challenges_expires_after_made")),
        sa.ForeignKeyConstraint(["member_id"], ["members.id"], name=op.f("fk_challenges_member_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_challenges")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_challenges_token_hash")),
    )
    op.create_index(op.f("ix_challenges_expires_at"), "challenges", ["expires_at"], unique=False)
    op.create_index(op.f("ix_challenges_lookup_id"), "challenges", ["lookup", "id"], unique=False)
    op.create_index(op.f("ix_challenges_member_id"), "challenges", ["member_id"], unique=False)
    op.create_table(
        "consents",
        sa.Column("member_id", sa.BigInteger(), nullable=False),
        sa.Column("legal_text_id", sa.BigInteger(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["legal_text_id"], ["legal_texts.id"], name=op.f("fk_consents_legal_text_id")),
        sa.ForeignKeyConstraint(["member_id"], ["members.id"], name=op.f("fk_consents_member_id")),
        sa.PrimaryKeyConstraint("member_id", "legal_text_id", name=op.f("pk_consents")),
    )
    op.create_index(op.f("ix_consents_legal_text_id"), "consents", ["legal_text_id"], unique=False)
    op.create_table(
        "identities",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("member_id", sa.BigInteger(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum("email", "phone", name="kind", native_enum=False, create_constraint=True, length=32),
            nullable=False,
        ),
        sa.Column("lookup", sa.Text(), nullable=False),
        sa.Column("sealed", sa.Text(), nullable=False),
        sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["member_id"], ["members.id"], name=op.f("fk_identities_member_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_identities")),
        sa.UniqueConstraint("kind", "lookup", name=op.f("uq_identities_kind_lookup")),
    )
    op.create_index(op.f("ix_identities_member_id"), "identities", ["member_id"], unique=False)
    op.create_table(
        "journal_entries",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actor_id", sa.BigInteger(), nullable=True),
        sa.Column("verb", sa.Text(), nullable=False),
        sa.Column("subject_kind", sa.Text(), nullable=False),
        sa.Column("subject_id", sa.BigInteger(), nullable=False),
        sa.Column("data", postgresql.JSONB(astext_type=sa.Text()), server_default="{}", nullable=False),
        sa.ForeignKeyConstraint(["actor_id"], ["members.id"], name=op.f("fk_journal_entries_actor_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_journal_entries")),
    )
    op.create_index(op.f("ix_journal_entries_actor_id_id"), "journal_entries", ["actor_id", "id"], unique=False)
    op.create_index(
        op.f("ix_journal_entries_subject_kind_subject_id_id"),
        "journal_entries",
        ["subject_kind", "subject_id", "id"],
        unique=False,
    )
    op.create_index(op.f("ix_journal_entries_verb_at"), "journal_entries", ["verb", "at"], unique=False)
    op.create_table(
        "passwords",
        sa.Column("member_id", sa.BigInteger(), nullable=False),
        sa.Column("hash", sa.Text(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("hash LIKE '$argon2id$%'", name=op.f("ck_passwords_hash_is_argon2id")),
        sa.ForeignKeyConstraint(["member_id"], ["members.id"], name=op.f("fk_passwords_member_id")),
        sa.PrimaryKeyConstraint("member_id", name=op.f("pk_passwords")),
    )
    op.create_table(
        "placeholders",
        sa.Column("member_id", sa.BigInteger(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("reference", sa.Text(), nullable=False),
        sa.Column("email_lookup", sa.Text(), nullable=True),
        sa.Column("phone_lookup", sa.Text(), nullable=True),
        sa.Column("claimed_by", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["claimed_by"], ["members.id"], name=op.f("fk_placeholders_claimed_by")),
        sa.ForeignKeyConstraint(["member_id"], ["members.id"], name=op.f("fk_placeholders_member_id")),
        sa.PrimaryKeyConstraint("member_id", name=op.f("pk_placeholders")),
        sa.UniqueConstraint("source", "reference", name=op.f("uq_placeholders_source_reference")),
    )
    op.create_index(op.f("ix_placeholders_claimed_by"), "placeholders", ["claimed_by"], unique=False)
    op.create_index(
        op.f("ix_placeholders_email_lookup"),
        "placeholders",
        ["email_lookup"],
        unique=False,
        postgresql_where=sa.text("email_lookup IS NOT NULL"),
    )
    op.create_index(
        op.f("ix_placeholders_phone_lookup"),
        "placeholders",
        ["phone_lookup"],
        unique=False,
        postgresql_where=sa.text("phone_lookup IS NOT NULL"),
    )
    op.create_table(
        "posts",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("public_id", sa.Text(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum("idea", "comment", name="kind", native_enum=False, create_constraint=True, length=32),
            nullable=False,
        ),
        sa.Column("author_id", sa.BigInteger(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "draft",
                "held",
                "visible",
                "hidden",
                "removed",
                name="state",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column(
            "audience",
            sa.Enum(
                "everyone", "members", "staff", name="audience", native_enum=False, create_constraint=True, length=32
            ),
            nullable=False,
        ),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=True),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("mentions", postgresql.JSONB(astext_type=sa.Text()), server_default="{}", nullable=False),
        sa.Column("html", sa.Text(), nullable=False),
        sa.Column("excerpt", sa.Text(), nullable=False),
        sa.Column("html_version", sa.BigInteger(), nullable=False),
        sa.Column("comments", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("edited_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("edited_by_id", sa.BigInteger(), nullable=True),
        sa.CheckConstraint("(kind = 'comment') = (title IS NULL)", name=op.f("ck_posts_title_where_due")),
        sa.CheckConstraint(
            "state <> 'visible' OR published_at IS NOT NULL", name=op.f("ck_posts_visible_is_published")
        ),
        sa.CheckConstraint("char_length(title) BETWEEN 1 AND 200", name=op.f("ck_posts_title_length")),
        sa.CheckConstraint("comments >= 0", name=op.f("ck_posts_comments_not_negative")),
        sa.CheckConstraint("octet_length(body) <= 200000", name=op.f("ck_posts_body_size")),
        sa.ForeignKeyConstraint(["author_id"], ["members.id"], name=op.f("fk_posts_author_id")),
        sa.ForeignKeyConstraint(["edited_by_id"], ["members.id"], name=op.f("fk_posts_edited_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_posts")),
        sa.UniqueConstraint("public_id", name=op.f("uq_posts_public_id")),
    )
    op.create_index(
        op.f("ix_posts_author_id_kind_published_at"), "posts", ["author_id", "kind", "published_at"], unique=False
    )
    op.create_index(op.f("ix_posts_edited_by_id"), "posts", ["edited_by_id"], unique=False)
    op.create_index(
        "ix_posts_new",
        "posts",
        ["kind", sa.literal_column("published_at DESC"), sa.literal_column("id DESC")],
        unique=False,
        postgresql_where="state = 'visible'",
    )
    op.create_table(
        "role_grants",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("member_id", sa.BigInteger(), nullable=False),
        sa.Column(
            "role",
            sa.Enum(
                "moderator",
                "product",
                "organiser",
                "treasurer",
                "service",
                "admin",
                name="role",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("scope", sa.Text(), nullable=False),
        sa.Column("granted_by", sa.BigInteger(), nullable=True),
        sa.Column("granted_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["granted_by"], ["members.id"], name=op.f("fk_role_grants_granted_by")),
        sa.ForeignKeyConstraint(["member_id"], ["members.id"], name=op.f("fk_role_grants_member_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_role_grants")),
        sa.UniqueConstraint("member_id", "role", "scope", name=op.f("uq_role_grants_member_id_role_scope")),
    )
    op.create_index(op.f("ix_role_grants_granted_by"), "role_grants", ["granted_by"], unique=False)
    op.create_table(
        "sessions",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("member_id", sa.BigInteger(), nullable=False),
        sa.Column("token_hash", sa.Text(), nullable=False),
        sa.Column("device", sa.Text(), nullable=False),
        sa.Column("ip_hint", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("last_seen_at >= created_at", name=op.f("ck_sessions_seen_after_made")),
        sa.ForeignKeyConstraint(["member_id"], ["members.id"], name=op.f("fk_sessions_member_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sessions")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_sessions_token_hash")),
    )
    op.create_index(op.f("ix_sessions_last_seen_at"), "sessions", ["last_seen_at"], unique=False)
    op.create_index(op.f("ix_sessions_member_id"), "sessions", ["member_id"], unique=False)
    op.create_table(
        "status_transitions",
        sa.Column("from_key", sa.Text(), nullable=False),
        sa.Column("to_key", sa.Text(), nullable=False),
        sa.CheckConstraint("from_key <> to_key", name=op.f("ck_status_transitions_somewhere_else")),
        sa.ForeignKeyConstraint(["from_key"], ["statuses.key"], name=op.f("fk_status_transitions_from_key")),
        sa.ForeignKeyConstraint(["to_key"], ["statuses.key"], name=op.f("fk_status_transitions_to_key")),
        sa.PrimaryKeyConstraint("from_key", "to_key", name=op.f("pk_status_transitions")),
    )
    op.create_index(op.f("ix_status_transitions_to_key"), "status_transitions", ["to_key"], unique=False)
    op.create_table(
        "comments",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("thread_id", sa.BigInteger(), nullable=False),
        sa.Column("parent_id", sa.BigInteger(), nullable=True),
        sa.Column("top_id", sa.BigInteger(), nullable=False),
        sa.Column("official", sa.Boolean(), nullable=False),
        sa.Column("orphaned", sa.Boolean(), nullable=False),
        sa.CheckConstraint("(parent_id IS NULL) = (top_id = id)", name=op.f("ck_comments_top_has_no_parent")),
        sa.CheckConstraint("NOT orphaned OR parent_id IS NULL", name=op.f("ck_comments_orphan_is_at_the_top")),
        sa.ForeignKeyConstraint(["id"], ["posts.id"], name=op.f("fk_comments_id")),
        sa.ForeignKeyConstraint(["parent_id"], ["comments.id"], name=op.f("fk_comments_parent_id")),
        sa.ForeignKeyConstraint(["thread_id"], ["posts.id"], name=op.f("fk_comments_thread_id")),
        sa.ForeignKeyConstraint(
            ["top_id"], ["comments.id"], name=op.f("fk_comments_top_id"), initially="DEFERRED", deferrable=True
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_comments")),
    )
    op.create_index(op.f("ix_comments_parent_id"), "comments", ["parent_id"], unique=False)
    op.create_index(
        op.f("ix_comments_thread_id_id"),
        "comments",
        ["thread_id", "id"],
        unique=False,
        postgresql_where="parent_id IS NULL",
    )
    op.create_index(op.f("ix_comments_top_id_id"), "comments", ["top_id", "id"], unique=False)
    op.create_table(
        "follows",
        sa.Column("member_id", sa.BigInteger(), nullable=False),
        sa.Column("post_id", sa.BigInteger(), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["member_id"], ["members.id"], name=op.f("fk_follows_member_id")),
        sa.ForeignKeyConstraint(["post_id"], ["posts.id"], name=op.f("fk_follows_post_id")),
        sa.PrimaryKeyConstraint("member_id", "post_id", name=op.f("pk_follows")),
    )
    op.create_index(op.f("ix_follows_post_id"), "follows", ["post_id"], unique=False)
    op.create_table(
        "ideas",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum("wish", "problem", "praise", name="kind", native_enum=False, create_constraint=True, length=32),
            nullable=False,
        ),
        sa.Column(
            "stage",
            sa.Enum(
                "design",
                "development",
                "production",
                "sales",
                "delivery",
                "driving",
                "maintenance",
                "repair",
                "second_hand",
                name="stage",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("status_key", sa.Text(), nullable=False),
        sa.Column("status_changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("supports", sa.BigInteger(), nullable=False),
        sa.Column("elsewhere", sa.BigInteger(), nullable=False),
        sa.Column("elsewhere_label", sa.Text(), nullable=True),
        sa.Column("score", sa.Double(), nullable=False),
        sa.CheckConstraint("elsewhere = 0 OR elsewhere_label IS NOT NULL", name=op.f("ck_ideas_elsewhere_is_labelled")),
        sa.CheckConstraint("elsewhere >= 0", name=op.f("ck_ideas_elsewhere_not_negative")),
        sa.CheckConstraint("supports >= 0", name=op.f("ck_ideas_supports_not_negative")),
        sa.ForeignKeyConstraint(["id"], ["posts.id"], name=op.f("fk_ideas_id")),
        sa.ForeignKeyConstraint(["status_key"], ["statuses.key"], name=op.f("fk_ideas_status_key")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ideas")),
    )
    op.create_index(
        "ix_ideas_by_kind",
        "ideas",
        ["kind", sa.literal_column("score DESC"), sa.literal_column("id DESC")],
        unique=False,
    )
    op.create_index(
        "ix_ideas_by_stage",
        "ideas",
        ["stage", sa.literal_column("score DESC"), sa.literal_column("id DESC")],
        unique=False,
    )
    op.create_index(
        "ix_ideas_by_status",
        "ideas",
        ["status_key", sa.literal_column("score DESC"), sa.literal_column("id DESC")],
        unique=False,
    )
    op.create_index(
        "ix_ideas_moved",
        "ideas",
        ["status_key", sa.literal_column("status_changed_at DESC"), sa.literal_column("id DESC")],
        unique=False,
    )
    op.create_index("ix_ideas_new_by_kind", "ideas", ["kind", sa.literal_column("id DESC")], unique=False)
    op.create_index("ix_ideas_new_by_stage", "ideas", ["stage", sa.literal_column("id DESC")], unique=False)
    op.create_index("ix_ideas_new_by_status", "ideas", ["status_key", sa.literal_column("id DESC")], unique=False)
    op.create_index(
        "ix_ideas_top",
        "ideas",
        [sa.literal_column("supports DESC"), sa.literal_column("elsewhere DESC"), sa.literal_column("id DESC")],
        unique=False,
    )
    op.create_index(
        "ix_ideas_trending", "ideas", [sa.literal_column("score DESC"), sa.literal_column("id DESC")], unique=False
    )
    op.create_table(
        "mentions",
        sa.Column("post_id", sa.BigInteger(), nullable=False),
        sa.Column("member_id", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["member_id"], ["members.id"], name=op.f("fk_mentions_member_id")),
        sa.ForeignKeyConstraint(["post_id"], ["posts.id"], name=op.f("fk_mentions_post_id")),
        sa.PrimaryKeyConstraint("post_id", "member_id", name=op.f("pk_mentions")),
    )
    op.create_index(op.f("ix_mentions_member_id"), "mentions", ["member_id"], unique=False)
    op.create_table(
        "post_imports",
        sa.Column("post_id", sa.BigInteger(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum("idea", "comment", name="kind", native_enum=False, create_constraint=True, length=32),
            nullable=False,
        ),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("reference", sa.Text(), nullable=False),
        sa.Column("imported_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["post_id"], ["posts.id"], name=op.f("fk_post_imports_post_id")),
        sa.PrimaryKeyConstraint("post_id", name=op.f("pk_post_imports")),
        sa.UniqueConstraint("kind", "source", "reference", name=op.f("uq_post_imports_kind_source_reference")),
    )
    op.create_table(
        "post_revisions",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("post_id", sa.BigInteger(), nullable=False),
        sa.Column("number", sa.BigInteger(), nullable=False),
        sa.Column("title", sa.Text(), nullable=True),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("writer_id", sa.BigInteger(), nullable=False),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["post_id"], ["posts.id"], name=op.f("fk_post_revisions_post_id")),
        sa.ForeignKeyConstraint(["writer_id"], ["members.id"], name=op.f("fk_post_revisions_writer_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_post_revisions")),
        sa.UniqueConstraint("post_id", "number", name=op.f("uq_post_revisions_post_id_number")),
    )
    op.create_index(op.f("ix_post_revisions_writer_id"), "post_revisions", ["writer_id"], unique=False)
    op.create_table(
        "post_tags",
        sa.Column("post_id", sa.BigInteger(), nullable=False),
        sa.Column("tag_id", sa.BigInteger(), nullable=False),
        sa.Column("position", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["post_id"], ["posts.id"], name=op.f("fk_post_tags_post_id")),
        sa.ForeignKeyConstraint(["tag_id"], ["tags.id"], name=op.f("fk_post_tags_tag_id")),
        sa.PrimaryKeyConstraint("post_id", "tag_id", name=op.f("pk_post_tags")),
    )
    op.create_index(op.f("ix_post_tags_tag_id_post_id"), "post_tags", ["tag_id", "post_id"], unique=False)
    op.create_table(
        "status_changes",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("idea_id", sa.BigInteger(), nullable=False),
        sa.Column("from_key", sa.Text(), nullable=False),
        sa.Column("to_key", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("actor_id", sa.BigInteger(), nullable=False),
        sa.Column("actor_role", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("char_length(reason) BETWEEN 1 AND 4000", name=op.f("ck_status_changes_reason_length")),
        sa.CheckConstraint("from_key <> to_key", name=op.f("ck_status_changes_somewhere_else")),
        sa.ForeignKeyConstraint(["actor_id"], ["members.id"], name=op.f("fk_status_changes_actor_id")),
        sa.ForeignKeyConstraint(["from_key"], ["statuses.key"], name=op.f("fk_status_changes_from_key")),
        sa.ForeignKeyConstraint(["idea_id"], ["ideas.id"], name=op.f("fk_status_changes_idea_id")),
        sa.ForeignKeyConstraint(["to_key"], ["statuses.key"], name=op.f("fk_status_changes_to_key")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_status_changes")),
    )
    op.create_index(op.f("ix_status_changes_actor_id"), "status_changes", ["actor_id"], unique=False)
    op.create_index(op.f("ix_status_changes_at"), "status_changes", ["at"], unique=False)
    op.create_index(op.f("ix_status_changes_from_key"), "status_changes", ["from_key"], unique=False)
    op.create_index(op.f("ix_status_changes_idea_id_id"), "status_changes", ["idea_id", "id"], unique=False)
    op.create_index(op.f("ix_status_changes_to_key"), "status_changes", ["to_key"], unique=False)
    op.create_table(
        "supports",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("idea_id", sa.BigInteger(), nullable=False),
        sa.Column("member_id", sa.BigInteger(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["idea_id"], ["ideas.id"], name=op.f("fk_supports_idea_id")),
        sa.ForeignKeyConstraint(["member_id"], ["members.id"], name=op.f("fk_supports_member_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_supports")),
        sa.UniqueConstraint("idea_id", "member_id", name=op.f("uq_supports_idea_id_member_id")),
    )
    op.create_index(op.f("ix_supports_member_id_at"), "supports", ["member_id", "at"], unique=False)
