"""The site record and the legal texts."""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import ARRAY, CheckConstraint, Date, SmallInteger, Text, UniqueConstraint
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from cocreate.kernel import clock
from cocreate.kernel.database import Base, text_enum


class SiteRecord(Base):
    """The only row: what the brand is called and how it looks. `version` grows with every change.

    `mark` is a letter or two, shown where there is no `mark_picture` (a storage key). `languages` are those the pages
    speak. `words` are the brand's own for the nouns of `site.vocabulary`. Who joined less than `newcomer_days` before
    supporting an idea is counted apart as a newcomer.
    """

    __tablename__ = "site"

    id: Mapped[int] = mapped_column(primary_key=True, default=1, autoincrement=False)
    version: Mapped[int] = mapped_column(default=1)
    name: Mapped[str]
    mark: Mapped[str]
    mark_picture: Mapped[str | None]
    accent: Mapped[str]
    accent_dark: Mapped[str]
    tagline_zh: Mapped[str] = mapped_column(default="")
    tagline_en: Mapped[str] = mapped_column(default="")
    footer_zh: Mapped[str] = mapped_column(default="")
    footer_en: Mapped[str] = mapped_column(default="")
    languages: Mapped[list[str]] = mapped_column(ARRAY(Text), default=lambda: ["zh", "en"], server_default="{zh,en}")
    words: Mapped[dict[str, dict[str, str]]] = mapped_column(JSONB, default=dict, server_default="{}")
    icp_number: Mapped[str] = mapped_column(default="", server_default="")
    police_number: Mapped[str] = mapped_column(default="", server_default="")
    report_contact: Mapped[str] = mapped_column(default="", server_default="")
    newcomer_days: Mapped[int] = mapped_column(default=7, server_default="7")

    answer_hours: Mapped[int] = mapped_column(default=24, server_default="24")
    decision_hours: Mapped[int] = mapped_column(default=720, server_default="720")
    working_days: Mapped[list[int]] = mapped_column(
        ARRAY(SmallInteger), default=lambda: [1, 2, 3, 4, 5, 6, 7], server_default="{1,2,3,4,5,6,7}"
    )
    working_from: Mapped[int] = mapped_column(default=0, server_default="0")
    working_to: Mapped[int] = mapped_column(default=1440, server_default="1440")
    holidays: Mapped[list[date]] = mapped_column(ARRAY(Date), default=list, server_default="{}")

    __table_args__ = (
        CheckConstraint("id = 1", "only_one"),
        CheckConstraint("answer_hours BETWEEN 1 AND 9999 AND decision_hours BETWEEN 1 AND 9999", "hours_are_some"),
        CheckConstraint("cardinality(working_days) > 0 AND working_days <@ '{1,2,3,4,5,6,7}'", "days_of_a_week"),
        CheckConstraint("0 <= working_from AND working_from < working_to AND working_to <= 1440", "minutes_of_a_day"),
        CheckConstraint("cardinality(holidays) <= 400", "some_holidays"),
        CheckConstraint("accent ~ '^#[0-9a-f]{6}$' AND accent_dark ~ '^#[0-9a-f]{6}$'", "accents_are_colours"),
        CheckConstraint("char_length(mark) BETWEEN 1 AND 4", "mark_is_short"),
        CheckConstraint("newcomer_days BETWEEN 0 AND 365", "newcomer_days_within_a_year"),
        CheckConstraint("languages IN ('{zh}', '{en}', '{zh,en}')", "languages_are_spoken"),
    )


class LegalKind(StrEnum):
    """The texts a member accepts."""

    TERMS = "terms"
    PRIVACY = "privacy"


class LegalText(Base):
    """A version of a legal text, in both languages. Never changed once published."""

    __tablename__ = "legal_texts"

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[LegalKind] = mapped_column(text_enum(LegalKind, "kind"))
    version: Mapped[int]
    body_zh: Mapped[str]
    body_en: Mapped[str]
    published_at: Mapped[datetime] = mapped_column(default=clock.now)

    __table_args__ = (UniqueConstraint("kind", "version"),)

    def body(self, locale: str) -> str:
        """The text as Markdown."""
        return self.body_zh if locale == "zh" else self.body_en
