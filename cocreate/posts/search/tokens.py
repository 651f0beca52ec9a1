"""Text cut into what it is found by. Posts, queries and excerpts are cut alike, so that all three agree.

Every text is folded first (``kernel.folding``), a character at a time and knowing for each where it came from: half
width, lower case, no accents, simplified characters.

Chinese then gives each pair of neighbouring characters (what no dictionary knows is found by its pairs) and the longer
words of rjieba in search mode. A character that begins no pair stands alone, so every character begins some token.
Latin words give themselves and their English stem; words made of several pieces, as ``12V-7Ah``, ``V2L`` or
``OTA2.1``, give themselves and each piece.

A token's position counts characters in Chinese and pieces in Latin text, never white space or marks: tokens of
neighbouring positions stood side by side.
"""

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

import rjieba
import snowballstemmer

from cocreate.kernel.folding import HAN, UNSPACED, folded

# PostgreSQL counts positions no further; what stands beyond is not found.
LAST_POSITION = 16_383
LONGEST_WORD = 64  # characters kept of a Latin word; PostgreSQL takes 2 kB
_WORD = rf"(?:(?![{UNSPACED}])[^\W_])+"
# Pairs serve Japanese and Korean too.
_RUN = re.compile(rf"(?P<han>[{UNSPACED}]+)|{_WORD}(?:[-._+'/]{_WORD})*")
_HAS_HAN = re.compile(f"[{HAN}]")
# What a word of several pieces is made of: letters, or a number with its decimals.
_PIECE = re.compile(r"\d+(?:\.\d+)*|[^\W\d_]+|[^\W_]")
_LATIN = re.compile(r"[a-z]{3,}")

_stemmer = snowballstemmer.stemmer("english")


class Run(NamedTuple):
    """A stretch of folded text: characters of a script without spaces (`unspaced`), or one word; `offset` is the
    place of its first character in the folded text."""

    text: str
    unspaced: bool
    offset: int


class Token(NamedTuple):
    """What a text is found by: its `position`, and the characters of the original text it stands for."""

    text: str
    position: int
    start: int
    end: int


def tokens(text: str) -> list[str]:
    """The tokens of `text` in the order of their positions."""
    return [token.text for token in placed(text)]


def placed(text: str) -> list[Token]:
    """The tokens of `text` in the order of their positions, each with its place."""
    fold, origins = folded(text)
    found: list[Token] = []
    position = 1
    for run in runs(fold):
        cut = _pairs(run.text) if run.unspaced else _parts(run.text)
        last = 0
        for token, step, start, end in cut:
            if position + step > LAST_POSITION:
                return found
            source = origins[run.offset + start], origins[run.offset + end - 1] + 1
            found.append(Token(token, position + step, *source))
            last = step
        position += last + 1
    return found


def runs(fold: str) -> Iterator[Run]:
    """The runs of the folded text `fold`."""
    for match in _RUN.finditer(fold):
        yield Run(match.group(), match.lastgroup == "han", match.start())


def pieces(word: str) -> list[str]:
    """The pieces of a Latin `word`, in order; the word itself where it has but one."""
    return [piece.group()[:LONGEST_WORD] for piece in _PIECE.finditer(word)]


@lru_cache(maxsize=1 << 15)
def stem(word: str) -> str:
    """The English stem of the folded `word`: itself where it is no English word."""
    return str(_stemmer.stemWord(word)) if _LATIN.fullmatch(word) else word


def longest_words(han: str) -> list[str]:
    """The words of two and more characters in the simplified Chinese `han`, in order, without those within others."""
    return [word for word, _start, _end in _words(han, "default")]


def _words(han: str, mode: str) -> list[tuple[str, int, int]]:
    """The words of two and more characters in `han`, cut by rjieba in `mode`, each with where it starts and ends."""
    if len(han) < 2 or not _HAS_HAN.search(han):
        return []
    return [(word, start, end) for word, start, end in rjieba.tokenize(han, mode) if end - start > 1]


def _pairs(han: str) -> list[tuple[str, int, int, int]]:
    """The tokens of a run without spaces: text, steps from its first position, place of start and end in it."""
    cut = [(han[at : at + 2], at, at, min(at + 2, len(han))) for at in range(len(han))]
    cut += [(word[:LONGEST_WORD], at, at, end) for word, at, end in _words(han, "search") if end - at > 2]
    return sorted(cut, key=lambda one: one[1])


def _parts(word: str) -> list[tuple[str, int, int, int]]:
    """The tokens of a Latin word, as `_pairs` gives them: the whole, its pieces, and the stem of each."""
    cut: list[tuple[str, int, int, int]] = [(word[:LONGEST_WORD], 0, 0, len(word))]
    for step, piece in enumerate(_PIECE.finditer(word)):
        text = piece.group()[:LONGEST_WORD]
        cut += [(one, step, piece.start(), piece.end()) for one in (text, stem(text))]
    return list(dict.fromkeys(cut))
