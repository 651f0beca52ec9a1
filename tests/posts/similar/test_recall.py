"""How many of the ideas and questions that are there already are found by those who would say them again."""

from pathlib import Path

from flask import Flask

from cocreate.posts.models import PostKind
from cocreate.posts.similar import counts
from cocreate.posts.similar.queries import nearest
from tests import make
from tests.support import paraphrases

AIM = 0.8


def test_most_paraphrases_lead_to_their_idea(app: Flask) -> None:
    halves, keys = paraphrases.halves(), paraphrases.put_demo(make.member())
    assert len(halves.tuned) + len(halves.held) >= 120
    counts.count_anew()
    assert paraphrases.recall(halves.tuned, keys) >= AIM
    assert paraphrases.recall(halves.held, keys) >= AIM
    assert paraphrases.recall(halves.across, keys) >= AIM


def test_most_ways_of_asking_lead_to_the_question_that_was_asked(app: Flask) -> None:
    asked, author = paraphrases.asked(), make.member()
    paraphrases.put_demo(author)
    keys = paraphrases.put(author, asked, PostKind.QUESTION)
    counts.count_anew()
    ways = [(way, key) for key, ways in zip(keys, asked.values(), strict=True) for way in ways]
    assert len(ways) >= 40
    found = sum(key in nearest(way, "", None, kind=PostKind.QUESTION) for way, key in ways)
    assert found / len(ways) >= AIM


def test_they_do_so_among_hundreds_of_others(app: Flask, test_data: Path) -> None:
    halves, author = paraphrases.halves(), make.member()
    keys = paraphrases.put_demo(author)
    paraphrases.put(author, paraphrases.of_owners(test_data, 600))
    counts.count_anew()
    assert paraphrases.recall(halves.tuned, keys) >= AIM
    assert paraphrases.recall(halves.held, keys) >= AIM
