"""A watched word as it is looked for: literally, or with wildcards.

``*`` stands for any letters within a word, or for none; ``?`` for one letter or digit. A word that begins or ends with
a Latin letter begins or ends there a word of the text; Chinese stands anywhere. At spaces of its own a word has any
separators, or none. Elsewhere those that hide it are passed over, as many as `_FAR`: beside Chinese all but the end of
a sentence, between Latin letters marks only, and white space where it stands between all of them.
"""

import re
from functools import lru_cache

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
_SPREAD = f"[{LOOSE}\\{MARK}]{{1,{_FAR}}}"
_BETWEEN = f"[{BREAK}{LOOSE}\\{MARK}]{{0,{_FAR}}}"
# A Latin word, or as many characters as a Chinese word may have; beside Chinese, separators are passed over.
_STAR = f"(?:{_LATIN}{{0,30}}|{_ANY}{{0,4}})"
_STAR_BESIDE_CHINESE = f"(?:{_LATIN}{{0,30}}|(?:{_BESIDE_CHINESE}{_ANY}){{0,4}})"
_WILD = frozenset("*?")
_DISGUISES = {
    plain: "".join(strange for strange, letters in DIGITS.items() if plain in letters) for plain in "abeilost"
}
_SIGNS = {plain: "".join(sign for sign, letters in SIGNS.items() if plain in letters) for plain in "ails"}


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


@lru_cache(maxsize=1 << 13)
def compiled(folded: str) -> re.Pattern[str]:
    """The pattern `folded` for `Folded.text`. Its groups are the digits that pass for letters."""
    begins = "" if is_unspaced(folded[0]) else f"(?<!{_LATIN})"
    ends = "" if is_unspaced(folded[-1]) else f"(?!{_LATIN})"
    ways = [_TIGHT] if has_wildcards(folded) else [_TIGHT, _SPREAD]
    return re.compile(f"{begins}(?:{'|'.join(_sequence(folded, way) for way in ways)}){ends}")


def has_wildcards(folded: str) -> bool:
    """Whether the pattern `folded` has any."""
    return not _WILD.isdisjoint(folded)


def is_sound(match: re.Match[str]) -> bool:
    """Whether the digits that pass for letters in what `compiled` found may be meant so, and name no model of a car:
    in a word of four and more Latin letters, half of which are some."""
    disguised = sum(digit is not None for digit in match.groups())
    latin = sum(letter not in SEPARATORS and not is_unspaced(letter) for letter in match.group())
    return not disguised or (latin >= 4 and disguised * 2 <= latin)


def _sequence(folded: str, between_latin: str) -> str:
    """The expression for all of `folded`, with `between_latin` letters."""
    parts: list[str] = []
    for before, letter, after in zip(f" {folded}", folded, f"{folded[1:]} ", strict=False):
        beside_chinese = is_unspaced(before) or is_unspaced(letter)
        if parts and LOOSE not in (before, letter) and (beside_chinese or _WILD.isdisjoint((before, letter))):
            parts.append(_BESIDE_CHINESE if beside_chinese else between_latin)
        parts.append(_part(letter, is_unspaced(before) or is_unspaced(after)))
    return "".join(parts)


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
    plain = f"[{re.escape(letter + _SIGNS.get(letter, ''))}]"
    digits = _DISGUISES.get(letter)
    return f"(?:{plain}|([{digits}]))" if digits else plain
