"""What was changed of the rules of earning and of the terms."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from cocreate.kernel import clock
from cocreate.kernel.database import Base, text_enum
from cocreate.points.models import RuleKey, key_of_a_rule


class Field(StrEnum):
    """What of a rule can be changed, and what of the terms."""

    ACTIVE = "active"
    POINTS = "points"
    CONTRIBUTION = "contribution"
    PER_DAY = "per_day"
    PER_LIFETIME = "per_lifetime"
    STREAK_STEP = "streak_step"
    STREAK_CAP = "streak_cap"
    FROM_ON = "from_on"
    UNTIL_ON = "until_on"
    MONTH_BUDGET = "month_budget"
    SERIES = "series"
    RIPENING_DAYS = "ripening_days"
    LIFETIME_MONTHS = "lifetime_months"
    RETURNED_DAYS = "returned_days"
    GRANT_LIMIT = "grant_limit"


# What the terms hold; all else belongs to a rule.
OF_TERMS = (Field.RIPENING_DAYS, Field.LIFETIME_MONTHS, Field.RETURNED_DAYS, Field.GRANT_LIMIT)
_OF_TERMS = ", ".join(f"'{field.value}'" for field in OF_TERMS)


class EarningChange(Base):
    """That somebody changed a `field` of a rule, or of the terms (no rule). A trigger refuses UPDATE and DELETE.

    `before` and `after` are the values as text: a number, a day, a flag, keys of series with spaces between; None:
    without limit, or for everybody.
    """

    __tablename__ = "earning_changes"

    id: Mapped[int] = mapped_column(primary_key=True)
    rule: Mapped[RuleKey | None] = mapped_column(key_of_a_rule(), ForeignKey("earning_rules.key"))
    actor_id: Mapped[int] = mapped_column(ForeignKey("members.id"), index=True)
    field: Mapped[Field] = mapped_column(text_enum(Field, "field"))
    before: Mapped[str | None]
    after: Mapped[str | None]
    at: Mapped[datetime] = mapped_column(default=clock.now)

    __table_args__ = (
        CheckConstraint("before IS DISTINCT FROM after", "something_changed"),
        CheckConstraint(f"(field IN ({_OF_TERMS})) = (rule IS NULL)", "of_a_rule_or_the_terms"),
        Index(None, "rule", "id"),
    )
