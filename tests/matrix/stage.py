"""The site on which the tables are tried: everybody, everything, and one request after the other."""

from dataclasses import dataclass, field
from typing import Any, cast

from flask import Flask
from flask.sessions import SecureCookieSessionInterface
from sqlalchemy import Connection
from werkzeug.test import TestResponse

from cocreate.accounts import sessions
from cocreate.kernel.access import RECORD as RECORD_PAGE
from cocreate.kernel.database import db
from cocreate.members.models import Member
from tests.matrix import actors, world
from tests.matrix.answers.api import BODIES
from tests.matrix.rows import RECORD, SIGN_IN, Moment, Row
from tests.matrix.world import World
from tests.support.browser import Client

SAFE = "GET"


@dataclass
class Stage:
    """Asks as anybody, at any moment; whatever a request changes is undone."""

    client: Client
    world: World
    cookies: dict[str, str]
    bearers: dict[str, str]
    now: Moment = field(default=Moment())

    def ask(self, row: Row, who: str, moment: Moment) -> str:
        """What `who` gets."""
        if row.post and moment != self.now:
            self.world.move(moment)
            self.now = moment
        headers = self._headers(row, who)
        body = {"json": BODIES.get(str(row), {})} if row.is_api and row.method in ("POST", "PUT", "PATCH") else {}
        return told(self._send(self.world.address(row.address), row.method, headers=headers, **body))

    def _headers(self, row: Row, who: str) -> dict[str, str]:
        if row.is_api:
            return {"Authorization": f"Bearer {self.bearers[who]}"} if who in self.bearers else {}
        return {"Cookie": self.cookies[who]} if who in self.cookies else {}

    def _send(self, path: str, method: str, **sent: Any) -> TestResponse:
        if method == SAFE:
            return self.client.open(path, method=method, buffered=True, **sent)
        db.session.commit()
        undone = cast("Connection", db.engines[None]).begin_nested()
        answer = self.client.open(path, method=method, buffered=True, **sent)
        undone.rollback()
        return answer


def set_up(app: Flask) -> Stage:
    """Everybody arrives, each with a browser and a program."""
    members = actors.arrive()
    made = world.create(members["author"], members["admin"])
    client = app.test_client(use_cookies=False)
    assert isinstance(client, Client)
    cookies = {who: _cookie(app, member) for who, member in members.items()}
    bearers = {who: _bearer(who, member) for who, member in members.items()}
    return Stage(client, made, cookies, bearers)


def told(answer: TestResponse) -> str:
    """A status, or where a 303 leads if that says who is let in."""
    if answer.status_code == 303:
        return {"/sign-in": SIGN_IN, RECORD_PAGE: RECORD}.get(answer.location.partition("?")[0], "303")
    return str(answer.status_code)


def _cookie(app: Flask, member: Member) -> str:
    signer = SecureCookieSessionInterface().get_signing_serializer(app)
    assert signer is not None
    return f"{app.config['SESSION_COOKIE_NAME']}={signer.dumps({'session': sessions.begin(member, device='test')})}"


def _bearer(who: str, member: Member) -> str:
    every = ("read", "write", "staff") if member.is_staff else ("read", "write")
    return sessions.issue_token(member, actors.SCOPES.get(who, every))[0]
