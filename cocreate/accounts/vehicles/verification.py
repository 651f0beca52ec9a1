"""Proving that a car is a member's: by the brand's list, or by whoever decides on a document or a dispute."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select

from cocreate.accounts.vehicles import disputes, documents, earning, telling
from cocreate.accounts.vehicles.holdings import locked
from cocreate.accounts.vehicles.standing import settling
from cocreate.journal import rules as journal
from cocreate.kernel import clock, sealing
from cocreate.kernel.database import db
from cocreate.members.models import Identity, IdentityKind, Member
from cocreate.vehicles import queries as vehicles
from cocreate.vehicles import vin as vins
from cocreate.vehicles.models import Holding, HoldingState, OwnerRecord, Proof, Vehicle


def look_up(member: Member) -> int:
    """Look every unproven car of `member` up in the brand's list; how many it proves."""
    unproven = (Holding.member_id == member.id, Holding.ended_at.is_(None), Holding.verified_at.is_(None))
    return match(list(db.session.scalars(select(Holding).where(*unproven, Holding.vehicle_id.is_not(None)))))


def match(claims: Sequence[Holding]) -> int:
    """Verify those of `claims` that the brand's list proves; how many. Claims to what others own become disputes.

    A line of the list proves a claim when its VIN and its phone number both fit, the number being one the member has
    confirmed, and no line with another number overtakes it: the one with the later day of delivery, whichever import
    brought it, or where the days are equal or one is missing, the one imported later. Lines of an order without a
    delivery, and lines found false, count on neither side.

    A car that has a verified owner is transferred only if the list had proven them too, and only by a line with a later
    day of delivery than theirs. A day that is equal or missing transfers nothing: a list typed wrongly must not take
    anybody's car away, so that becomes a dispute. What staff have decided, only staff decide anew.
    """
    unproven = _unproven(locked(claims))
    proven = _proven(unproven)
    taken = 0
    if proven:
        with settling(*parties([claim for claim, _line in proven])):
            taken = sum(_prove(claim, line) for claim, line in proven)
    for claim in unproven:
        disputes.open_where_owned(claim)
    return taken


def prove(claims: Sequence[Holding]) -> None:
    """Verify those of the locked `claims` that the brand's list proves, within `settling` the `parties`."""
    unproven = _unproven(claims)
    for claim, line in _proven(unproven):
        _prove(claim, line)
    for claim in unproven:
        disputes.open_where_owned(claim)


def take(
    claim: Holding, proof: Proof, verifier: Member | None = None, *, at: datetime | None = None, quiet: bool = False
) -> None:
    """Make `claim` the holding of its car's verified owner. The former owner's ends and stays as history.

    Both are told, unless it is `quiet`, as part of a decision they are told anyway. Within `settling` the `parties`,
    the car locked.
    """
    at, actor_id = at or clock.now(), verifier.id if verifier else None
    claim.first_owner = claim.first_owner and not _was_owned(claim)
    former = vehicles.owner_of(claim.vehicle_id) if claim.vehicle_id is not None else None
    if former is not None:
        former.state, former.ended_at = HoldingState.FORMER, at
        db.session.flush()
        entry = journal.note(actor_id, "transfer", "holding", former.id, to=claim.id)
        if not quiet:
            telling.holders(entry, former.id)
    claim.state, claim.verified_at, claim.verified_by = HoldingState.OWNER, at, proof
    claim.verifier_id, claim.declined = actor_id, None
    db.session.flush()
    entry = journal.note(actor_id, "verify", "holding", claim.id, proof=proof.value)
    if not quiet:
        telling.holders(entry, claim.id)
    documents.forget(claim)
    disputes.turn_to(claim)
    earning.verified(claim)


def parties(claims: Sequence[Holding]) -> list[Member]:
    """The members of `claims`, and those who own the cars they claim."""
    owners = [vehicles.owner_of(claim.vehicle_id) for claim in claims if claim.vehicle_id is not None]
    ids = {holding.member_id for holding in [*claims, *owners] if holding is not None}
    return list(db.session.scalars(select(Member).where(Member.id.in_(ids))))


