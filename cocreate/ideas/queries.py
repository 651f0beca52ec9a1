"""Reads of ideas for lists, the idea's page, the roadmap and the API."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from markupsafe import Markup
from sqlalchemy import ColumnElement, Select, exists, false, literal, select, tuple_
from sqlalchemy.orm import aliased, joinedload

from cocreate.ideas.models import Idea, Status, StatusChange, Support, Transition
from cocreate.kernel import ids, paging, text
from cocreate.kernel.database import db
from cocreate.kernel.paging import Page
from cocreate.members.models import Member
from cocreate.members.queries import Person, person
from cocreate.posts.access import listed_for, visible_to
from cocreate.posts.models import Post, PostTag, Tag
from cocreate.posts.queries import tag_names

PAGE = 20


@dataclass(frozen=True)
class StatusView:
    """A status in the reader's language."""

    key: str
    category: str
    name: str


@dataclass(frozen=True)
class IdeaRow:
    """An idea as it stands in a list. `elsewhere` counts supports given on another site before an import."""

    public_id: str
    url: str
    kind: str
    title: str
    excerpt: str
    language: str
    stage: str
    status: StatusView
    may_support: bool
    supports: int
    elsewhere: int
    elsewhere_label: str | None
    supported: bool
    comments: int
    author: Person
    published_at: datetime
    tags: tuple[str, ...]


@dataclass(frozen=True)
class StatusChangeView:
    """One step of an idea's history."""

    from_status: StatusView
    to_status: StatusView
    reason: str
    html: Markup
    actor: Person
    actor_role: str
    at: datetime


@dataclass(frozen=True)
class Filter:
    """What of the ideas a list shows, and in which order; empty strings leave everything in."""

    sort: str = "trending"
    kind: str = ""
    stage: str = ""
    status: str = ""
    tag: str = ""


# Each order with the columns that make it total; all descend.
SORTS: dict[str, tuple[Any, ...]] = {
    "trending": (Idea.score, Idea.id),
    "top": (Idea.supports, Idea.elsewhere, Idea.id),
    "new": (Idea.id,),
}
_KINDS_OF_KEY: dict[str, tuple[type, ...]] = {"trending": (float, int), "top": (int, int, int), "new": (int,)}


def page(
    chosen: Filter, reader: Member | None, locale: str, cursor: str | None = None, limit: int = PAGE
) -> Page[IdeaRow]:
    """The ideas of `chosen` that `reader` may see, after `cursor`. One statement, whatever the number of ideas."""
    order = SORTS[chosen.sort]
    query = _rows(reader).where(listed_for(reader), *_conditions(chosen)).add_columns(*order)
    if cursor:
        after = paging.decode(cursor, *_KINDS_OF_KEY[chosen.sort])
        query = query.where(tuple_(*order) < tuple_(*(literal(value) for value in after)))
    rows = db.session.execute(query.order_by(*(column.desc() for column in order)).limit(limit + 1)).all()
    cut = paging.cut(rows, limit, lambda row: tuple(row[-len(order) :]))
    return cut.map(lambda row: _row(row, locale))


def rows_of(condition: ColumnElement[bool], reader: Member | None, locale: str, limit: int) -> list[IdeaRow]:
    """At most `limit` listed ideas that meet `condition`, by trend."""
    query = _rows(reader).where(listed_for(reader), condition).order_by(Idea.score.desc(), Idea.id.desc())
    return [_row(row, locale) for row in db.session.execute(query.limit(limit))]


def by_author(author: Member, reader: Member | None, locale: str, cursor: str | None) -> Page[IdeaRow]:
    """The ideas of `author` that `reader` may see, the newest first."""
    seen = visible_to(reader) if reader and reader.id == author.id else listed_for(reader)
    return _newest(_rows(reader).where(seen, Post.author_id == author.id), Idea.id, locale, cursor)


def supported_by(member: Member, locale: str, cursor: str | None) -> Page[IdeaRow]:
    """The ideas `member` supports, the latest support first."""
    query = _rows(member).join(Support, Support.idea_id == Idea.id)
    return _newest(query.where(listed_for(member), Support.member_id == member.id), Support.id, locale, cursor)


def by_public_id(public_id: str, reader: Member | None) -> Idea | None:
    """The idea with `public_id` if `reader` may see it; post, author, editor and status loaded."""
    query = (
        select(Idea)
        .join(Idea.post)
        .where(Post.public_id == public_id, visible_to(reader))
        .options(
            joinedload(Idea.post).options(joinedload(Post.author), joinedload(Post.edited_by)), joinedload(Idea.status)
        )
    )
    return db.session.scalar(query)


