"""Members and what makes them who they are."""

from datetime import datetime
from enum import IntEnum, StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from cocreate.kernel import clock, ids
from cocreate.kernel.database import Base, Level, text_enum


class MemberState(StrEnum):
    """`placeholder`: an author from an import who has no account; `erased`: emptied of everything personal."""

    ACTIVE = "active"
    PLACEHOLDER = "placeholder"
    ERASED = "erased"


class Affiliation(StrEnum):
    """Whom a member works for, shown as a badge. Staff and dealers never count as owners."""

    NONE = "none"
    STAFF = "staff"
    DEALER = "dealer"


class Trust(IntEnum):
    """How far a member is known here; staff stand apart. What each level may is data (``screening``)."""

    NEWCOMER = 0
    SETTLED = 1
    REGULAR = 2
    TRUSTED = 3


class Role(StrEnum):
    """What a member may be trusted with; every member is a `member` without a grant."""

    MODERATOR = "moderator"
    PRODUCT = "product"
    ORGANISER = "organiser"
    TREASURER = "treasurer"
    SERVICE = "service"
    ADMIN = "admin"


class IdentityKind(StrEnum):
    """The kinds of address a member can prove to hold."""

    EMAIL = "email"
    PHONE = "phone"


# Members who hold one of these speak for the brand when they comment.
OFFICIAL_ROLES = frozenset({Role.PRODUCT, Role.SERVICE, Role.MODERATOR, Role.ADMIN})

EVERYWHERE = "site"
# What decisions by moderators keep a member from, and how long: kept with the member, derived from the decisions.
MARKS = ("silenced_until", "suspended_until", "banned_at")


class Member(Base):
    """A person. ``name_folded`` finds a name whatever its case and width.

    `is_owner` tells that the member holds a verified car of private use now and works for neither brand nor dealer: a
    mark derived from ``vehicles``, written by ``accounts``, checked by audit. So are `trust`, the higher one of what
    the member has earned and of the floor somebody has vouched for, and `silenced_until`, `suspended_until` and
    `banned_at`, derived from the decisions in ``moderation``: who is silenced publishes nothing, who is suspended or
    banned sees nothing but what concerns themselves. `leaves_at` is when a member will be erased who asked for it
    (``accounts.leaving``).
    """

    __tablename__ = "members"

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(unique=True, default=ids.new_public_id)
    state: Mapped[MemberState] = mapped_column(text_enum(MemberState, "state"), default=MemberState.ACTIVE)
    name: Mapped[str]
    name_folded: Mapped[str] = mapped_column(index=True)
    bio: Mapped[str] = mapped_column(default="")
    city: Mapped[str] = mapped_column(default="")
    locale: Mapped[str | None]
    affiliation: Mapped[Affiliation] = mapped_column(text_enum(Affiliation, "affiliation"), default=Affiliation.NONE)
    is_owner: Mapped[bool] = mapped_column(default=False, server_default="false")
    joined_at: Mapped[datetime] = mapped_column(default=clock.now)
    trust: Mapped[Trust] = mapped_column(Level(Trust), default=Trust.NEWCOMER, server_default="0")
    trust_floor: Mapped[Trust] = mapped_column(Level(Trust), default=Trust.NEWCOMER, server_default="0")
    trust_earned: Mapped[Trust] = mapped_column(Level(Trust), default=Trust.NEWCOMER, server_default="0")
    silenced_until: Mapped[datetime | None]
    suspended_until: Mapped[datetime | None]
    banned_at: Mapped[datetime | None]
    leaves_at: Mapped[datetime | None]

    grants: Mapped[list["RoleGrant"]] = relationship(
        back_populates="member", lazy="raise", foreign_keys="RoleGrant.member_id"
    )

    __table_args__ = (
        CheckConstraint("char_length(name) BETWEEN 1 AND 60", "name_length"),
        CheckConstraint("NOT is_owner OR affiliation = 'none'", "staff_are_no_owners"),
        Index("ix_members_owners", "id", postgresql_where=text("is_owner")),  # to count them
        CheckConstraint("trust BETWEEN trust_floor AND 3", "trust_not_below_its_floor"),
        CheckConstraint("trust_floor >= 0", "trust_floor_not_negative"),
        CheckConstraint("trust_earned BETWEEN 0 AND 3", "trust_earned_is_a_level"),
        CheckConstraint("trust = greatest(trust_floor, trust_earned)", "trust_is_earned_or_vouched_for"),
        CheckConstraint("state <> 'erased' OR (name = '-' AND bio = '' AND city = '')", "erased_is_empty"),
    )

    # What Flask-Login asks of a user.
    is_authenticated = True
    is_anonymous = False

    @property
    def is_active(self) -> bool:
        """Whether the member may sign in."""
        return self.state is MemberState.ACTIVE

    @property
    def is_silenced(self) -> bool:
        """Whether the member may publish nothing now."""
        return self.silenced_until is not None and clock.now() < self.silenced_until

    @property
    def may_publish(self) -> bool:
        """Whether the member may add anything that others see: unless silenced, which nobody of the team is. Needs
        ``grants`` loaded.
        """
        return not self.is_silenced or self.is_staff

    @property
    def is_barred(self) -> bool:
        """Whether the member is suspended now, or banned: they reach nothing but what concerns themselves."""
        is_suspended = self.suspended_until is not None and clock.now() < self.suspended_until
        return is_suspended or self.banned_at is not None

    def get_id(self) -> str:
        """The public id."""
        return self.public_id

    def has_role(self, *roles: str) -> bool:
        """Whether the member holds one of `roles` everywhere. Needs ``grants`` loaded."""
        return any(grant.role in roles and grant.scope == EVERYWHERE for grant in self.grants)

    @property
    def roles(self) -> list[str]:
        """What the member is trusted with everywhere, in alphabetical order. Needs ``grants`` loaded."""
        return sorted(grant.role.value for grant in self.grants if grant.scope == EVERYWHERE)

    @property
    def is_staff(self) -> bool:
        """Whether the member holds any role everywhere, and so sees the staff bar."""
        return any(grant.scope == EVERYWHERE for grant in self.grants)

    @property
    def is_official(self) -> bool:
        """Whether the member speaks for the brand."""
        return self.has_role(*OFFICIAL_ROLES)


