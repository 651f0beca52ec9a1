"""What is merged into an idea, for its page and for programs."""

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from markupsafe import Markup
from sqlalchemy import func, select
from sqlalchemy.orm import aliased

from cocreate.ideas import queries
from cocreate.ideas.merging.models import Merge
from cocreate.ideas.models import Idea, Support
from cocreate.kernel.database import read
from cocreate.members import queries as members
from cocreate.members.models import Member
from cocreate.members.queries import Person
from cocreate.posts.access import listed_for, visible_to
from cocreate.posts.models import Post
from cocreate.posts.queries import html


class MergedIdea(NamedTuple):
    """An idea as it stands under the one it is merged into. `given`: how many supports were given to it.

    `recorded` and `elsewhere` are counted apart, as those of any idea.
    """

    id: int
    public_id: str
    url: str
    title: str
    language: str
    author: Person
    html: Markup
    published_at: datetime
    merged_at: datetime
    given: int
    recorded: int
    elsewhere: int
    elsewhere_label: str | None


class Link(NamedTuple):
    """Another idea, as an answer for programs names it."""

    id: str
    url: str
    title: str


class Links(NamedTuple):
    """How an idea is linked: what it is merged into, and who wrote what is merged into it."""

    into: Link | None
    authors: list[Person]


def merged_into(idea: Idea, reader: Member | None) -> list[MergedIdea]:
    """What is merged into `idea` and listed for `reader`, in the order of publishing. No statement for most ideas."""
    if not idea.duplicates:
        return []
    given = select(func.count()).where(Support.idea_id == Idea.id).correlate(Idea).scalar_subquery()
    query = (
        select(
            *members.columns(), Idea.id, Post.public_id.label("key"), Post.title, Post.language, Post.body,
            Post.mentions, Post.html, Post.html_version, Post.published_at, Merge.at, given.label("given"),
            Idea.recorded, Idea.elsewhere, Idea.elsewhere_label,
        )
        .select_from(Merge)
        .join(Idea, Idea.id == Merge.idea_id)
        .join(Post, Post.id == Idea.id)
        .join(Member, Member.id == Post.author_id)
        .where(Merge.into_id == idea.id, Merge.ended_at.is_(None), listed_for(reader))
        .order_by(Post.published_at, Post.id)
    )  # fmt: skip
    return [_merged(row) for row in read(query)]


def co_authors(merged: Iterable[MergedIdea], author: Person) -> list[Person]:
    """Who wrote `merged`, each once and without the `author` of the idea they are merged into."""
    return _without(author.public_id, [one.author for one in merged])


def elsewhere(merged: Iterable[MergedIdea]) -> dict[str, int]:
    """How many supports `merged` had on other sites, by what these are called."""
    found: dict[str, int] = {}
    for one in merged:
        if one.elsewhere and one.elsewhere_label:
            found[one.elsewhere_label] = found.get(one.elsewhere_label, 0) + one.elsewhere
    return found


def links(ideas: Collection[int], reader: Member | None) -> dict[int, Links]:
    """How each of `ideas` (by id) is linked to ideas that `reader` sees; none for most. One statement."""
    source, target, author = aliased(Post), aliased(Post), aliased(Member)
    query = (
        select(
            *members.columns(author), Merge.idea_id, Merge.into_id, target.public_id.label("key"), target.title,
            target.author_id.label("owner"), source.author_id,
        )
        .select_from(Merge)
        .join(source, source.id == Merge.idea_id)
        .join(target, target.id == Merge.into_id)
        .join(author, author.id == source.author_id)
        .where(Merge.ended_at.is_(None), Merge.idea_id.in_(ideas) | Merge.into_id.in_(ideas))
        .where(Merge.into_id.in_(select(Post.id).where(visible_to(reader))))
        .where(Merge.idea_id.in_(select(Post.id).where(visible_to(reader))))
        .order_by(source.published_at, source.id)
    )  # fmt: skip
    return _linked(list(read(query)) if ideas else [])


def _linked(rows: Sequence[Any]) -> dict[int, Links]:
    found: dict[int, Links] = {}
    for row in rows:
        link = Link(row.key, queries.url(row.key, row.title or ""), row.title or "")
        found[row.idea_id] = Links(link, [])
        beside = found.setdefault(row.into_id, Links(None, []))
        person = Person(*row[:5])
        if row.author_id != row.owner and person.public_id not in {one.public_id for one in beside.authors}:
            beside.authors.append(person)
    return found


def _without(public_id: str, people: Iterable[Person]) -> list[Person]:
    each = {person.public_id: person for person in people}
    return [person for key, person in each.items() if key != public_id]


def _merged(row: Any) -> MergedIdea:
    return MergedIdea(
        id=row.id,
        public_id=row.key,
        url=queries.url(row.key, row.title or ""),
        title=row.title or "",
        language=row.language,
        author=Person(*row[:5]),
        html=html(row),
        published_at=row.published_at,
        merged_at=row.at,
        given=row.given,
        recorded=row.recorded,
        elsewhere=row.elsewhere,
        elsewhere_label=row.elsewhere_label,
    )
