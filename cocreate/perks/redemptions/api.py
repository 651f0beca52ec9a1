"""Redeeming for programs."""

from hashlib import sha256
from typing import Any

from flask import request
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from cocreate.kernel.access import token
from cocreate.kernel.api import LOCATION, Operations, absolute
from cocreate.kernel.errors import Invalid
from cocreate.kernel.i18n import locale
from cocreate.kernel.schemas import PageQuery
from cocreate.kernel.transactions import answers_again
from cocreate.members.reading import writer
from cocreate.perks import variants
from cocreate.perks.models import Perk
from cocreate.perks.pages import found_or_404
from cocreate.perks.redemptions import addresses, queries, rules
from cocreate.perks.redemptions.addresses import Address
from cocreate.perks.redemptions.queries import Row
from cocreate.perks.redemptions.rules import Wish
from cocreate.perks.redemptions.schemas import NewRedemption, RedemptionOutput, RedemptionPage

blueprint = Operations("redemptions", __name__, _l("What the caller has redeemed points for."))

EXAMPLE = {
    "address": {"name": "林一", "phone": "+8613800138000", "region": "上海市浦东新区", "street": "兰花路17号3室"},
}


@blueprint.operation(
    "POST /perks/<id:perk_id>/redemptions",
    _l("Redeem a perk"),
    _l("Points are set apart, and taken when it is fulfilled: a code at once, goods when they are sent. Sold out, too"
       " few points, a limit reached, or another price than the one that was sent: 409, and nothing is charged. The"
       " same Idempotency-Key is one redemption for ever, and answers as it stands now."),
    errors=(409,),
)  # fmt: skip
@token("write")
@answers_again
@blueprint.reads(NewRedemption, example=EXAMPLE)
@blueprint.answers(201, RedemptionOutput, headers=LOCATION)
def create(said: dict[str, Any], perk_id: str) -> tuple[dict[str, Any], dict[str, str]]:
    made = rules.redeem(writer(), _wish(said, perk_id))
    (row,) = queries.rows_of([made], locale())
    return _item(row), {"Location": absolute(row.url)}


@blueprint.operation("GET /perks/redemptions", _l("List what you redeemed"), _l("The latest first."))
@token("read")
@blueprint.reads(PageQuery, location="query")
@blueprint.answers(200, RedemptionPage)
def index(said: dict[str, Any]) -> dict[str, Any]:
    page = queries.own(writer(), locale(), said.get("cursor"), said["limit"])
    return {"items": [_item(row) for row in page.items], "next_cursor": page.next_cursor}


def _wish(said: dict[str, Any], perk_id: str) -> Wish:
    """What is asked for. A call that is sent again is for what it was for, be that on offer still or not."""
    key, address = _key(), _address(said["address"])
    earlier = rules.made_with(writer(), key) if key else None
    if earlier is None:
        return Wish(_variant(found_or_404(perk_id), said["variant"]), said["price"], key, address)
    wish = Wish(said["variant"] or earlier.variant_id, said["price"], key, address)
    if queries.perk_of(earlier) != perk_id or not rules.is_of(earlier, wish):
        raise Invalid("Idempotency-Key", _("This key was already used for another request."), "key-reused")
    return wish


def _key() -> str | None:
    """The call's key, hashed: as long as any other, whatever its length."""
    key = request.headers.get("Idempotency-Key")
    return f"api:{sha256(key.encode()).hexdigest()}" if key else None


def _variant(perk: Perk, said: int | None) -> int:
    """The key of the variant that is `said`, or of the only one."""
    offered = [one.id for one in variants.of(perk.id) if one.offered]
    if said is None and len(offered) > 1:
        raise Invalid("variant", _("It comes in several variants: choose one."))
    found = next((key for key in offered if said in (None, key)), None)
    if found is None:
        raise Invalid("variant", _("There is no such variant of it."))
    return found


def _address(said: dict[str, str] | None) -> Address | None:
    if said is None:
        return None
    line = said.pop("line")
    if line:
        return addresses.single(line)
    try:
        return addresses.checked(Address(**said))
    except Invalid as error:
        raise Invalid(f"address.{error.field}", error.message) from error


def _item(row: Row) -> dict[str, Any]:
    return {
        "id": row.public_id,
        "url": absolute(row.url),
        "state": row.state.value,
        "title": row.title,
        "variant": row.variant,
        "price": row.price,
        "code": row.code or None,
        "code_until_on": row.code_until_on,
        "tracking": row.tracking or None,
        "created_at": row.at,
    }
