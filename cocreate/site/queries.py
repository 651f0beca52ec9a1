"""The site record and legal texts in force."""

from flask import g
from sqlalchemy import select

from cocreate.kernel.database import db
from cocreate.site.models import LegalKind, LegalText, SiteRecord

_RECORD = select(SiteRecord)


def record() -> SiteRecord:
    """The site record, read once a request."""
    if "site_record" not in g:
        g.site_record = db.session.scalars(_RECORD).one()
    found: SiteRecord = g.site_record
    return found


def legal_text(kind: LegalKind) -> LegalText:
    """The version of `kind` in force."""
    query = select(LegalText).where(LegalText.kind == kind).order_by(LegalText.version.desc()).limit(1)
    return db.session.scalars(query).one()
