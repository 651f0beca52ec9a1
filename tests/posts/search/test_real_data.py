"""Sentences of real owners, and what breaks software, typed into the search box. ``TEST_LONG=1`` types far more."""

import csv
import json
import random
from itertools import cycle
from pathlib import Path

import pytest
from sqlalchemy import insert, text

from cocreate.kernel import clock
from cocreate.kernel.database import db
from cocreate.posts.models import Post, PostKind
from cocreate.posts.search import asking, matching, queries, rules
from cocreate.posts.search.excerpts import excerpt, wanted
from tests import make
from tests.support.naughty import LONG

SENTENCES, SHOWN = 300, 10
PIECES, EVERY = (300, 1) if LONG else (120, 16)  # of the naughty strings, which come again in other fields
pytestmark = pytest.mark.usefixtures("app")


def found(asked: str) -> list[int]:
    """What a visitor finds first."""
    return queries.find(matching.query(asking.read(asked)), None).posts[:SHOWN]


def say(sentences: list[str]) -> list[int]:
    """Let each be a post; their keys."""
    common = {
        "kind": PostKind.ANNOUNCEMENT, "author_id": make.member().id, "language": "zh", "html": "", "excerpt": "",
        "html_version": 1, "published_at": clock.now(),
    }  # fmt: skip
    rows = [{**common, "title": words[:40], "body": words} for words in sentences]
    keys = list(db.session.scalars(insert(Post).returning(Post.id, sort_by_parameter_order=True), rows))
    rules.index(keys)
    db.session.execute(text("ANALYZE posts, search_entries"))  # as the server does by itself; unknown sizes are slow
    return keys


def test_a_piece_from_the_middle_of_a_sentence_finds_it(test_data: Path) -> None:
    with (test_data / "owner_sentences_zh.csv").open(encoding="utf-8", newline="") as file:
        sentences = [row["text"] for row in csv.DictReader(file)]
    chance = random.Random(4)
    said = chance.sample([words for words in sentences if len(words) >= 8], SENTENCES)
    keys = say(said)
    missed = []
    for key, words in list(zip(keys, said, strict=True))[:PIECES]:
        length = chance.randint(4, 8)
        piece = words[(len(words) - length) // 2 :][:length]
        if key not in found(piece):
            missed.append((piece, words))
    assert len(missed) <= PIECES * 0.05, missed


def test_naughty_strings_find_or_do_not(test_data: Path) -> None:
    strings = json.loads((test_data / "naughty_strings.json").read_text(encoding="utf-8"))
    say(["Anything at all", "任何内容"])
    fields = cycle(("author", "tag", "status", "model", "kind", "stage"))
    for typed, field in zip(strings[::EVERY], fields, strict=False):
        found(typed)
        found(f'{field}:"{typed}" -{typed}')
        excerpt(typed, wanted(asking.read(typed)))
