"""Cars on the operator's word: by a command, in the demo."""

from datetime import datetime

from flask_babel import gettext as _
from sqlalchemy import select

from cocreate.accounts.vehicles.standing import settling
from cocreate.accounts.vehicles.verification import take
from cocreate.catalogue import entries
from cocreate.catalogue import queries as catalogue
from cocreate.catalogue.entries import Entry, Title
from cocreate.catalogue.queries import Model
from cocreate.kernel import clock
from cocreate.kernel.database import db
from cocreate.kernel.errors import Invalid
from cocreate.members.models import Member
from cocreate.vehicles.models import Holding, HoldingState, Proof, Use


def vouch(member: Member, key: str, use: Use = Use.PRIVATE, *, at: datetime | None = None) -> Holding:
    """The verified car without a VIN that `member` has of the model called `key`, which is made if it is missing.

    Done again, it is the same car. Raises `Invalid` at ``owner`` for what cannot be the key of a model.
    """
    model = _model(key)
    same = (Holding.series_id == model.series_id, Holding.model_year_id.is_not_distinct_from(model.model_year_id))
    verified = (Holding.state == HoldingState.OWNER, Holding.verified_at.is_not(None), Holding.use == use)
    with settling(member):
        known = select(Holding).where(Holding.member_id == member.id, *same, *verified).order_by(Holding.id).limit(1)
        return db.session.scalar(known) or _own(member, model, use, at or clock.now())


def _own(member: Member, model: Model, use: Use, at: datetime) -> Holding:
    car = Holding(member_id=member.id, series_id=model.series_id, model_year_id=model.model_year_id, use=use)
    car.state, car.created_at = HoldingState.OWNER, at
    db.session.add(car)
    db.session.flush()
    take(car, Proof.OPERATOR, at=at)
    return car


def _model(key: str) -> Model:
    if not catalogue.is_key(key):
        raise Invalid("owner", _("Name a model as a series or a series and a year, such as lan-5 or lan-5/2024."))
    series, _slash, year = key.partition("/")
    entries.put(Entry(Title(series), int(year) if year else None))
    return catalogue.find([key])[key]
