"""The tables of the catalogue of perks."""

from datetime import date, datetime, timedelta
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, ForeignKeyConstraint, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from cocreate.catalogue.models import Named
from cocreate.kernel import clock, ids
from cocreate.kernel.database import Base, text_enum

MAX_TITLE, MAX_SUMMARY, MAX_BODY = 80, 160, 20_000  # characters
MAX_NAME, MAX_DISCOUNT = 40, 120
MOST = 1_000_000_000  # points of a price, pieces of a stock
MOST_VARIANTS = 30


class PerkKind(StrEnum):
    """Goods are shipped, a voucher is a code that service staff take in, a service coupon lowers a bill."""

    GOODS = "goods"
    VOUCHER = "voucher"
    SERVICE_COUPON = "service_coupon"


class PerkState(StrEnum):
    """Only what is on sale can be redeemed; what was on sale once is never a draft again."""

    DRAFT = "draft"
    ON_SALE = "on_sale"
    WITHDRAWN = "withdrawn"


class PerkAudience(StrEnum):
    """Who may redeem a perk; everybody sees it."""

    ALL = "all"
    OWNERS = "owners"
    TIER = "tier"
    MODEL = "model"


class PerkCategory(Named, Base):
    """A shelf of the shop."""

    __tablename__ = "perk_categories"

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(unique=True)
    position: Mapped[int] = mapped_column(default=0)

    __table_args__ = (
        CheckConstraint("key ~ '^[a-z0-9]+(-[a-z0-9]+)*$' AND char_length(key) <= 40", "key_is_plain"),
        CheckConstraint("char_length(name_zh) BETWEEN 1 AND 40 AND char_length(name_en) BETWEEN 1 AND 40", "names"),
    )


class Perk(Base):
    """Something to redeem for `price` points, sold from `starts_at` (None: at once) until before `ends_at`.

    Words are in one language at least; `body` is Markdown. A member redeems it at most `per_member` times, and at most
    `per_period` times within any `period_days` days (None: as often as they like). A perk for a tier names it by
    `tier_key`, one for models has a `PerkSeries` for each. `discount` says what a service coupon lowers a bill by,
    `discount_fen` the same as an amount where it is one. A code of it can be used for `valid_days` after it was given
    out and until the end of the day `valid_until_on`, whatever is sooner (None: for ever). `shown_at` is when it was
    first put on sale.
    """

    __tablename__ = "perks"

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(unique=True, default=ids.new_public_id)
    kind: Mapped[PerkKind] = mapped_column(text_enum(PerkKind, "kind"))
    state: Mapped[PerkState] = mapped_column(text_enum(PerkState, "state"), default=PerkState.DRAFT)
    category_id: Mapped[int | None] = mapped_column(ForeignKey("perk_categories.id"), index=True)
    title_zh: Mapped[str] = mapped_column(default="")
    title_en: Mapped[str] = mapped_column(default="")
    summary_zh: Mapped[str] = mapped_column(default="")
    summary_en: Mapped[str] = mapped_column(default="")
    body_zh: Mapped[str] = mapped_column(default="")
    body_en: Mapped[str] = mapped_column(default="")
    discount_zh: Mapped[str] = mapped_column(default="")
    discount_en: Mapped[str] = mapped_column(default="")
    discount_fen: Mapped[int | None]
    price: Mapped[int]
    per_member: Mapped[int | None]
    per_period: Mapped[int | None]
    period_days: Mapped[int | None]
    valid_days: Mapped[int | None]
    valid_until_on: Mapped[date | None]
    audience: Mapped[PerkAudience] = mapped_column(text_enum(PerkAudience, "audience"), default=PerkAudience.ALL)
    tier_key: Mapped[str | None] = mapped_column(ForeignKey("tiers.key"), index=True)
    starts_at: Mapped[datetime | None]
    ends_at: Mapped[datetime | None]
    created_at: Mapped[datetime] = mapped_column(default=clock.now)
    shown_at: Mapped[datetime | None]

    category: Mapped[PerkCategory | None] = relationship(lazy="raise")
    variants: Mapped[list["PerkVariant"]] = relationship(
        back_populates="perk", lazy="raise", order_by="(PerkVariant.position, PerkVariant.id)"
    )

    __table_args__ = (
        CheckConstraint("title_zh <> '' OR title_en <> ''", "has_a_title"),
        CheckConstraint("char_length(title_zh) <= 80 AND char_length(title_en) <= 80", "title_length"),
        CheckConstraint("char_length(summary_zh) <= 160 AND char_length(summary_en) <= 160", "summary_length"),
        CheckConstraint("char_length(body_zh) <= 20000 AND char_length(body_en) <= 20000", "body_length"),
        CheckConstraint("char_length(discount_zh) <= 120 AND char_length(discount_en) <= 120", "discount_length"),
        CheckConstraint(
            "kind = 'service_coupon' OR (discount_zh = '' AND discount_en = '' AND discount_fen IS NULL)",
            "only_coupons_lower_a_bill",
        ),
        CheckConstraint("discount_fen BETWEEN 1 AND 1000000000", "discount_is_some"),
        CheckConstraint("price BETWEEN 1 AND 1000000000", "price_is_some"),
        CheckConstraint("per_member BETWEEN 1 AND 1000", "per_member_is_some"),
        CheckConstraint("(per_period IS NULL) = (period_days IS NULL)", "period_is_whole"),
        CheckConstraint("per_period BETWEEN 1 AND 1000 AND period_days BETWEEN 1 AND 3660", "per_period_is_some"),
        CheckConstraint("valid_days BETWEEN 1 AND 3660", "valid_for_some_days"),
        CheckConstraint("kind <> 'goods' OR (valid_days IS NULL AND valid_until_on IS NULL)", "only_codes_run_out"),
        CheckConstraint("(audience = 'tier') = (tier_key IS NOT NULL)", "tier_is_named"),
        CheckConstraint("char_length(tier_key) BETWEEN 1 AND 40", "tier_key_length"),
        CheckConstraint("starts_at < ends_at", "starts_before_it_ends"),
        CheckConstraint("(state = 'draft') = (shown_at IS NULL)", "shown_once_on_sale"),
        Index("ix_perks_shop", text("shown_at DESC"), text("id DESC"), postgresql_where=text("state = 'on_sale'")),
    )

    @property
    def is_spent(self) -> bool:
        """Whether no code of it can be used any more, as its last day is over."""
        return self.valid_until_on is not None and self.valid_until_on < clock.local_day(clock.now())

    def is_over(self, at: datetime) -> bool:
        """Whether the time in which it can be redeemed is over at the instant `at`."""
        return (self.ends_at is not None and self.ends_at <= at) or self.is_spent

    def last_day(self, given_on: date) -> date | None:
        """The last day on which a code can be used that is given out on the day `given_on`; None: there is none."""
        days = None if self.valid_days is None else given_on + timedelta(days=self.valid_days)
        return min(filter(None, (days, self.valid_until_on)), default=None)


