"""A text as watched words are looked for in it, no disguise left, and where each letter of that came from.

What is left of a text (`Folded.text`) has letters and digits, small, simplified and Latin where they look so; the signs
that pass for letters within a Latin word; and, where something else stood, one of three separators a character:

- `BREAK`: a line or a sentence ends, and so does every word;
- `LOOSE`: white space, a full stop, an apostrophe: between Latin words, or between the letters of one spread out;
- `MARK`: anything else, as hyphens, brackets, bars and pictures.

What shows nothing, and marks on letters, leave no trace at all.
"""

import re
from collections.abc import Sequence
from functools import lru_cache
from html import unescape
from typing import NamedTuple

from cocreate.kernel.folding import UNSPACED, fold_character
from cocreate.kernel.text import BLANK
from cocreate.screening.words.lookalikes import BARS, DIGITS, LETTERS, SIGNS

BREAK, LOOSE, MARK = "\n", " ", "-"
SEPARATORS = frozenset((BREAK, LOOSE, MARK))
_BREAKS = frozenset("\n\v\f\u2028\u2029。、…?;:,")
_LOOSE = frozenset(".'‘ʼ")
_SIGNS = re.escape("".join(SIGNS))
_WITH_SIGNS = re.compile(f"[a-z0-9{_SIGNS}]*[{_SIGNS}][a-z0-9{_SIGNS}]*")
_HAS_LATIN = re.compile("[a-z]")
_HAS_UNSPACED = re.compile(f"[{UNSPACED}]")
_ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});")
_ALIKE = str.maketrans(
    {strange: plain[0] for strange, plain in (DIGITS | SIGNS).items()} | {"l": "i"} | dict.fromkeys(SEPARATORS, "")
)


class Folded(NamedTuple):
    """What is left of a text, and for each character of that the range of the text it came from."""

    text: str
    starts: Sequence[int]
    ends: Sequence[int]


def fold(text: str, *, markdown: bool = False) -> Folded:
    """`text` without disguises. In Markdown an entity (``&#98;``) is the character that is shown for it."""
    shown = _shown(text) if markdown and "&" in text else Folded(text, range(len(text)), range(1, len(text) + 1))
    pieces = list(map(_letters, shown.text))
    joined = "".join(pieces)
    if any(sign in joined for sign in SIGNS):
        joined = _WITH_SIGNS.sub(_settle, joined)
    if len(joined) == len(pieces) and "" not in pieces:
        return shown._replace(text=joined)
    places = [place for place, piece in enumerate(pieces) for _ in piece]
    return Folded(joined, [shown.starts[place] for place in places], [shown.ends[place] for place in places])


def skeleton(folded: str) -> str:
    """The letters of the `folded` text, one for all that pass for each other: what the first search compares."""
    return folded.translate(_ALIKE)


@lru_cache(maxsize=1 << 14)
def is_unspaced(letter: str) -> bool:
    """Whether `letter` is of a script without spaces between words."""
    return _HAS_UNSPACED.match(letter) is not None


def _shown(text: str) -> Folded:
    """`text` with the characters that are shown for its entities, and where each came from."""
    parts: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    at = 0
    for entity in [*_ENTITY.finditer(text), None]:
        start, end = entity.span() if entity else (len(text), len(text))
        parts.append(text[at:start])
        starts += range(at, start)
        ends += range(at + 1, start + 1)
        meant = unescape(entity.group()) if entity else ""
        parts.append(meant)
        starts += [start] * len(meant)
        ends += [end] * len(meant)
        at = end
    return Folded("".join(parts), starts, ends)


@lru_cache(maxsize=1 << 15)
def _letters(character: str) -> str:
    """The letters, the sign or the separator that `character` is; nothing where it shows nothing."""
    if character in BLANK:
        return ""
    if character in LETTERS:
        return LETTERS[character]
    if character in BARS or character in _BREAKS:
        return MARK if character in BARS else BREAK
    left = "".join(_letter(one) for one in fold_character(character))
    return left if len(left) == 1 or not SEPARATORS.issuperset(left) else left[:1]


def _letter(folded: str) -> str:
    if folded in SIGNS:
        return folded
    if folded in _BREAKS:
        return BREAK
    if folded in _LOOSE or folded.isspace():
        return LOOSE
    return LETTERS.get(folded, folded if folded.isalnum() else MARK)


def _settle(run: re.Match[str]) -> str:
    """The `run` of Latin letters, digits and signs, with the signs that pass for no letter as separators.

    Those do that are part of a Latin word; a bar or an exclamation mark only inside it.
    """
    letters = run.group()
    if not _HAS_LATIN.search(letters):
        return "".join(map(_parting, letters))
    first, last = _edges(run)
    return "".join(map(_parting, letters[:first])) + letters[first:last] + "".join(map(_parting, letters[last:]))


def _edges(run: re.Match[str]) -> tuple[int, int]:
    """From where and to where signs in `run` may be letters."""
    text, letters = run.string, run.group()
    first, last = 0, len(letters)
    before = run.start() > 0 and is_unspaced(text[run.start() - 1])
    after = run.end() < len(text) and is_unspaced(text[run.end()])
    while letters[first] in (SIGNS if before else "!|"):
        first += 1
    while letters[last - 1] in (SIGNS if after else "!|"):
        last -= 1
    return first, last


def _parting(letter: str) -> str:
    """`letter` where it passes for none."""
    if letter not in SIGNS:
        return letter
    return BREAK if letter == "!" else MARK
