"""Keeping the catalogue: a perk is written, changed, put on sale, withdrawn. `actor` is an administrator."""

from collections.abc import Callable, Mapping, Sequence

from flask_babel import gettext as _
from sqlalchemy import delete, insert, select

from cocreate.catalogue.models import Series
from cocreate.journal import rules as journal
from cocreate.kernel import clock
from cocreate.kernel.database import db
from cocreate.kernel.errors import Invalid, Refused
from cocreate.members.models import Member
from cocreate.perks import categories, history, pictures, variants
from cocreate.perks.contents import TEXTS, Content, Words, present
from cocreate.perks.models import (
    MOST,
    Perk,
    PerkAudience,
    PerkField,
    PerkKind,
    PerkSeries,
    PerkState,
    PerkVariant,
)
from cocreate.perks.variants import Variant
from cocreate.points.tiers import queries as tiers
from cocreate.site import queries as site


def create(actor: Member, content: Content, offered: Sequence[Variant] = (Variant(),)) -> Perk:
    """A draft with the variants `offered`. Raises `Invalid` at the field that cannot be taken."""
    perk = Perk(kind=content.kind)
    series = _fill(perk, content)
    db.session.add(perk)
    db.session.flush()
    _name_series(perk, series)
    variants.begin(actor, perk, offered)
    pictures.set_pictures(actor, perk, content.pictures)
    journal.note(actor.id, "create", "perk", perk.id)
    return perk


def change(actor: Member, perk: Perk, content: Content) -> None:
    """Say something else of `perk`. Raises `Invalid` at the field that cannot be taken."""
    _apply(actor, hold(perk), content)


def revise(actor: Member, perk: Perk, changed: Callable[[Content], Content]) -> None:
    """Say of `perk` what `changed` makes of what is said of it now."""
    perk = hold(perk)
    _apply(actor, perk, changed(present(perk)))


def put_on_sale(actor: Member, perk: Perk) -> None:
    """Show `perk` in the shop. Raises `Refused` where it stands there, or nothing of it is offered."""
    perk = hold(perk)
    if perk.state is PerkState.ON_SALE:
        raise Refused("on-sale-already", _("It is on sale already."))
    if perk.is_over(clock.now()):
        raise Refused("perk-is-over", _("The time in which it can be redeemed is over. Change that first."))
    if not any(variant.offered for variant in variants.of(perk.id)):
        raise Refused("nothing-offered", _("None of its variants is offered. Change that first."))
    perk.shown_at = perk.shown_at or clock.now()
    _move(actor, perk, PerkState.ON_SALE)
    pictures.show(perk)


def withdraw(actor: Member, perk: Perk) -> None:
    """Take `perk` out of the shop; what was redeemed stays redeemed. Raises `Refused` where it is not on sale."""
    perk = hold(perk)
    if perk.state is not PerkState.ON_SALE:
        raise Refused("not-on-sale", _("It is not on sale."))
    _move(actor, perk, PerkState.WITHDRAWN)


def hold(perk: Perk) -> Perk:
    """`perk` as it is now, locked: of two changes at once the second one waits, and so do redemptions."""
    query = select(Perk).where(Perk.id == perk.id).with_for_update()
    return db.session.scalars(query.execution_options(populate_existing=True)).one()


def _apply(actor: Member, perk: Perk, content: Content) -> None:
    if perk.shown_at is not None and content.kind is not perk.kind:
        raise Invalid("kind", _("What was on sale stays what it is: others have redeemed it."))
    if content.kind is PerkKind.GOODS and _has_codes(perk):
        raise Invalid("kind", _("Codes are kept for it: what has codes is not shipped."))
    before = perk.price
    series = _fill(perk, content)
    db.session.flush()
    _name_series(perk, series)
    pictures.set_pictures(actor, perk, content.pictures)
    history.note(actor, perk, PerkField.PRICE, before, perk.price)
    journal.note(actor.id, "edit", "perk", perk.id)


