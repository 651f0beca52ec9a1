"""Releases in the reader's language: the list, one of them, and what was promised ahead."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple

from markupsafe import Markup
from sqlalchemy import ColumnElement, Select, exists, func, or_, select, tuple_, union
from sqlalchemy.orm import joinedload

from cocreate.catalogue import queries as catalogue
from cocreate.catalogue.about import ModelName
from cocreate.catalogue.models import ModelYear, Series
from cocreate.catalogue.queries import Model
from cocreate.ideas import queries as ideas
from cocreate.ideas.merging.models import Merge
from cocreate.ideas.queries import IdeaRow
from cocreate.kernel import clock, ids, paging, text
from cocreate.kernel.database import db
from cocreate.kernel.paging import Page
from cocreate.members.models import Member
from cocreate.members.queries import Person, person
from cocreate.posts.models import LinkKind, Post, PostLink, PostState
from cocreate.posts.pictures import queries as pictures
from cocreate.posts.pictures.queries import PictureView
from cocreate.roadmap import words
from cocreate.roadmap.releases.access import visible_to
from cocreate.roadmap.releases.models import Release, ReleaseModel, ReleasePlan, ReleaseState
from cocreate.roadmap.words import Read

PAGE = 20
COMING, DRAFTS = 12, 200


@dataclass(frozen=True)
class ReleaseRow:
    """A release as it stands in a list; `language` is that of its words, `ideas` how many it ships.

    `late`: its day is over, and it is not there. `hidden`: it was taken back; only its team sees it.
    """

    public_id: str
    url: str
    title: str
    language: str
    excerpt: str
    state: str
    released_at: datetime | None
    planned_on: date | None
    publish_at: datetime | None
    problem: str
    models: tuple[ModelName, ...]
    ideas: int
    picture: PictureView | None
    late: bool
    hidden: bool


class Shipped(NamedTuple):
    """An idea of a release, and whether the release ships only a part of what it asks for."""

    idea: IdeaRow
    partly: bool


class PlanView(NamedTuple):
    """The day a release was planned for from `at` on; None: it was given up. `language` is that of the reason, which
    the first one has not."""

    planned_on: date | None
    reason: Markup
    language: str
    at: datetime


@dataclass(frozen=True)
class ReleaseView:
    """All that the page of a release shows. `thanks` names the authors of its ideas, `voices` counts their supports."""

    row: ReleaseRow
    author: Person
    html: Markup
    existing: Markup
    announced_at: datetime | None
    edited_at: datetime | None
    pictures: Sequence[PictureView]
    ideas: list[Shipped]
    thanks: list[Person]
    voices: int
    plans: list[PlanView]


def page(
    model: Model | None, reader: Member | None, locale: str, cursor: str | None = None, limit: int = PAGE
) -> Page[ReleaseRow]:
    """What is out for `model` (None: for any), the latest first. A constant number of statements."""
    found, following = _out(model, reader, cursor, limit)
    return Page(rows(found, locale), following)


def coming(model: Model | None, reader: Member | None, locale: str) -> list[ReleaseRow]:
    """What is announced for `model` and not there yet, the next first; at most `COMING`."""
    query = seen_by(reader).where(Release.state == ReleaseState.PLANNED, *_concerning(model))
    found = db.session.scalars(query.order_by(Release.planned_on, Release.id).limit(COMING))
    return rows(list(found), locale)


def drafts(reader: Member, locale: str) -> list[ReleaseRow]:
    """What the team is writing, the one that publishes itself next first; at most `DRAFTS`."""
    query = seen_by(reader).where(Release.state == ReleaseState.DRAFT)
    found = db.session.scalars(query.order_by(Release.publish_at.nulls_last(), Release.id.desc()).limit(DRAFTS))
    return rows(list(found), locale)


def row(release: Release, locale: str) -> ReleaseRow:
    """One `release` as a row of a list."""
    return rows([release], locale)[0]


def address(release: Release) -> str:
    """Where the page of `release` is."""
    return url(release.post.public_id, release.title_en or release.post.title or "")


def latest(limit: int) -> list[Release]:
    """The last releases that everybody reads, the latest first."""
    out = seen_by(None).where(Release.state == ReleaseState.OUT)
    return list(db.session.scalars(out.order_by(Release.released_at.desc(), Release.id.desc()).limit(limit)))


def told(release: Release, locale: str) -> Read:
    """The words of `release` in the language `locale`, or in the one it has."""
    return words.read(release, release.post, locale)


def models(release: Release) -> list[str]:
    """The keys of the models `release` is for."""
    return [model.key for model in _models([release.id], "en").get(release.id, ())]


def by_public_id(public_id: str, reader: Member | None) -> Release | None:
    """The release, if `reader` may see it."""
    return db.session.scalar(seen_by(reader).where(Post.public_id == public_id))


def view(release: Release, reader: Member | None, locale: str) -> ReleaseView:
    """The page of `release`. A constant number of statements."""
    return _views([release], reader, locale)[0]


def views(
    model: Model | None, reader: Member | None, locale: str, cursor: str | None = None, limit: int = PAGE
) -> Page[ReleaseView]:
    """As `page`, each release whole."""
    found, following = _out(model, reader, cursor, limit)
    return Page(_views(found, reader, locale), following)


def url(public_id: str, title: str) -> str:
    """The address of a release's page."""
    return f"/releases/{ids.with_slug(public_id, title)}"


