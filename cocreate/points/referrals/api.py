"""A member's link to bring others along, and what became of it, for programs."""

from typing import Any

from flask_babel import lazy_gettext as _l
from marshmallow import fields

from cocreate.kernel.access import token
from cocreate.kernel.api import Operations, absolute
from cocreate.kernel.schemas import Output, PageOutput, PageQuery, count
from cocreate.members.models import Member
from cocreate.members.reading import writer
from cocreate.points.referrals import queries, rules

blueprint = Operations("referrals", __name__, _l("The caller's invitations."))


class InvitationOutput(Output):
    """The caller's link, and what it brings."""

    code = fields.String(required=True, allow_none=True, metadata={"description": _l("null until it is made.")})
    url = fields.String(required=True, allow_none=True, metadata={"format": "uri"})
    may_invite = fields.Boolean(required=True)
    opens_on = fields.Date(
        required=True,
        allow_none=True,
        metadata={"description": _l("The day from which whoever is too new may invite others.")},
    )
    points = count(_l("What one of them brings; 0 while there is no reward."))
    cool_down_days = count(_l("So many days after the car is verified."))
    joined = count(_l("How many have joined by the link."))


class ReferralOutput(Output):
    """What became of an invitation; who came stays with them."""

    on = fields.Date(required=True, metadata={"description": _l("The day on which they joined, where the site is.")})
    state = fields.String(required=True, metadata={"enum": ["joined", "rewarded", "refused", "lapsed"]})
    points = count()
    reason = fields.String(required=True, metadata={"description": _l("Why it was refused, else empty.")})


class ReferralPage(PageOutput):
    """A page of invitations."""

    items = fields.List(fields.Nested(ReferralOutput), required=True)


@blueprint.operation("GET /points/invitation", _l("Tell the caller's link to invite others"))
@token("read")
@blueprint.answers(200, InvitationOutput)
def invitation() -> dict[str, Any]:
    return _said(writer())


@blueprint.operation(
    "PUT /points/invitation",
    _l("Make the caller's link to invite others"),
    _l("Once or again, it stays the same one."),
    errors=[409],
)
@token("write")
@blueprint.answers(200, InvitationOutput)
def make_invitation() -> dict[str, Any]:
    rules.give_code(writer())
    return _said(writer())


@blueprint.operation("GET /points/referrals", _l("List what became of the caller's invitations"), _l("The last first."))
@token("read")
@blueprint.reads(PageQuery, location="query")
@blueprint.answers(200, ReferralPage)
def index(said: dict[str, Any]) -> dict[str, Any]:
    page = queries.brought(writer().id, said.get("cursor"), said["limit"])
    return {"items": page.items, "next_cursor": page.next_cursor}


def _said(member: Member) -> dict[str, Any]:
    code = queries.code_of(member.id)
    return {
        "code": code,
        "url": absolute(f"/join/{code}") if code else None,
        "may_invite": rules.may_refer(member),
        "opens_on": rules.opens_on(member),
        "points": rules.worth(),
        "cool_down_days": rules.terms().cool_down_days,
        "joined": queries.number(member.id),
    }
