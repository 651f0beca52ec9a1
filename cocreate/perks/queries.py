"""Perks in the reader's language: the shop, and one of them with what the reader brings to it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from flask_babel import gettext as _
from markupsafe import Markup
from sqlalchemy import BigInteger, ColumnElement, ScalarSelect, Select, case, cast, func, select, tuple_
from sqlalchemy.dialects.postgresql import aggregate_order_by
from sqlalchemy.orm import joinedload

from cocreate.catalogue.models import Series
from cocreate.kernel import clock, ids, paging
from cocreate.kernel import text as markdown
from cocreate.kernel.database import db
from cocreate.kernel.paging import Page
from cocreate.members.models import Member
from cocreate.perks import pictures, standing, tiers, variants, words
from cocreate.perks.access import Offer, Reason, Standing, may_redeem, on_sale, visible_to
from cocreate.perks.models import Perk, PerkAudience, PerkSeries, PerkVariant
from cocreate.points import wallets
from cocreate.posts.pictures.queries import PictureView

PAGE = 24
LOW = 5  # of so many or fewer left, members are told
SORTS = ("new", "low", "high")
AFFORDABLE, OWNERS = "affordable", "owners"


@dataclass(frozen=True)
class Filter:
    """What the shop is narrowed to; `reach` is `AFFORDABLE` (to the reader) or `OWNERS`. Empty: everything."""

    sort: str = "new"
    category: str = ""
    kind: str = ""
    reach: str = ""

    @property
    def narrows(self) -> bool:
        """Whether anything is left out."""
        return bool(self.category or self.kind or self.reach)


@dataclass(frozen=True)
class PerkRow:
    """A perk as it stands in the shop; `language` is that of its title. `left` of all its variants, None: no limit.

    `whom` says for whom it is, empty for everybody. `category` is the key of its shelf. `is_over`: whether its time is.
    """

    public_id: str
    url: str
    title: str
    language: str
    summary: words.Said
    kind: str
    state: str
    category: str
    price: int
    left: int | None
    audience: str
    whom: str
    starts_at: datetime | None
    ends_at: datetime | None
    is_over: bool
    picture: PictureView | None

    @property
    def is_low(self) -> bool:
        """Whether members are told how few are left."""
        return self.left is not None and 0 < self.left <= LOW

    @property
    def is_ahead(self) -> bool:
        """Whether it can be redeemed only later."""
        return self.starts_at is not None and clock.now() < self.starts_at


@dataclass(frozen=True)
class VariantView:
    """A variant as it is chosen; `left` None: no limit."""

    id: int
    name: str
    left: int | None

    @property
    def is_low(self) -> bool:
        """Whether members are told how few are left."""
        return self.left is not None and 0 < self.left <= LOW


@dataclass(frozen=True)
class PerkView:
    """All that the page of a perk shows. `reasons` are against redeeming it now, `standing` is the reader's."""

    row: PerkRow
    body: words.Said
    html: Markup
    discount: words.Said
    per_member: int | None
    per_period: int | None
    period_days: int | None
    valid_days: int | None
    valid_until_on: date | None
    category_name: str
    pictures: Sequence[PictureView]
    variants: Sequence[VariantView]
    standing: Standing | None
    reasons: Sequence[Reason]

    @property
    def missing(self) -> int:
        """How many points the reader has too few."""
        return max(0, self.row.price - self.standing.spendable) if self.standing else 0


def page(
    chosen: Filter, reader: Member | None, spendable: int | None, locale: str, cursor: str | None = None
) -> Page[PerkRow]:
    """What is on sale, as `chosen`, for a reader with so many points to spend. A constant number of statements."""
    cut = _cut(rows(), chosen, reader, spendable, cursor, PAGE)
    return Page(made(cut.items, locale), cut.next_cursor)


def stored(chosen: Filter, reader: Member | None, cursor: str | None, limit: int) -> Page[Perk]:
    """The same as it is stored, with the categories."""
    spendable = wallets.spendable(reader.id) if reader and chosen.reach == AFFORDABLE else None
    whole = select(Perk).options(joinedload(Perk.category))
    return _cut(whole, chosen, reader, spendable, cursor, limit).map(lambda found: found[0])


def by_public_id(public_id: str, reader: Member | None) -> Perk | None:
    """The perk, if `reader` may see it."""
    query = select(Perk).where(Perk.public_id == public_id, visible_to(reader))
    return db.session.scalar(query.options(joinedload(Perk.category)))


def row(perk: Perk, locale: str) -> PerkRow:
    """`perk` as it stands in a list."""
    return rows_of(rows().where(Perk.id == perk.id), locale)[0]


def view(perk: Perk, reader: Member | None, locale: str) -> PerkView:
    """`perk` with what `reader` brings to it. A constant number of statements."""
    found, shown = offer(perk, locale), pictures.of_each([perk.id])[perk.id]
    brings = standing.of(reader, perk) if reader is not None else None
    body = words.text(perk, "body", locale)
    return PerkView(
        row=_row(perk, locale, variants.left(found.variants), found.whom, shown[0] if shown else None),
        body=body,
        html=markdown.render(body.words),
        discount=words.discount(perk, locale),
        per_member=perk.per_member,
        per_period=perk.per_period,
        period_days=perk.period_days,
        valid_days=perk.valid_days,
        valid_until_on=perk.valid_until_on,
        category_name=_category_name(perk, locale),
        pictures=shown,
        variants=[VariantView(one.id, words.variant(one, locale), one.left) for one in found.variants if one.offered],
        standing=brings,
        reasons=may_redeem(found, brings, clock.now()),
    )


