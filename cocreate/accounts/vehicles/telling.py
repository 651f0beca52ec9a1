"""Telling members what was decided about their cars, and saying so when they read it."""

from collections.abc import Callable, Mapping, Sequence

from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from cocreate.catalogue import queries as catalogue
from cocreate.journal.models import JournalEntry
from cocreate.kernel import text
from cocreate.kernel.database import db
from cocreate.notices import rules as notices
from cocreate.notices.models import Cause, Why
from cocreate.notices.words import Saying, Told, tells
from cocreate.vehicles.models import Dispute, DisputeState, Holding


def holders(entry: JournalEntry, *holdings: int) -> None:
    """Tell the members of the `holdings` with these ids."""
    concerned = select(Holding.member_id).where(Holding.id.in_(holdings))
    notices.tell(entry, Cause.VEHICLE, {Why.HOLDER: concerned})


@tells("verify", "transfer", "decline", "void")
def of_holdings(told: Sequence[Told], locale: str) -> list[Saying | None]:
    """What was found of a car; nothing of one that its member has removed since. One statement."""
    found = _holdings([notice.subject_id for notice in told])
    cars = [(notice, found.get(notice.subject_id)) for notice in told]
    return [_about(held, notice.verb, locale) if held else None for notice, held in cars]


@tells("dispute", "decide")
def of_disputes(told: Sequence[Told], locale: str) -> list[Saying | None]:
    """That somebody claims a member's car, and what became of it, for either side; nothing where one of them has left
    the site since. Two statements."""
    query = select(Dispute).where(Dispute.id.in_([notice.subject_id for notice in told]))
    disputes = {dispute.id: dispute for dispute in db.session.scalars(query)}
    cars = _holdings([key for dispute in disputes.values() for key in (dispute.claim_id, dispute.against_id)])
    pairs = [(notice, disputes.get(notice.subject_id)) for notice in told]
    return [_of_dispute(notice, dispute, cars, locale) if dispute else None for notice, dispute in pairs]


def _about(held: Holding, verb: str, locale: str) -> Saying:
    sentences: dict[str, Callable[..., str]] = {
        "verify": lambda car: _("Your %(car)s is verified", car=car),
        "transfer": lambda car: _("Your %(car)s is now another member's", car=car),
        "decline": lambda car: _("What you sent does not prove your %(car)s", car=car),
        "void": lambda car: _("The verification of your %(car)s was found false", car=car),
    }
    reason = {"decline": held.declined, "void": held.voided_for}.get(verb)
    return _saying(held, str(sentences[verb](_named(held, locale))), reason)


def _of_dispute(notice: Told, dispute: Dispute, cars: Mapping[int, Holding], locale: str) -> Saying | None:
    """Nothing for whoever owned the car when it was claimed, and no longer does: it is a matter of others by now."""
    claim, owner = cars[dispute.claim_id], cars[dispute.against_id]
    own = next((held for held in (claim, owner) if held.member_id == notice.member_id), None)
    if own is None:
        return None
    car = _named(own, locale)
    if notice.verb == "dispute":
        return _saying(own, _("Another member says that your %(car)s is theirs. The team decides", car=car), None)
    is_theirs = (dispute.state is DisputeState.UPHELD) is (own is claim)
    line = _("It is decided: the %(car)s is yours", car=car) if is_theirs else _not_theirs(car)
    return _saying(own, line, dispute.reason)


def _not_theirs(car: str) -> str:
    return str(_("It is decided: the %(car)s is another member's", car=car))


def _saying(held: Holding, line: str, reason: str | None) -> Saying:
    words = reason or ""
    return Saying(line, words, text.language_of(words) if words else "", f"/me/vehicles/{held.public_id}")


def _named(held: Holding, locale: str) -> str:
    year = held.model_year.year if held.model_year else None
    return catalogue.name(held.series.name(locale), year, locale)


def _holdings(ids: Sequence[int]) -> dict[int, Holding]:
    query = select(Holding).where(Holding.id.in_(ids))
    parts = (joinedload(Holding.series), joinedload(Holding.model_year))
    return {held.id: held for held in db.session.scalars(query.options(*parts))}