def row(idea: Idea, reader: Member | None, locale: str) -> IdeaRow:
    """One `idea` as a row of a list."""
    return _row(db.session.execute(_rows(reader).where(Idea.id == idea.id)).one(), locale)


def history(idea: Idea, locale: str) -> list[StatusChangeView]:
    """The status changes of `idea`, the first one first."""
    query = (
        select(StatusChange)
        .where(StatusChange.idea_id == idea.id)
        .options(
            joinedload(StatusChange.actor), joinedload(StatusChange.from_status), joinedload(StatusChange.to_status)
        )
        .order_by(StatusChange.id)
    )
    return [_change(change, locale) for change in db.session.scalars(query)]


def statuses(locale: str) -> list[StatusView]:
    """All statuses in their order."""
    return [status_view(status, locale) for status in db.session.scalars(select(Status).order_by(Status.position))]


def next_statuses(idea: Idea, locale: str) -> list[StatusView]:
    """Where `idea` may go by hand from its present status."""
    query = (
        select(Status)
        .join(Transition, Transition.to_key == Status.key)
        .where(Transition.from_key == idea.status_key, Status.manual)
        .order_by(Status.position)
    )
    return [status_view(status, locale) for status in db.session.scalars(query)]


def status_view(status: Status, locale: str) -> StatusView:
    """`status` in the language `locale`."""
    return StatusView(status.key, status.category.value, status.name(locale))


def url(public_id: str, title: str) -> str:
    """The address of an idea's page."""
    slug = ids.slug(title)
    return f"/ideas/{public_id}-{slug}" if slug else f"/ideas/{public_id}"


def _rows(reader: Member | None) -> Select[*tuple[Any, ...]]:
    """The columns an `IdeaRow` is made of, for `reader`."""
    supported: ColumnElement[bool] = false()
    if reader is not None:
        mine = aliased(Support)
        supported = exists().where(mine.idea_id == Idea.id, mine.member_id == reader.id)
    return (
        select(
            Post.public_id, Idea.kind, Post.title, Post.excerpt, Post.language, Idea.stage,
            Status.key, Status.category, Status.name_zh, Status.name_en, Status.may_support,
            Idea.supports, Idea.elsewhere, Idea.elsewhere_label, supported.label("supported"),
            Post.comments, Post.published_at, tag_names().label("tags"),
            Member.public_id.label("author_id"), Member.name, Member.affiliation, Member.state,
        )
        .select_from(Idea)
        .join(Post, Post.id == Idea.id)
        .join(Status, Status.key == Idea.status_key)
        .join(Member, Member.id == Post.author_id)
    )  # fmt: skip


def _row(found: Any, locale: str) -> IdeaRow:
    return IdeaRow(
        public_id=found.public_id,
        url=url(found.public_id, found.title),
        kind=found.kind.value,
        title=found.title,
        excerpt=found.excerpt,
        language=found.language,
        stage=found.stage.value,
        status=StatusView(found.key, found.category.value, found.name_zh if locale == "zh" else found.name_en),
        may_support=found.may_support,
        supports=found.supports,
        elsewhere=found.elsewhere,
        elsewhere_label=found.elsewhere_label,
        supported=found.supported,
        comments=found.comments,
        author=Person(found.author_id, found.name, found.affiliation.value, found.state.value),
        published_at=found.published_at,
        tags=tuple(found.tags),
    )


def _conditions(chosen: Filter) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = []
    if chosen.kind:
        conditions.append(Idea.kind == chosen.kind)
    if chosen.stage:
        conditions.append(Idea.stage == chosen.stage)
    if chosen.status:
        conditions.append(Idea.status_key == chosen.status)
    if chosen.tag:
        bearing = exists().where(
            PostTag.post_id == Idea.id, PostTag.tag_id == Tag.id, Tag.folded == text.fold(chosen.tag)
        )
        conditions.append(bearing)
    return conditions


def _newest(query: Select[*tuple[Any, ...]], key: Any, locale: str, cursor: str | None) -> Page[IdeaRow]:
    query = query.add_columns(key.label("page_key"))
    if cursor:
        query = query.where(key < paging.decode(cursor, int)[0])
    rows = db.session.execute(query.order_by(key.desc()).limit(PAGE + 1)).all()
    return paging.cut(rows, PAGE, lambda row: (row.page_key,)).map(lambda row: _row(row, locale))


def _change(change: StatusChange, locale: str) -> StatusChangeView:
    return StatusChangeView(
        from_status=status_view(change.from_status, locale),
        to_status=status_view(change.to_status, locale),
        reason=change.reason,
        html=text.render(change.reason),
        actor=person(change.actor),
        actor_role=change.actor_role,
        at=change.at,
    )