class PerkSeries(Base):
    """That owners of a series may redeem a perk for models."""

    __tablename__ = "perk_series"

    perk_id: Mapped[int] = mapped_column(ForeignKey("perks.id"), primary_key=True)
    series_id: Mapped[int] = mapped_column(ForeignKey("series.id"), primary_key=True, index=True)


class PerkVariant(Base):
    """A size and colour of a perk, both empty where it comes in one alone; never deleted.

    `stock` is how many there ever were (None: without limit), `taken` how many of them are redeemed and not given
    back: written by ``perks.redemptions`` under the lock of this row, checked by its audit. What is not `offered` any
    more can't be redeemed. The stock of one that is `pooled` is how many codes it ever had
    (``perks.codes``).
    """

    __tablename__ = "perk_variants"

    id: Mapped[int] = mapped_column(primary_key=True)
    perk_id: Mapped[int] = mapped_column(ForeignKey("perks.id"))
    size: Mapped[str] = mapped_column(default="")
    colour_zh: Mapped[str] = mapped_column(default="")
    colour_en: Mapped[str] = mapped_column(default="")
    position: Mapped[int] = mapped_column(default=0)
    stock: Mapped[int | None]
    taken: Mapped[int] = mapped_column(default=0)
    offered: Mapped[bool] = mapped_column(default=True)
    pooled: Mapped[bool] = mapped_column(default=False, server_default="false")

    perk: Mapped[Perk] = relationship(back_populates="variants", lazy="raise")

    __table_args__ = (
        UniqueConstraint("perk_id", "size", "colour_zh", "colour_en"),
        UniqueConstraint("perk_id", "id"),  # what a redemption's pair of perk and variant refers to
        CheckConstraint(
            "char_length(size) <= 40 AND char_length(colour_zh) <= 40 AND char_length(colour_en) <= 40", "name_length"
        ),
        CheckConstraint("stock BETWEEN 0 AND 1000000000", "stock_is_some"),
        CheckConstraint("taken >= 0 AND (stock IS NULL OR taken <= stock)", "taken_within_stock"),
        CheckConstraint("NOT pooled OR stock IS NOT NULL", "pool_is_counted"),
    )

    @property
    def left(self) -> int | None:
        """How many can still be redeemed; None: as many as anybody likes."""
        return None if self.stock is None else self.stock - self.taken


class PerkPicture(Base):
    """That a picture shows a perk; the first one stands in the shop."""

    __tablename__ = "perk_pictures"

    picture_id: Mapped[int] = mapped_column(ForeignKey("pictures.id"), primary_key=True)
    perk_id: Mapped[int] = mapped_column(ForeignKey("perks.id"))
    position: Mapped[int]

    __table_args__ = (
        UniqueConstraint("perk_id", "position"),
        CheckConstraint("position BETWEEN 0 AND 5", "six_at_most"),
    )


class PerkField(StrEnum):
    """What of a perk keeps a history; a stock and whether it is offered belong to a variant."""

    STATE = "state"
    PRICE = "price"
    STOCK = "stock"
    OFFERED = "offered"


class PerkChange(Base):
    """That somebody changed a `field` of a perk or of a variant of it. A trigger refuses UPDATE and DELETE.

    `before` and `after` are the values as text; None: there was none, or it is without limit.
    """

    __tablename__ = "perk_changes"

    id: Mapped[int] = mapped_column(primary_key=True)
    perk_id: Mapped[int] = mapped_column(ForeignKey("perks.id"))
    variant_id: Mapped[int | None] = mapped_column(index=True)
    actor_id: Mapped[int] = mapped_column(ForeignKey("members.id"), index=True)
    field: Mapped[PerkField] = mapped_column(text_enum(PerkField, "field"))
    before: Mapped[str | None]
    after: Mapped[str | None]
    at: Mapped[datetime] = mapped_column(default=clock.now)

    __table_args__ = (
        ForeignKeyConstraint(["perk_id", "variant_id"], ["perk_variants.perk_id", "perk_variants.id"]),
        CheckConstraint("before IS DISTINCT FROM after", "something_changed"),
        CheckConstraint("(field IN ('stock', 'offered')) = (variant_id IS NOT NULL)", "variant_is_named"),
        Index(None, "perk_id", "id"),
    )
