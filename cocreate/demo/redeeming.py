"""What the demo's members redeemed: plain values, `do`, which plays them through the real verbs, and the way back."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import delete, func, select, update

from cocreate.kernel.database import db
from cocreate.members.models import Member
from cocreate.perks import variants
from cocreate.perks.codes import pool
from cocreate.perks.codes import rules as codes
from cocreate.perks.codes.models import CodeUse, PerkCode
from cocreate.perks.models import Perk, PerkVariant
from cocreate.perks.redemptions import rules
from cocreate.perks.redemptions.addresses import Address
from cocreate.perks.redemptions.models import Redemption, RedemptionChange, RedemptionState
from cocreate.perks.redemptions.rules import Wish

# Nobody's: the number is that of the carrier's own service, and there is no such street.
_PHONE, _STREET = "+8613800138000", "云汀路18号3幢502室"


@dataclass(frozen=True)
class Redeemed:
    """That somebody redeemed a `perk`, named by its Chinese title, so many `days_ago`.

    What became of it is told in days after: `packed`, `sent` with a parcel `tracking`, `cancelled` for a `reason`,
    `withdrawn` by its member, its code `used` at a `centre`.
    """

    by: str
    perk: str
    days_ago: float
    size: str = ""
    packed: float | None = None
    sent: float | None = None
    tracking: str = ""
    cancelled: float | None = None
    reason: str = ""
    withdrawn: float | None = None
    used: float | None = None
    centre: str = ""


@dataclass(frozen=True)
class Step:
    """Something that happens to what was redeemed: `what` is a field of it, or "order"."""

    of: Redeemed
    what: str


def steps(redeemed: tuple[Redeemed, ...], now: datetime) -> Iterator[tuple[datetime, Step]]:
    """Everything that happened to `redeemed`, each at its instant."""
    for one in redeemed:
        ordered = now - timedelta(days=one.days_ago)
        yield ordered, Step(one, "order")
        for what in ("packed", "sent", "cancelled", "withdrawn", "used"):
            after: float | None = getattr(one, what)
            if after is not None:
                yield ordered + timedelta(days=after), Step(one, what)


def do(cast: Mapping[str, Member], step: Step, made: dict[Redeemed, Redemption]) -> None:
    """Let `step` happen now; `made` holds what was redeemed before."""
    one = step.of
    if step.what == "order":
        made[one] = rules.redeem(cast[one.by], _wish(cast[one.by], one))
        return
    redemption, team = made[one], cast["shen"]
    match step.what:
        case "packed":
            rules.take_up(team, [redemption.id])
        case "sent":
            rules.fulfil(team, redemption, one.tracking)
        case "cancelled":
            rules.cancel(team, redemption, one.reason)
        case "withdrawn":
            rules.withdraw(cast[one.by], redemption)
        case _:
            code = db.session.scalars(select(PerkCode).where(PerkCode.redemption_id == redemption.id)).one()
            codes.use(cast["he"], code, "demo", one.centre)


def clear(crew: Collection[int]) -> dict[str, list[int]]:
    """Delete all that `crew` redeemed, and put back what they took of a stock that stays, but for codes: somebody has
    read them. Answers the keys of what is gone, by kind. The guards are off."""
    theirs = select(Redemption.id).where(Redemption.member_id.in_(crew))
    given = list(db.session.scalars(select(PerkCode.id).where(PerkCode.redemption_id.in_(theirs))))
    drawn = _drawn_by(crew)
    db.session.execute(delete(CodeUse).where(CodeUse.code_id.in_(given)))
    db.session.execute(delete(PerkCode).where(PerkCode.id.in_(given)))
    _put_back(crew)
    for variant_id, member in drawn:
        pool.recount(member, *variants.lock(variant_id))
    db.session.execute(delete(RedemptionChange).where(RedemptionChange.redemption_id.in_(theirs)))
    gone = delete(Redemption).where(Redemption.member_id.in_(crew)).returning(Redemption.id)
    return {"redemption": list(db.session.scalars(gone)), "perk_code": given}


def _drawn_by(crew: Collection[int]) -> list[tuple[int, Member]]:
    """The keys of the variants of whose pools `crew` had codes, each with the first of them who had one: the history of
    its stock names whoever changed it."""
    first = select(Redemption.variant_id, func.min(Redemption.member_id).label("member_id"))
    first = first.join(PerkCode, PerkCode.redemption_id == Redemption.id).where(Redemption.member_id.in_(crew))
    had = first.group_by(Redemption.variant_id).subquery()
    query = select(PerkVariant.id, Member).join(had, had.c.variant_id == PerkVariant.id)
    query = query.join(Member, Member.id == had.c.member_id).where(PerkVariant.pooled).order_by(PerkVariant.id)
    return [(variant_id, member) for variant_id, member in db.session.execute(query)]


def _put_back(crew: Collection[int]) -> None:
    """Count what is taken of each variant without `crew`."""
    counted: Any = func.count()
    mine = (Redemption.variant_id == PerkVariant.id, Redemption.member_id.in_(crew))
    taken = select(counted).where(*mine, Redemption.state != RedemptionState.CANCELLED).scalar_subquery()
    touched = PerkVariant.id.in_(select(Redemption.variant_id).where(Redemption.member_id.in_(crew)))
    db.session.execute(update(PerkVariant).where(touched).values(taken=PerkVariant.taken - taken))


def _wish(member: Member, one: Redeemed) -> Wish:
    of_it = select(PerkVariant.id).join(Perk, Perk.id == PerkVariant.perk_id).where(Perk.title_zh == one.perk)
    if one.size:
        of_it = of_it.where(PerkVariant.size == one.size)
    first = db.session.scalars(of_it.order_by(PerkVariant.position).limit(1)).one()
    return Wish(first, address=Address(member.name, _PHONE, f"{member.city}市", _STREET))