def seen_by(reader: Member | None) -> Select[Release]:
    """Releases that `reader` sees, each with its post."""
    return select(Release).join(Release.post).where(visible_to(reader)).options(joinedload(Release.post))


def _out(
    model: Model | None, reader: Member | None, cursor: str | None, limit: int
) -> tuple[list[Release], str | None]:
    """What is out for `model`, after `cursor`, and the cursor of what follows."""
    key = (Release.released_at, Release.id)
    query = seen_by(reader).where(Release.state == ReleaseState.OUT, *_concerning(model))
    if cursor:
        query = query.where(tuple_(*key) < tuple_(*paging.decode(cursor, datetime, int)))
    found = list(db.session.scalars(query.order_by(*(column.desc() for column in key)).limit(limit + 1)))
    cut = paging.cut(found, limit, lambda release: (release.released_at, release.id))
    return cut.items, cut.next_cursor


def _concerning(model: Model | None) -> list[ColumnElement[bool]]:
    """The conditions that a release is for `model`: for the series or the year itself, or for every car."""
    if model is None:
        return []
    of = exists().where(ReleaseModel.release_id == Release.id)
    named = of.where(ReleaseModel.series_id == model.series_id)
    if model.model_year_id is not None:
        year = ReleaseModel.model_year_id
        named = named.where(or_(year == model.model_year_id, year.is_(None)))
    return [or_(named, ~of)]


def rows(found: Sequence[Release], locale: str) -> list[ReleaseRow]:
    """`found` as rows of a list, in their order. A constant number of statements."""
    keys = [release.id for release in found]
    models, counts, shown = _models(keys, locale), _counts(keys), pictures.of_each(keys)
    today = clock.local_day(clock.now())
    return [_row(one, models.get(one.id, ()), counts.get(one.id, 0), shown[one.id][:1], today, locale) for one in found]


def _row(
    release: Release,
    models: tuple[ModelName, ...],
    ideas_shipped: int,
    shown: Sequence[PictureView],
    today: date,
    locale: str,
) -> ReleaseRow:
    post, read = release.post, words.read(release, release.post, locale)
    waits = release.state is ReleaseState.PLANNED
    return ReleaseRow(
        public_id=post.public_id,
        url=address(release),
        title=read.title,
        language=read.language,
        excerpt=read.excerpt,
        state=release.state.value,
        released_at=release.released_at,
        planned_on=release.planned_on,
        publish_at=release.publish_at,
        problem=release.problem,
        models=models,
        ideas=ideas_shipped,
        picture=shown[0] if shown else None,
        late=waits and release.planned_on is not None and release.planned_on < today,
        hidden=post.state is not PostState.VISIBLE,
    )


def _models(releases: Collection[int], locale: str) -> dict[int, tuple[ModelName, ...]]:
    query = (
        select(ReleaseModel.release_id, Series.key, Series.name_zh, Series.name_en, ModelYear.year)
        .join(Series, Series.id == ReleaseModel.series_id)
        .outerjoin(ModelYear, ModelYear.id == ReleaseModel.model_year_id)
        .where(ReleaseModel.release_id.in_(releases))
        .order_by(Series.position, Series.id, ModelYear.year.desc())
    )
    found: dict[int, tuple[ModelName, ...]] = {}
    for release_id, key, name_zh, name_en, year in db.session.execute(query) if releases else ():
        name = catalogue.name(name_zh if locale == "zh" else name_en, year, locale)
        found[release_id] = (*found.get(release_id, ()), ModelName(catalogue.key(key, year), name))
    return found


