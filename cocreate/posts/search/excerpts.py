"""What of a text is shown of a hit: the part where most of the words stand, each marked, all else escaped."""

from collections.abc import Iterable
from typing import NamedTuple

from markupsafe import Markup

from cocreate.kernel.folding import folded
from cocreate.kernel.text import language_of, plain
from cocreate.posts.search.asking import Term
from cocreate.posts.search.matching import telling
from cocreate.posts.search.tokens import LONGEST_WORD, pieces, placed, stem

LENGTH = 160  # Latin letters of an excerpt; a Chinese character takes the room of two
_BEFORE = 24  # characters left standing before the first mark
_LONGEST_CUT = 12  # letters of a word that is left out rather than cut in two
_NEAR = 1200  # characters of source read around the place where a long text has the words
_SEARCHED = 6000  # characters of a long text among which they are looked for; behind these, its beginning is shown
_MOST_PLACES = 60  # among which the part that is shown is chosen


class Wanted(NamedTuple):
    """What is marked: whole `tokens`, and the `characters` that were asked for by themselves."""

    tokens: frozenset[str] = frozenset()
    characters: frozenset[str] = frozenset()

    def __bool__(self) -> bool:
        return bool(self.tokens or self.characters)


def wanted(terms: Iterable[Term]) -> Wanted:
    """What to mark of the words that `terms` ask for."""
    asked = [term for term in terms if not term.name and not term.negated]
    tokens: set[str] = set()
    characters: set[str] = set()
    for run in telling(asked):
        if not run.unspaced:
            tokens |= {run.text[:LONGEST_WORD], *(stem(piece) for piece in pieces(run.text) if len(piece) > 1)}
        elif len(run.text) == 1:
            characters.add(run.text)
        else:
            tokens |= {run.text[at : at + 2] for at in range(len(run.text) - 1)}
    return Wanted(frozenset(tokens), frozenset(characters))


def says(text: str, words: Wanted) -> bool:
    """Whether `text` has anything of what is wanted."""
    fold = folded(text)[0]
    return any(word in fold for word in (*words.tokens, *words.characters))


def marked(text: str, words: Wanted) -> Markup:
    """All of `text`, with what is `wanted` marked."""
    return _written(text, _places(text, words))


def excerpt(source: str, words: Wanted, length: int = LENGTH) -> Markup:
    """The words of Markdown `source` around the place where most of what is `wanted` stands, the first without any."""
    text = plain(_near(source, words))
    found = _places(text, words)
    length = length // 2 if language_of(text) == "zh" else length
    start = _start(text, found, length)
    end = min(len(text), start + length)
    if start and " " in text[start : start + _LONGEST_CUT]:
        start = text.index(" ", start) + 1
    if end < len(text) and " " in text[end - _LONGEST_CUT : end]:
        end = text.rindex(" ", start, end)
    shown = [
        (max(left, start) - start, min(right, end) - start) for left, right in found if left < end and right > start
    ]
    before, after = "…" if start else "", "…" if end < len(text) else ""
    return Markup("").join([before, _written(text[start:end], shown), after])


def _near(source: str, words: Wanted) -> str:
    """`source`, or of a long one the part around the first word that is wanted: reading all of it takes long."""
    if len(source) <= _NEAR:
        return source
    fold, origins = folded(source[:_SEARCHED])
    found = [at for word in (*words.tokens, *words.characters) if (at := fold.find(word)) >= 0]
    at = origins[min(found)] if found else 0
    start = max(0, at - _NEAR // 4)
    line = source.rfind("\n", 0, start + 1)
    start = line + 1 if start - line < _NEAR // 4 else start
    return source[start : start + _NEAR]


def _places(text: str, words: Wanted) -> list[tuple[int, int]]:
    """Where in `text` something wanted stands, in order; what touches is one."""
    if not words:
        return []
    found = [(token.start, token.end) for token in placed(text) if token.text in words.tokens]
    for character in words.characters:
        found += [(at, at + 1) for at, one in enumerate(text) if folded(one)[0] == character]
    joined: list[tuple[int, int]] = []
    for start, end in sorted(found)[:_MOST_PLACES]:
        if joined and start <= joined[-1][1]:
            joined[-1] = joined[-1][0], max(end, joined[-1][1])
        else:
            joined.append((start, end))
    return joined


def _start(text: str, places: list[tuple[int, int]], length: int) -> int:
    """Where a part of `text` begins that shows the most of `places`, the first such."""
    if len(text) <= length or not places:
        return 0
    best, most = 0, 0
    for left, _right in places:
        start = max(0, left - _BEFORE)
        shown = sum(end - begin for begin, end in places if begin >= left and end <= start + length)
        if shown > most:
            best, most = start, shown
    return min(best, len(text) - length)


def _written(text: str, places: list[tuple[int, int]]) -> Markup:
    written: list[Markup] = []
    behind = 0
    for start, end in places:
        written += [Markup.escape(text[behind:start]), Markup("<mark>{}</mark>").format(text[start:end])]
        behind = end
    return Markup("").join([*written, Markup.escape(text[behind:])])
