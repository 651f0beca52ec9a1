"""The words that are known beforehand: which mean the same, and which say nothing."""

from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path

from cocreate.kernel.folding import folded
from cocreate.posts.search.tokens import stem, tokens

_HERE = Path(__file__).parent


@cache
def synonyms() -> Mapping[str, frozenset[str]]:
    """For each token of the thesaurus all that mean the same, itself among them."""
    alike = (frozenset(map(token, line.split(","))) for line in _lines("thesaurus.txt"))
    return {word: together for together in alike for word in together}


@cache
def stopwords() -> frozenset[str]:
    """The tokens that say nothing."""
    return frozenset(token(word) for line in _lines("stopwords.txt") for word in line.split())


def token(word: str) -> str:
    """The one token of the search index that stands for `word`. Raises ``ValueError`` when none does."""
    fold = folded(word.strip())[0]
    for one in (stem(fold), fold):
        if one in tokens(fold):
            return one
    raise ValueError(f"{word!r} is no single token of the search index")


def _lines(name: str) -> Iterator[str]:
    for line in (_HERE / name).read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            yield line
