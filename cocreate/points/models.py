"""Rules of earning, awards, and the lots in which points lie."""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, Enum, ForeignKey, Identity, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from cocreate.kernel import clock
from cocreate.kernel.database import Base, text_enum


class RuleKey(StrEnum):
    """What is paid for: never what is chosen, a support, sharing or a score. The list is closed."""

    CHECK_IN = "check_in"
    IDEA_ADOPTED = "idea_adopted"
    IDEA_SHIPPED = "idea_shipped"
    ANSWER_ACCEPTED = "answer_accepted"
    ANSWER_HELPFUL = "answer_helpful"
    COMMENT_HELPFUL = "comment_helpful"
    REFERRAL = "referral"
    PROFILE_COMPLETED = "profile_completed"
    VEHICLE_VERIFIED = "vehicle_verified"
    ANNIVERSARY = "anniversary"
    GRANT = "grant"


# Contribution comes from answers and from ideas, not from money or presence.
CONTRIBUTING = (RuleKey.IDEA_ADOPTED, RuleKey.IDEA_SHIPPED, RuleKey.ANSWER_ACCEPTED, RuleKey.ANSWER_HELPFUL)
_CONTRIBUTING = ", ".join(f"'{key.value}'" for key in CONTRIBUTING)


def key_of_a_rule() -> Enum:
    """The type of a column that leads to a rule: its foreign key keeps it to the keys there are."""
    return Enum(RuleKey, native_enum=False, length=32, values_callable=lambda keys: [key.value for key in keys])


class EarningRule(Base):
    """What a deed is worth: `points` and `contribution` for one award, or shared among its authors.

    `per_day` and `per_lifetime` cap the awards of one member; NULL is no cap. Consecutive days add `streak_step` points
    each, at most `streak_cap`. The rule holds from `from_on` until `until_on` (half-open, the site's days), for holders
    of cars of the `series_ids` alone if there are any, and while the month's issue stays within `month_budget` points.
    A manual grant says its amount itself: its points are 0 here.
    """

    __tablename__ = "earning_rules"

    key: Mapped[RuleKey] = mapped_column(text_enum(RuleKey, "key"), primary_key=True)
    active: Mapped[bool] = mapped_column(default=True)
    points: Mapped[int]
    contribution: Mapped[int] = mapped_column(default=0)
    per_day: Mapped[int | None]
    per_lifetime: Mapped[int | None]
    streak_step: Mapped[int] = mapped_column(default=0)
    streak_cap: Mapped[int] = mapped_column(default=0)
    from_on: Mapped[date | None]
    until_on: Mapped[date | None]
    month_budget: Mapped[int | None]

    __table_args__ = (
        CheckConstraint("points BETWEEN 0 AND 1000000 AND contribution BETWEEN 0 AND 1000000", "amounts_are_some"),
        CheckConstraint(f"contribution = 0 OR key IN ({_CONTRIBUTING})", "contribution_is_for_deeds"),
        CheckConstraint("per_day > 0 AND per_lifetime > 0", "caps_allow_one"),
        CheckConstraint("month_budget >= 0", "budget_is_some"),
        CheckConstraint("streak_step BETWEEN 0 AND 1000 AND streak_cap BETWEEN 0 AND 10000", "streak_is_capped"),
        CheckConstraint("key = 'check_in' OR (streak_step = 0 AND streak_cap = 0)", "streak_is_of_check_ins"),
        CheckConstraint("until_on > from_on", "holds_for_a_day"),
    )

    def holds_on(self, day: date) -> bool:
        """Whether members earn by it on `day`."""
        begun = self.from_on is None or self.from_on <= day
        return self.active and begun and (self.until_on is None or day < self.until_on)


class RuleSeries(Base):
    """The rule is for holders of cars of this series (and of the others that it names)."""

    __tablename__ = "earning_rule_series"

    rule: Mapped[RuleKey] = mapped_column(key_of_a_rule(), ForeignKey("earning_rules.key"), primary_key=True)
    series_id: Mapped[int] = mapped_column(ForeignKey("series.id"), primary_key=True, index=True)


class BudgetMonth(Base):
    """How many points a rule with a budget has issued in the month of `month`; what is taken back counts no more."""

    __tablename__ = "earning_months"

    rule: Mapped[RuleKey] = mapped_column(key_of_a_rule(), ForeignKey("earning_rules.key"), primary_key=True)
    month: Mapped[date] = mapped_column(primary_key=True)
    issued: Mapped[int] = mapped_column(default=0)

    __table_args__ = (
        CheckConstraint("issued >= 0", "issued_is_some"),
        CheckConstraint("extract(day FROM month) = 1", "month_begins"),
    )


