"""What becomes of a text with watched words, and what a process knows of them."""

from datetime import timedelta
from functools import partial
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select, update

from cocreate.app import create_app
from cocreate.kernel import database
from cocreate.kernel.database import db
from cocreate.screening.words import audit, editing, lists, queries, rules
from cocreate.screening.words.editing import Entry
from cocreate.screening.words.models import WatchedWord, WordAction
from tests import make
from tests.conftest import settings_of
from tests.make.words import watched
from tests.support.race import Real


def test_each_action_does_its_own(app: Flask, english: None) -> None:
    watched("quagga", WordAction.BLOCK)
    watched("okapi", WordAction.BLOCK, "No okapis here.")
    watched("gnu", WordAction.HOLD)
    watched("emu", WordAction.FLAG)
    watched("yak", WordAction.SILENCE, "5")
    watched("yaks", WordAction.SILENCE, "24")
    watched("kiwi", WordAction.TAG, "Fruit")

    for title, body, field, message in (
        ("A Q u a g g a", "okapi", "title", "“Q u a g g a” cannot be published here. Please say it differently."),
        (None, "an okapi", "body", "No okapis here."),
    ):
        blocked = rules.judge(title, body).blocked
        assert blocked is not None
        assert (blocked.field, blocked.message) == (field, message)
    held = rules.judge("A gnu", "An animal.")
    assert (held.held, held.flagged, held.silence, held.blocked) == (True, False, None, None)
    flagged = rules.judge("An animal", "An emu.")
    assert (flagged.held, flagged.flagged) == (False, True)
    silenced = rules.judge(None, "yak, yaks")
    assert (silenced.held, silenced.silence) == (True, timedelta(hours=24))
    assert rules.tags("Kiwis", "A kiwi, two kiwi") == ["Fruit"]
    clean = rules.judge("Seats", "Warm ones.")
    assert (clean.held, clean.flagged, clean.silence, clean.words) == (False, False, None, frozenset())


def test_what_covers_or_keeps_back_does_not_name_a_member(app: Flask) -> None:
    for pattern, action, value, fits in (
        ("quagga", WordAction.BLOCK, "", False),
        ("gnu", WordAction.HOLD, "", False),
        ("yak", WordAction.SILENCE, "5", False),
        ("okapi", WordAction.CENSOR, "", False),
        ("emu", WordAction.FLAG, "", True),
        ("kiwi", WordAction.REPLACE, "bird", True),
    ):
        word = watched(pattern, action, value)
        assert rules.judge_name(f"The {pattern} man") == (fits, frozenset([word.id]))


def test_judging_takes_one_statement_and_a_second_where_something_may_be(app: Flask, statements: object) -> None:
    for number in range(12):
        watched(f"quagga{number}")
    lists.current()
    with statements() as seen:  # type: ignore[operator]
        rules.judge("Seats", "Warm ones.")
    assert len(seen) == 1
    with statements() as seen:  # type: ignore[operator]
        rules.judge("quagga1", "quagga2 and quagga3")
    assert len(seen) == 2


def test_a_change_is_known_everywhere_at_once_and_what_is_rolled_back_nowhere(real: Real, tmp_path: Path) -> None:
    """Two applications on one database, as in two processes: what each knows is told apart by its version."""
    moderator = real.commit(lambda: make.member(roles=["moderator"]))
    url = real.app.config["COCREATE"].database_url
    other = Real(create_app(settings_of(tmp_path, url)))
    try:
        assert not other.commit(lambda: rules.judge(None, "A quagga.")).held
        word = real.commit(lambda: editing.add(moderator, Entry("quagga", WordAction.HOLD)))
        assert other.commit(lambda: rules.judge(None, "A quagga.")).held

        def tried() -> bool:
            editing.remove(moderator, db.session.get_one(WatchedWord, word.id))
            held = rules.judge(None, "A quagga.").held
            db.session.rollback()
            return held

        assert not real.commit(tried)
        assert other.commit(lambda: rules.judge(None, "A quagga.")).held
        other.commit(lambda: editing.remove(moderator, db.session.get_one(WatchedWord, word.id)))
        assert not real.commit(lambda: rules.judge(None, "A quagga.")).held
    finally:
        database.dispose(other.app)


def test_hits_are_counted_once_a_text_by_many_at_once_and_though_it_is_refused(real: Real) -> None:
    words = real.commit(lambda: [watched("quagga").id, watched("okapi").id, watched("gnu").id])

    def met(found: list[int]) -> None:
        rules.note_hits(found)
        db.session.rollback()

    turns = [words[:2], words[1::-1], [*words[:2], 999_999]]
    real.together([partial(met, turns[number % 3]) for number in range(12)], width=6)
    rows = real.commit(lambda: queries.page(queries.Chosen(sort="met"), None).items)
    assert [(row.pattern, row.hits, row.last_at is not None) for row in rows] == [
        ("okapi", 12, True),
        ("quagga", 12, True),
        ("gnu", 0, False),
    ]


def test_two_who_add_a_word_at_once_have_added_it_once(real: Real) -> None:
    moderator = real.commit(lambda: make.member(roles=["moderator"]))
    outcomes = real.together([lambda: editing.add(moderator, Entry("Quagga", WordAction.HOLD))] * 4, width=4)
    assert sorted(type(outcome).__name__ for outcome in outcomes) == ["Invalid", "Invalid", "Invalid", "WatchedWord"]


def test_words_folded_otherwise_are_told_by_the_audit_and_mended(app: Flask) -> None:
    word, twin = watched("quagga"), watched("okapi")
    db.session.execute(update(WatchedWord).where(WatchedWord.id == word.id).values(folded="quacca", anchor="quacca"))
    db.session.expire_all()
    assert [line.split(":")[0] for line in audit.check()] == [f"watched word {word.public_id}"]
    assert editing.refold() == 1
    assert list(audit.check()) == []
    assert editing.refold() == 0
    assert db.session.scalars(select(WatchedWord.folded).order_by(WatchedWord.id)).all() == ["quagga", twin.folded]


@pytest.mark.usefixtures("app")
def test_lists_that_are_empty_find_nothing() -> None:
    assert rules.judge("Seats", "Warm ones.").words == frozenset()
    assert not lists.current().candidates("seats")
