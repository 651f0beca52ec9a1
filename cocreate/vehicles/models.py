"""The tables of vehicles."""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, ForeignKeyConstraint, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from cocreate.catalogue.models import ModelYear, Series, Trim
from cocreate.kernel import clock, ids
from cocreate.kernel.database import Base, text_enum
from cocreate.members.models import Member


class Use(StrEnum):
    """What a car is held for; only a private one makes its holder an owner who counts."""

    PRIVATE = "private"
    COMPANY = "company"
    DEMO = "demo"
    STAFF = "staff"


class HoldingState(StrEnum):
    """How far somebody and a car have come: thinks of it, has ordered it, has it, had it."""

    INTENT = "intent"
    ORDERED = "ordered"
    OWNER = "owner"
    FORMER = "former"


class Proof(StrEnum):
    """What a holding was verified by: the brand's list, a document that staff looked at, or the operator's word."""

    LIST = "list"
    DOCUMENT = "document"
    OPERATOR = "operator"


class DisputeState(StrEnum):
    """What became of a claim to a car that another member owns."""

    OPEN = "open"
    UPHELD = "upheld"
    REJECTED = "rejected"
    WITHDRAWN = "withdrawn"


class Vehicle(Base):
    """A car as its VIN names it: sealed, found by a keyed hash, its end shown."""

    __tablename__ = "vehicles"

    id: Mapped[int] = mapped_column(primary_key=True)
    vin_lookup: Mapped[str] = mapped_column(unique=True)
    vin_sealed: Mapped[str]
    vin_tail: Mapped[str]

    __table_args__ = (CheckConstraint("char_length(vin_tail) = 6", "tail_length"),)


