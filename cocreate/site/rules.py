"""Changing what the brand is called, how it looks, and what its members agree to."""

import re

from flask_babel import gettext as _
from sqlalchemy import select

from cocreate.journal import rules as journal
from cocreate.kernel.database import db
from cocreate.kernel.errors import Invalid
from cocreate.members.models import Member
from cocreate.site import colours, queries
from cocreate.site.models import LegalKind, LegalText, SiteRecord

_COLOUR = re.compile(r"#[0-9a-f]{6}")
# The texts of the record, each with the most characters it may have.
LONGEST = {"name": 40, "mark": 4, "tagline_zh": 80, "tagline_en": 120, "footer_zh": 600, "footer_en": 600}
TEXTS = tuple(LONGEST)


def change(actor: Member | None, accent: str, **texts: str) -> SiteRecord:
    """Set the accent (``#rrggbb``) and any of `TEXTS`. Raises `Invalid` at the field that cannot be taken."""
    site = queries.record()
    accent = accent.lower()
    if not _COLOUR.fullmatch(accent):
        raise Invalid("accent", _("Give a colour as # and six hexadecimal digits, such as #00796b."))
    if colours.contrast(accent, colours.PAPER) < colours.READABLE:
        raise Invalid("accent", _("This colour is too light to be read on the page. Choose a darker one."))
    for name, value in texts.items():
        if len(value) > LONGEST[name]:
            raise Invalid(name, _("At most %(count)s characters, please.", count=LONGEST[name]))
        if name in ("name", "mark") and not value:
            raise Invalid(name, _("This is needed."))
    for name, value in texts.items():
        setattr(site, name, value)
    site.accent, site.accent_dark = accent, colours.lightened(accent)
    site.version += 1
    journal.note(actor.id if actor else None, "change", "site", site.id, version=site.version)
    db.session.flush()
    return site


def publish_legal_text(actor: Member, kind: LegalKind, body_zh: str, body_en: str) -> LegalText:
    """Put a new version of a legal text in force, in both languages."""
    for name, body in (("body_zh", body_zh), ("body_en", body_en)):
        if not body:
            raise Invalid(name, _("This is needed."))
    one_at_a_time = select(SiteRecord.id).with_for_update()
    db.session.execute(one_at_a_time)
    present = queries.legal_text(kind)
    text = LegalText(kind=kind, version=present.version + 1, body_zh=body_zh, body_en=body_en)
    db.session.add(text)
    db.session.flush()
    journal.note(actor.id, "publish", "legal_text", text.id, version=text.version)
    return text
