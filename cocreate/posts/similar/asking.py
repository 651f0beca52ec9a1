"""What a text asks for: the words that tell something, each with all that means the same."""

from collections.abc import Iterator
from typing import NamedTuple

from cocreate.kernel.folding import folded
from cocreate.posts.search.tokens import LONGEST_WORD, longest_words, pieces, runs, stem, tokens
from cocreate.posts.similar.vocabulary import stopwords, synonyms

READ = 400  # characters of title and body: what an idea is about is said at its beginning
WORD, PAIR = 1.0, 0.5  # of two Chinese characters side by side that are no word, as of a name nobody has told us
BODY = 0.7  # of what the same word weighs in a title


class Concept(NamedTuple):
    """Tokens of the search index that mean the same; any of them will do. `weight` is at most 1."""

    words: frozenset[str]
    weight: float


def concepts(title: str, body: str = "") -> list[Concept]:
    """What `title` and `body` ask for; several words of one meaning are one."""
    found: dict[frozenset[str], float] = {}
    for text, part in ((title, 1.0), (body, BODY)):
        for word, weight in _telling(text[:READ]):
            alike = synonyms().get(word) or frozenset((word,))
            found[alike] = max(found.get(alike, 0.0), weight * part)
    return [Concept(alike, weight) for alike, weight in found.items()]


def _telling(text: str) -> Iterator[tuple[str, float]]:
    """The tokens of `text` that say something of what it is about, and what each weighs."""
    for run in runs(folded(text)[0]):
        weighed = _of_han(run.text) if run.unspaced else _of_latin(run.text)
        for token, weight in weighed.items():
            if token not in stopwords():
                yield token, weight


def _of_han(han: str) -> dict[str, float]:
    cut = {token: WORD if len(token) > 2 else PAIR for token in tokens(han) if len(token) > 1}
    return cut | {word[:LONGEST_WORD]: WORD for word in longest_words(han)}


def _of_latin(word: str) -> dict[str, float]:
    """A word by its stem; one of several pieces as a whole and by each piece that is no single letter."""
    parts = pieces(word)
    whole = {word[:LONGEST_WORD]: WORD} if len(parts) > 1 else {}
    return whole | {stem(part): WORD for part in parts if len(part) > 1}
