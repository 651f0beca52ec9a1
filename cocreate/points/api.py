"""A member's own points for programs."""

from typing import Any

from flask import Response
from flask_babel import lazy_gettext as _l

from cocreate.kernel.access import token
from cocreate.kernel.api import Operations, absolute, written
from cocreate.kernel.i18n import locale
from cocreate.kernel.schemas import PageQuery
from cocreate.members.reading import writer
from cocreate.points import queries, statement
from cocreate.points.checkins import rules as checkins
from cocreate.points.schemas import CheckInOutput, TransferPage, WalletOutput
from cocreate.points.statement import Filter, Row
from cocreate.points.tiers import queries as tiers

blueprint = Operations("points", __name__, _l("The caller's points."))


@blueprint.operation("GET /points", _l("Tell what the caller has"))
@token("read")
@blueprint.answers(200, WalletOutput)
def index() -> dict[str, Any]:
    wallet = queries.wallet(writer().id)
    tier = tiers.standing(wallet.contribution, tiers.every()).tier
    said = {"key": tier.key, "name": tier.name(locale()), "from_contribution": tier.from_contribution} if tier else None
    return {**vars(wallet), "tier": said}


@blueprint.operation("GET /points/transfers", _l("List what moved of the caller's points"), _l("The latest first."))
@token("read")
@blueprint.reads(PageQuery, location="query")
@blueprint.answers(200, TransferPage)
def transfers(said: dict[str, Any]) -> dict[str, Any]:
    page = statement.page(writer(), Filter(), locale(), said.get("cursor"), said["limit"])
    return {"items": [_item(row) for row in page.items], "next_cursor": page.next_cursor}


@blueprint.operation(
    "POST /points/check-in",
    _l("Check in"),
    _l("Once a day of the site; on the same day again it answers the same with 200."),
    errors=[409],
)
@token("write")
@blueprint.answers(201, CheckInOutput)
@blueprint.answers_too(200, CheckInOutput)
def check_in() -> dict[str, Any] | Response:
    today, is_new = checkins.check_in(writer())
    said = {"day": today.day, "points": today.points, "streak": today.streak}
    return said if is_new else written(200, CheckInOutput, said)


def _item(row: Row) -> dict[str, Any]:
    about = {"title": row.about.title, "url": absolute(row.about.url)} if row.about and row.about.url else None
    return {**vars(row), "about": about}
