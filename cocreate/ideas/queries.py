"""Reads of ideas for lists, the idea's page, the roadmap and the API."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any, NamedTuple

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Select,
    and_,
    bindparam,
    case,
    exists,
    false,
    func,
    literal_column,
    or_,
    select,
    true,
)
from sqlalchemy.orm import aliased, contains_eager, joinedload

from cocreate.catalogue import about
from cocreate.catalogue.about import ModelName
from cocreate.comments.models import Follow
from cocreate.ideas.merging.models import Merge
from cocreate.ideas.models import MERGED, Idea, IdeaModel, Status, Support
from cocreate.ideas.statuses import StatusView
from cocreate.ideas.targets.windows import Window
from cocreate.kernel import ids, paging
from cocreate.kernel.database import db, plain, read, written
from cocreate.kernel.paging import Page
from cocreate.members import queries as members
from cocreate.members.models import Member
from cocreate.members.queries import Person
from cocreate.notices.models import Mute
from cocreate.posts.access import Sight, audiences, listed, listed_for, seen_with, sight_of, visible_to, written_by
from cocreate.posts.models import Audience, Post, PostKind, PostState
from cocreate.posts.pictures.models import Picture
from cocreate.posts.pictures.queries import COLUMNS as PICTURE
from cocreate.posts.pictures.queries import PictureView
from cocreate.posts.search import narrowing

PAGE = 20


class IdeaRow(NamedTuple):
    """An idea as it stands in a list. `recorded` counts what staff recorded, `elsewhere` supports
    given on another site before an import; `owners` is a part of `supports`. `following`, `muted`
    and `voided`, that the reader's own support is, are read of single ideas only.
    `comments` counts those under its `duplicates` too: the ideas merged into it.
    """

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
    recorded: int
    elsewhere: int
    elsewhere_label: str | None
    supported: bool
    comments: int
    author: Person
    published_at: datetime
    status_changed_at: datetime
    models: tuple[ModelName, ...] = ()
    safety: bool = False
    target: Window | None = None
    picture: PictureView | None = None
    owners: int = 0
    duplicates: int = 0
    following: bool = False
    muted: bool = False
    voided: bool = False


@dataclass(frozen=True)
class Filter:
    """What of the ideas a list shows, and in which order; empty strings leave everything in, but for what was merged:
    that is found under its target, and listed to whoever asks for the status.

    `model` is a series, which stands for all its years, or one year; ideas about the series as a whole are about each
    of its years too. `q` is what was typed into the search box (see ``posts.search.asking``).
    """

    sort: str = "trending"
    kind: str = ""
    stage: str = ""
    model: str = ""
    status: str = ""
    tag: str = ""
    q: str = ""


# Each order with the columns that make it total; all descend.
SORTS: dict[str, tuple[Any, ...]] = {
    "trending": (Idea.score, Idea.id),
    "top": (Idea.supports, Idea.elsewhere, Idea.id),
    "new": (Post.published_at, Post.id),
}
# What was merged is found, counted and told under its target.
UNMERGED: ColumnElement[bool] = Idea.status_key != literal_column(f"'{MERGED}'")
# For each part of the filter, the condition its value sets.
_CONDITIONS: dict[str, ColumnElement[bool]] = {
    "kind": Idea.kind == narrowing.value("kind"),
    "stage": Idea.stage == narrowing.value("stage"),
    "status": Idea.status_key == narrowing.value("status"),
    "unmerged": UNMERGED,
    **narrowing.conditions(Idea.id, IdeaModel.idea_id),
}
_KINDS_OF_KEY: dict[str, tuple[type, ...]] = {"trending": (float, int), "top": (int, int, int), "new": (datetime, int)}


def page(
    chosen: Filter, reader: Member | None, locale: str, cursor: str | None = None, limit: int = PAGE
) -> Page[IdeaRow]:
    """The ideas of `chosen` that `reader` may see, after `cursor`.

    One statement for any number, and one more for a tag and for a model, as for each thing that is asked by name.
    """
    after = paging.decode(cursor, *_KINDS_OF_KEY[chosen.sort]) if cursor else ()
    conditions, values = _narrowed(chosen)
    query = _page_query(chosen.sort, conditions, bool(after), audiences(reader), reader is not None)
    rows = read(query, values | paging.after(after) | {"limit": limit + 1} | _reading(reader)).all()
    width = len(SORTS[chosen.sort])
    return paging.cut(rows, limit, lambda row: tuple(row[-width:])).map(lambda row: _row(row, locale))


def rising(of: ColumnElement[bool], reader: Member | None, locale: str, limit: int) -> list[IdeaRow]:
    """At most `limit` listed ideas by trend, of the statuses that meet the condition `of`."""
    return _leading(of, Idea.score, reader, locale, limit)


def moved(of: ColumnElement[bool], reader: Member | None, locale: str, limit: int) -> list[IdeaRow]:
    """At most `limit` listed ideas, the one whose status changed last first, of the statuses that meet `of`."""
    return _leading(of, Idea.status_changed_at, reader, locale, limit)


def waiting(of: ColumnElement[bool], since: Any, reader: Member, locale: str, limit: int) -> list[IdeaRow]:
    """At most `limit` ideas that meet the condition `of` and that `reader`, of the team, sees; lowest `since` first."""
    query = _rows(signed_in=True).where(of, visible_to(reader)).order_by(since, Idea.id).limit(limit)
    return [_row(row, locale) for row in read(query, _reading(reader))]


def of_ids(wanted: Collection[int], reader: Member | None, locale: str, unlisted: bool = False) -> dict[int, IdeaRow]:
    """Those of `wanted` that `reader` finds in lists, or with `unlisted` sees at all, by their keys. One statement."""
    keyed = _rows(reader is not None).add_columns(Idea.id.label("idea_key"))
    query = keyed.where(Idea.id.in_(wanted), visible_to(reader) if unlisted else listed_for(reader))
    return {row.idea_key: _row(row, locale) for row in read(query, _reading(reader))} if wanted else {}


def _leading(of: ColumnElement[bool], key: Any, reader: Member | None, locale: str, limit: int) -> list[IdeaRow]:
    """The leading ideas of each status from its index, and of these the first: no status is read through to its end."""
    each = (
        select(Idea.id)
        .join(Idea.post)
        .where(Idea.status_key == Status.key, listed_for(reader))
        .order_by(key.desc(), Idea.id.desc())
        .limit(limit)
        .correlate(Status)
        .lateral()
    )
    leading = select(each.c.id).select_from(Status).join(each, true()).where(of).correlate(None)
    query = _rows(reader is not None).where(Idea.id.in_(leading)).order_by(key.desc(), Idea.id.desc()).limit(limit)
    return [_row(row, locale) for row in read(query, _reading(reader))]


def by_author(author: Member, reader: Member | None, locale: str, cursor: str | None) -> Page[IdeaRow]:
    """The ideas of `author` that `reader` may see, the newest first."""
    return _newest(_rows(reader is not None).where(written_by(author, reader)), reader, Idea.id, locale, cursor)


def supported_by(member: Member, locale: str, cursor: str | None) -> Page[IdeaRow]:
    """The ideas `member` supports, the latest support first."""
    query = _rows(signed_in=True).join(Support, Support.counted_in_id == Idea.id)
    theirs = query.where(listed_for(member), Support.member_id == member.id)
    return _newest(theirs, member, Support.id, locale, cursor)


def by_public_id(public_id: str, reader: Member | None) -> Idea | None:
    """The idea with `public_id` if `reader` may see it; post, author and status loaded."""
    query = _whole_idea(sight_of(reader), reader is not None)
    return db.session.scalar(query, {"public_id": public_id, **_reading(reader)})


def row(idea: Idea, reader: Member | None, locale: str) -> IdeaRow:
    """One `idea` as a row of a list, and whether `reader` follows it."""
    found = read(_one_row(reader is not None), {"idea_id": idea.id, **_reading(reader)}).one()
    return _row(found, locale)._replace(following=found.following, muted=found.muted, voided=found.voided)


def url(public_id: str, title: str) -> str:
    """The address of an idea's page."""
    return f"/ideas/{ids.with_slug(public_id, title)}"


