"""How common words are: counted when the number of posts has changed, twice as once."""

from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import func, insert, select
from sqlalchemy.exc import IntegrityError

from cocreate.kernel.database import db
from cocreate.posts.similar import counts
from cocreate.posts.similar.models import EVERY, WordCount
from tests import make
from tests.support.race import Real


def rows() -> dict[str, int]:
    """The table as it stands."""
    return {row.word: row.posts for row in db.session.execute(select(WordCount.word, WordCount.posts))}


def test_words_of_several_ideas_are_counted_and_labels_are_not(app: Flask) -> None:
    for title in ("热泵", "热泵与座椅", "雨刮"):
        make.comment(make.idea(title=title, tags=["冬季"]), body="热泵")
    counts.count_words()
    kept = rows()
    assert kept[EVERY] == 3
    assert kept["热泵"] == 2
    assert "雨刮" not in kept
    assert not [word for word in kept if ":" in word]


def test_only_the_newest_are_read_and_stand_for_all(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(counts, "SAMPLE", 2)
    for title in ("雨刮", "雨刮", "热泵", "热泵"):
        make.idea(title=title)
    counts.count_words()
    assert rows().items() >= {EVERY: 4, "热泵": 4}.items()
    assert "雨刮" not in rows()


def test_counting_twice_changes_nothing(app: Flask) -> None:
    for _number in range(3):
        make.idea(title="热泵")
    counts.count_words()
    once = rows()
    counts.count_words()
    assert rows() == once


def test_it_is_done_again_when_enough_posts_came(app: Flask) -> None:
    for _number in range(20):
        make.idea(title="热泵")
    counts.count_words()
    make.idea(title="热泵")
    counts.count_words()
    assert rows()["热泵"] == 20
    make.idea(title="热泵")
    counts.count_words()
    assert rows()["热泵"] == 22


def test_many_that_come_at_once_are_counted_once(app: Flask, run_jobs: Callable[[], list[str]]) -> None:
    make.idea(title="热泵")
    run_jobs()
    for _turn in range(2):
        counts.count_soon()
    assert run_jobs().count("count_words") == 1
    assert rows()[EVERY] == 1


def test_an_empty_site_has_nothing_to_count(app: Flask) -> None:
    counts.count_words()
    assert rows() == {}
    assert counts.of(["热泵"]) == {}


def test_two_at_once_count_one_after_the_other(real: Real) -> None:
    real.commit(lambda: [make.idea(title="热泵").id for _number in range(3)])
    real.together([counts.count_anew] * 4)
    every = select(func.count()).select_from(WordCount).where(WordCount.word == EVERY)
    assert real.commit(lambda: db.session.scalar(every)) == 1


def test_there_are_never_fewer_than_none(app: Flask) -> None:
    db.session.add(WordCount(word="热泵", posts=-1))
    with pytest.raises(IntegrityError, match="ck_word_counts_posts_not_negative"):
        db.session.flush()


def test_a_word_is_counted_once(app: Flask) -> None:
    db.session.execute(insert(WordCount).values(word="热泵", posts=1))
    with pytest.raises(IntegrityError, match="pk_word_counts"):
        db.session.execute(insert(WordCount).values(word="热泵", posts=2))
