"""What the database keeps true of watched words."""

import pytest
from sqlalchemy import column, table, update
from sqlalchemy.exc import IntegrityError

from cocreate.kernel import clock
from cocreate.kernel.database import db
from cocreate.screening.words.models import WatchedWord, WordHits, WordsVersion
from tests.make.words import watched

# As columns of nothing but text, which takes what the model does not.
WORDS = table("watched_words", *map(column, ("id", "pattern", "folded", "anchor", "action", "value")))
WRONG: tuple[tuple[str, dict[str, object]], ...] = (
    ("action", {"action": "explode", "value": "x"}),
    ("pattern_length", {"pattern": ""}),
    ("pattern_length", {"pattern": "x" * 101}),
    ("something_to_look_for", {"folded": ""}),
    ("something_to_look_for", {"anchor": ""}),
    ("value_length", {"action": "block", "value": "x" * 301}),
    ("value_where_due", {"action": "hold", "value": "x"}),
    ("value_where_due", {"action": "replace"}),
    ("link_leads_into_the_web", {"action": "link", "value": "javascript:alert(1)"}),
    ("tag_length", {"action": "tag", "value": "x" * 31}),
    ("silence_is_in_hours", {"action": "silence", "value": "0"}),
    ("silence_is_in_hours", {"action": "silence", "value": "a day"}),
)


@pytest.mark.usefixtures("app")
def test_a_word_that_makes_no_sense_is_refused() -> None:
    word = watched("quagga")
    for constraint, values in WRONG:
        with pytest.raises(IntegrityError, match=f"ck_watched_words_{constraint}"), db.session.begin_nested():
            db.session.execute(update(WORDS).where(WORDS.c.id == word.id).values(values))


@pytest.mark.usefixtures("app")
def test_a_word_has_each_action_once() -> None:
    word, other = watched("quagga"), watched("okapi")
    with pytest.raises(IntegrityError, match="uq_watched_words_folded_action"), db.session.begin_nested():
        db.session.execute(update(WatchedWord).where(WatchedWord.id == other.id).values(folded=word.folded))


@pytest.mark.usefixtures("app")
def test_there_is_one_version_and_no_empty_count() -> None:
    with pytest.raises(IntegrityError, match="ck_watched_words_version_one_row"), db.session.begin_nested():
        db.session.add(WordsVersion(id=2))
    with pytest.raises(IntegrityError, match="ck_watched_word_hits_hits_positive"), db.session.begin_nested():
        db.session.add(WordHits(word_id=watched("quagga").id, hits=0, last_at=clock.now()))
