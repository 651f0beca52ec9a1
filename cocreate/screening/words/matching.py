"""Finding watched words in a text, and where each stands.

First all at once: the anchors of all words in the skeleton of the text. Then each word that may be there by itself,
with its wildcards, its borders and what may stand between its letters.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from sqlalchemy import select

from cocreate.kernel.database import read
from cocreate.screening.words import lists, patterns
from cocreate.screening.words.folding import SEPARATORS, Folded, fold, skeleton
from cocreate.screening.words.lists import Lists
from cocreate.screening.words.models import WatchedWord, WordAction


class Word(NamedTuple):
    """A watched word as it is looked for."""

    id: int
    pattern: str
    folded: str
    action: WordAction
    value: str


class Match(NamedTuple):
    """A `word` in a text: from `start` to `end`, and the ranges of its `letters` without what stands between them."""

    word: Word
    start: int
    end: int
    letters: Sequence[tuple[int, int]]


class Text(NamedTuple):
    """A text to be looked through, and whether it is Markdown."""

    text: str
    markdown: bool = False


class _Looked(NamedTuple):
    """A text folded, and for each word that may stand in it where its anchors begin."""

    folded: Folded
    candidates: Mapping[int, Sequence[int]]


def find(texts: Mapping[str, Text]) -> dict[str, list[Match]]:
    """The watched words in each of `texts`, by the key of the text, in their order, be they within others.

    One statement; a second one where there may be any.
    """
    known = lists.current()
    looked = {key: _look(known, one) for key, one in texts.items()}
    words = _words({word for one in looked.values() for word in one.candidates})
    return {key: sorted(_matches(one, words), key=_in_order) for key, one in looked.items()}


def _look(known: Lists, text: Text) -> _Looked:
    folded = fold(text.text, markdown=text.markdown)
    found = known.candidates(skeleton(folded.text))
    places = [at for at, letter in enumerate(folded.text) if letter not in SEPARATORS] if found else []
    return _Looked(folded, {word: [places[start] for start in starts] for word, starts in found.items()})


def _matches(looked: _Looked, words: Mapping[int, Word]) -> Iterator[Match]:
    for word, starts in looked.candidates.items():
        if word in words:
            yield from _standing(words[word], looked.folded, starts)


def _in_order(match: Match) -> tuple[int, int, int]:
    return match.start, -match.end, match.word.id


def _words(ids: Collection[int]) -> dict[int, Word]:
    """The words with these `ids` that are still there."""
    columns = (WatchedWord.id, WatchedWord.pattern, WatchedWord.folded, WatchedWord.action, WatchedWord.value)
    rows = read(select(*columns).where(WatchedWord.id.in_(ids))) if ids else ()
    return {row.id: Word(*row) for row in rows}


def _standing(word: Word, folded: Folded, starts: Sequence[int]) -> Iterator[Match]:
    """Where `word` stands in the text: literally at one of `starts`, or anywhere with its wildcards."""
    found: Iterable[Sequence[int] | None]
    if patterns.has_wildcards(word.folded):
        found = patterns.all_places(word.folded, folded.text)
    else:
        found = (patterns.places(word.folded, folded.text, start) for start in starts)
    for places in found:
        if places:
            # A ligature is one character of the text and several letters.
            letters = tuple(dict.fromkeys((folded.starts[at], folded.ends[at]) for at in places))
            yield Match(word, letters[0][0], letters[-1][1], letters)