class Holding(Base):
    """That a member has, had or wants a car. Ended holdings stay: they are the car's history.

    What car it is (`series`, model year, trim) is the member's word until something proves it. `vehicle` is missing as
    long as no VIN is known: two holdings without one may mean the same car. `declined` is what staff said when they
    found the proof or the claim wanting; a claim that was turned down has ended without ever being verified.
    `voided_for` is why staff found, later on, that the verification had been false: it has ended then and counts for
    nothing, from its beginning; what was verified, by whom and when stays written.
    """

    __tablename__ = "holdings"

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(unique=True, default=ids.new_public_id)
    member_id: Mapped[int] = mapped_column(ForeignKey("members.id"), index=True)
    vehicle_id: Mapped[int | None] = mapped_column(ForeignKey("vehicles.id"), index=True)
    series_id: Mapped[int] = mapped_column(ForeignKey("series.id"))
    model_year_id: Mapped[int | None] = mapped_column(index=True)
    trim_id: Mapped[int | None] = mapped_column(index=True)
    state: Mapped[HoldingState] = mapped_column(text_enum(HoldingState, "state"))
    use: Mapped[Use] = mapped_column(text_enum(Use, "use"), default=Use.PRIVATE)
    first_owner: Mapped[bool] = mapped_column(default=False, server_default="false")
    ordered_on: Mapped[date | None]
    delivered_on: Mapped[date | None]
    verified_at: Mapped[datetime | None]
    verified_by: Mapped[Proof | None] = mapped_column(text_enum(Proof, "verified_by"))
    verifier_id: Mapped[int | None] = mapped_column(ForeignKey("members.id"), index=True)
    declined: Mapped[str | None]
    created_at: Mapped[datetime] = mapped_column(default=clock.now)
    ended_at: Mapped[datetime | None]
    voided_at: Mapped[datetime | None]
    voider_id: Mapped[int | None] = mapped_column(ForeignKey("members.id"), index=True)
    voided_for: Mapped[str | None]

    member: Mapped[Member] = relationship(lazy="raise", innerjoin=True, foreign_keys=[member_id])
    verifier: Mapped[Member | None] = relationship(lazy="raise", foreign_keys=[verifier_id])
    vehicle: Mapped[Vehicle | None] = relationship(lazy="raise")
    series: Mapped[Series] = relationship(lazy="raise", innerjoin=True, foreign_keys=[series_id], viewonly=True)
    model_year: Mapped[ModelYear | None] = relationship(
        lazy="raise", foreign_keys=[model_year_id], primaryjoin="Holding.model_year_id == ModelYear.id", viewonly=True
    )
    trim: Mapped[Trim | None] = relationship(
        lazy="raise", foreign_keys=[trim_id], primaryjoin="Holding.trim_id == Trim.id", viewonly=True
    )

    __table_args__ = (
        ForeignKeyConstraint(["series_id", "model_year_id"], ["model_years.series_id", "model_years.id"]),
        ForeignKeyConstraint(["model_year_id", "trim_id"], ["trims.model_year_id", "trims.id"]),
        CheckConstraint("trim_id IS NULL OR model_year_id IS NOT NULL", "trim_has_a_year"),
        CheckConstraint("(state = 'former') = (ended_at IS NOT NULL)", "former_has_ended"),
        CheckConstraint("(verified_at IS NULL) = (verified_by IS NULL)", "verified_by_something"),
        CheckConstraint("verified_at IS NULL OR state IN ('owner', 'former')", "verified_has_the_car"),
        CheckConstraint("ended_at >= verified_at", "verified_before_the_end"),
        CheckConstraint("verifier_id IS NULL OR verified_by = 'document'", "verifier_saw_a_document"),
        CheckConstraint("verifier_id <> member_id", "verified_by_somebody_else"),
        CheckConstraint("delivered_on >= ordered_on", "delivered_after_the_order"),
        CheckConstraint(
            "(voided_at IS NULL) = (voider_id IS NULL) AND (voided_at IS NULL) = (voided_for IS NULL)",
            "voided_by_somebody_for_a_reason",
        ),
        CheckConstraint("char_length(voided_for) BETWEEN 1 AND 500", "voided_reason_length"),
        CheckConstraint("voided_at IS NULL OR verified_at IS NOT NULL", "voided_was_verified"),
        CheckConstraint("voided_at IS NULL OR (ended_at IS NOT NULL AND voided_at >= ended_at)", "voided_has_ended"),
        CheckConstraint("voider_id <> member_id", "voided_by_somebody_else"),
        # One car gives at most one owner.
        Index(
            "uq_holdings_one_verified_owner", "vehicle_id", unique=True,
            postgresql_where="state = 'owner' AND verified_at IS NOT NULL",
        ),
        Index("uq_holdings_one_open", "vehicle_id", "member_id", unique=True, postgresql_where="ended_at IS NULL"),
        Index(None, "series_id", "model_year_id"),
    )  # fmt: skip

    @property
    def is_open(self) -> bool:
        """Whether the member still has or wants the car."""
        return self.ended_at is None

    @property
    def is_verified(self) -> bool:
        """Whether something proved that the member has the car, or had it, and was not found false since."""
        return self.verified_at is not None and self.voided_at is None

    @property
    def counts(self) -> bool:
        """Whether it makes, or once made, its member an owner who counts, unless they are staff or a dealer."""
        return self.is_verified and self.use is Use.PRIVATE


class HoldingDocument(Base):
    """A picture that shall prove a holding, its file sealed; row and file are deleted with the decision."""

    __tablename__ = "holding_documents"

    id: Mapped[int] = mapped_column(primary_key=True)
    holding_id: Mapped[int] = mapped_column(ForeignKey("holdings.id"), unique=True)
    storage_key: Mapped[str] = mapped_column(unique=True)
    sent_at: Mapped[datetime] = mapped_column(default=clock.now)


