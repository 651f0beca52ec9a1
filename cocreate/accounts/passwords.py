"""Passwords: which are good enough, how they are hashed, and checking them in the same time for everybody."""

import unicodedata
from collections.abc import Collection
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import VerificationError
from flask import current_app
from flask_babel import gettext as _
from zxcvbn import zxcvbn

from cocreate.kernel.errors import Invalid

SHORTEST, LONGEST = 8, 128  # characters
# OWASP Password Storage Cheat Sheet, argon2id: 19 MiB of memory, two passes, one lane.
COST = (19 * 1024, 2, 1)
# zxcvbn scores 0 to 4; below 2 a password falls to fewer than 10**6 guesses.
_ENOUGH = 2
_LOOKED_AT = 32  # enough to tell; zxcvbn takes 0.4 s at worst for as many, 2.4 s for the 72 it would take


def check(password: str, known: Collection[str] = ()) -> None:
    """Raise `Invalid` at ``password`` for one that is too short, too long or easily guessed from `known` words."""
    check_length(password)
    if zxcvbn(_normal(password)[:_LOOKED_AT], user_inputs=[word for word in known if word])["score"] < _ENOUGH:
        raise Invalid("password", _("This password is too easy to guess. A short sentence is easy to remember."))


def check_length(password: str) -> None:
    """Raise `Invalid` at ``password`` unless it has `SHORTEST` to `LONGEST` characters."""
    if not SHORTEST <= len(_normal(password)) <= LONGEST:
        raise Invalid(
            "password",
            _("A password has %(least)s to %(most)s characters.", least=SHORTEST, most=LONGEST),
        )


def hashed(password: str) -> str:
    """The argon2id hash of `password`, with its salt and cost."""
    return _hasher(*_cost()).hash(_normal(password).encode("utf-8", "surrogatepass"))


def fits(stored: str | None, password: str) -> bool:
    """Whether `password` belongs to the hash `stored`. Without one it takes as long, and does not."""
    hasher = _hasher(*_cost())
    if len(password) > LONGEST * 4:  # nobody's password; do not spend time on it
        return False
    try:
        hasher.verify(stored or _nobodys(*_cost()), _normal(password).encode("utf-8", "surrogatepass"))
    except VerificationError:
        return False
    return stored is not None


def is_outdated(stored: str) -> bool:
    """Whether `stored` was made with another cost than is asked for today."""
    return _hasher(*_cost()).check_needs_rehash(stored)


def _normal(password: str) -> str:
    """One form for what different keyboards send for the same characters."""
    return unicodedata.normalize("NFKC", password)


def _cost() -> tuple[int, int, int]:
    """Memory in KiB, passes, lanes; tests set ``PASSWORD_COST`` to less."""
    cost: tuple[int, int, int] = current_app.config.get("PASSWORD_COST", COST)
    return cost


@cache
def _hasher(memory: int, passes: int, lanes: int) -> PasswordHasher:
    return PasswordHasher(memory_cost=memory, time_cost=passes, parallelism=lanes)


@cache
def _nobodys(memory: int, passes: int, lanes: int) -> str:
    """A hash that no password is checked against in earnest."""
    return _hasher(memory, passes, lanes).hash("nobody's password")
