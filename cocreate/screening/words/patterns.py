"""A watched word as it is looked for: literally, or with wildcards.

``*`` stands for any letters within a word, or for none; ``?`` for one letter or digit. A word that begins or ends with
a Latin letter begins or ends there a word of the text; Chinese stands anywhere. At spaces of its own a word has any
separators, or none. Elsewhere those that hide it are passed over, as many as `_FAR`: beside Chinese all but the end of
a sentence, between Latin letters marks only, and white space where it stands between all of them.
"""

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import pairwise

from flask_babel import gettext as _

from cocreate.kernel.errors import Invalid
from cocreate.kernel.folding import UNSPACED
from cocreate.screening.words.folding import BREAK, LOOSE, MARK, SEPARATORS, fold, is_unspaced, skeleton
from cocreate.screening.words.lookalikes import DIGITS, SIGNS

LONGEST, MOST_STARS = 100, 2
_FAR = 8
_ANY = f"[^{BREAK}{LOOSE}\\{MARK}]"
_LATIN = f"[^{BREAK}{LOOSE}\\{MARK}{UNSPACED}{re.escape(''.join(SIGNS))}]"
_BESIDE_CHINESE = f"[{LOOSE}\\{MARK}]{{0,{_FAR}}}"
_TIGHT = f"[\\{MARK}]{{0,{_FAR}}}"
_BETWEEN = f"[{BREAK}{LOOSE}\\{MARK}]{{0,{_FAR}}}"
# A Latin word, or as many characters as a Chinese word may have; beside Chinese, separators are passed over.
_STAR = f"(?:{_LATIN}{{0,30}}|{_ANY}{{0,4}})"
_STAR_BESIDE_CHINESE = f"(?:{_LATIN}{{0,30}}|(?:{_BESIDE_CHINESE}{_ANY}){{0,4}})"
_WILD = frozenset("*?")
_PASSING = DIGITS | SIGNS


def parse(typed: str) -> str:
    """The folded form of the pattern `typed`: letters, wildcards, and `LOOSE` where it has separators.

    Raises `Invalid` at ``pattern`` where nothing would be left to look for, or too much.
    """
    if len(typed) > LONGEST:
        raise Invalid("pattern", _("At most %(count)s characters, please.", count=LONGEST))
    pieces = [piece if piece in _WILD else _spaced(piece) for piece in re.split(r"([*?])", typed)]
    folded = re.sub(r"\*+", "*", re.sub(f"{LOOSE}+", LOOSE, "".join(pieces))).strip(LOOSE)
    longest = max(_fragments(folded), key=_worth)
    if _worth(longest) < 2:
        raise Invalid("pattern", _("Give at least one Chinese character, or two letters or digits in a row."))
    if folded.count("*") > MOST_STARS:
        raise Invalid("pattern", _("At most %(count)s asterisks, please.", count=MOST_STARS))
    return folded


def anchor(folded: str) -> str:
    """The piece of the pattern `folded` by which the first search finds it, as its skeleton."""
    return skeleton(max(_fragments(folded), key=_worth))


def places(folded: str, text: str, start: int) -> list[int] | None:
    """Where in the folded `text` the letters of the pattern `folded` stand, if it does from `start` on: for one
    without wildcards."""
    letters = folded.replace(LOOSE, "")
    found = [start]
    for letter in letters[1:]:
        at = found[-1] + 1
        while at < len(text) and text[at] in SEPARATORS:
            at += 1
        if at == len(text) or not _passes(text[at], letter):
            return None
        found.append(at)
    is_one = _passes(text[start], letters[0]) and _is_whole(text, found) and _hangs_together(folded, text, found)
    return found if is_one and _reads(text, found, letters) else None


def all_places(folded: str, text: str) -> Iterator[list[int]]:
    """Where in the folded `text` the letters of the pattern `folded` stand: for one with wildcards."""
    for match in _compiled(folded).finditer(text):
        disguised = sum(digit is not None for digit in match.groups())
        found = [at for at in range(*match.span()) if text[at] not in SEPARATORS]
        if _is_readable(text, found, disguised):
            yield found


def stands_in(folded: str, text: str) -> bool:
    """Whether the pattern `folded` stands anywhere in the folded `text`."""
    if has_wildcards(folded):
        return any(all_places(folded, text))
    return any(places(folded, text, start) for start, letter in enumerate(text) if letter not in SEPARATORS)


