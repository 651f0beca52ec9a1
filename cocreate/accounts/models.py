"""What lets a member in: passwords, sessions, API tokens, open challenges; who came in, and what they agreed to."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, Text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column, relationship

from cocreate.kernel import clock
from cocreate.kernel.database import Base, text_enum
from cocreate.members.models import IdentityKind, Member


class Purpose(StrEnum):
    """What proving an identity is good for."""

    SIGN_UP = "sign_up"
    SIGN_IN = "sign_in"
    CONFIRM_IDENTITY = "confirm_identity"
    RESET = "reset"


class Scope(StrEnum):
    """What an API token may be used for."""

    READ = "read"
    WRITE = "write"
    STAFF = "staff"


class Password(Base):
    """A member's password as an argon2id hash. Only members with a confirmed e-mail address have one."""

    __tablename__ = "passwords"

    member_id: Mapped[int] = mapped_column(ForeignKey("members.id"), primary_key=True)
    hash: Mapped[str]
    changed_at: Mapped[datetime] = mapped_column(default=clock.now)

    __table_args__ = (CheckConstraint("hash LIKE '$argon2id$%'", "hash_is_argon2id"),)


class Session(Base):
    """A browser in which a member is signed in, found by the SHA-256 of the token in its cookie.

    `device` is a few words from the browser's own description; `ip_hint` is the network it last signed in
    from, without the part that names one house. `proven_at` is when it last proved to be the member's, by signing in
    or by doing so once more.
    """

    __tablename__ = "sessions"

    id: Mapped[int] = mapped_column(primary_key=True)
    member_id: Mapped[int] = mapped_column(ForeignKey("members.id"), index=True)
    token_hash: Mapped[str] = mapped_column(unique=True)
    device: Mapped[str]
    ip_hint: Mapped[str]
    created_at: Mapped[datetime] = mapped_column(default=clock.now)
    last_seen_at: Mapped[datetime] = mapped_column(default=clock.now, index=True)
    proven_at: Mapped[datetime] = mapped_column(default=clock.now)

    member: Mapped[Member] = relationship(lazy="raise", innerjoin=True)

    __table_args__ = (
        CheckConstraint("last_seen_at >= created_at", "seen_after_made"),
        CheckConstraint("proven_at >= created_at", "proven_after_made"),
    )


class Way(StrEnum):
    """How somebody came in, or tried to: with a password, with six digits, with the link of a letter."""

    PASSWORD = "password"  # noqa: S105 - a word, no secret  # nosec B105
    CODE = "code"
    LINK = "link"


class SignIn(Base):
    """That `member_id` signed in, or that somebody tried to, in vain, as whoever has the identity `lookup`.

    A try is kept by the keyed hash of what was typed, whether it is anybody's or not: so writing it down tells nothing.
    """

    __tablename__ = "sign_ins"

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(default=clock.now, index=True)
    member_id: Mapped[int | None] = mapped_column(ForeignKey("members.id"))
    lookup: Mapped[str | None]
    way: Mapped[Way] = mapped_column(text_enum(Way, "way"))
    device: Mapped[str]
    ip_hint: Mapped[str]

    __table_args__ = (
        CheckConstraint("(member_id IS NULL) <> (lookup IS NULL)", "done_or_tried"),
        Index("ix_sign_ins_member_id", "member_id", "id"),
        Index("ix_sign_ins_lookup", "lookup", "id"),
    )


class ApiToken(Base):
    """The right of a program to act for a member, found by the SHA-256 of the bearer token."""

    __tablename__ = "api_tokens"

    id: Mapped[int] = mapped_column(primary_key=True)
    member_id: Mapped[int] = mapped_column(ForeignKey("members.id"), index=True)
    token_hash: Mapped[str] = mapped_column(unique=True)
    scopes: Mapped[list[str]] = mapped_column(ARRAY(Text))
    created_at: Mapped[datetime] = mapped_column(default=clock.now)
    expires_at: Mapped[datetime] = mapped_column(index=True)
    last_used_at: Mapped[datetime | None]

    member: Mapped[Member] = relationship(lazy="raise", innerjoin=True)

    __table_args__ = (
        CheckConstraint("cardinality(scopes) > 0 AND scopes <@ ARRAY['read', 'write', 'staff']", "scopes_are_known"),
        CheckConstraint("expires_at > created_at", "expires_after_made"),
    )


class Challenge(Base):
    """An identity somebody says is theirs, until they prove it or the time is over.

    Found by the SHA-256 of a token that stands in the mailed link or in the browser's cookie. A challenge
    with `code_hash` (keyed) asks for six digits sent by SMS besides; their tries are counted by
    ``kernel.limits``, since a try counts even when its request is refused. `sealed` is the identity, `payload`
    sealed JSON with what shall happen once it is proven.
    """

    __tablename__ = "challenges"

    id: Mapped[int] = mapped_column(primary_key=True)
    purpose: Mapped[Purpose] = mapped_column(text_enum(Purpose, "purpose"))
    kind: Mapped[IdentityKind] = mapped_column(text_enum(IdentityKind, "kind"))
    member_id: Mapped[int | None] = mapped_column(ForeignKey("members.id"), index=True)
    lookup: Mapped[str]
    sealed: Mapped[str]
    token_hash: Mapped[str] = mapped_column(unique=True)
    code_hash: Mapped[str | None]
    payload: Mapped[str | None]
    created_at: Mapped[datetime] = mapped_column(default=clock.now)
    expires_at: Mapped[datetime] = mapped_column(index=True)
    used_at: Mapped[datetime | None]

    __table_args__ = (
        CheckConstraint("(purpose IN ('confirm_identity', 'reset')) = (member_id IS NOT NULL)", "member_is_known"),
        CheckConstraint(
            "(kind = 'phone' AND purpose IN ('sign_in', 'confirm_identity')) = (code_hash IS NOT NULL)",
            "code_goes_to_a_phone",
        ),
        CheckConstraint("kind = 'email' OR purpose <> 'reset'", "reset_goes_by_mail"),
        CheckConstraint("expires_at > created_at", "expires_after_made"),
        Index(None, "lookup", "id"),
    )


class Consent(Base):
    """That a member accepted a version of a legal text."""

    __tablename__ = "consents"

    member_id: Mapped[int] = mapped_column(ForeignKey("members.id"), primary_key=True)
    legal_text_id: Mapped[int] = mapped_column(ForeignKey("legal_texts.id"), primary_key=True, index=True)
    at: Mapped[datetime] = mapped_column(default=clock.now)
