"""One page of what is found."""

from dataclasses import dataclass

from cocreate.kernel.i18n import locale
from cocreate.members.reading import reader
from cocreate.posts.search import asking, pace, queries
from cocreate.posts.search.excerpts import wanted
from cocreate.posts.search.queries import CONSIDERED
from cocreate.search import hits
from cocreate.search.asking import PAGE, Asked
from cocreate.search.hits import Hit


@dataclass(frozen=True)
class Results:
    """Hits in order, and how many there are in all. `many`: there may be more than `total`, older ones.

    `loose`: hardly any post holds all words, so those with some of them are here too.
    """

    hits: list[Hit]
    total: int
    loose: bool

    @property
    def many(self) -> bool:
        """Whether not all that match were looked at."""
        return self.total >= CONSIDERED


def find(asked: Asked, offset: int, limit: int = PAGE) -> Results:
    """What the caller finds after the first `offset` hits. At most three statements, and those of names asked for."""
    query = asked.query()
    if not query:
        return Results([], 0, loose=False)
    pace.count()
    found = queries.find(query, reader(), newest=asked.sort == "new")
    shown = hits.hits(found.posts[offset : offset + limit], wanted(asking.read(asked.q)), locale())
    return Results(shown, len(found.posts), found.loose)