def narrowed(chosen: Filter) -> tuple[list[ColumnElement[bool]], dict[str, Any]]:
    """The conditions that narrow ideas to `chosen`, whatever its order, and the values they take."""
    names, values = _narrowed(chosen)
    return [_CONDITIONS[name] for name in names], values


def _narrowed(chosen: Filter) -> tuple[tuple[str, ...], dict[str, Any]]:
    """The names of the conditions that narrow a list to `chosen`, and the values they take."""
    values: dict[str, Any] = {name: value for name in ("kind", "stage", "status") if (value := getattr(chosen, name))}
    names, more = narrowing.asked(chosen.tag, chosen.model, chosen.q)
    return (*values, *(() if chosen.status else ("unmerged",)), *names), values | more


@cache
def _page_query(
    sort: str, narrowed: tuple[str, ...], goes_on: bool, meant_for: tuple[Audience, ...], signed_in: bool
) -> Select[*tuple[Any, ...]]:
    """The statement behind `page`. Its shapes are few; building one anew costs more than the database takes for it."""
    order = SORTS[sort]
    conditions = (listed(meant_for), Post.kind == written(PostKind.IDEA), *(_CONDITIONS[name] for name in narrowed))
    return paging.ordered(_rows(signed_in).where(*conditions), order, goes_on).limit(narrowing.LIMIT)


@cache
def _whole_idea(sight: Sight, signed_in: bool) -> Select[Idea]:
    """The statement behind `by_public_id`: an idea with everything its page shows of itself."""
    loaded = contains_eager(Idea.post).joinedload(Post.author), joinedload(Idea.status)
    seen = seen_with(sight, bindparam("reader_id", type_=BigInteger) if signed_in else None)
    query = select(Idea).join(Idea.post).options(*loaded)
    return query.where(Post.public_id == bindparam("public_id"), seen)


