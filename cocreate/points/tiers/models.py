"""The tiers there are."""

from sqlalchemy import CheckConstraint
from sqlalchemy.orm import Mapped, mapped_column

from cocreate.kernel.database import Base


class Tier(Base):
    """What members with at least so much contribution are called; `benefits_zh` and `_en` hold one benefit a line.

    The `key` is what rules and programs know it by, and never changes.
    """

    __tablename__ = "tiers"

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(unique=True)
    from_contribution: Mapped[int] = mapped_column(unique=True)
    name_zh: Mapped[str]
    name_en: Mapped[str]
    benefits_zh: Mapped[str] = mapped_column(default="")
    benefits_en: Mapped[str] = mapped_column(default="")

    __table_args__ = (
        CheckConstraint("key ~ '^[a-z][a-z0-9_]{0,29}$'", "key_is_a_code"),
        CheckConstraint("from_contribution BETWEEN 1 AND 1000000000", "is_reached_by_something"),
        CheckConstraint(
            "char_length(name_zh) BETWEEN 1 AND 20 AND char_length(name_en) BETWEEN 1 AND 40", "names_are_short"
        ),
        CheckConstraint("char_length(benefits_zh) <= 1000 AND char_length(benefits_en) <= 2000", "benefits_are_some"),
    )

    def name(self, locale: str) -> str:
        """What members who read `locale` call it."""
        return self.name_zh if locale == "zh" else self.name_en

    def benefits(self, locale: str) -> list[str]:
        """What it brings, in their language."""
        lines = (self.benefits_zh if locale == "zh" else self.benefits_en).splitlines()
        return [line for line in lines if line]