def _has_codes(perk: Perk) -> bool:
    query = select(PerkVariant.id).where(PerkVariant.perk_id == perk.id, PerkVariant.pooled)
    return db.session.scalar(query.limit(1)) is not None


def _move(actor: Member, perk: Perk, state: PerkState) -> None:
    before, perk.state = perk.state, state
    db.session.flush()
    history.note(actor, perk, PerkField.STATE, before.value, state.value)


def _fill(perk: Perk, content: Content) -> list[int]:
    """Put `content` into the columns of `perk`; the keys of the series it is for."""
    _check_words(content.words)
    if content.price is None or not 1 <= content.price <= MOST:
        raise Invalid("price", _("From 1 to %(most)s points.", most=f"{MOST:,}"))
    _check_limits(content)
    if content.starts_at and content.ends_at and content.ends_at <= content.starts_at:
        raise Invalid("ends_at", _("This is before it begins."))
    series = _series(content)
    is_coupon = content.kind is PerkKind.SERVICE_COUPON
    for language in ("zh", "en"):
        words = content.words.get(language, Words())
        for name in TEXTS:
            setattr(perk, f"{name}_{language}", getattr(words, name) if is_coupon or name != "discount" else "")
    if content.discount_fen is not None and not 1 <= content.discount_fen <= MOST:
        raise Invalid("discount_fen", _("From %(least)s to %(most)s.", least=1, most=f"{MOST:,}"))
    perk.discount_fen = content.discount_fen if is_coupon else None
    has_codes = content.kind is not PerkKind.GOODS
    perk.valid_days = content.valid_days if has_codes else None
    perk.valid_until_on = content.valid_until_on if has_codes else None
    perk.kind, perk.price = content.kind, content.price
    perk.category_id = categories.found(content.category).id if content.category else None
    perk.per_member, perk.per_period, perk.period_days = content.per_member, content.per_period, content.period_days
    perk.audience, perk.tier_key = content.audience, _tier(content)
    perk.starts_at, perk.ends_at = content.starts_at, content.ends_at
    return series


def _check_words(texts: Mapping[str, Words]) -> None:
    if not any(words.title for words in texts.values()):
        raise Invalid(f"title_{site.brand().languages[0]}", _("Give it a title."))
    for language, words in texts.items():
        for name, most in TEXTS.items():
            if len(getattr(words, name)) > most:
                raise Invalid(f"{name}_{language}", _("At most %(count)s characters, please.", count=most))


def _check_limits(content: Content) -> None:
    for name, most in (("per_member", 1000), ("per_period", 1000), ("period_days", 3660), ("valid_days", 3660)):
        value = getattr(content, name)
        if value is not None and not 1 <= value <= most:
            raise Invalid(name, _("From %(least)s to %(most)s.", least=1, most=most))
    if (content.per_period is None) != (content.period_days is None):
        missing = "period_days" if content.period_days is None else "per_period"
        raise Invalid(missing, _("How many, and within how many days: both or neither."))


def _series(content: Content) -> list[int]:
    """The keys of the series that a perk for models is for."""
    if content.audience is not PerkAudience.MODEL:
        return []
    keys = set(content.series)
    found = list(db.session.scalars(select(Series.id).where(Series.key.in_(keys)).order_by(Series.id)))
    if not keys:
        raise Invalid("series", _("Choose at least one model."))
    if len(found) < len(keys):
        raise Invalid("series", _("There is no such model in the catalogue."))
    return found


def _tier(content: Content) -> str | None:
    if content.audience is not PerkAudience.TIER:
        return None
    if content.tier not in {tier.key for tier in tiers.every()}:
        raise Invalid("tier", _("Choose a tier."))
    return content.tier


def _name_series(perk: Perk, series: list[int]) -> None:
    db.session.execute(delete(PerkSeries).where(PerkSeries.perk_id == perk.id))
    if series:
        db.session.execute(insert(PerkSeries), [{"perk_id": perk.id, "series_id": key} for key in series])
