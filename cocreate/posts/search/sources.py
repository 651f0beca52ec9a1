"""What features tell of their posts beside what the root rows say: labels, further words, what they count.

A feature registers once for each kind of post; what it knows is asked for when an entry is made or a search is done.
"""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass

from sqlalchemy import ColumnElement, SQLColumnExpression

from cocreate.posts.models import PostKind


@dataclass(frozen=True)
class Told:
    """What is to be known of one post.

    `labels` are words as ``status:adopted`` by which it can be chosen. `titles` and `texts` (Markdown) are further ones
    of its own, as a translation; `also` are words of others it is found by. `thread_id` is the post it stands under.
    What is `absent` is not found at all.
    """

    labels: tuple[str, ...] = ()
    titles: tuple[str, ...] = ()
    texts: tuple[str, ...] = ()
    also: tuple[str, ...] = ()
    thread_id: int | None = None
    absent: bool = False


Telling = Callable[[Collection[int]], Mapping[int, Told]]
# The labels, none or several, that a value asked for by name means: any of them will do.
Meaning = Callable[[str], Iterable[str]]
Weight = Callable[[SQLColumnExpression[int]], ColumnElement[int]]
_telling: dict[PostKind, Telling] = {}
_weights: list[Weight] = []
_meanings: dict[str, list[Meaning]] = {}


def tells(kind: PostKind) -> Callable[[Telling], Telling]:
    """Register who knows the posts of `kind`; those with nothing to tell may be left out of the answer."""

    def register(telling: Telling) -> Telling:
        _telling[kind] = telling
        return telling

    return register


def told(kind: PostKind, post_ids: Collection[int]) -> Mapping[int, Told]:
    """What is to be known of these posts of `kind`."""
    return _telling[kind](post_ids) if kind in _telling else {}


def weighs(weight: Weight) -> Weight:
    """Register what counts for a post when hits are put in order: an expression of its key, null where it has none."""
    _weights.append(weight)
    return weight


def weights(post_id: SQLColumnExpression[int]) -> list[ColumnElement[int]]:
    """All that counts for the post with the key `post_id`."""
    return [weight(post_id) for weight in _weights]


def means(name: str) -> Callable[[Meaning], Meaning]:
    """Register what values of the part ``name:`` of a search mean; several may know some of them."""

    def register(meaning: Meaning) -> Meaning:
        _meanings.setdefault(name, []).append(meaning)
        return meaning

    return register


def meant(name: str, value: str) -> list[str]:
    """The labels that ``name:value`` in a search means; empty where nobody knows the value."""
    return [label for meaning in _meanings.get(name, ()) for label in meaning(value)]
