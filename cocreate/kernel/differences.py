"""What changed between two texts, word by word; Chinese by the character, which needs no dictionary to be right."""

import re
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from enum import StrEnum
from itertools import groupby
from typing import NamedTuple

# A run of letters and digits, one Chinese character, a run of spaces, a line break, or one other sign.
_TOKEN = re.compile(r"[^\W㐀-鿿豈-﫿]+|[㐀-鿿豈-﫿]|[^\S\n]+|\n|[^\w\s]|_")
_LINE = re.compile(r"[^\n]*\n|[^\n]+")
# Comparing costs, at worst, more than the product of both lengths. So many lines are compared with as many, and of what
# differs so many words in all; the rest is shown as replaced whole. Two such texts take 50 ms at their worst.
MOST_LINES, MOST_WORDS = 300, 800
# What stays the same for less than this between two changes is read more easily as part of them.
_SHORTEST_SAME = 2

# What stayed the same, or what was removed and what was added.
_Run = tuple[Sequence[str], Sequence[str], Sequence[str]]


class Change(StrEnum):
    """What became of a piece of text."""

    SAME = "same"
    ADDED = "added"
    REMOVED = "removed"


class Piece(NamedTuple):
    """A stretch of text and what became of it."""

    change: Change
    text: str


def between(before: str, after: str) -> list[Piece]:
    """How `before` became `after`: the pieces that are not added make the one, those not removed the other."""
    old, new = _LINE.findall(before), _LINE.findall(after)
    pieces: list[Piece] = []
    left = MOST_WORDS
    for same, removed, added in _runs(old, new, MOST_LINES):
        if same:
            pieces.append(Piece(Change.SAME, "".join(same)))
            continue
        was, is_now = _TOKEN.findall("".join(removed)), _TOKEN.findall("".join(added))
        pieces += _words(was, is_now, left)
        left -= min(left, max(len(was), len(is_now)))
    return _joined(pieces)


def _words(before: Sequence[str], after: Sequence[str], most: int) -> Iterator[Piece]:
    """The pieces of a stretch of lines, of which none has stayed as it was."""
    runs = [run for run in _runs(before, after, min(most, MOST_WORDS // 2)) if any(run)]
    for place in range(1, len(runs) - 1):
        same = runs[place][0]
        if same and _is_slight(same):
            runs[place] = ([], same, same)
    for changed, some in groupby(runs, key=lambda run: not run[0]):
        stretch = list(some)
        if changed:
            yield Piece(Change.REMOVED, "".join(token for _same, removed, _added in stretch for token in removed))
            yield Piece(Change.ADDED, "".join(token for _same, _removed, added in stretch for token in added))
        else:
            yield Piece(Change.SAME, "".join(token for same, _removed, _added in stretch for token in same))


def _is_slight(same: Sequence[str]) -> bool:
    return "\n" not in same and len([token for token in same if not token.isspace()]) < _SHORTEST_SAME


def _runs(old: Sequence[str], new: Sequence[str], most: int) -> Iterator[_Run]:
    """Runs that stayed the same, were removed, were added; begin and end are compared first, which is cheap."""
    start = _shared(old, new)
    end = _shared(old[start:][::-1], new[start:][::-1])
    yield old[:start], [], []
    a, b = old[start : len(old) - end], new[start : len(new) - end]
    if max(len(a), len(b)) > most:
        yield [], a, b
    else:
        for kind, a1, a2, b1, b2 in SequenceMatcher(None, a, b, autojunk=False).get_opcodes():
            yield (a[a1:a2], [], []) if kind == "equal" else ([], a[a1:a2], b[b1:b2])
    yield old[len(old) - end :], [], []


def _shared(one: Sequence[str], other: Sequence[str]) -> int:
    """How many items `one` and `other` begin with alike."""
    number = 0
    for mine, theirs in zip(one, other, strict=False):
        if mine != theirs:
            break
        number += 1
    return number


def _joined(pieces: Sequence[Piece]) -> list[Piece]:
    """`pieces` without empty ones, neighbours of one kind made one."""
    joined: list[Piece] = []
    for piece in pieces:
        if not piece.text:
            continue
        if joined and joined[-1].change is piece.change:
            joined[-1] = Piece(piece.change, joined[-1].text + piece.text)
        else:
            joined.append(piece)
    return joined
