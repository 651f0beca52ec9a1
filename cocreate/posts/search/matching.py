"""Terms of a search as a query of PostgreSQL's (``tsquery``), written from tokens cut as those of the entries are.

A Chinese piece is looked for by all its pairs of characters, which finds little else than the piece itself; one
character by every token it begins. An English word is looked for by its stem, a word of several pieces as a whole or
by its pieces side by side. A phrase is looked for by its tokens at their distances.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations

from cocreate.kernel.folding import folded
from cocreate.posts.search import sources
from cocreate.posts.search.asking import Term, words
from cocreate.posts.search.labels import quoted
from cocreate.posts.search.tokens import LONGEST_WORD, Run, longest_words, pieces, runs, stem

# Nothing is found by these beside other words; between quotation marks they count.
_COMMON_WORDS = """
    a an and are as at be but by for from has have how i if in is it its my of on or so that the this to was we
    what when where which who why will with you your
"""
_COMMON = frozenset(_COMMON_WORDS.split())
_MOST_PARTS = 8  # words of which a loose search asks for some; their pairs are 28


@dataclass(frozen=True)
class Query:
    """What to look for, as texts of ``tsquery``; empty where there is nothing.

    `all` holds what must be there, `some` is content with some of the words; `ranked` and `ranked_loosely` are the
    words alone, by which hits are put in order. `authors` are names asked for, `not_authors` those kept out.
    """

    all: str = ""
    some: str = ""
    ranked: str = ""
    ranked_loosely: str = ""
    authors: tuple[str, ...] = ()
    not_authors: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.all or self.authors or self.not_authors)


def query(terms: Sequence[Term], labels: Iterable[Sequence[str]] = ()) -> Query:
    """What `terms` ask for. Of each of `labels` one must be there, beside what the terms say."""
    meant = {term: sources.meant(term.name, term.text) for term in terms if term.name not in ("", "author")}
    terms = [words(term) if term in meant and not meant[term] else term for term in terms]
    asked = [term for term in terms if not term.name]
    loose = [term for term in asked if not term.phrase and not term.negated]
    kept = telling(loose)
    strict = _and(condition for term in loose for condition in _strictly(term, kept))
    parts = list(dict.fromkeys(part for run in kept for part in _parts(run)))[:_MOST_PARTS]
    each = dict.fromkeys(token for run in kept for token in _each(run))
    phrases = [_phrase(term.text) for term in asked if term.phrase and not term.negated]
    others = [*(_any(map(quoted, some)) for some in labels), *phrases]
    others += [f"!({found})" for term in asked if term.negated and (found := _phrase(term.text))]
    others += [_labelled(term, some) for term, some in meant.items() if some]
    return Query(
        all=_and([strict, *others]),
        some=_and([_some(parts), *others]),
        ranked=_and([strict, *phrases]),
        ranked_loosely=_and([_any(each), *phrases]),
        authors=tuple(term.text for term in terms if term.name == "author" and not term.negated),
        not_authors=tuple(term.text for term in terms if term.name == "author" and term.negated),
    )


def telling(terms: Iterable[Term]) -> list[Run]:
    """The runs of `terms` without the common words, unless there are only such."""
    every = [run for term in terms for run in runs(folded(term.text)[0])]
    return [run for run in every if run.text not in _COMMON] or every


def _labelled(term: Term, labels: Iterable[str]) -> str:
    condition = _any(map(quoted, labels))
    return f"!({condition})" if term.negated else condition


def _strictly(term: Term, kept: Sequence[Run]) -> Iterator[str]:
    """That all of `term` is there which is `kept`. Latin letters or digits that end a longer piece may be cut off."""
    every = list(runs(folded(term.text)[0]))
    for run in every:
        if run in kept:
            yield _any(_each(run)) if run is every[-1] and run is not every[0] else _all(run)


def _all(run: Run) -> str:
    """That the run is there."""
    return _and(_each(run)) if run.unspaced else _word(run.text)


def _each(run: Run) -> list[str]:
    """What the run is made of; of a Latin word also what it may be the beginning of."""
    if not run.unspaced:
        return [_word(run.text), f"{quoted(run.text[:LONGEST_WORD])}:*"]
    if len(run.text) == 1:
        return [f"{quoted(run.text)}:*"]
    return [quoted(pair) for pair in dict.fromkeys(run.text[at : at + 2] for at in range(len(run.text) - 1))]


def _word(word: str) -> str:
    parts = pieces(word)
    if len(parts) <= 1:
        return quoted(stem(word[:LONGEST_WORD]))
    return _any([quoted(word[:LONGEST_WORD]), " <-> ".join(map(quoted, parts))])


def _phrase(text: str) -> str:
    """That `text` stands there as it is."""
    found, behind, place = "", 0, 0
    for run in runs(folded(text)[0]):
        for token, step in _side_by_side(run):
            found = f"{found} <{place + step - behind}> {token}" if found else token
            behind = place + step
        place += len(run.text) if run.unspaced else len(pieces(run.text))
    return f"({found})" if found else ""


def _side_by_side(run: Run) -> list[tuple[str, int]]:
    """The tokens by which the run is found as it stands, each with its steps from the first position."""
    if not run.unspaced:
        return [(quoted(piece), step) for step, piece in enumerate(pieces(run.text))]
    if len(run.text) == 1:
        return [(f"{quoted(run.text)}:*", 0)]
    return [(quoted(run.text[at : at + 2]), at) for at in range(len(run.text) - 1)]


def _some(parts: Sequence[str]) -> str:
    """That some of the words are there: one of two, two of three or more."""
    if len(parts) <= 2:
        return _any(parts)
    return _any(f"({one} & {other})" for one, other in combinations(parts, 2))


def _parts(run: Run) -> list[str]:
    """The words of a run, each as it is looked for loosely: all of a run without any. A Latin word may have just
    begun."""
    if not run.unspaced:
        return [_any(_each(run))]
    found = [_all(Run(word, unspaced=True, offset=0)) for word in longest_words(run.text)]
    return [f"({one})" for one in found] or [_all(run)]


def _and(conditions: Iterable[str]) -> str:
    several = [condition for condition in conditions if condition]
    return several[0] if len(several) == 1 else " & ".join(f"({one})" for one in several)


def _any(conditions: Iterable[str]) -> str:
    several = [condition for condition in conditions if condition]
    return several[0] if len(several) == 1 else f"({' | '.join(several)})" if several else ""
