"""What codes look like: made by the site, or brought in from a partner; told from one another by their plain form.

A code of the site has 12 characters out of 31 that cannot be mistaken for one another: 31**12 ≈ 7.9e17, or 59 bits.
Whoever guesses against a million codes that are out hits one in 8e11 tries; the desk allows some tens an hour.
"""

import re
import secrets

from cocreate.kernel.ids import ALPHABET

LENGTH, GROUP = 12, 4
LEAST, MOST = 4, 40  # characters of a partner's
_SHAPE = re.compile(r"[A-Z0-9][A-Z0-9-]*[A-Z0-9]")


def make() -> str:
    """A fresh code from the system's secure source, as ``7H3K-X9M2-QA4W``."""
    drawn = "".join(secrets.choice(ALPHABET) for _place in range(LENGTH)).upper()
    return "-".join(drawn[start : start + GROUP] for start in range(0, LENGTH, GROUP))


def written(typed: str) -> str:
    """`typed` as a code is shown: in capitals, without spaces."""
    return "".join(typed.split()).upper()


def is_sound(code: str) -> bool:
    """Whether `code`, as `written`, can be one: letters, digits and dashes between them."""
    return LEAST <= len(code) <= MOST and _SHAPE.fullmatch(code) is not None


def plain(code: str) -> str:
    """That by which a code is known, however it was typed: its letters and digits."""
    return written(code).replace("-", "")
