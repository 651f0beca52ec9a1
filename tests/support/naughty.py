"""What breaks software, as real input has it: how much of it a test takes, and how it is told whether text was kept.

A usual run types one string into each field: the same every time, mostly another one into each.
``TEST_LONG=1`` (`make long`) types all of them into every field.
"""

import json
import os
import random
import unicodedata
from html.parser import HTMLParser
from pathlib import Path

from cocreate.kernel import text

LONG = os.environ.get("TEST_LONG") == "1"
OURS = ["\x00", "a\x00b", "\u202e", "𝔘𝔫𝔦", "x" * 300, "字" * 130, "9" * 40, "-1", "2026-02-30", "[]", "%00"]


def strings(test_data: Path) -> list[str]:
    """All of them."""
    found: list[str] = json.loads((test_data / "naughty_strings.json").read_text(encoding="utf-8"))
    return [*found, *OURS]


def some(naughty: list[str], place: str) -> list[str]:
    """Those to type at `place` in this run; into every third place the worst one."""
    if LONG:
        return naughty
    chance = random.Random(place)
    return ["a\x00b" if chance.random() < 1 / 3 else chance.choice(naughty)]


def alike(kept: str, typed: str) -> bool:
    """Whether a field still holds what was typed, white space and composition apart."""
    one, other = (" ".join(unicodedata.normalize("NFC", words).split()) for words in (kept, typed))
    return one == other or not _shows(typed)


def _shows(typed: str) -> bool:
    try:
        return text.clean(typed) != ""
    except ValueError:
        return True


class Scripts(HTMLParser):
    """What runs in a page: `sources` of scripts, and whatever else would run, in `found`."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.sources: set[str] = set()
        self.found: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said = {name: value or "" for name, value in attrs}
        if tag in ("script", "iframe", "object", "embed"):
            self.sources.add(said.get("src") or "inline")
        self.found += [f"{name}={value}" for name, value in said.items() if name.startswith("on")]
        if said.get("href", "").lower().strip().startswith(("javascript:", "data:", "vbscript:")):
            self.found.append(said["href"])