class OwnerRecord(Base):
    """A line of the brand's own list: a car by its VIN and its holder by phone, both as keyed hashes only.

    All lines of one import carry one `imported_at`. `distrusted_at` is when staff found false what the line had proven:
    it proves nothing from then on, until a later import says something else of the car and this holder.
    """

    __tablename__ = "owner_records"

    id: Mapped[int] = mapped_column(primary_key=True)
    vin_lookup: Mapped[str]
    phone_lookup: Mapped[str]
    series_id: Mapped[int] = mapped_column(ForeignKey("series.id"))
    model_year_id: Mapped[int | None] = mapped_column(index=True)
    trim_id: Mapped[int | None] = mapped_column(index=True)
    use: Mapped[Use] = mapped_column(text_enum(Use, "use"), default=Use.PRIVATE)
    first_owner: Mapped[bool] = mapped_column(default=False, server_default="false")
    ordered_on: Mapped[date | None]
    delivered_on: Mapped[date | None]
    imported_at: Mapped[datetime] = mapped_column(default=clock.now)
    distrusted_at: Mapped[datetime | None]

    __table_args__ = (
        ForeignKeyConstraint(["series_id", "model_year_id"], ["model_years.series_id", "model_years.id"]),
        ForeignKeyConstraint(["model_year_id", "trim_id"], ["trims.model_year_id", "trims.id"]),
        CheckConstraint("trim_id IS NULL OR model_year_id IS NOT NULL", "trim_has_a_year"),
        UniqueConstraint("vin_lookup", "phone_lookup"),
        Index(None, "phone_lookup"),
        CheckConstraint("delivered_on >= ordered_on", "delivered_after_the_order"),
        Index(None, "series_id", "model_year_id"),
    )

    @property
    def is_delivered(self) -> bool:
        """Whether the line says that its holder has the car: an order without a delivery does not."""
        return self.delivered_on is not None or self.ordered_on is None

    @property
    def is_trusted(self) -> bool:
        """Whether nobody has found it false since it was written."""
        return self.distrusted_at is None or self.imported_at > self.distrusted_at


class Trace(Base):
    """That a car, by the keyed hash of its VIN, was verified as that of somebody who was erased since, and no more.

    So that the same car brings nothing again by signing up anew. `on_day` is the latest day from which anybody had it,
    `last_year` the latest one in which its day of delivery brought something. Forgotten some time after `at`.
    """

    __tablename__ = "car_traces"

    vin_lookup: Mapped[str] = mapped_column(primary_key=True)
    on_day: Mapped[date]
    last_year: Mapped[int | None]
    at: Mapped[datetime] = mapped_column(default=clock.now, index=True)


class Dispute(Base):
    """That a member claims a car of which another is the verified owner; staff decide, unless the claim is withdrawn.

    `against` is the holding of the owner at present, or of the last one.
    """

    __tablename__ = "disputes"

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(unique=True, default=ids.new_public_id)
    claim_id: Mapped[int] = mapped_column(ForeignKey("holdings.id"))
    against_id: Mapped[int] = mapped_column(ForeignKey("holdings.id"), index=True)
    state: Mapped[DisputeState] = mapped_column(text_enum(DisputeState, "state"), default=DisputeState.OPEN)
    opened_at: Mapped[datetime] = mapped_column(default=clock.now)
    decided_at: Mapped[datetime | None]
    decider_id: Mapped[int | None] = mapped_column(ForeignKey("members.id"), index=True)
    reason: Mapped[str | None]

    claim: Mapped[Holding] = relationship(lazy="raise", foreign_keys=[claim_id])
    against: Mapped[Holding] = relationship(lazy="raise", foreign_keys=[against_id])

    __table_args__ = (
        CheckConstraint("claim_id <> against_id", "two_holdings"),
        CheckConstraint(
            "(state = 'open') = (decided_at IS NULL) AND (state = 'open') = (decider_id IS NULL)"
            " AND (state IN ('upheld', 'rejected')) = (reason IS NOT NULL)",
            "decided_by_somebody_for_a_reason",
        ),
        Index("uq_disputes_one_open", "claim_id", unique=True, postgresql_where="state = 'open'"),
    )
