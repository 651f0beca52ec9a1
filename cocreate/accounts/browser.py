"""The signed-in browser: the cookie that says who it is, and who calls a request.

Flask's signed cookie holds a random token and no fact about anybody; everything else is in ``sessions``.
"""

import flask
from flask import Flask, Request, Response, g, request
from flask.sessions import SecureCookieSessionInterface, SessionMixin
from flask_login import LoginManager

from cocreate.accounts import sessions, sign_ins
from cocreate.accounts.models import ApiToken, Session, Way
from cocreate.kernel import limits
from cocreate.kernel.errors import wants_problem
from cocreate.members.models import Member

_TOKEN = "session"  # noqa: S105 - where in the cookie the token stands  # nosec B105


def install(app: Flask) -> None:
    """Tell `app` who calls: pages by their cookie, the API by its bearer token."""
    manager = LoginManager(app)
    manager.session_protection = None  # it would write a description of the browser into the cookie
    manager._session_identifier_generator = str  # noqa: SLF001 - made for every request, for that protection alone
    manager.request_loader(load)
    app.config["PERMANENT_SESSION_LIFETIME"] = sessions.IDLE
    app.session_interface = _PrivateCookie()


class _PrivateCookie(SecureCookieSessionInterface):
    """Keeps the cookie, sent anew with every answer, off those that a shared cache may hand to anybody."""

    def save_session(self, app: Flask, session: SessionMixin, response: Response) -> None:
        if not response.cache_control.public:
            super().save_session(app, session, response)


def load(_request: Request) -> Member | None:
    """Who calls, asked once a request. When the database fails, the error page still gets an answer: nobody."""
    if g.get("caller_asked"):
        return None
    g.caller_asked = True
    return _by_bearer() if wants_problem() else _by_cookie()


def enter(member: Member, way: Way) -> None:
    """Sign `member` in on this browser; whoever was signed in here is no longer, and the cookie is a new one."""
    leave()
    sign_ins.note(member, way)
    device = sessions.device_of(request.user_agent.string)
    flask.session[_TOKEN] = sessions.begin(member, device, sessions.network_of(limits.address()))
    flask.session.permanent = True


def leave() -> None:
    """Sign this browser out and forget everything in its cookie."""
    row = current()
    if row is not None:
        sessions.end(row.member, row.id)
    flask.session.clear()


def renew() -> None:
    """Give this browser a new token, after a change of what it is trusted with."""
    row = current()
    if row is not None:
        flask.session[_TOKEN] = sessions.renew(row)


def current() -> Session | None:
    """The session of this browser, if somebody is signed in."""
    token = flask.session.get(_TOKEN)
    return sessions.by_cookie(token) if isinstance(token, str) else None


def current_token() -> ApiToken | None:
    """The API token this request came with."""
    header = request.authorization
    bearer = header.token if header is not None and header.type == "bearer" else None
    return sessions.by_bearer(bearer) if bearer else None


def _by_cookie() -> Member | None:
    row = current()
    if row is None:
        return None
    sessions.see(row)
    return row.member


def _by_bearer() -> Member | None:
    row = current_token()
    if row is None:
        return None
    g.token_scopes = frozenset(row.scopes)
    sessions.see_token(row)
    return row.member
