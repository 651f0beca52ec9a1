"""Whose things are whose, and from when on a role counts; who may reach which page: tests/matrix."""

import pytest
from flask import Flask
from sqlalchemy import select

from cocreate.accounts import sessions
from cocreate.accounts.models import Session
from cocreate.kernel.database import db
from cocreate.members.models import Identity
from tests import make
from tests.support.browser import Client


def test_nobody_signs_somebody_else_out(client: Client) -> None:
    sessions.begin(make.member(), "Firefox")
    theirs = db.session.scalars(select(Session.id)).one()
    client.sign_in(make.member(roles=["admin"]))
    assert client.post(f"/me/settings/sessions/{theirs}/end").status_code == 404
    assert theirs in db.session.scalars(select(Session.id)).all()


def test_nobody_removes_the_identity_of_somebody_else(client: Client) -> None:
    other = make.member()
    theirs = db.session.scalars(select(Identity.id).where(Identity.member_id == other.id)).one()
    client.sign_in(make.member(roles=["admin"]))
    assert client.post(f"/me/settings/identities/{theirs}/remove").status_code == 404
    assert theirs in db.session.scalars(select(Identity.id)).all()


@pytest.mark.parametrize("number", [0, 2**63 - 1, 2**63, 10**40])
def test_numbers_that_name_nothing_are_not_found(client: Client, number: int) -> None:
    client.sign_in(make.member())
    assert client.post(f"/me/settings/sessions/{number}/end").status_code == 404
    assert client.post(f"/me/settings/identities/{number}/remove").status_code == 404


def test_role_counts_from_the_next_request(app: Flask, client: Client) -> None:
    member = make.member()
    assert client.sign_in(member).get("/desk/members").status_code == 403
    app.test_client().sign_in(make.member(roles=["admin"])).post(  # type: ignore[attr-defined]
        f"/desk/members/{member.public_id}/roles", data={"role": "moderator"}
    )
    assert client.get("/desk/members").status_code == 200
