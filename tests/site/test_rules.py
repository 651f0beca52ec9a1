"""The brand's words and colour, and the legal texts."""

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from cocreate.journal.models import JournalEntry
from cocreate.kernel.database import db
from cocreate.kernel.errors import Invalid
from cocreate.site import colours, queries, rules
from cocreate.site.models import LegalKind, LegalText
from tests import make

COLOURS = st.tuples(*[st.integers(0, 255)] * 3).map(lambda rgb: "#{:02x}{:02x}{:02x}".format(*rgb))


@pytest.mark.parametrize(
    ("one", "other", "ratio"),
    [
        ("#000000", "#ffffff", 21.0),
        ("#777777", "#ffffff", 4.48),
        ("#00796b", "#fbfbfa", 5.14),
        ("#abcdef", "#abcdef", 1),
    ],
)
def test_contrast_is_that_of_the_accessibility_guidelines(one: str, other: str, ratio: float) -> None:
    assert colours.contrast(one, other) == pytest.approx(ratio, abs=0.02)
    assert colours.contrast(one, other) == colours.contrast(other, one)


@given(COLOURS)
def test_every_colour_has_a_twin_that_is_read_on_dark_pages(colour: str) -> None:
    assert colours.contrast(colours.lightened(colour), colours.PAPER_DARK) >= colours.READABLE


@pytest.mark.parametrize("accent", ["teal", "#fff", "#00796g", "", "#00796b;}", "#ffff00", "#FBFBFA"])
def test_an_accent_nobody_can_read_is_refused(app: Flask, accent: str) -> None:
    with pytest.raises(Invalid) as caught:
        rules.change(make.member(), accent)
    assert caught.value.field == "accent"


def test_a_change_is_journalled_and_has_a_version(app: Flask) -> None:
    admin = make.member()
    before = queries.record().version
    record = rules.change(admin, "#B00020", name="Nova", mark="N")
    assert (record.name, record.accent, record.version) == ("Nova", "#b00020", before + 1)
    entry = db.session.scalars(select(JournalEntry).where(JournalEntry.subject_kind == "site")).one()
    assert (entry.actor_id, entry.verb, entry.data) == (admin.id, "change", {"version": before + 1})


@pytest.mark.parametrize(
    ("field", "value"), [("name", ""), ("name", "x" * 41), ("mark", ""), ("mark", "ABCDE"), ("footer_en", "x" * 601)]
)
def test_a_refused_change_changes_nothing(app: Flask, field: str, value: str) -> None:
    record = queries.record()
    before = (record.name, record.tagline_en, record.version)
    with pytest.raises(Invalid) as caught:
        rules.change(make.member(), "#b00020", **{"tagline_en": "Another line", field: value})
    assert caught.value.field == field
    assert (record.name, record.tagline_en, record.version) == before


@pytest.mark.parametrize("kind", LegalKind)
def test_legal_texts_have_versions_and_stay(app: Flask, kind: LegalKind) -> None:
    first = queries.legal_text(kind)
    rules.publish_legal_text(make.member(), kind, "新的文本", "The new text")
    present = queries.legal_text(kind)
    assert (present.version, present.body("zh"), present.body("en")) == (first.version + 1, "新的文本", "The new text")
    assert len(list(db.session.scalars(select(LegalText).where(LegalText.kind == kind)))) == 2
    with pytest.raises(Invalid) as caught:
        rules.publish_legal_text(make.member(), kind, "只有中文", "")
    assert caught.value.field == "body_en"
