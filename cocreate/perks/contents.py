"""What is said of a perk, whole: as administrators write it, and as it is."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from sqlalchemy import select

from cocreate.catalogue.models import Series
from cocreate.kernel.database import db
from cocreate.perks import pictures
from cocreate.perks.models import (
    MAX_BODY,
    MAX_DISCOUNT,
    MAX_SUMMARY,
    MAX_TITLE,
    Perk,
    PerkAudience,
    PerkCategory,
    PerkKind,
    PerkSeries,
)

TEXTS = {"title": MAX_TITLE, "summary": MAX_SUMMARY, "body": MAX_BODY, "discount": MAX_DISCOUNT}


@dataclass(frozen=True)
class Words:
    """What a perk says in one language; `body` is Markdown."""

    title: str = ""
    summary: str = ""
    body: str = ""
    discount: str = ""


@dataclass(frozen=True)
class Content:
    """All that is said of a perk beside its variants; see `Perk`. `series` are keys of the catalogue, `pictures` maps
    public ids to what is seen there."""

    kind: PerkKind
    words: Mapping[str, Words]
    price: int | None
    category: str = ""
    per_member: int | None = None
    per_period: int | None = None
    period_days: int | None = None
    audience: PerkAudience = PerkAudience.ALL
    tier: str = ""
    series: Sequence[str] = ()
    starts_at: datetime | None = None
    ends_at: datetime | None = None
    discount_fen: int | None = None
    valid_days: int | None = None
    valid_until_on: date | None = None
    pictures: Mapping[str, str] = field(default_factory=dict)


def present(perk: Perk) -> Content:
    """What is said of `perk` now."""
    shelf = select(PerkCategory.key).where(PerkCategory.id == perk.category_id)
    return Content(
        kind=perk.kind,
        words={tongue: Words(*(getattr(perk, f"{name}_{tongue}") for name in TEXTS)) for tongue in ("zh", "en")},
        price=perk.price,
        category=db.session.scalar(shelf) or "",
        per_member=perk.per_member,
        per_period=perk.per_period,
        period_days=perk.period_days,
        audience=perk.audience,
        tier=perk.tier_key or "",
        series=series_of_each([perk.id])[perk.id],
        starts_at=perk.starts_at,
        ends_at=perk.ends_at,
        discount_fen=perk.discount_fen,
        valid_days=perk.valid_days,
        valid_until_on=perk.valid_until_on,
        pictures={one.public_id: one.alt for one in pictures.of_each([perk.id])[perk.id]},
    )


def series_of_each(perks: Collection[int]) -> dict[int, list[str]]:
    """The keys of the series that each of `perks` is for. One statement."""
    found: dict[int, list[str]] = {key: [] for key in perks}
    query = select(PerkSeries.perk_id, Series.key).join(Series, Series.id == PerkSeries.series_id)
    for perk_id, key in db.session.execute(query.where(PerkSeries.perk_id.in_(perks)).order_by(Series.key)):
        found[perk_id].append(key)
    return found