class PointTerms(Base):
    """What holds for all points; one row.

    New points are spendable after `ripening_days` and expire after `lifetime_months`; what comes back from a redemption
    can be used for `returned_days` at least. A grant of more than `grant_limit` points needs a second person.
    """

    __tablename__ = "point_terms"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    ripening_days: Mapped[int] = mapped_column(default=7)
    lifetime_months: Mapped[int] = mapped_column(default=12)
    returned_days: Mapped[int] = mapped_column(default=30)
    grant_limit: Mapped[int] = mapped_column(default=1000)

    __table_args__ = (
        CheckConstraint("id = 1", "one_row"),
        CheckConstraint("ripening_days BETWEEN 0 AND 365", "ripens_within_a_year"),
        CheckConstraint("lifetime_months BETWEEN 1 AND 120", "lives_a_while"),
        CheckConstraint("returned_days BETWEEN 0 AND 365", "returned_for_a_while"),
        CheckConstraint("grant_limit >= 0", "limit_is_some"),
    )


class Award(Base):
    """What `member` got by the `rule` for the deed `source` (``idea:12``); `revoked_at` when the deed was undone.

    One stands per rule, source and member. `points_id` and `contribution_id` are the transfers, NULL where it is none.
    """

    __tablename__ = "point_awards"

    id: Mapped[int] = mapped_column(Identity(), primary_key=True)
    rule: Mapped[RuleKey] = mapped_column(key_of_a_rule(), ForeignKey("earning_rules.key"))
    source: Mapped[str]
    member_id: Mapped[int] = mapped_column(ForeignKey("members.id"))
    points: Mapped[int]
    contribution: Mapped[int] = mapped_column(default=0)
    points_id: Mapped[int | None] = mapped_column(ForeignKey("ledger_transfers.id"), unique=True)
    contribution_id: Mapped[int | None] = mapped_column(ForeignKey("ledger_transfers.id"), unique=True)
    at: Mapped[datetime] = mapped_column(default=clock.now)
    revoked_at: Mapped[datetime | None]

    __table_args__ = (
        Index(
            "uq_point_awards_one_stands", "rule", "source", "member_id", unique=True,
            postgresql_where=text("revoked_at IS NULL"),
        ),
        Index(None, "source"),
        Index(None, "member_id", "rule", "at"),
        # The leaderboard of the last days sums from this alone.
        Index(
            "ix_point_awards_contributing", "at", "member_id", "contribution",
            postgresql_where=text("contribution > 0 AND revoked_at IS NULL"),
        ),
        Index(None, "rule", "at"),
        CheckConstraint("points >= 0 AND contribution >= 0", "amounts_are_some"),
        CheckConstraint("(points > 0) = (points_id IS NOT NULL)", "points_were_moved"),
        CheckConstraint("(contribution > 0) = (contribution_id IS NOT NULL)", "contribution_was_moved"),
        CheckConstraint(f"contribution = 0 OR rule IN ({_CONTRIBUTING})", "contribution_is_for_deeds"),
    )  # fmt: skip


class Lot(Base):
    """Points of a member that came together, by the transfer `transfer_id`: `remaining` of the `amount` are left.

    They can be spent from `spendable_at` until `expires_at`. What remains in all lots of a member is what the wallet
    has and has not set apart.
    """

    __tablename__ = "point_lots"

    id: Mapped[int] = mapped_column(Identity(), primary_key=True)
    member_id: Mapped[int] = mapped_column(ForeignKey("members.id"))
    transfer_id: Mapped[int] = mapped_column(ForeignKey("ledger_transfers.id"), unique=True)
    amount: Mapped[int]
    remaining: Mapped[int]
    spendable_at: Mapped[datetime]
    expires_at: Mapped[datetime]

    __table_args__ = (
        CheckConstraint("remaining BETWEEN 0 AND amount AND amount > 0", "remaining_is_within"),
        CheckConstraint("expires_at > spendable_at", "can_be_spent"),
        Index(None, "member_id", "expires_at", "id", postgresql_where=text("remaining > 0")),
        Index("ix_point_lots_left", "expires_at", postgresql_where=text("remaining > 0")),
        Index("ix_point_lots_member_id", "member_id"),
    )


class LotUse(Base):
    """`amount` of the lot went into the transfer, and came back from it if `returned`."""

    __tablename__ = "point_lot_uses"

    lot_id: Mapped[int] = mapped_column(ForeignKey("point_lots.id"), primary_key=True)
    transfer_id: Mapped[int] = mapped_column(ForeignKey("ledger_transfers.id"), primary_key=True, index=True)
    amount: Mapped[int]
    returned: Mapped[bool] = mapped_column(default=False)

    __table_args__ = (CheckConstraint("amount > 0", "amount_is_some"),)
