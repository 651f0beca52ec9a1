"""The tables of referrals."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column, relationship

from cocreate.kernel import clock
from cocreate.kernel.database import Base, text_enum
from cocreate.members.models import Member

MAX_REASON = 500


class ReferralState(StrEnum):
    """How far a referral has come: no car yet; a car, whose cool-down runs; somebody has to look; and the ends.

    `lapsed`: it was found good, but there was nothing to give (any more).
    """

    JOINED = "joined"
    WAITING = "waiting"
    REVIEW = "review"
    REWARDED = "rewarded"
    REFUSED = "refused"
    LAPSED = "lapsed"


class Sign(StrEnum):
    """What may mean that somebody has referred themselves: it makes people look, and decides nothing."""

    ADDRESS = "address"
    DEVICE = "device"
    MANY = "many"
    CAR = "car"
    VOIDED = "voided"
    SOLD = "sold"
    GONE = "gone"


class ReferralTerms(Base):
    """What holds for referrals; one row.

    A reward waits `cool_down_days` after the car was verified. Whoever refers has been a member for `minimum_age_days`.
    More than `many` referrals of one member within `many_days` are looked at.
    """

    __tablename__ = "referral_terms"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    cool_down_days: Mapped[int] = mapped_column(default=14)
    minimum_age_days: Mapped[int] = mapped_column(default=30)
    many: Mapped[int] = mapped_column(default=5)
    many_days: Mapped[int] = mapped_column(default=7)

    __table_args__ = (
        CheckConstraint("id = 1", "one_row"),
        CheckConstraint("cool_down_days BETWEEN 0 AND 365", "cools_within_a_year"),
        CheckConstraint("minimum_age_days BETWEEN 0 AND 3650", "age_within_ten_years"),
        CheckConstraint("many BETWEEN 1 AND 1000", "many_are_some"),
        CheckConstraint("many_days BETWEEN 1 AND 365", "many_within_a_year"),
    )


class ReferralCode(Base):
    """The code in the link of a member."""

    __tablename__ = "referral_codes"

    member_id: Mapped[int] = mapped_column(ForeignKey("members.id"), primary_key=True)
    code: Mapped[str] = mapped_column(unique=True)


class Referral(Base):
    """That `referrer` brought `referred` along: whoever joined by somebody's link, once in their life.

    `holding_id` is the car that counts, `due_at` the end of its cool-down. `signs` are those of `Sign` found so far.
    `reason` is what was decided for, which the referrer reads.
    """

    __tablename__ = "referrals"

    referred_id: Mapped[int] = mapped_column(ForeignKey("members.id"), primary_key=True)
    referrer_id: Mapped[int] = mapped_column(ForeignKey("members.id"))
    at: Mapped[datetime] = mapped_column(default=clock.now)
    state: Mapped[ReferralState] = mapped_column(text_enum(ReferralState, "state"), default=ReferralState.JOINED)
    signs: Mapped[list[str]] = mapped_column(JSONB, default=list)
    holding_id: Mapped[int | None] = mapped_column(ForeignKey("holdings.id"), unique=True)
    due_at: Mapped[datetime | None]
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("members.id"), index=True)
    decided_at: Mapped[datetime | None]
    reason: Mapped[str | None]

    referred: Mapped[Member] = relationship(lazy="raise", foreign_keys=[referred_id])
    referrer: Mapped[Member] = relationship(lazy="raise", foreign_keys=[referrer_id])

    __table_args__ = (
        CheckConstraint("referrer_id <> referred_id", "somebody_else"),
        CheckConstraint(
            "(state = 'joined') = (holding_id IS NULL) AND (holding_id IS NULL) = (due_at IS NULL)", "comes_to_a_car"
        ),
        CheckConstraint("(decided_by_id IS NULL) = (decided_at IS NULL)", "decided_by_somebody"),
        CheckConstraint("decided_by_id NOT IN (referrer_id, referred_id)", "decided_by_another"),
        CheckConstraint("state <> 'refused' OR (decided_by_id IS NOT NULL)", "refused_by_somebody"),
        CheckConstraint(f"char_length(reason) BETWEEN 1 AND {MAX_REASON}", "reason_length"),
        Index(None, "referrer_id", "at"),
        Index("ix_referrals_due", "due_at", postgresql_where=text("state = 'waiting'")),
        Index("ix_referrals_review", "due_at", postgresql_where=text("state = 'review'")),
    )
