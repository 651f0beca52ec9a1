"""The demo's shop: plain values, `fill`, which brings them in through the real verbs, and the way back."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.exc import IntegrityError

from cocreate.catalogue.entries import Title
from cocreate.demo import goods
from cocreate.demo.deeds import Team
from cocreate.demo.redeeming import Redeemed
from cocreate.kernel import clock
from cocreate.kernel.database import db
from cocreate.members.models import Member
from cocreate.perks import categories, rules
from cocreate.perks import pictures as shown
from cocreate.perks.codes.models import CodeState, PerkCode
from cocreate.perks.contents import Content, Words
from cocreate.perks.models import Perk, PerkAudience, PerkCategory, PerkChange, PerkKind, PerkPicture, PerkSeries
from cocreate.perks.models import PerkVariant as Row
from cocreate.perks.variants import Variant
from cocreate.posts.pictures import rules as pictures
from cocreate.posts.pictures import shelves


@dataclass(frozen=True)
class Stocked:
    """A perk, on sale since `days_ago`, drawn as the `thing` of ``demo.goods``; `ends` is so many days from now."""

    kind: str
    category: str
    price: int
    thing: str
    alt: str
    words: Mapping[str, Words]
    variants: tuple[Variant, ...]
    days_ago: float
    audience: str = "all"
    series: tuple[str, ...] = ()
    per_member: int | None = None
    per_period: int | None = None
    period_days: int | None = None
    discount_fen: int | None = None
    valid_days: int | None = None
    ends: float | None = None


@dataclass(frozen=True)
class Shop:
    """The shelves, what stands on them, and what was `redeemed`."""

    categories: tuple[Title, ...]
    perks: tuple[Stocked, ...]
    redeemed: tuple[Redeemed, ...]


def read(file: dict[str, Any]) -> Shop:
    """The shop in the content `file`. A wrong field raises ``TypeError``."""
    shelves_of = tuple(Title(**each) for each in file["categories"])
    redeemed = tuple(Redeemed(**each) for each in file["redeemed"])
    return Shop(shelves_of, tuple(_stocked(**each) for each in file["perks"]), redeemed)


def fill(shop: Shop, team: Team, administrator: Member) -> dict[str, list[int]]:
    """Open the `shop`; answers the ids of what is new, by the journal's words."""
    made = [categories.add(administrator, one.key, one.name_zh, one.name_en) for one in shop.categories]
    perks = []
    for one in sorted(shop.perks, key=lambda one: -one.days_ago):
        with clock.telling(team.now - timedelta(days=one.days_ago)):
            perks.append(_stock(one, team, administrator))
    return {"perk_category": [one.id for one in made], "perk": [one.id for one in perks]}


def clear(made: Mapping[str, list[int]]) -> dict[str, list[int]]:
    """Delete what `fill` made, as far as nobody else uses it; answers what is gone. The guard of changes is off."""
    stocked = list(db.session.execute(select(Row.id, Row.perk_id).where(Row.perk_id.in_(made.get("perk", ())))))
    gone = {"perk": [key for key in made.get("perk", ()) if _cleared(key)]}
    gone["perk_variant"] = [variant for variant, perk in stocked if perk in gone["perk"]]
    gone["perk_category"] = [key for key in made.get("perk_category", ()) if _deleted(PerkCategory, key)]
    return gone


def _stocked(variants: Iterable[dict[str, Any]] = ({},), **entry: Any) -> Stocked:
    texts = {}
    for language in ("zh", "en"):
        names = [name for name in ("title", "summary", "body", "discount") if f"{name}_{language}" in entry]
        texts[language] = Words(**{name: entry.pop(f"{name}_{language}").strip() for name in names})
    entry["series"] = tuple(entry.get("series", ()))
    return Stocked(words=texts, variants=tuple(Variant(**one) for one in variants), **entry)


def _stock(one: Stocked, team: Team, administrator: Member) -> Perk:
    picture = pictures.add(administrator, goods.draw(one.thing), one.alt)
    content = Content(
        kind=PerkKind(one.kind),
        words=one.words,
        price=one.price,
        category=one.category,
        audience=PerkAudience(one.audience),
        series=one.series,
        per_member=one.per_member,
        per_period=one.per_period,
        period_days=one.period_days,
        discount_fen=one.discount_fen,
        valid_days=one.valid_days,
        ends_at=None if one.ends is None else team.now + timedelta(days=one.ends),
        pictures={picture.public_id: one.alt},
    )
    perk = rules.create(administrator, content, one.variants)
    rules.put_on_sale(administrator, perk)
    return perk


def _cleared(key: int) -> bool:
    perk = db.session.get(Perk, key)
    if perk is None:
        return False
    try:
        with db.session.begin_nested():
            drawn = shown.keys(perk)
            db.session.execute(delete(PerkCode).where(PerkCode.perk_id == key, PerkCode.state == CodeState.FREE))
            for table in (PerkChange, PerkPicture, PerkSeries, Row):
                db.session.execute(delete(table).where(table.perk_id == key))
            db.session.execute(delete(Perk).where(Perk.id == key))
            shelves.remove(drawn)
    except IntegrityError:
        return False
    return True


def _deleted(model: type[PerkCategory], key: int) -> bool:
    try:
        with db.session.begin_nested():
            db.session.execute(delete(model).where(model.id == key))
    except IntegrityError:
        return False
    return True
