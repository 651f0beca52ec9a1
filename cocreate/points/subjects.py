"""What an award or a transfer was for, as somewhere to go: asked of whoever knows, and shown to whoever may see it.

A feature above whose things are named in the ledger (``redemption:12``) registers where they lead with ``@leads``.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Mapping
from typing import Any, NamedTuple

from flask_babel import gettext as _
from sqlalchemy import select

from cocreate.kernel import ids
from cocreate.kernel.database import plain, read
from cocreate.members.models import Member
from cocreate.posts.access import visible_to
from cocreate.posts.models import Post


class Link(NamedTuple):
    """The thing itself: what it is called in `language` (none: the reader's), and where it is; `url` may be empty."""

    title: str
    url: str
    language: str = ""


Finder = Callable[[Collection[int], Member, str], Mapping[int, Link]]
_finders: dict[str, Finder] = {}


def leads(*kinds: str) -> Callable[[Finder], Finder]:
    """Register what finds, for keys of things of one of `kinds`, a reader and a locale, those the reader may see."""

    def register(finder: Finder) -> Finder:
        _finders.update(dict.fromkeys(kinds, finder))
        return finder

    return register


def links(named: Collection[str], reader: Member, locale: str) -> dict[str, Link]:
    """Where each of the things `named` as ``<kind>:<key>`` leads, as far as `reader` may go there."""
    wanted: dict[Finder, dict[int, list[str]]] = defaultdict(lambda: defaultdict(list))
    for name in named:
        kind, _colon, key = name.partition(":")
        finder = _finders.get(kind)
        if finder and key.isdecimal():
            wanted[finder][int(key)].append(name)
    return {
        name: link
        for finder, names in wanted.items()
        for key, link in finder(list(names), reader, locale).items()
        for name in names[key]
    }


@leads("post", "idea", "comment", "question", "answer")
def _posts(keys: Collection[int], reader: Member, _locale: str) -> dict[int, Link]:
    columns = (Post.id, Post.public_id, plain(Post.kind).label("kind"), Post.title, Post.excerpt, Post.language)
    found = read(select(*columns).where(Post.id.in_(keys), visible_to(reader)))
    return {row.id: Link(row.title or row.excerpt, _address(row), row.language) for row in found}


def _address(row: Any) -> str:
    return f"/{row.kind}s/{ids.with_slug(row.public_id, row.title or '')}"


@leads("vehicle")
def _vehicles(keys: Collection[int], _reader: Member, _locale: str) -> dict[int, Link]:
    """Statements hold one's own cars alone."""
    return dict.fromkeys(keys, Link(str(_("Your cars")), "/me/vehicles"))
