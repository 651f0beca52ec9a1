"""The variants of a perk and their stock, which is never below what is redeemed."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy import select

from cocreate.kernel.database import db
from cocreate.kernel.errors import Invalid
from cocreate.members.models import Member
from cocreate.perks import history
from cocreate.perks.models import MAX_NAME, MOST, MOST_VARIANTS, Perk, PerkField, PerkVariant


@dataclass(frozen=True)
class Variant:
    """What is said of a variant; `id` is the key of one that is there. `stock` None: without limit."""

    size: str = ""
    colour_zh: str = ""
    colour_en: str = ""
    stock: int | None = None
    offered: bool = True
    id: int | None = None

    @property
    def names(self) -> tuple[str, str, str]:
        """What tells it from the others of its perk."""
        return self.size, self.colour_zh, self.colour_en


def of(perk_id: int) -> list[PerkVariant]:
    """The variants of a perk, in their order."""
    return of_each([perk_id])[perk_id]


def of_each(perks: Collection[int]) -> dict[int, list[PerkVariant]]:
    """The variants of each of `perks`, in their order. One statement."""
    found: dict[int, list[PerkVariant]] = {key: [] for key in perks}
    query = select(PerkVariant).where(PerkVariant.perk_id.in_(perks))
    for row in db.session.scalars(query.order_by(PerkVariant.position, PerkVariant.id)):
        found[row.perk_id].append(row)
    return found


def left(rows: Iterable[PerkVariant]) -> int | None:
    """How many can still be redeemed of those of `rows` that are offered; None: as many as anybody likes."""
    pieces = [row.left for row in rows if row.offered]
    return None if None in pieces else sum(filter(None, pieces))


def begin(actor: Member, perk: Perk, said: Sequence[Variant]) -> None:
    """Give the new `perk` its first variants."""
    _check(said)
    _write(actor, perk, {}, said)


def change(actor: Member, perk: Perk, said: Sequence[Variant]) -> None:
    """Let the variants of `perk` be as `said`, in that order; those that are not named are left as they are.

    Perk and rows are locked: whoever redeems meanwhile is waited for, and counted. Raises `Invalid` at
    ``size_<place>`` or ``stock_<place>``, the place being that in `said`.
    """
    db.session.execute(select(Perk.id).where(Perk.id == perk.id).with_for_update())
    query = select(PerkVariant).where(PerkVariant.perk_id == perk.id).order_by(PerkVariant.id).with_for_update()
    present = {row.id: row for row in db.session.scalars(query.execution_options(populate_existing=True))}
    named = {one.id for one in said if one.id is not None}
    if not named <= present.keys():
        raise Invalid("variants", _("One of the variants is not of this perk."))
    others = [row for key, row in present.items() if key not in named]
    _check([*said, *(Variant(row.size, row.colour_zh, row.colour_en, id=row.id) for row in others)])
    _write(actor, perk, present, said)


def lock(variant_id: int) -> tuple[Perk, PerkVariant]:
    """A variant to redeem and its perk, as they are now: the perk can't be changed meanwhile, the variant is ours."""
    fresh = {"populate_existing": True}
    of_it = select(PerkVariant.perk_id).where(PerkVariant.id == variant_id).scalar_subquery()
    perk = select(Perk).where(Perk.id == of_it).with_for_update(read=True).execution_options(**fresh)
    variant = select(PerkVariant).where(PerkVariant.id == variant_id).with_for_update().execution_options(**fresh)
    return db.session.scalars(perk).one(), db.session.scalars(variant).one()


def _check(said: Sequence[Variant]) -> None:
    if not 1 <= len(said) <= MOST_VARIANTS:
        raise Invalid("variants", _("From %(least)s to %(most)s.", least=1, most=MOST_VARIANTS))
    names: set[tuple[str, str, str]] = set()
    for place, one in enumerate(said):
        if max(map(len, one.names)) > MAX_NAME:
            raise Invalid(f"size_{place}", _("At most %(count)s characters, please.", count=MAX_NAME))
        if one.stock is not None and not 0 <= one.stock <= MOST:
            raise Invalid(f"stock_{place}", _("From %(least)s to %(most)s.", least=0, most=f"{MOST:,}"))
        if one.names in names:
            raise Invalid(f"size_{place}", _("There is another one of this size and colour."))
        names.add(one.names)


def _write(actor: Member, perk: Perk, present: dict[int, PerkVariant], said: Sequence[Variant]) -> None:
    _free_names(present, said)
    for place, one in enumerate(said):
        row = present[one.id] if one.id is not None else PerkVariant(perk_id=perk.id, taken=0, offered=True)
        _check_stock(place, one, row)
        stock, offered = (row.stock if one.id is not None else 0), row.offered
        row.size, row.colour_zh, row.colour_en, row.position = *one.names, place
        row.stock, row.offered = one.stock, one.offered
        db.session.add(row)
        db.session.flush()
        if present:  # of a new perk there is nothing before
            history.note(actor, perk, PerkField.STOCK, stock, one.stock, row)
        history.note(actor, perk, PerkField.OFFERED, _told(offered), _told(one.offered), row)


def _free_names(present: dict[int, PerkVariant], said: Sequence[Variant]) -> None:
    """Let nothing have a name of its own that is to be called otherwise, so that two can change names."""
    for one in said:
        row = present.get(one.id or 0)
        if row is not None and (row.size, row.colour_zh, row.colour_en) != one.names:
            row.size = f"~{row.id}"
    db.session.flush()


def _check_stock(place: int, said: Variant, row: PerkVariant) -> None:
    if row.pooled and said.stock != row.stock:
        raise Invalid(f"stock_{place}", _("This is how many codes it has. Put in more codes instead."))
    if said.stock is not None and said.stock < row.taken:
        words = ngettext(
            "%(num)s is redeemed already: the stock can't be less.",
            "%(num)s are redeemed already: the stock can't be less.",
            row.taken,
        )
        raise Invalid(f"stock_{place}", words)


def _told(offered: bool) -> str:
    return "yes" if offered else "no"
