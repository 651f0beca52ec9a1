"""The tables of codes."""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, ForeignKeyConstraint, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from cocreate.kernel import clock
from cocreate.kernel.database import Base, text_enum

MAX_CENTRE, MAX_NOTE, MAX_NONCE = 80, 300, 100  # characters


class CodeState(StrEnum):
    """A free code is in the pool; one that is assigned is somebody's; one that is used is worth nothing any more."""

    FREE = "free"
    ASSIGNED = "assigned"
    USED = "used"


class PerkCode(Base):
    """A code of a variant, sealed, and `lookup`, the keyed hash of its plain form by which it is found.

    One that is given out can be used until the end of the site's day `valid_until_on` (None: for ever), of which its
    member is `reminded` once, if it was not given out as late as that.
    """

    __tablename__ = "perk_codes"

    id: Mapped[int] = mapped_column(primary_key=True)
    perk_id: Mapped[int] = mapped_column(ForeignKey("perks.id"), index=True)
    variant_id: Mapped[int]
    sealed: Mapped[str]
    lookup: Mapped[str] = mapped_column(unique=True)
    state: Mapped[CodeState] = mapped_column(text_enum(CodeState, "state"), default=CodeState.FREE)
    redemption_id: Mapped[int | None] = mapped_column(ForeignKey("redemptions.id"), unique=True)
    valid_until_on: Mapped[date | None]
    reminded: Mapped[bool] = mapped_column(default=False, server_default="false")

    __table_args__ = (
        ForeignKeyConstraint(["perk_id", "variant_id"], ["perk_variants.perk_id", "perk_variants.id"]),
        CheckConstraint("(state = 'free') = (redemption_id IS NULL)", "assigned_to_a_redemption"),
        CheckConstraint("state <> 'free' OR valid_until_on IS NULL", "runs_out_of_hands"),
        Index(None, "variant_id", "id"),
        Index("ix_perk_codes_free", "variant_id", "id", postgresql_where=text("state = 'free'")),
        Index(
            "ix_perk_codes_ending",
            "valid_until_on",
            "id",
            postgresql_where=text("state = 'assigned' AND NOT reminded AND valid_until_on IS NOT NULL"),
        ),
    )

    @property
    def has_ended(self) -> bool:
        """Whether its last day is over."""
        return self.valid_until_on is not None and self.valid_until_on < clock.local_day(clock.now())


class CodeUse(Base):
    """That service staff took a code in, or (not `used`) that an administrator took that back for a reason.

    A trigger refuses UPDATE and DELETE. `nonce` tells one press of the button from another; `centre` is where, `note`
    why it was taken back.
    """

    __tablename__ = "perk_code_uses"

    id: Mapped[int] = mapped_column(primary_key=True)
    code_id: Mapped[int] = mapped_column(ForeignKey("perk_codes.id"))
    used: Mapped[bool]
    actor_id: Mapped[int] = mapped_column(ForeignKey("members.id"), index=True)
    nonce: Mapped[str]
    centre: Mapped[str] = mapped_column(default="")
    note: Mapped[str] = mapped_column(default="")
    at: Mapped[datetime] = mapped_column(default=clock.now)

    __table_args__ = (
        UniqueConstraint("code_id", "nonce"),
        CheckConstraint("char_length(nonce) BETWEEN 1 AND 100", "nonce_length"),
        CheckConstraint("char_length(centre) <= 80 AND char_length(note) <= 300", "words_length"),
        CheckConstraint("used OR note <> ''", "taken_back_for_a_reason"),
        Index(None, "code_id", "id"),
    )
