"""Public ids: what stands in a URL in place of the integer key.

Ten characters out of 31 that cannot be mistaken for one another (no 0 o 1 l i) give 31**10 ≈ 8.2e14
values. By the birthday bound n²/2N, ten million posts meet a collision with probability 0.06; a UNIQUE
constraint refuses it and the member presses the button again.
"""

import re
import secrets
import unicodedata
from functools import lru_cache

from werkzeug.routing import BaseConverter

ALPHABET = "23456789abcdefghjkmnpqrstuvwxyz"
LENGTH = 10
_PATTERN = f"[{ALPHABET}]{{{LENGTH}}}"


def new_public_id() -> str:
    """A fresh public id from the system's secure source."""
    return "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))


def is_public_id(value: str) -> bool:
    """Whether `value` has the form of one."""
    return re.fullmatch(_PATTERN, value) is not None


@lru_cache(maxsize=4096)
def slug(title: str) -> str:
    """The ASCII words of `title`, for a readable URL; empty for a title without any, as most Chinese ones."""
    plain = unicodedata.normalize("NFKD", title).encode("ascii", "ignore").decode().lower()
    return "-".join(re.findall(r"[a-z0-9]+", plain))[:60].strip("-")


def with_slug(public_id: str, title: str) -> str:
    """The part of a URL that names what is called `title`: its id, and for readers the `slug` if there is one."""
    words = slug(title)
    return f"{public_id}-{words}" if words else public_id


class PublicIdConverter(BaseConverter):
    """URL part ``<id:name>``: a public id, optionally followed by ``-slug``, which is ignored."""

    regex = rf"{_PATTERN}(?:-[^/]*)?"
    part_isolating = True

    def to_python(self, value: str) -> str:
        return value[:LENGTH]

    def to_url(self, value: str) -> str:
        return value
