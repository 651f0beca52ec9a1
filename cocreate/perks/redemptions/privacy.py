"""What members redeemed, where it went, and their codes. On leaving, orders that nobody packs yet are cancelled, and
addresses go."""

from collections.abc import Collection
from typing import Any

from sqlalchemy import select, update

from cocreate.kernel.database import db
from cocreate.kernel.personal import Columns, Row, emptied, kept, rows
from cocreate.members.models import Member
from cocreate.perks.codes import queries as codes
from cocreate.perks.codes.models import CodeUse
from cocreate.perks.models import Perk
from cocreate.perks.redemptions import addresses, rules
from cocreate.perks.redemptions.models import Redemption, RedemptionChange

_BOOKS = "Stock and points add up for ever; the member's row they lead to has no name any more."
_CODES = "What was given out and taken in adds up; sealed, and who holds it proves it themselves."
COLUMNS: Columns = {
    **kept("redemptions", "member_id public_id", _BOOKS),
    **emptied("redemptions", "address tracking key", "Where it was shipped to, with which parcel, by which form."),
    **kept(
        "redemption_changes", "actor_id reason", "Who sent or cancelled what: the team's words, never the member's."
    ),
    **kept("perk_codes", "sealed lookup", _CODES),
    **kept(
        "perk_code_uses", "actor_id nonce centre note", "Which code the service team took in where: the team's words."
    ),
}


def export(member: Member) -> Row:
    """What the member redeemed, when, where it went, its code; which codes they took in, or took back."""
    query = select(Redemption, Perk).join(Perk, Perk.id == Redemption.perk_id)
    found = db.session.execute(query.where(Redemption.member_id == member.id).order_by(Redemption.id)).all()
    coded = codes.of_redemptions([one.id for one, _perk in found])
    uses = select(CodeUse.at, CodeUse.used, CodeUse.centre, CodeUse.note).where(CodeUse.actor_id == member.id)
    decided = select(RedemptionChange.at, RedemptionChange.state, RedemptionChange.reason)
    elsewhere = RedemptionChange.redemption_id.not_in([one.id for one, _perk in found])
    return {
        "redemptions": [_row(one, perk, coded.get(one.id)) for one, perk in found],
        "orders_decided": rows(
            decided.where(RedemptionChange.actor_id == member.id, elsewhere).order_by(RedemptionChange.id)
        ),
        "codes_taken_in": rows(uses.order_by(CodeUse.id)),
    }


def erase(member: Member, _posts: Collection[int]) -> None:
    """Decide what waits to be sent, before the points are given back; forget every address but where a parcel goes that
    is being packed: that is forgotten as any other, some time after."""
    packed = [held.id for held in rules.hold_open(member) if held.taken_up_at is not None]
    rules.close(member)
    mine = update(Redemption).where(Redemption.member_id == member.id)
    db.session.execute(mine.values(tracking="", key=None))
    db.session.execute(mine.where(Redemption.id.not_in(packed)).values(address=None))


def _row(one: Redemption, perk: Perk, held: codes.Held | None) -> dict[str, Any]:
    address = addresses.unseal(one.address).__dict__ if one.address else None
    return {
        "at": one.at,
        "perk": perk.title_zh or perk.title_en,
        "price": one.price,
        "state": one.state,
        "resolved_at": one.resolved_at,
        "address": address,
        "tracking": one.tracking,
        "code": held.code if held else "",
        "code_until_on": held.until if held else None,
    }
