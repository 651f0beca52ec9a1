"""Grants for programs of administrators."""

from typing import Any

from flask import Response
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from werkzeug.exceptions import Forbidden, NotFound

from cocreate.kernel.access import token
from cocreate.kernel.api import Operations, written
from cocreate.kernel.errors import Invalid
from cocreate.members import queries as members
from cocreate.members.models import Member
from cocreate.members.reading import writer
from cocreate.points.grants import queries, rules
from cocreate.points.grants.access import may_grant
from cocreate.points.grants.models import Grant, GrantState
from cocreate.points.grants.queries import Row
from cocreate.points.grants.schemas import Decision, GrantDecision, GrantOutput, GrantPage, GrantQuery, NewGrant

blueprint = Operations("grants", __name__, _l("Points given by hand. For administrators."))


@blueprint.operation(
    "POST /points/grants",
    _l("Give points to a member"),
    _l(
        "Points only. Above the limit of the terms, counted with what the caller gave the same member within 30 days, "
        "or above ten times the limit for all members, it is pending until a second administrator confirms: 202."
    ),
    errors=[409],
)
@token("staff")
@blueprint.reads(NewGrant, example={"member": "7h3kx9m2qa", "amount": 200, "reason": "Showed newcomers around."})
@blueprint.answers(201, GrantOutput)
@blueprint.answers_too(202, GrantOutput)
def give(said: dict[str, Any]) -> dict[str, Any] | Response:
    _check_grants()
    made = rules.grant(writer(), _member(said["member"]), said["amount"], said["reason"], said["spendable_at"])
    answer = _said(made.public_id)
    return answer if made.state is GrantState.GIVEN else written(202, GrantOutput, answer)


@blueprint.operation("GET /points/grants", _l("List grants"), _l("The last first."))
@token("staff")
@blueprint.reads(GrantQuery, location="query")
@blueprint.answers(200, GrantPage)
def index(said: dict[str, Any]) -> dict[str, Any]:
    _check_grants()
    page = queries.page(said.get("cursor"), said["limit"], state=said.get("state"))
    return {"items": [_item(row) for row in page.items], "next_cursor": page.next_cursor}


@blueprint.operation(
    "PUT /points/grants/<id:public_id>/decision",
    _l("Confirm, refuse or take back a grant"),
    _l("Who asked for it may refuse it, but not confirm it; nobody decides about points for themselves."),
    errors=[409],
)
@token("staff")
@blueprint.reads(GrantDecision, example={"state": "given"})
@blueprint.answers(200, GrantOutput)
def decide(said: dict[str, Any], public_id: str) -> dict[str, Any]:
    _check_grants()
    key = _found(public_id).grant.id
    match said["state"]:
        case Decision.GIVEN:
            _check_nothing(said["reason"])
            rules.confirm(writer(), key)
        case Decision.REFUSED:
            rules.refuse(writer(), key, said["reason"])
        case Decision.REVOKED:
            rules.revoke(writer(), key, said["reason"])
    return _said(public_id)


def _check_grants() -> None:
    if not may_grant(writer()):
        raise Forbidden


def _check_nothing(reason: str) -> None:
    if reason:
        raise Invalid("reason", _("The member reads the reason of whoever asked: giving takes no other one."))


def _member(public_id: str) -> Member:
    found = members.by_public_id(public_id)
    if found is None:
        raise Invalid("member", _("There is no member with this id or address."))
    return found


def _found(public_id: str) -> Row:
    found = queries.by_public_id(public_id)
    if found is None:
        raise NotFound
    return found


def _said(public_id: str) -> dict[str, Any]:
    return _item(_found(public_id))


def _item(row: Row) -> dict[str, Any]:
    grant: Grant = row.grant
    names = ("public_id", "amount", "spendable_at", "at", "decided_at", "answer", "revoked_at")
    own = {name: getattr(grant, name) for name in names}
    people = {"member": row.member, "by": row.by, "decided_by": row.decided_by}
    return {**own, **people, "id": own.pop("public_id"), "state": grant.state.value, "reason": grant.reason or ""}
