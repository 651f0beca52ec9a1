"""The blueprint on which the pages of accounts stand, what they keep in the browser, and where they lead."""

import flask
from flask import Blueprint, redirect, request
from werkzeug.wrappers import Response

from cocreate.kernel import sealing
from cocreate.kernel.access import RECORD
from cocreate.kernel.answers import local
from cocreate.members.models import Member

blueprint = Blueprint("accounts", __name__)

# Where in the browser's cookie the token of an open challenge stands, the secret of its mark, and the code of whoever
# invited the visitor.
_CHALLENGE, _MARK, _INVITATION = "challenge", "mark", "invitation"


def keep_challenge(token: str) -> None:
    """Remember in this browser the token of a challenge that was begun here."""
    flask.session[_CHALLENGE] = token


def challenge_token() -> str:
    """The token `keep_challenge` kept, ``""`` when there is none."""
    return str(flask.session.get(_CHALLENGE, ""))


def keep_invitation(code: str) -> None:
    """Remember in this browser, until somebody signs in, by whose link the visitor came."""
    flask.session[_INVITATION] = code


def invitation() -> str:
    """The code `keep_invitation` kept, ``""`` when there is none."""
    return str(flask.session.get(_INVITATION, ""))


def browser_mark() -> str:
    """What tells this browser from others until somebody signs in: the hash of a secret in its cookie."""
    return sealing.token_hash(flask.session.setdefault(_MARK, sealing.new_token()))


def onward() -> str:
    """The page of this site the visitor wanted to see, ``""`` when they named none."""
    return local(request.values.get("next"), "")


def go_on(address: str = "") -> Response:
    """To the page the visitor wanted to see, or the front page."""
    return redirect(address or onward() or "/", 303)


def welcome(member: Member) -> Response:
    """`member`, who has just signed in, to the page they wanted to see; who is barred, to their record."""
    return redirect(RECORD, 303) if member.is_barred else go_on()
