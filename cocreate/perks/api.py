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
from cocreate.perks import contents, pictures, queries, rules, variants, words
from cocreate.perks.access import may_manage
from cocreate.perks.contents import Content, Words
from cocreate.perks.models import Perk, PerkState, PerkVariant
from cocreate.perks.pages import found_or_404
from cocreate.perks.queries import Filter
from cocreate.perks.schemas import NewPerk, PerkChanges, PerkOutput, PerkPage, PerkQuery, Said
from cocreate.perks.variants import Variant
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
_TEXTS = ("title", "summary", "body")
_PLAIN = ("price", "per_member", "per_period", "period_days", "starts_at", "ends_at", "created_at")


@blueprint.operation("GET /perks", _l("List perks"), _l("Those on sale."))
@token_optional
@blueprint.reads(PerkQuery, location="query")
@blueprint.answers(200, PerkPage)
def index(said: Said) -> dict[str, Any]:
    kind = said["kind"].value if "kind" in said else ""
    chosen = Filter(said["sort"], said["category"], kind, said["reach"])
    page = queries.page(chosen, reader(), locale(), said.get("cursor"), said["limit"])
    return {
        "items": _items(queries.by_public_ids([row.public_id for row in page.items])),
        "next_cursor": page.next_cursor,
    }


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
    stock = said.pop("stock", None)
    content = Content(said.pop("kind"), _words(said), said.pop("price"))
    perk = rules.create(writer(), replace(content, **_rest(said)), [Variant(stock=stock)])
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
    state = said.pop("state", perk.state)
    if "stock" in said:
        _restock(perk, said.pop("stock"))
    if said:
        rules.revise(writer(), perk, lambda content: replace(content, words=_words(said, content), **_rest(said)))
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


def _restock(perk: Perk, stock: int | None) -> None:
    """Let the one variant of `perk` have this `stock`."""
    rows = variants.of(perk.id)
    if len(rows) > 1:
        raise Invalid("stock", _("It comes in several variants: their stock is changed at the desk."))
    (row,) = rows
    if row.stock == stock:
        return
    said = Variant(row.size, row.colour_zh, row.colour_en, stock, row.offered, row.id)
    try:
        variants.change(writer(), perk, [said])
    except Invalid as error:
        raise Invalid("stock", error.message) from error


def _words(said: Said, present: Content | None = None) -> dict[str, Words]:
    """The words that `said` gives in its language beside the `present` ones; they leave `said`."""
    language = said.pop("language", site.brand().languages[0])
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
    keys = [perk.id for perk in perks]
    offered, shown, series = variants.of_each(keys), pictures.of_each(keys), contents.series_of_each(keys)
    return [_item(perk, offered[perk.id], series[perk.id], shown[perk.id]) for perk in perks]


def _item(perk: Perk, rows: list[PerkVariant], series: list[str], shown: list[PictureView]) -> dict[str, Any]:
    said = {name: words.text(perk, name, locale()) for name in _TEXTS}
    rows = [row for row in rows if row.offered]
    unlimited = any(row.stock is None for row in rows)
    return {
        **{name: getattr(perk, name) for name in (*_PLAIN, "kind", "state", "audience")},
        **{name: one.words for name, one in said.items()},
        "id": perk.public_id,
        "url": absolute(queries.address(perk)),
        "html": str(render(said["body"].words)),
        "language": said["title"].language,
        "stock": None if unlimited else sum(row.stock or 0 for row in rows),
        "left": None if unlimited else sum(row.left or 0 for row in rows),
        "variants": [
            {"id": row.id, "name": words.variant(row, locale()), "stock": row.stock, "left": row.left} for row in rows
        ],
        "series": series,
        "tier": perk.tier_key,
        "category": perk.category.key if perk.category else None,
        "pictures": [picture_item(picture) for picture in shown],
    }
