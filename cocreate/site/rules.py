"""Changing what the brand is called, how it looks, and what its members agree to."""

import re
from collections.abc import Mapping, Sequence

from flask_babel import gettext as _
from sqlalchemy import select

from cocreate.journal import rules as journal
from cocreate.kernel.database import db
from cocreate.kernel.errors import Invalid
from cocreate.kernel.settings import LOCALES
from cocreate.members.models import Member
from cocreate.site import colours, queries, vocabulary
from cocreate.site.models import LegalKind, LegalText, SiteRecord

_COLOUR = re.compile(r"#[0-9a-f]{6}")
# The texts of the record, each with the most characters it may have.
LONGEST = {
    "name": 40, "mark": 4, "tagline_zh": 80, "tagline_en": 120, "footer_zh": 600, "footer_en": 600,
    "icp_number": 40, "police_number": 40, "report_contact": 120,
}  # fmt: skip
TEXTS = tuple(LONGEST)
# How the two registers write their numbers: 沪ICP备12345678号-1 and 沪公网安备31010502000001号.
_NUMBERS = {
    "icp_number": re.compile(r"[\u4e00-\u9fff]ICP备\d{6,10}号(-\d{1,3})?"),
    "police_number": re.compile(r"[\u4e00-\u9fff]公网安备\s?\d{14}号"),
}

_EXAMPLES = {"icp_number": "沪ICP备12345678号-1", "police_number": "沪公网安备31010502000001号"}


def change(actor: Member | None, accent: str, languages: Sequence[str] | None = None, **texts: str) -> SiteRecord:
    """Set the accent (``#rrggbb``), the `languages` of the pages and any of `TEXTS`; what is not given stays.

    Raises `Invalid` at the field that cannot be taken.
    """
    site = queries.record()
    accent = accent.lower()
    check_accent(accent)
    if languages is not None and (not languages or not set(languages) <= set(LOCALES)):
        raise Invalid("languages", _("Choose at least one language."))
    for name, value in texts.items():
        check_text(name, value)
    for name, value in texts.items():
        setattr(site, name, value)
    if languages is not None:
        site.languages = [locale for locale in LOCALES if locale in languages]
    site.accent, site.accent_dark = accent, colours.lightened(accent)
    _changed(actor, site, "change")
    return site


def change_words(actor: Member, words: Mapping[str, Mapping[str, str]]) -> None:
    """Call the nouns of `vocabulary.NOUNS` by the brand's own `words` (noun → form → word); an empty word is the usual
    one. Raises `Invalid` at the field ``<noun>_<form>``.
    """
    for noun, forms in words.items():
        for form, word in forms.items():
            if len(word) > vocabulary.LONGEST:
                raise Invalid(f"{noun}_{form}", _("At most %(count)s characters, please.", count=vocabulary.LONGEST))
            if set(word) & set(vocabulary.IN_NO_WORD):
                marks = " ".join(vocabulary.IN_NO_WORD)
                raise Invalid(
                    f"{noun}_{form}", _("A word has none of these characters: %(characters)s", characters=marks)
                )
    site = queries.record()
    kept = {noun: {form: word for form, word in forms.items() if word} for noun, forms in words.items()}
    site.words = {noun: forms for noun, forms in kept.items() if forms}
    _changed(actor, site, "change_words")


def check_accent(accent: str) -> None:
    """Raise `Invalid` at ``accent`` unless it is a colour that can be read on the page."""
    if not _COLOUR.fullmatch(accent.lower()):
        raise Invalid("accent", _("Give a colour as # and six hexadecimal digits, such as #00796b."))
    if colours.contrast(accent.lower(), colours.PAPER) < colours.READABLE:
        raise Invalid("accent", _("This colour is too light to be read on the page. Choose a darker one."))


def check_text(name: str, value: str) -> None:
    """Raise `Invalid` at `name`, one of `TEXTS`, unless it can be `value`."""
    if len(value) > LONGEST[name]:
        raise Invalid(name, _("At most %(count)s characters, please.", count=LONGEST[name]))
    if name in ("name", "mark") and not value:
        raise Invalid(name, _("This is needed."))
    if value and name in _NUMBERS and not _NUMBERS[name].fullmatch(value):
        raise Invalid(name, _("Write the number as the register does, such as %(example)s.", example=_EXAMPLES[name]))


def _changed(actor: Member | None, site: SiteRecord, verb: str) -> None:
    """Give the record its next version, journal it, and let the rest of this request see it."""
    site.version += 1
    journal.note(actor.id if actor else None, verb, "site", site.id, version=site.version)
    db.session.flush()
    queries.forget()


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