def has_wildcards(folded: str) -> bool:
    """Whether the pattern `folded` has any."""
    return not _WILD.isdisjoint(folded)


def _passes(shown: str, letter: str) -> bool:
    """Whether somebody reads `letter` where `shown` stands."""
    return shown == letter or letter in _PASSING.get(shown, "")


def _is_whole(text: str, found: Sequence[int]) -> bool:
    """Whether no Latin word goes on beyond what was `found`."""
    first, last = found[0], found[-1]
    begins = is_unspaced(text[first]) or first == 0 or not _is_latin(text[first - 1])
    return begins and (is_unspaced(text[last]) or last + 1 == len(text) or not _is_latin(text[last + 1]))


def _hangs_together(folded: str, text: str, found: Sequence[int]) -> bool:
    """Whether between the letters `found` there is only what is passed over."""
    own = [place - count for count, place in enumerate(at for at, one in enumerate(folded) if one == LOOSE)]
    latin: list[str] = []
    for place, (one, other) in enumerate(pairwise(found), 1):
        gap = text[one + 1 : other]
        if len(gap) > _FAR or (BREAK in gap and place not in own):
            return False
        if place not in own and not (is_unspaced(text[one]) or is_unspaced(text[other])):
            latin.append(gap)
    return all(latin) or not any(LOOSE in gap for gap in latin)


def _reads(text: str, found: Sequence[int], letters: str) -> bool:
    disguised = sum(text[at] in DIGITS and text[at] != letter for at, letter in zip(found, letters, strict=True))
    return _is_readable(text, found, disguised)


def _is_readable(text: str, found: Sequence[int], disguised: int) -> bool:
    """Whether as many `disguised` digits may be meant as letters, and what was `found` names no model of a car: in a
    word of four and more Latin letters, half of which are some."""
    latin = sum(not is_unspaced(text[at]) for at in found) if disguised else 0
    return not disguised or (latin >= 4 and disguised * 2 <= latin)


@lru_cache(maxsize=1 << 10)
def _compiled(folded: str) -> re.Pattern[str]:
    """The pattern `folded`, which has wildcards, for folded texts. Its groups are the digits that pass for letters."""
    begins = "" if is_unspaced(folded[0]) else f"(?<!{_LATIN})"
    ends = "" if is_unspaced(folded[-1]) else f"(?!{_LATIN})"
    parts: list[str] = []
    for before, letter, after in zip(f" {folded}", folded, f"{folded[1:]} ", strict=False):
        beside_chinese = is_unspaced(before) or is_unspaced(letter)
        if parts and LOOSE not in (before, letter) and (beside_chinese or _WILD.isdisjoint((before, letter))):
            parts.append(_BESIDE_CHINESE if beside_chinese else _TIGHT)
        parts.append(_part(letter, is_unspaced(before) or is_unspaced(after)))
    return re.compile(f"{begins}{''.join(parts)}{ends}")


def _is_latin(letter: str) -> bool:
    return not (letter in SEPARATORS or letter in SIGNS or is_unspaced(letter))


def _spaced(piece: str) -> str:
    """`piece`, which has no wildcard, folded: signs are the letters they pass for, separators are alike."""
    folded = fold(piece).text
    return "".join(SIGNS[one][0] if one in SIGNS else LOOSE if one in SEPARATORS else one for one in folded)


def _fragments(folded: str) -> list[str]:
    """What stands between the wildcards of `folded`, without separators."""
    return [piece.replace(LOOSE, "") for piece in re.split(r"[*?]", folded)]


def _worth(fragment: str) -> int:
    """How much is found out by looking for `fragment`: a Chinese character is worth two letters."""
    return sum(1 + is_unspaced(letter) for letter in fragment)


def _part(letter: str, beside_chinese: bool) -> str:
    if letter == "*":
        return _STAR_BESIDE_CHINESE if beside_chinese else _STAR
    if letter == "?":
        return _ANY
    if letter == LOOSE:
        return _BETWEEN
    signs, digits = ("".join(shown for shown in table if _passes(shown, letter)) for table in (SIGNS, DIGITS))
    plain = f"[{re.escape(letter + signs)}]"
    return f"(?:{plain}|([{digits}]))" if digits and letter not in DIGITS else plain