def _counts(releases: Collection[int]) -> dict[int, int]:
    """How many visible ideas each of the `releases` ships."""
    query = (
        select(PostLink.from_id, func.count().label("number"))
        .join(Post, Post.id == PostLink.to_id)
        .where(PostLink.from_id.in_(releases), Post.state == PostState.VISIBLE)
        .group_by(PostLink.from_id)
    )
    return {row.from_id: row.number for row in db.session.execute(query)} if releases else {}


def _views(found: Sequence[Release], reader: Member | None, locale: str) -> list[ReleaseView]:
    keys = [release.id for release in found]
    shipped, thanked, writers = _shipped(keys, reader, locale), _authors(keys), _writers(found)
    pictured, planned, shown = pictures.of_each(keys), plans_of(keys, locale), rows(found, locale)
    return [
        _view(
            one,
            row,
            writers[one.post.author_id],
            shipped[one.id],
            thanked.get(one.id, []),
            pictured[one.id],
            planned[one.id],
            locale,
        )
        for one, row in zip(found, shown, strict=True)
    ]


def _view(
    release: Release,
    row: ReleaseRow,
    author: Person,
    shipped: list[Shipped],
    thanks: list[Person],
    shown: Sequence[PictureView],
    plans: list[PlanView],
    locale: str,
) -> ReleaseView:
    read = words.read(release, release.post, locale)
    existing = release.existing_en if read.language == "en" and release.existing_en else release.existing
    return ReleaseView(
        row=row,
        author=author,
        html=read.html,
        existing=text.render(existing) if existing else Markup(""),
        announced_at=release.announced_at,
        edited_at=release.post.edited_at if release.state is not ReleaseState.DRAFT else None,
        pictures=shown,
        ideas=shipped,
        thanks=thanks,
        voices=sum(one.idea.supports for one in shipped),
        plans=plans,
    )


def _shipped(releases: Collection[int], reader: Member | None, locale: str) -> dict[int, list[Shipped]]:
    """What each of the `releases` ships of what `reader` sees, the most supported first."""
    links = select(PostLink.from_id, PostLink.to_id, PostLink.kind).where(PostLink.from_id.in_(releases))
    linked = db.session.execute(links).all() if releases else []
    shown = ideas.of_ids({link.to_id for link in linked}, reader, locale)
    found: dict[int, list[Shipped]] = {release_id: [] for release_id in releases}
    for link in linked:
        if link.to_id in shown:
            found[link.from_id].append(Shipped(shown[link.to_id], link.kind is LinkKind.SHIPS_PARTLY))
    for shipped in found.values():
        shipped.sort(key=lambda one: (-one.idea.supports, one.idea.public_id))
    return found


def _authors(releases: Collection[int]) -> dict[int, list[Person]]:
    """Who wrote the visible ideas of each of the `releases`, and those merged into them, each once, in the order in
    which they wrote."""
    shipped = select(PostLink.from_id.label("release"), PostLink.to_id.label("idea")).where(
        PostLink.from_id.in_(releases)
    )
    links = shipped.subquery()
    merged = select(links.c.release, Merge.idea_id).join(
        Merge, (Merge.into_id == links.c.idea) & Merge.ended_at.is_(None)
    )
    every = union(shipped, merged).subquery()
    first = (
        select(every.c.release, Post.author_id, func.min(Post.id).label("first"))
        .join(every, every.c.idea == Post.id)
        .where(Post.state == PostState.VISIBLE)
        .group_by(every.c.release, Post.author_id)
        .subquery()
    )
    query = select(first.c.release, Member).join(first, first.c.author_id == Member.id).order_by(first.c.first)
    found: dict[int, list[Person]] = {}
    for release_id, member in db.session.execute(query) if releases else ():
        found.setdefault(release_id, []).append(person(member))
    return found


def _writers(releases: Sequence[Release]) -> dict[int, Person]:
    """Who wrote `releases`, by key."""
    query = select(Member).where(Member.id.in_({release.post.author_id for release in releases}))
    return {member.id: person(member) for member in db.session.scalars(query)} if releases else {}


def plans_of(releases: Collection[int], locale: str) -> dict[int, list[PlanView]]:
    """What was planned for each of the `releases`, in order."""
    found: dict[int, list[PlanView]] = {release_id: [] for release_id in releases}
    query = select(ReleasePlan).where(ReleasePlan.release_id.in_(releases)).order_by(ReleasePlan.id)
    for plan in db.session.scalars(query) if releases else ():
        reason, language = words.one_of(plan.reason, plan.reason_en, locale)
        html = text.render(reason) if reason else Markup("")
        found[plan.release_id].append(PlanView(plan.planned_on, html, language, plan.at))
    return found
