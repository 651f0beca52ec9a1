"""A member's own cars for programs."""

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from cocreate.accounts.vehicles import choosing, queries, rules
from cocreate.accounts.vehicles.rules import Car
from cocreate.accounts.vehicles.schemas import CarOutput, CarPage, NewCar
from cocreate.kernel.access import token
from cocreate.kernel.api import LOCATION, Operations, absolute
from cocreate.kernel.errors import Invalid
from cocreate.kernel.i18n import locale
from cocreate.kernel.schemas import PageQuery
from cocreate.members.reading import writer
from cocreate.vehicles.models import HoldingState

blueprint = Operations("vehicles", __name__, _l("The cars of whoever calls: wanted, ordered, owned, sold."))


@blueprint.operation("GET /me/vehicles", _l("List my cars"), _l("The latest added first."))
@token("read")
@blueprint.reads(PageQuery, location="query")
@blueprint.answers(200, CarPage)
def index(said: dict[str, Any]) -> dict[str, Any]:
    page = queries.cars_of(writer(), locale(), said.get("cursor"), said["limit"])
    return {"items": page.items, "next_cursor": page.next_cursor}


@blueprint.operation(
    "POST /me/vehicles",
    _l("Add a car"),
    _l("With a VIN it is verified at once, if the brand's list has it with a confirmed phone number of the caller."),
    errors=(409, 429),
)
@token("write")
@blueprint.reads(NewCar, example={"model": "islet/2024", "state": "ordered", "ordered_on": "2026-05-01"})
@blueprint.answers(201, CarOutput, headers=LOCATION)
def create(said: dict[str, Any]) -> tuple[queries.CarView, dict[str, str]]:
    if said["state"] is HoldingState.FORMER:
        raise Invalid("state", _("A car that is no longer yours cannot be added."))
    holding = rules.add(writer(), Car(*choosing.find(said.pop("model")), **said))
    return queries.car(holding, locale()), {"Location": absolute(f"/me/vehicles/{holding.public_id}")}
