"""Tokens for programs, and who holds one."""

from typing import Any

from flask import Response
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from marshmallow import ValidationError, fields, validates_schema
from werkzeug.datastructures import WWWAuthenticate

from cocreate.accounts import rules, sessions, sign_ins
from cocreate.accounts.browser import current_token
from cocreate.accounts.identities import LONGEST_EMAIL, LONGEST_PHONE
from cocreate.accounts.models import Scope, Way
from cocreate.accounts.passwords import LONGEST as LONGEST_PASSWORD
from cocreate.kernel.access import Barred, public, token
from cocreate.kernel.api import Operations, absolute
from cocreate.kernel.errors import problem
from cocreate.kernel.schemas import InputSchema, Output, Secret, Text, instant, public_id
from cocreate.kernel.transactions import never_kept
from cocreate.members.models import Affiliation, Role, Trust
from cocreate.members.queries import url
from cocreate.members.reading import writer

blueprint = Operations("accounts", __name__, _l("Signing in with a program, and who is signed in."))

_PHONE = {"minLength": 1, "maxLength": LONGEST_PHONE, "examples": ["+8613800138000"]}


class CodeRequest(InputSchema):
    """Where to send a code."""

    phone = Text(required=True, metadata=_PHONE)


class PasswordSignIn(InputSchema):
    """A confirmed e-mail address and its password."""

    email = Text(required=True, metadata={"minLength": 1, "maxLength": LONGEST_EMAIL})
    password = Secret(required=True, metadata={"minLength": 1, "maxLength": LONGEST_PASSWORD})


class CodeSignIn(InputSchema):
    """A phone number and the code sent to it last."""

    phone = Text(required=True, metadata=_PHONE)
    code = Secret(required=True, metadata={"minLength": 1, "maxLength": 20})


class SignIn(PasswordSignIn, CodeSignIn):
    """One of the two; to be read with ``partial``."""

    @validates_schema
    def _is_one_pair(self, data: dict[str, Any], **_more: Any) -> None:
        if set(data) not in ({"email", "password"}, {"phone", "code"}):
            raise ValidationError(_("Give email and password, or phone and code."))


_EITHER = {"content": {"application/json": {"schema": {"oneOf": [PasswordSignIn, CodeSignIn]}}}}


class TokenOutput(Output):
    """A token, told this once."""

    token = fields.String(required=True)
    scopes = fields.List(fields.String(metadata={"enum": [scope.value for scope in Scope]}), required=True)
    expires_at = instant()


class MeOutput(Output):
    """The member whose token this is."""

    id = public_id()
    url = fields.String(required=True, metadata={"format": "uri"})
    name = fields.String(required=True)
    roles = fields.List(
        fields.String(metadata={"enum": [role.value for role in Role]}),
        required=True,
        metadata={"description": _l("What the member is trusted with everywhere.")},
    )
    affiliation = fields.String(required=True, metadata={"enum": [one.value for one in Affiliation]})
    is_owner = fields.Boolean(required=True, metadata={"description": _l("Whether a car of theirs is verified.")})
    trust = fields.String(
        required=True,
        metadata={
            "enum": [level.name.lower() for level in Trust],
            "description": _l("How far the member is known here; it says what their posts may hold, and how often."),
        },
    )
    bio = fields.String(required=True)
    city = fields.String(required=True)
    locale = fields.String(required=True, allow_none=True)
    joined_at = instant()


@blueprint.operation("POST /codes", _l("Send a sign-in code by SMS"), errors=(429,))
@public
@never_kept
@blueprint.reads(CodeRequest, example={"phone": "13800138000"})
@blueprint.answers(202, description=_l("Accepted: a code is on its way, if the number can have one."))
def request_code(said: dict[str, str]) -> Response:
    rules.request_code(said["phone"])
    return Response(status=202)


@blueprint.operation(
    "POST /tokens",
    _l("Sign in"),
    _l("The scope “staff” comes with a role. The token is told this once and cannot be read again."),
    requestBody=_EITHER,
    errors=(401, 403, 429),
)
@public
@never_kept
@blueprint.reads(SignIn(partial=True), example={"email": "name@example.com", "password": "a long sentence of your own"})  # nosec B105
@blueprint.answers(201, TokenOutput)
def sign_in(said: dict[str, str]) -> Response | dict[str, Any]:
    member = rules.exchange_code(**said) if "phone" in said else rules.check_password(**said)
    if member is None:
        return _unknown()
    if member.is_barred:
        raise Barred
    scopes = [Scope.READ, Scope.WRITE, *([Scope.STAFF] if member.is_staff else [])]
    secret, row = sessions.issue_token(member, scopes)
    sign_ins.note(member, Way.CODE if "phone" in said else Way.PASSWORD)
    return {"token": secret, "scopes": row.scopes, "expires_at": row.expires_at}


@blueprint.operation("DELETE /tokens/current", _l("Sign out"), _l("The token of this request stops working."))
@token("read")
@blueprint.answers(204)
def sign_out() -> Response:
    row = current_token()
    if row is not None:
        sessions.revoke_token(row)
    return Response(status=204)


@blueprint.operation("GET /me", _l("Who is signed in"))
@token("read")
@blueprint.answers(200, MeOutput)
def me() -> dict[str, Any]:
    member = writer()
    return {
        "id": member.public_id,
        "url": absolute(url(member.public_id)),
        "name": member.name,
        "roles": member.roles,
        "affiliation": member.affiliation.value,
        "is_owner": member.is_owner,
        "trust": member.trust.name.lower(),
        "bio": member.bio,
        "city": member.city,
        "locale": member.locale,
        "joined_at": member.joined_at,
    }


def _unknown() -> Response:
    """Neither tells whether the identity is known, nor which of the two was wrong."""
    title = _("These do not belong together")
    answer = problem(401, "wrong-credentials", title, _("Check what you entered, or ask for a new code."))
    answer.www_authenticate = WWWAuthenticate("bearer")
    return answer
