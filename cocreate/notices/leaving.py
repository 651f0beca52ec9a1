"""The way out of letters, for whoever holds one: no sign-in, one click (RFC 8058).

Each letter carries an address that names its reader and what it tells of, sealed: it can be neither guessed nor made to
name somebody else, and opens as long as one of the site's data keys fits.
"""

import json
from collections.abc import Collection
from typing import NamedTuple

from cryptography.fernet import InvalidToken
from flask import render_template, request
from werkzeug.exceptions import NotFound

from cocreate.kernel import sealing
from cocreate.kernel.access import public
from cocreate.kernel.api import absolute
from cocreate.kernel.security import csrf
from cocreate.members import queries as members
from cocreate.members.models import Member
from cocreate.notices import choices
from cocreate.notices.blueprint import blueprint
from cocreate.notices.models import Cause


class Way(NamedTuple):
    """Who wants to leave, and which letters."""

    member: Member
    causes: list[Cause]


def address(member: Member, causes: Collection[Cause]) -> str:
    """Where `member` stops the letters that tell of `causes`, and all others if they like."""
    sealed = sealing.seal(json.dumps([member.public_id, sorted(causes)]))
    return absolute(f"/notices/unsubscribe/{sealed}")


@blueprint.get("/notices/unsubscribe/<sealed>")
@public
def leave(sealed: str) -> str:
    return render_template("notices/leave.html", causes=_way(sealed).causes, done=False)


@blueprint.post("/notices/unsubscribe/<sealed>")
@public
def stop(sealed: str) -> str:
    """Answered where it was asked: a mail program follows no redirection, and needs no page."""
    way = _way(sealed)
    causes = list(Cause) if request.form.get("everything") else way.causes
    if way.member.is_active:
        choices.stop_mail(way.member, causes)
    return render_template("notices/leave.html", causes=causes, done=True)


csrf.exempt(stop)


def _way(sealed: str) -> Way:
    try:
        public_id, causes = json.loads(sealing.unseal(sealed))
    except (InvalidToken, ValueError) as error:
        raise NotFound from error
    member = members.by_public_id(public_id)
    if member is None:
        raise NotFound
    return Way(member, [cause for cause in Cause if cause in causes])  # a letter may name causes there are no more
