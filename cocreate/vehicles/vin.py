"""Vehicle identification numbers: one normal form, and what can be wrong with one.

Seventeen Latin letters and digits without I, O and Q (ISO 3779, 4.2). The ninth is a check digit where the law of the
place the car was built for says so: in North America (49 CFR 565.15(c); Mexico's NOM-001-SSP-2008 follows it) and in
China (GB 16735-2019, annex A, the same arithmetic). Elsewhere ISO 3779 leaves it to the maker, and a check would
refuse sound numbers. The first characters name the region (ISO 3780): 1, 4, 5 and 7F to 70 the United States, 2
Canada, 3 Mexico, L China.
"""

import re
import unicodedata

from flask_babel import gettext as _

from cocreate.kernel import sealing
from cocreate.kernel.errors import Invalid

LENGTH = 17
TAIL = 6  # characters shown
LONGEST_TYPED = 60
CHECK_PLACE = 8  # counted from 0

_ALPHABET = re.compile(r"[A-HJ-NPR-Z0-9]*")
_BETWEEN = re.compile(r"[\s\-‐-―.]+")
_CHECKED = re.compile(r"[1-5L]|7[F-Z0-9]")
# What a letter counts: its place in the rows A-I, J-R, S-Z of the old punched-card code, S beginning at 2.
_COUNTS = {letter: 1 + place for row in ("ABCDEFGHI", "JKLMNOPQR") for place, letter in enumerate(row)}
_COUNTS |= {letter: 2 + place for place, letter in enumerate("STUVWXYZ")}
_WEIGHTS = (8, 7, 6, 5, 4, 3, 2, 10, 0, 9, 8, 7, 6, 5, 4, 3, 2)


def normal(typed: str) -> str:
    """The VIN `typed`, in capitals of half width, without spaces and hyphens. Raises `Invalid` at ``vin``."""
    vin = bare(typed)
    if not _ALPHABET.fullmatch(vin):
        raise Invalid("vin", _("A VIN has digits and Latin letters without I, O and Q. Look again: is it 1 or 0?"))
    if len(vin) != LENGTH or len(typed) > LONGEST_TYPED:
        raise Invalid("vin", _("A VIN has %(count)s characters; this has %(have)s.", count=LENGTH, have=len(vin)))
    if _CHECKED.match(vin) and vin[CHECK_PLACE] != check_digit(vin):
        raise Invalid("vin", _("The check digit of this VIN does not fit: one of its characters is not right."))
    return vin


def bare(typed: str) -> str:
    """`typed` as a VIN or a part of one would be written, whatever it is."""
    return _BETWEEN.sub("", unicodedata.normalize("NFKC", typed[:LONGEST_TYPED])).upper()


def check_digit(vin: str) -> str:
    """What stands at the ninth place of `vin` if its maker computes it: the weighted sum modulo 11, X for ten."""
    total = sum(
        weight * (int(character) if character.isdigit() else _COUNTS[character])
        for weight, character in zip(_WEIGHTS, vin, strict=True)
    )
    return "0123456789X"[total % 11]


def tail(vin: str) -> str:
    """What is shown of `vin`."""
    return vin[-TAIL:]


def lookups(vin: str) -> list[str]:
    """Every keyed hash `vin` may be stored under, that of the newest key first. Distinct from those of identities."""
    return sealing.lookups(f"vin:{vin}")
