"""Perks for programs."""

from dataclasses import replace
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from werkzeug.exceptions import Forbidden

from cocreate.kernel.access import token, token_optional
from cocreate.kernel.api import LOCATION, PREFIX, Operations, absolute
from cocreate.kernel.errors import Invalid, Refused
from cocreate.kernel.i18n import locale
from cocreate.kernel.text import render
from cocreate.members.reading import reader, writer
from cocreate.perks import contents, pictures, queries, rules, stocking, variants, words
from cocreate.perks.access import may_look, may_manage
from cocreate.perks.contents import Content, Words
from cocreate.perks.models import Perk, PerkKind, PerkState, PerkVariant
from cocreate.perks.pages import found_or_404
from cocreate.perks.queries import Filter
from cocreate.perks.schemas import NewPerk, PerkChanges, PerkOutput, PerkPage, PerkQuery, Said
from cocreate.posts.pictures.api import item as picture_item
from cocreate.posts.pictures.queries import PictureView
from cocreate.site import queries as site

blueprint = Operations("perks", __name__, _l("What members redeem their points for."))

EXAMPLE = {
    "title": "车主徽章T恤",
    "body": "纯棉，胸前一枚小小的徽章。",
    "kind": "goods",
    "price": 1200,
    "stock": 50,
    "per_member": 1,
}
_TEXTS = ("title", "summary", "body", "discount")
_PLAIN = (
    "price", "per_member", "per_period", "period_days", "starts_at", "ends_at", "created_at",
    "discount_fen", "valid_days", "valid_until_on",
)  # fmt: skip
# What is said of some kinds alone.
_OF_CODES = frozenset({PerkKind.VOUCHER, PerkKind.SERVICE_COUPON})
_OF_KINDS = {
    "discount": frozenset({PerkKind.SERVICE_COUPON}), "discount_fen": frozenset({PerkKind.SERVICE_COUPON}),
    "valid_days": _OF_CODES, "valid_until_on": _OF_CODES,
}  # fmt: skip


@blueprint.operation("GET /perks", _l("List perks"), _l("Those on sale."))
@token_optional
@blueprint.reads(PerkQuery, location="query")
@blueprint.answers(200, PerkPage)
def index(said: Said) -> dict[str, Any]:
    kind = said["kind"].value if "kind" in said else ""
    chosen = Filter(said["sort"], said["category"], kind, said["reach"])
    page = queries.stored(chosen, reader(), said.get("cursor"), said["limit"])
    return {"items": _items(page.items), "next_cursor": page.next_cursor}


@blueprint.operation("GET /perks/<id:perk_id>", _l("Read a perk"))
@token_optional
@blueprint.answers(200, PerkOutput)
def show(perk_id: str) -> dict[str, Any]:
    return _told(perk_id)


@blueprint.operation(
    "POST /perks",
    _l("Write a perk"),
    _l("By administrators. Title, summary and body are in one language; what the other lacks is shown in this one."),
    errors=(409,),
)
@token("staff")
@blueprint.reads(NewPerk, example=EXAMPLE)
@blueprint.answers(201, PerkOutput, headers=LOCATION)
def create(said: Said) -> tuple[dict[str, Any], dict[str, str]]:
    _check_may()
    state = said.pop("state", PerkState.ON_SALE)
    if state is PerkState.WITHDRAWN:
        raise Invalid("state", _("A new perk is on sale or a draft."))
    _check_kind(said, said["kind"])
    offered = stocking.begun(said, _language(said))
    content = Content(said.pop("kind"), _words(said), said.pop("price"))
    perk = rules.create(writer(), replace(content, **_rest(said)), offered)
    if state is PerkState.ON_SALE:
        rules.put_on_sale(writer(), perk)
    return _told(perk.public_id), {"Location": absolute(f"{PREFIX}/perks/{perk.public_id}")}


