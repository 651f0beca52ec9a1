"""Who may reach which page of accounts, and whose things are whose."""

import pytest
from flask import Flask
from sqlalchemy import select

from cocreate.accounts import sessions
from cocreate.accounts.models import Session
from cocreate.kernel.database import db
from cocreate.members.models import Identity, Member
from tests import make
from tests.support.browser import Client

WHO = {"visitor": None, "member": (), "product": ("product",), "moderator": ("moderator",), "admin": ("admin",)}
AWAY, NO, OK = 303, 403, 200

# Each page with the answer to: visitor, member, product, moderator, admin.
PAGES = {
    "/sign-in": (OK, AWAY, AWAY, AWAY, AWAY),
    "/sign-up": (OK, AWAY, AWAY, AWAY, AWAY),
    "/reset": (OK, OK, OK, OK, OK),
    "/mail-sent": (OK, OK, OK, OK, OK),
    "/sign-out": (AWAY, OK, OK, OK, OK),
    "/me": (AWAY, OK, OK, OK, OK),
    "/me?tab=supports": (AWAY, OK, OK, OK, OK),
    "/me?tab=comments": (AWAY, OK, OK, OK, OK),
    "/me/settings": (AWAY, OK, OK, OK, OK),
    "/desk/members": (AWAY, NO, NO, OK, OK),
}
DONE = 303
VERBS = {
    ("roles", "role", "product"): (AWAY, NO, NO, NO, DONE),
    ("roles/revoke", "role", "product"): (AWAY, NO, NO, NO, DONE),
    ("affiliation", "affiliation", "dealer"): (AWAY, NO, NO, DONE, DONE),
    ("claims", "placeholder", "2222222222"): (AWAY, NO, NO, 422, 422),
}


def as_(client: Client, who: str) -> Member | None:
    """Sign in as one of `WHO`."""
    roles = WHO[who]
    if roles is None:
        return None
    member = make.member(roles=roles)
    client.sign_in(member)
    return member


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize("who", WHO)
def test_who_may_see_a_page(client: Client, who: str, path: str) -> None:
    as_(client, who)
    answer = client.get(path)
    assert answer.status_code == PAGES[path][list(WHO).index(who)]
    if who == "visitor" and answer.status_code == AWAY and path != "/sign-out":
        assert answer.location.startswith("/sign-in?next=/")


@pytest.mark.parametrize("verb", VERBS, ids=lambda verb: verb[0])
@pytest.mark.parametrize("who", WHO)
def test_who_may_change_a_member(client: Client, who: str, verb: tuple[str, str, str]) -> None:
    as_(client, who)
    path, field, value = verb
    answer = client.post(f"/desk/members/{make.member().public_id}/{path}", data={field: value})
    assert answer.status_code == VERBS[verb][list(WHO).index(who)]


def test_nobody_signs_somebody_else_out(client: Client) -> None:
    sessions.begin(make.member(), "Firefox")
    theirs = db.session.scalars(select(Session.id)).one()
    as_(client, "admin")
    assert client.post(f"/me/settings/sessions/{theirs}/end").status_code == 404
    assert theirs in db.session.scalars(select(Session.id)).all()


def test_nobody_removes_the_identity_of_somebody_else(client: Client) -> None:
    other = make.member()
    theirs = db.session.scalars(select(Identity.id).where(Identity.member_id == other.id)).one()
    as_(client, "admin")
    assert client.post(f"/me/settings/identities/{theirs}/remove").status_code == 404
    assert theirs in db.session.scalars(select(Identity.id)).all()


@pytest.mark.parametrize("number", [0, 2**63 - 1, 2**63, 10**40])
def test_numbers_that_name_nothing_are_not_found(client: Client, number: int) -> None:
    as_(client, "member")
    assert client.post(f"/me/settings/sessions/{number}/end").status_code == 404
    assert client.post(f"/me/settings/identities/{number}/remove").status_code == 404


def test_role_counts_from_the_next_request(app: Flask, client: Client) -> None:
    member = as_(client, "member")
    assert member is not None
    assert client.get("/desk/members").status_code == NO
    app.test_client().sign_in(make.member(roles=["admin"])).post(  # type: ignore[attr-defined]
        f"/desk/members/{member.public_id}/roles", data={"role": "moderator"}
    )
    assert client.get("/desk/members").status_code == OK
