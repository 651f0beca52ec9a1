"""The blueprint on which the pages of accounts stand, and where they lead afterwards."""

from flask import Blueprint, redirect, request
from werkzeug.wrappers import Response

from cocreate.kernel.answers import local

blueprint = Blueprint("accounts", __name__)

# Where in the browser's cookie the token of an open challenge stands.
CHALLENGE = "challenge"


def onward() -> str:
    """The page of this site the visitor wanted to see, ``""`` when they named none."""
    return local(request.values.get("next"), "")


def go_on(address: str = "") -> Response:
    """To the page the visitor wanted to see, or the front page."""
    return redirect(address or onward() or "/", 303)
