"""What changed between two texts, and that finding out costs little."""

from itertools import pairwise
from time import process_time

import pytest
from hypothesis import given
from hypothesis import strategies as some

from cocreate.kernel.differences import Change, Piece, between

TEXTS = some.text(alphabet="ab \n字母，_🚗e\u0301", max_size=40)


def marked(before: str, after: str) -> str:
    marks = {Change.SAME: "{}", Change.ADDED: "[+{}]", Change.REMOVED: "[-{}]"}
    return "".join(marks[piece.change].format(piece.text) for piece in between(before, after))


@given(TEXTS, TEXTS)
def test_the_pieces_make_both_texts(before: str, after: str) -> None:
    pieces = between(before, after)
    assert "".join(piece.text for piece in pieces if piece.change is not Change.ADDED) == before
    assert "".join(piece.text for piece in pieces if piece.change is not Change.REMOVED) == after
    assert all(piece.text for piece in pieces)
    assert all(one.change is not other.change for one, other in pairwise(pieces))


@pytest.mark.parametrize(
    ("before", "after", "told"),
    [
        ("Warm the battery", "Warm the battery", "Warm the battery"),
        ("", "New", "[+New]"),
        ("Old", "", "[-Old]"),
        ("Warm the battery early", "Warm the whole battery early", "Warm the [+whole ]battery early"),
        ("到家前预热电池", "到家前自动预热电池", "到家前[+自动]预热电池"),
        ("in ten minutes or so", "in five hours or so", "in [-ten minutes][+five hours] or so"),
        ("one\ntwo\nthree\n", "one\nthree\nfour\n", "one\n[-two\n]three\n[+four\n]"),
        ("charging", "charged", "[-charging][+charged]"),
    ],
)
def test_words_are_told_apart(before: str, after: str, told: str) -> None:
    assert marked(before, after) == told


def test_a_text_beyond_comparing_is_shown_as_replaced() -> None:
    before, after = "a" + " a" * 5000, "b" + " b" * 5000
    assert between(before, after) == [Piece(Change.REMOVED, before), Piece(Change.ADDED, after)]


def test_the_worst_texts_are_compared_in_moments() -> None:
    lines = [("0 1 0 0 1 " * 40 + str(number % 2), "1 0 1 1 0 " * 40 + str(number % 3)) for number in range(40)]
    before, after = ("\n".join(line[side] + f"\nsame {number}" for number, line in enumerate(lines)) for side in (0, 1))
    started = process_time()
    between(before, after)
    assert process_time() - started < 5  # seconds of this process's own; some tenths are usual
