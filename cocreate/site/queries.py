"""The site record and legal texts in force."""

from typing import NamedTuple

from flask import g
from sqlalchemy import select

from cocreate.kernel import clock
from cocreate.kernel.database import db, read
from cocreate.kernel.i18n import Voice
from cocreate.site import vocabulary
from cocreate.site.calendar import Calendar
from cocreate.site.models import LegalKind, LegalText, SiteRecord


class Brand(NamedTuple):
    """What every page shows of the site record."""

    version: int
    name: str
    mark: str
    mark_picture: str | None
    tagline_zh: str
    tagline_en: str
    footer_zh: str
    footer_en: str
    languages: list[str]
    words: dict[str, dict[str, str]]
    icp_number: str
    police_number: str
    report_contact: str

    def tagline(self, locale: str) -> str:
        """One line of what this place is."""
        return self.tagline_zh if locale == "zh" else self.tagline_en

    def footer_lines(self, locale: str) -> tuple[str, ...]:
        """The brand's own lines, one each."""
        return tuple((self.footer_zh if locale == "zh" else self.footer_en).splitlines())

    @property
    def icp_register(self) -> str:
        """Where `icp_number` can be looked up."""
        return "https://beian.miit.gov.cn/"

    @property
    def police_register(self) -> str:
        """Where `police_number` can be looked up, by its digits."""
        digits = "".join(filter(str.isdecimal, self.police_number))
        return f"https://beian.mps.gov.cn/#/query/webSearch?code={digits}"


_BRAND = select(*(getattr(SiteRecord, name) for name in Brand._fields))


def brand() -> Brand:
    """The brand as every page shows it, read once a request."""
    if "brand" not in g:
        g.brand = Brand(*read(_BRAND).one())
    found: Brand = g.brand
    return found


def forget() -> None:
    """Read the brand anew when it is asked for again: it was changed within this request."""
    for name in ("brand", "voice", "tongue"):
        g.pop(name, None)


def voice() -> Voice:
    """How the site speaks."""
    words = brand().words
    return Voice(tuple(brand().languages), vocabulary.spoken(words, "zh"), vocabulary.spoken(words, "en"))


def record() -> SiteRecord:
    """The site record, read once a request."""
    if "site_record" not in g:
        g.site_record = db.session.scalars(select(SiteRecord)).one()
    found: SiteRecord = g.site_record
    return found


def calendar() -> Calendar:
    """The hours in which the brand works."""
    site = record()
    days, holidays = frozenset(site.working_days), frozenset(site.holidays)
    return Calendar(clock.site_zone(), days, site.working_from, site.working_to, holidays)


def promised_hours() -> dict[str, int]:
    """Within how many hours of the calendar an ``answer`` and a ``decision`` are promised."""
    site = record()
    return {"answer": site.answer_hours, "decision": site.decision_hours}


def legal_text(kind: LegalKind) -> LegalText:
    """The version of `kind` in force."""
    query = select(LegalText).where(LegalText.kind == kind).order_by(LegalText.version.desc()).limit(1)
    return db.session.scalars(query).one()