@cache
def _one_row(signed_in: bool) -> Select[*tuple[Any, ...]]:
    following: ColumnElement[bool] = false()
    muted: ColumnElement[bool] = false()
    voided: ColumnElement[bool] = false()
    if signed_in:
        muted = exists().where(Mute.post_id == Idea.id, Mute.member_id == bindparam("reader_id"))
        thread = or_(Follow.post_id == Idea.id, Follow.post_id.in_(_duplicates()))
        following = exists().where(thread, Follow.member_id == bindparam("reader_id"))
        given = or_(Support.idea_id == Idea.id, Support.idea_id.in_(_duplicates()))
        voided = exists().where(given, Support.member_id == bindparam("reader_id"), Support.voiding_id.is_not(None))
    query = _rows(signed_in).where(Idea.id == bindparam("idea_id"))
    return query.add_columns(following.label("following"), muted.label("muted"), voided.label("voided"))


def _rows(signed_in: bool) -> Select[*tuple[Any, ...]]:
    """The columns an `IdeaRow` is made of, in the order of `_row`, for the member `_reading` names."""
    supported: ColumnElement[bool] = false()
    if signed_in:
        mine = aliased(Support)
        supported = exists().where(mine.counted_in_id == Idea.id, mine.member_id == bindparam("reader_id"))
    return (
        select(
            Post.public_id, plain(Idea.kind), Post.title, Post.excerpt, Post.language, plain(Idea.stage),
            Status.key, plain(Status.category), Status.name_zh, Status.name_en, Status.may_support,
            Idea.supports, Idea.recorded, Idea.elsewhere, Idea.elsewhere_label, supported.label("supported"),
            all_comments(), func.coalesce(Post.published_at, Post.created_at), Idea.status_changed_at,
            *members.columns(), Idea.owners, about.told(IdeaModel.idea_id, Idea.id).label("models"),
            Idea.target_starts_on, Idea.target_ends_on, Idea.safety,
            Idea.duplicates, *PICTURE,
        )
        .select_from(Idea)
        .join(Post, Post.id == Idea.id)
        .join(Status, Status.key == Idea.status_key)
        .join(Member, Member.id == Post.author_id)
        .outerjoin(Picture, and_(Picture.post_id == Idea.id, Picture.position == literal_column("0")))
    )  # fmt: skip


def all_comments() -> ColumnElement[int]:
    """Within a statement: how many comments show under an idea, those of its duplicates among them."""
    theirs = aliased(Post)
    number = select(func.coalesce(func.sum(theirs.comments), 0).cast(BigInteger))
    merged = number.where(theirs.id.in_(_duplicates()), theirs.state == written(PostState.VISIBLE)).correlate(Idea)
    return (Post.comments + case((Idea.duplicates > 0, merged.scalar_subquery()), else_=0)).label("comments")


def _duplicates() -> Select[int]:
    """The keys of the ideas merged into an idea of the statement around it."""
    return select(Merge.idea_id).where(Merge.into_id == Idea.id, Merge.ended_at.is_(None)).correlate(Idea)


def _reading(reader: Member | None) -> dict[str, int]:
    """The value that `_rows` asks for."""
    return {} if reader is None else {"reader_id": reader.id}


def _row(found: Any, locale: str) -> IdeaRow:
    (
        public_id, kind, title, excerpt, language, stage,
        status, category, name_zh, name_en, may_support,
        supports, recorded, elsewhere, elsewhere_label, supported,
        comments, published_at, status_changed_at,
        author_id, author_name, affiliation, state, is_owner, owners, models, target_starts_on, target_ends_on, safety,
        duplicates, picture_id, alt, width, height, placeholder, *_rest,
    ) = found  # fmt: skip
    return IdeaRow(
        public_id=public_id,
        url=url(public_id, title),
        kind=kind,
        title=title,
        excerpt=excerpt,
        language=language,
        stage=stage,
        status=StatusView(status, category, name_zh if locale == "zh" else name_en),
        may_support=may_support,
        supports=supports,
        recorded=recorded,
        elsewhere=elsewhere,
        elsewhere_label=elsewhere_label,
        supported=supported,
        comments=comments,
        author=Person(author_id, author_name, affiliation, state, is_owner),
        published_at=published_at,
        status_changed_at=status_changed_at,
        models=about.heard(models, locale),
        safety=safety,
        target=Window.of(target_starts_on, target_ends_on),
        picture=PictureView(picture_id, alt, width, height, placeholder) if picture_id else None,
        owners=owners,
        duplicates=duplicates,
    )


def _newest(
    query: Select[*tuple[Any, ...]], reader: Member | None, key: Any, locale: str, cursor: str | None
) -> Page[IdeaRow]:
    query = query.add_columns(key.label("page_key"))
    if cursor:
        query = query.where(key < paging.decode(cursor, int)[0])
    rows = read(query.order_by(key.desc()).limit(PAGE + 1), _reading(reader)).all()
    return paging.cut(rows, PAGE, lambda row: (row.page_key,)).map(lambda row: _row(row, locale))