def offer(perk: Perk, locale: str, variant: PerkVariant | None = None) -> Offer:
    """What `perk` asks for; of its variants `variant` alone, where one is chosen."""
    offered = variants.of(perk.id) if variant is None else [variant]
    named = select(Series.id, Series.name_zh, Series.name_en).join(PerkSeries, PerkSeries.series_id == Series.id)
    series = db.session.execute(named.where(PerkSeries.perk_id == perk.id).order_by(Series.position, Series.id)).all()
    names = [[zh, en] for _key, zh, en in series]
    return Offer(
        perk, offered, frozenset(key for key, _zh, _en in series), _whom(perk, names, _ranks([perk], locale), locale)
    )


def address(perk: Perk) -> str:
    """Where its page is."""
    return f"/perks/{ids.with_slug(perk.public_id, perk.title_en)}"


def left() -> ScalarSelect[Any]:
    """Within a statement: how many of a perk are left of what is offered; null: as many as anybody likes."""
    unlimited = func.bool_or(PerkVariant.stock.is_(None))
    pieces = cast(func.coalesce(func.sum(PerkVariant.stock - PerkVariant.taken), 0), BigInteger)
    counted = select(case((unlimited, None), else_=pieces))
    return counted.where(PerkVariant.perk_id == Perk.id, PerkVariant.offered).correlate(Perk).scalar_subquery()


def rows_of(query: Select[Any], locale: str) -> list[PerkRow]:
    """The perks that a statement of `rows` finds, in its order; their pictures are one statement more."""
    return made(db.session.execute(query).all(), locale)


def made(found: Sequence[Any], locale: str) -> list[PerkRow]:
    """What the statement of `rows` found, with their pictures. One statement."""
    pictured = pictures.first_of([perk.id for perk, *_more in found])
    ranks = _ranks([perk for perk, *_more in found], locale)
    return [
        _row(perk, locale, pieces, _whom(perk, names or [], ranks, locale), pictured.get(perk.id))
        for perk, pieces, names in found
    ]


def rows() -> Select[Any]:
    """The statement that reads perks for `rows_of`; its caller says which and in which order."""
    each = func.jsonb_build_array(Series.name_zh, Series.name_en)
    named = select(func.jsonb_agg(aggregate_order_by(each, Series.position, Series.id))).select_from(PerkSeries)
    named = named.join(Series, Series.id == PerkSeries.series_id).where(PerkSeries.perk_id == Perk.id).correlate(Perk)
    return select(Perk, left(), named.scalar_subquery()).options(joinedload(Perk.category))


def _row(perk: Perk, locale: str, pieces: int | None, whom: str, picture: PictureView | None) -> PerkRow:
    title = words.text(perk, "title", locale)
    return PerkRow(
        public_id=perk.public_id,
        url=address(perk),
        title=title.words,
        language=title.language,
        summary=words.text(perk, "summary", locale),
        kind=perk.kind.value,
        state=perk.state.value,
        category=perk.category.key if perk.category else "",
        price=perk.price,
        left=pieces,
        audience=perk.audience.value,
        whom=whom,
        starts_at=perk.starts_at,
        ends_at=perk.ends_at,
        is_over=perk.is_over(clock.now()),
        picture=picture,
    )


def _cut(
    query: Select[Any], chosen: Filter, reader: Member | None, spendable: int | None, cursor: str | None, limit: int
) -> Page[Any]:
    """The rows of `query`, each with a perk first, that are on sale and `chosen`. One statement."""
    wanted = query.where(on_sale(clock.now()), *_narrowed(chosen, reader, spendable), *_after(chosen, cursor))
    order = {
        "new": (Perk.shown_at.desc(), Perk.id.desc()),
        "low": (Perk.price, Perk.id),
        "high": (Perk.price.desc(), Perk.id.desc()),
    }
    found = db.session.execute(wanted.order_by(*order[chosen.sort]).limit(limit + 1)).all()
    return paging.cut(found, limit, lambda one: (one[0].shown_at if chosen.sort == "new" else one[0].price, one[0].id))


def _narrowed(chosen: Filter, reader: Member | None, spendable: int | None) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = []
    if chosen.category:
        conditions.append(Perk.category.has(key=chosen.category))
    if chosen.kind:
        conditions.append(Perk.kind == chosen.kind)
    if chosen.reach == OWNERS:
        conditions.append(Perk.audience.in_((PerkAudience.OWNERS, PerkAudience.MODEL)))
    elif chosen.reach == AFFORDABLE and reader is not None and spendable is not None:
        conditions.append(standing.within_reach(reader, spendable))
    return conditions


def _after(chosen: Filter, cursor: str | None) -> list[ColumnElement[bool]]:
    """The condition that a perk comes behind the one that `cursor` names."""
    if cursor is None:
        return []
    value, key = paging.decode(cursor, datetime if chosen.sort == "new" else int, int)
    place = tuple_(Perk.shown_at if chosen.sort == "new" else Perk.price, Perk.id)
    return [place > (value, key) if chosen.sort == "low" else place < (value, key)]


def _category_name(perk: Perk, locale: str) -> str:
    return perk.category.name(locale) if perk.category else ""


def _ranks(perks: Sequence[Perk], locale: str) -> dict[str, str]:
    """The names of the tiers, where one of `perks` is for one."""
    return tiers.names(locale) if any(perk.audience is PerkAudience.TIER for perk in perks) else {}


def _whom(perk: Perk, series: Sequence[Sequence[str]], ranks: Mapping[str, str], locale: str) -> str:
    """For whom `perk` is: the names of its series or of its tier; empty where neither says it."""
    if perk.audience is PerkAudience.MODEL:
        return str(_(", ")).join(zh if locale == "zh" else en for zh, en in series)
    return ranks.get(perk.tier_key or "", perk.tier_key or "")
