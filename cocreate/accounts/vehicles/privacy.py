"""A member's cars: taken along with their VINs; of a leaving owner no more stays than that their supports count."""

from collections.abc import Collection

from sqlalchemy import delete, exists, or_, select

from cocreate.accounts.vehicles import documents, traces
from cocreate.accounts.vehicles.holdings import locked
from cocreate.accounts.vehicles.standing import settling
from cocreate.catalogue.models import ModelYear, Series, Trim
from cocreate.kernel import clock, sealing
from cocreate.kernel.database import db
from cocreate.kernel.personal import Columns, Row, deleted, emptied, kept, rows
from cocreate.members.models import Member
from cocreate.vehicles.models import Dispute, Holding, HoldingDocument, HoldingState, Vehicle

_COUNTED = "That somebody owned a car of this model year for a time: the owners' marks of supports follow from it."
_DISPUTED = "Who had a car is a matter of the two; it goes when one of them does."
_LIST = "The brand's own list, as keyed hashes: it comes again with the next import, whoever is a member here."
COLUMNS: Columns = {
    **deleted("vehicles", "vin_lookup vin_sealed vin_tail", "The car, unless somebody else names it as well."),
    **kept("holdings", "member_id public_id", _COUNTED),
    **emptied("holdings", "declined voided_for", "What staff found; that of cars that nothing proves goes whole."),
    **kept("holdings", "verifier_id voider_id", "Who of the team decided; by now a row without a name."),
    **deleted("holding_documents", "storage_key", "A picture that should prove a car, and its file."),
    **deleted("disputes", "public_id reason", _DISPUTED),
    **kept("disputes", "decider_id", "Who of the team decided between two others; by now a row without a name."),
    **kept(
        "car_traces", "vin_lookup", "The keyed hash of a car that brought its points, and of nobody: for two years."
    ),
    **kept("owner_records", "vin_lookup phone_lookup", _LIST),
}


def export(member: Member) -> Row:
    """The member's cars, with whole VINs and what staff said of them; `document` is where a picture of one is kept."""
    columns = ("state", "use", "first_owner", "ordered_on", "delivered_on", "created_at", "verified_at", "verified_by")
    more = ("declined", "ended_at", "voided_at", "voided_for")
    query = (
        select(
            Holding.public_id, Series.key.label("series"), ModelYear.year, Trim.key.label("trim"),
            *(getattr(Holding, name) for name in (*columns, *more)),
            Vehicle.vin_sealed, HoldingDocument.storage_key.label("document"),
        )
        .join(Series, Series.id == Holding.series_id)
        .outerjoin(ModelYear, ModelYear.id == Holding.model_year_id)
        .outerjoin(Trim, Trim.id == Holding.trim_id)
        .outerjoin(Vehicle, Vehicle.id == Holding.vehicle_id)
        .outerjoin(HoldingDocument, HoldingDocument.holding_id == Holding.id)
        .where(Holding.member_id == member.id)
        .order_by(Holding.id)
    )  # fmt: skip
    said = (Dispute.state, Dispute.opened_at, Dispute.decided_at, Dispute.reason)
    claims = (
        select(Holding.public_id.label("car"), *said)
        .join(Holding, Holding.id == Dispute.claim_id)
        .where(Holding.member_id == member.id)
    )
    return {"cars": [_opened(row) for row in rows(query)], "claims": rows(claims.order_by(Dispute.id))}


def hold(member: Member) -> None:
    """Lock the member's cars and holdings, which comes before locking the member."""
    locked(db.session.scalars(select(Holding).where(Holding.member_id == member.id)).all())


def erase(member: Member, _posts: Collection[int]) -> None:
    """End what the member owns, and take everything off it but what their supports follow from; the rest goes whole.

    The member and their cars are locked. What made them an owner stays, so no mark and no number changes.
    """
    theirs = db.session.scalars(select(Holding).where(Holding.member_id == member.id).order_by(Holding.id)).all()
    cars = {holding.vehicle_id for holding in theirs if holding.vehicle_id is not None}
    with settling(member):
        ids = [holding.id for holding in theirs]
        db.session.execute(delete(Dispute).where(or_(Dispute.claim_id.in_(ids), Dispute.against_id.in_(ids))))
        for holding in theirs:
            documents.forget(holding)
            if holding.counts:
                traces.leave(holding)
            if holding.is_verified:  # of another use than a private one, an invitation may have been rewarded for it
                _empty(holding)
            else:
                db.session.delete(holding)
    named = exists().where(Holding.vehicle_id == Vehicle.id)
    db.session.execute(delete(Vehicle).where(Vehicle.id.in_(cars), ~named))


def _empty(holding: Holding) -> None:
    holding.state, holding.ended_at = HoldingState.FORMER, holding.ended_at or clock.now()
    holding.vehicle_id = holding.trim_id = holding.ordered_on = holding.delivered_on = holding.declined = None
    holding.first_owner = False


def _opened(row: Row) -> Row:
    sealed = row.pop("vin_sealed")
    return {**row, "vin": sealing.unseal(sealed) if sealed else None}
