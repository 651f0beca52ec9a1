"""Characters as they are compared, whatever their case, width, accents and script variant.

Character by character and knowing where each came from, because a piece of a sentence must fold as it does in the
whole sentence; what OpenCC decides by the words around a character is decided here once and for all (`_EITHER`).
"""

import unicodedata
from collections.abc import Sequence
from functools import lru_cache

import opencc

# Characters of Chinese, and of all scripts written without spaces between words or with endings that hide them, as
# what stands between the brackets of a regular expression.
HAN = "\u2e80-\u2fdf\u3005\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
UNSPACED = f"{HAN}\u3040-\u30ff\u31f0-\u31ff\u1100-\u11ff\uac00-\ud7af"
# The simplified form of a traditional character depends on its word in a few cases; here it never does.
_EITHER = str.maketrans("著瞭藉覆妳’", "着了借复你'")

_simplifier = opencc.OpenCC("t2s")


def folded(text: str) -> tuple[str, Sequence[int]]:
    """`text` for comparing, and for each character of that the place in `text` it came from."""
    pieces = list(map(fold_character, text))
    fold = "".join(pieces)
    if len(fold) == len(text) and "" not in pieces:
        return fold, range(len(text))
    return fold, [place for place, piece in enumerate(pieces) for _ in piece]


@lru_cache(maxsize=1 << 15)
def fold_character(character: str) -> str:
    """What is left of one character: nothing of one that shows nothing, or that only marks the one before it."""
    if character.isascii():
        return character.lower()
    plain = unicodedata.normalize("NFKD", unicodedata.normalize("NFKC", character).casefold())
    plain = "".join(one for one in plain if unicodedata.category(one) not in ("Mn", "Me", "Cf", "Cs"))
    plain = unicodedata.normalize("NFC", plain).casefold()
    return str(_simplifier.convert(plain)).translate(_EITHER) if plain else ""