@blueprint.operation(
    "PATCH /perks/<id:perk_id>",
    _l("Change a perk"),
    _l("By administrators. The stock is never less than what is redeemed; the kind stays once it was on sale."),
    errors=(409,),
)
@token("staff")
@blueprint.reads(PerkChanges, example={"price": 900, "stock": 80})
@blueprint.answers(200, PerkOutput)
def change(said: Said, perk_id: str) -> dict[str, Any]:
    _check_may()
    perk = found_or_404(perk_id)
    state = said.pop("state", None)
    _check_kind(said, said.get("kind", perk.kind))
    stocking.change(writer(), perk, said, _language(said))
    if said:
        rules.revise(writer(), perk, lambda content: replace(content, words=_words(said, content), **_rest(said)))
    if state is not None:
        _move(perk, state)
    return _told(perk_id)


def _told(perk_id: str) -> dict[str, Any]:
    return _items([found_or_404(perk_id)])[0]


def _check_may() -> None:
    if not may_manage(writer()):
        raise Forbidden


def _move(perk: Perk, state: PerkState) -> None:
    if state is perk.state:
        return
    if state is PerkState.DRAFT:
        raise Refused("was-on-sale", _("What was on sale once is never a draft again."))
    (rules.put_on_sale if state is PerkState.ON_SALE else rules.withdraw)(writer(), perk)


def _check_kind(said: Said, kind: PerkKind) -> None:
    """That nothing is said which a perk of that kind can't have."""
    for name, fitting in _OF_KINDS.items():
        if said.get(name) and kind not in fitting:
            raise Invalid(name, _("A perk of this kind has none."))


def _language(said: Said) -> str:
    """In which the words of `said` are."""
    return str(said.get("language", site.brand().languages[0]))


def _words(said: Said, present: Content | None = None) -> dict[str, Words]:
    """The words that `said` gives in its language beside the `present` ones; they leave `said`."""
    language = _language(said)
    said.pop("language", None)
    words = dict(present.words) if present else {}
    given = {name: said.pop(name) for name in _TEXTS if name in said}
    return {**words, language: replace(words.get(language, Words()), **given)}


def _rest(said: Said) -> Said:
    """What `said` gives beside words, as fields of `Content`; what is seen on pictures was said with each of them."""
    if "pictures" in said:
        said["pictures"] = pictures.described(said["pictures"])
    return said


def _items(perks: list[Perk]) -> list[dict[str, Any]]:
    """`perks` as the API tells them. A constant number of statements."""
    keys, all_of_it = [perk.id for perk in perks], may_look(reader())
    offered, shown, series = variants.of_each(keys), pictures.of_each(keys), contents.series_of_each(keys)
    told = {key: [row for row in rows if row.offered or all_of_it] for key, rows in offered.items()}
    return [_item(perk, told[perk.id], series[perk.id], shown[perk.id]) for perk in perks]


def _item(perk: Perk, told: list[PerkVariant], series: list[str], shown: list[PictureView]) -> dict[str, Any]:
    said = {name: words.text(perk, name, locale()) for name in _TEXTS}
    rows = [row for row in told if row.offered]
    unlimited = any(row.stock is None for row in rows)
    return {
        **{name: getattr(perk, name) for name in (*_PLAIN, "kind", "state", "audience")},
        **{name: one.words for name, one in said.items()},
        "id": perk.public_id,
        "url": absolute(queries.address(perk)),
        "html": str(render(said["body"].words)),
        "language": said["title"].language,
        "stock": None if unlimited else sum(row.stock or 0 for row in rows),
        "left": variants.left(rows),
        "variants": [_variant(row) for row in told],
        "series": series,
        "tier": perk.tier_key,
        "category": perk.category.key if perk.category else None,
        "pictures": [picture_item(picture) for picture in shown],
    }


def _variant(row: PerkVariant) -> dict[str, Any]:
    said = {name: getattr(row, name) for name in ("id", "size", "stock", "left", "offered")}
    colour = words.said(row.colour_zh, row.colour_en, locale()).words
    return {**said, "colour": colour, "name": words.variant(row, locale())}
