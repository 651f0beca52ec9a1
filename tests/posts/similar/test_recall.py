"""How many of the ideas that are there already are found by those who would say them again."""

from pathlib import Path

from flask import Flask

from cocreate.posts.similar import counts
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


def test_they_do_so_among_hundreds_of_others(app: Flask, test_data: Path) -> None:
    halves, author = paraphrases.halves(), make.member()
    keys = paraphrases.put_demo(author)
    paraphrases.put(author, paraphrases.of_owners(test_data, 600))
    counts.count_anew()
    assert paraphrases.recall(halves.tuned, keys) >= AIM
    assert paraphrases.recall(halves.held, keys) >= AIM
