"""Sizes, colours and stock of a perk as programs say them."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from flask_babel import gettext as _

from cocreate.kernel.errors import Invalid
from cocreate.members.models import Member
from cocreate.perks import rules, variants
from cocreate.perks.models import Perk, PerkVariant
from cocreate.perks.variants import Variant

Said = dict[str, Any]


def begun(said: Said, language: str) -> list[Variant]:
    """The variants of a new perk, with their colours in `language`: what `said` gives of them leaves it."""
    rows, _stock_alone = _taken(said)
    return [_changed(Variant(), one, language) for one in rows or [{}]]


def change(actor: Member, perk: Perk, said: Said, language: str) -> None:
    """Let the variants of `perk` be otherwise as `said`, which loses what it gives of them; all others stay.

    Raises `Invalid` at ``stock``, or at a part of ``variants.<place>``.
    """
    rows, stock_alone = _taken(said)
    if not rows:
        return
    present = {row.id: row for row in variants.of(rules.hold(perk).id)}
    if stock_alone:
        if len(present) > 1:
            raise Invalid("stock", _("It comes in several variants: say it of each, in variants."))
        rows = [rows[0] | {"id": next(iter(present))}]
    places = _places(rows, list(present))
    wanted = [_as_it_is(row) for row in present.values()] + [Variant()] * (max(places) + 1 - len(present))
    for place, one in zip(places, rows, strict=True):
        wanted[place] = _changed(wanted[place], one, language)
    try:
        variants.change(actor, perk, wanted)
    except Invalid as error:
        raise Invalid("stock" if stock_alone else _field(error.field, places), error.message) from error


def _taken(said: Said) -> tuple[list[Said], bool]:
    """What `said` gives of variants, and whether that is the stock of the only one."""
    rows, stock_alone = said.pop("variants", []), "stock" in said
    if rows and stock_alone:
        raise Invalid("stock", _("The stock of each variant is said with it."))
    return ([{"stock": said.pop("stock")}] if stock_alone else rows), stock_alone


def _places(rows: Sequence[Mapping[str, Any]], present: Sequence[int]) -> list[int]:
    """Where each of `rows` stands: those named where they are, new ones behind."""
    places: list[int] = []
    behind = len(present)
    for number, one in enumerate(rows):
        if "id" not in one:
            places.append(behind)
            behind += 1
        elif one["id"] in present and present.index(one["id"]) not in places:
            places.append(present.index(one["id"]))
        else:
            raise Invalid(f"variants.{number}.id", _("There is no such variant of it, or it is named twice."))
    return places


def _as_it_is(row: PerkVariant) -> Variant:
    return Variant(row.size, row.colour_zh, row.colour_en, row.stock, row.offered, row.id)


def _changed(present: Variant, said: Mapping[str, Any], language: str) -> Variant:
    """`present` with what is `said` of it, its colour in `language`."""
    given = {name: said[name] for name in ("size", "stock", "offered") if name in said}
    if "colour" in said:
        given[f"colour_{language}"] = said["colour"]
    return replace(present, **given)


def _field(field: str, places: Sequence[int]) -> str:
    """Where a program said what the rule calls ``stock_<place>``."""
    name, _sign, place = field.rpartition("_")
    return f"variants.{places.index(int(place))}.{name}" if place.isdecimal() and int(place) in places else "variants"
