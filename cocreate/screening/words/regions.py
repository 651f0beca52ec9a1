"""Which parts of Markdown are no plain words: code, addresses, links."""

import re
from typing import NamedTuple

_CODE = (
    re.compile(r"^ {0,3}(?P<fence>`{3,}|~{3,}).*?(?:^ {0,3}(?P=fence)[`~]*[ \t]*$|\Z)", re.DOTALL | re.MULTILINE),
    re.compile(r"^(?: {4}|\t).*$", re.MULTILINE),
    re.compile(r"(?<!`)(?P<ticks>`{1,8})(?!`).+?(?<!`)(?P=ticks)(?!`)", re.DOTALL),
)
_LINKS = (re.compile(r"\[[^\[\]\n]{0,1000}\](?:\([^()\n]{0,2000}\)|\[[^\[\]\n]{0,1000}\]|:[ \t]*\S+)"),)
_ADDRESSES = (
    re.compile(r"\]\([^()\n]{0,2000}\)"),
    re.compile(r"^ {0,3}\[[^\[\]\n]{1,1000}\]:[ \t]*\S+", re.MULTILINE),
    re.compile(r"<[^<>\s]{1,2000}>"),
    re.compile(r"\b(?:https?://|www\.)[^\s<>()\u3000-\u303f\uff00-\uffef]+", re.ASCII),
    re.compile(r"[\w.+-]{1,64}@[\w-]{1,64}\.[\w.-]{1,64}", re.ASCII),
)


class Regions(NamedTuple):
    """For each character of the source, whether it is within code, an address, a link; other than zero if so."""

    code: bytearray
    addresses: bytearray
    links: bytearray


def of(source: str) -> Regions:
    """The regions of Markdown `source`, near enough: whoever changes the source looks whether it still means the
    same."""
    return Regions(_marked(source, _CODE), _marked(source, _ADDRESSES), _marked(source, _LINKS))


def _marked(source: str, patterns: tuple[re.Pattern[str], ...]) -> bytearray:
    marks = bytearray(len(source))
    for pattern in patterns:
        for found in pattern.finditer(source):
            start, end = found.span()
            marks[start:end] = b"\1" * (end - start)
    return marks