class RoleGrant(Base):
    """A role a member holds: everywhere (`scope` "site") or within one thing ("event:17")."""

    __tablename__ = "role_grants"

    id: Mapped[int] = mapped_column(primary_key=True)
    member_id: Mapped[int] = mapped_column(ForeignKey("members.id"))
    role: Mapped[Role] = mapped_column(text_enum(Role, "role"))
    scope: Mapped[str] = mapped_column(default=EVERYWHERE)
    granted_by: Mapped[int | None] = mapped_column(ForeignKey("members.id"), index=True)
    granted_at: Mapped[datetime] = mapped_column(default=clock.now)

    member: Mapped[Member] = relationship(back_populates="grants", lazy="raise", foreign_keys=[member_id])

    __table_args__ = (UniqueConstraint("member_id", "role", "scope"),)


class Identity(Base):
    """A confirmed e-mail address or phone number; sealed, found by `lookup`, a keyed hash of its folded form."""

    __tablename__ = "identities"

    id: Mapped[int] = mapped_column(primary_key=True)
    member_id: Mapped[int] = mapped_column(ForeignKey("members.id"), index=True)
    kind: Mapped[IdentityKind] = mapped_column(text_enum(IdentityKind, "kind"))
    lookup: Mapped[str]
    sealed: Mapped[str]
    confirmed_at: Mapped[datetime] = mapped_column(default=clock.now)

    __table_args__ = (UniqueConstraint("kind", "lookup"),)


class BarredIdentity(Base):
    """An address or number whose holder is banned, by the keyed hash of its folded form: nobody signs up with it.

    It outlives the identity, which goes when the member is erased.
    """

    __tablename__ = "barred_identities"

    kind: Mapped[IdentityKind] = mapped_column(text_enum(IdentityKind, "kind"), primary_key=True)
    lookup: Mapped[str] = mapped_column(primary_key=True)
    member_id: Mapped[int] = mapped_column(ForeignKey("members.id"), index=True)
    at: Mapped[datetime] = mapped_column(default=clock.now)


class Placeholder(Base):
    """Where a placeholder came from, and the hashed identity that may claim it."""

    __tablename__ = "placeholders"

    member_id: Mapped[int] = mapped_column(ForeignKey("members.id"), primary_key=True)
    source: Mapped[str]
    reference: Mapped[str]
    email_lookup: Mapped[str | None]
    phone_lookup: Mapped[str | None]
    claimed_by: Mapped[int | None] = mapped_column(ForeignKey("members.id"), index=True)

    __table_args__ = (
        UniqueConstraint("source", "reference"),
        Index(None, "email_lookup", postgresql_where=text("email_lookup IS NOT NULL")),
        Index(None, "phone_lookup", postgresql_where=text("phone_lookup IS NOT NULL")),
    )
