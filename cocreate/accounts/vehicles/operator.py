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
from cocreate.catalogue.rules import key_of
from cocreate.kernel import clock
from cocreate.kernel.database import db
from cocreate.kernel.errors import Invalid
from cocreate.members.models import Member
from cocreate.vehicles.models import Holding, HoldingState, Proof, Use


def vouch(member: Member, called: str, use: Use = Use.PRIVATE, *, at: datetime | None = None) -> Holding:
    """The verified car without a VIN that `member` has of the model `called` so, which is made if it is missing.

    ``MONA M03/2024`` is ``mona-m03/2024``, as in files. Done again, it is the same car. Raises `Invalid` at ``owner``
    for what gives no key of a model.
    """
    model = _model(called)
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


def _model(called: str) -> Model:
    name, slash, year = called.partition("/")
    series_key = key_of(name)
    key = f"{series_key}{slash}{year.strip()}"
    if series_key is None or not catalogue.is_key(key):
        advice = _("Name a series, or a series and a year, in Latin letters and digits, such as lan-5 or lan-5/2024.")
        raise Invalid("owner", advice)
    entries.put(Entry(Title(series_key, name_zh=name.strip()), int(year) if year else None))
    return catalogue.find([key])[key]