def lines_of(holding: Holding) -> list[OwnerRecord]:
    """The lines of the list that speak for `holding`: those that name its car and its member, the latest first.

    And the one that proved it, where the member has removed the number it names since.
    """
    mine, others = _lines(holding)
    if holding.verified_by is Proof.LIST and not any(_says_alike(line, holding) for line in mine):
        then = holding.verified_at
        mine += [line for line in others if _says_alike(line, holding) and then and line.imported_at <= then][:1]
    return mine


def _says_alike(line: OwnerRecord, holding: Holding) -> bool:
    """Whether `line` proves a delivery, on the days that `holding` took over from the list."""
    return line.is_delivered and (line.ordered_on, line.delivered_on) == (holding.ordered_on, holding.delivered_on)


def _unproven(claims: Sequence[Holding]) -> list[Holding]:
    return [claim for claim in claims if claim.is_open and not claim.is_verified]


def _proven(unproven: Sequence[Holding]) -> list[tuple[Holding, OwnerRecord]]:
    """Those of the claims that a line of the list proves, each with that line."""
    return [(claim, line) for claim in unproven if (line := _line(claim)) is not None]


def _prove(claim: Holding, line: OwnerRecord) -> bool:
    owner = vehicles.owner_of(claim.vehicle_id) if claim.vehicle_id is not None else None
    if owner is not None and not _has_sold(owner, line):
        return False
    claim.series_id, claim.model_year_id, claim.trim_id = line.series_id, line.model_year_id, line.trim_id
    claim.use, claim.first_owner = line.use, line.first_owner
    claim.ordered_on, claim.delivered_on = line.ordered_on, line.delivered_on
    take(claim, Proof.LIST)
    return True


def _has_sold(owner: Holding, line: OwnerRecord) -> bool:
    """Whether `line` says that the car is no longer of the verified `owner`."""
    if owner.verified_by is not Proof.LIST or owner.delivered_on is None or line.delivered_on is None:
        return False
    return line.delivered_on > owner.delivered_on


def _line(claim: Holding) -> OwnerRecord | None:
    """The line of the list that proves `claim`."""
    mine, others = ([line for line in lines if line.is_delivered and line.is_trusted] for lines in _lines(claim))
    return next((line for line in mine if not any(_overtakes(other, line) for other in others)), None)


def _overtakes(other: OwnerRecord, line: OwnerRecord) -> bool:
    """Whether of two lines about one car it is `other` that says who has it now."""
    if other.delivered_on is None or line.delivered_on is None or other.delivered_on == line.delivered_on:
        return other.imported_at > line.imported_at
    return other.delivered_on > line.delivered_on


def _lines(holding: Holding) -> tuple[list[OwnerRecord], list[OwnerRecord]]:
    """The lines of the list about the car of `holding`, the latest first: those of its member, those of others."""
    if holding.vehicle_id is None:
        return [], []
    vin = sealing.unseal(db.session.get_one(Vehicle, holding.vehicle_id).vin_sealed)
    query = select(OwnerRecord).where(OwnerRecord.vin_lookup.in_(vins.lookups(vin)))
    latest = (OwnerRecord.delivered_on.desc().nulls_last(), OwnerRecord.imported_at.desc(), OwnerRecord.id)
    lines = list(db.session.scalars(query.order_by(*latest)))
    phones = _phones(holding.member_id) if lines else set()
    mine = [line for line in lines if line.phone_lookup in phones]
    return mine, [line for line in lines if line not in mine]


def _phones(member_id: int) -> set[str]:
    """Every keyed hash under which a confirmed number of the member may stand in the list."""
    theirs = (Identity.member_id == member_id, Identity.kind == IdentityKind.PHONE)
    sealed = db.session.scalars(select(Identity.sealed).where(*theirs))
    return {lookup for value in sealed for lookup in sealing.lookups(sealing.unseal(value))}


def _was_owned(claim: Holding) -> bool:
    """Whether the car of `claim` has had a verified owner before."""
    if claim.vehicle_id is None:
        return False
    verified = (Holding.verified_at.is_not(None), Holding.voided_at.is_(None))
    before = (Holding.vehicle_id == claim.vehicle_id, Holding.id != claim.id, *verified)
    return db.session.scalar(select(Holding.id).where(*before).limit(1)) is not None
