"""What can go wrong on purpose, and how it is told: a page for people, a problem document for programs.

Rules raise `Refused` (409) or `Invalid` (422); limits raise `TooMany` (429). Pages show the error at its
field where there is one. The error pages use neither database nor member, so they stand when those fail.
"""

from typing import Any

import structlog
from flask import Flask, Response, current_app, g, json, request
from flask_babel import gettext as _
from sqlalchemy.exc import InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from werkzeug.exceptions import HTTPException, InternalServerError

from cocreate.kernel.answers import referring_page
from cocreate.kernel.database import db

log = structlog.get_logger()
# In place of the name of a field: what is wrong with none of them alone is said above the form.
ABOVE = ""


class Refused(Exception):
    """The request is sound but not allowed in the present state: 409. `code` is stable, `message` is for people."""

    status = 409

    def __init__(self, code: str, message: str, **extra: Any) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.extra = extra

    @property
    def headers(self) -> dict[str, str]:
        """What an answer that tells it says beside the words."""
        return {}


class Invalid(Refused):
    """The value of `field` cannot be taken: 422."""

    status = 422

    def __init__(self, field: str, message: str, code: str = "invalid") -> None:
        super().__init__(code, message)
        self.field = field
        self.extra = {"errors": {field: [message]}}


class NotNow(Invalid):
    """Nothing is wrong with what was sent, but it cannot be now: 409, and forms say so above what was typed."""

    status = 409

    def __init__(self, code: str, message: str, **extra: Any) -> None:
        super().__init__(ABOVE, message, code)
        self.extra = extra


class TooMany(Refused):
    """A limit is used up: 429, free again after `retry_after` seconds."""

    status = 429

    def __init__(self, retry_after: int, message: str | None = None) -> None:
        usual = _("That was a little too fast. Please try again in a while.")
        super().__init__("too-many-requests", message or usual)
        self.retry_after = max(1, retry_after)

    @property
    def headers(self) -> dict[str, str]:
        """When to try again."""
        return {"Retry-After": str(self.retry_after)}


def wants_problem() -> bool:
    """Whether the caller is a program of the API; the page that describes the API is for people."""
    return request.path.startswith("/api/") and request.path != "/api/docs"


def problem(status: int, code: str, title: str, detail: str | None = None, **extra: Any) -> Response:
    """An RFC 9457 problem document; ``type`` is ``urn:cocreate:<code>`` and never changes."""
    body = {"type": f"urn:cocreate:{code}", "title": title, "status": status, "detail": detail or title, **extra}
    return Response(json.dumps(body), status, content_type="application/problem+json")


def error_page(status: int, detail: str | None = None, title: str | None = None) -> Response:
    """The page for an error `status`, in the visitor's language; made without database or member."""
    usual, advice = _words(status)
    page = current_app.jinja_env.get_template("errors/error.html")
    return Response(page.render(code=status, title=title or usual, advice=detail or advice, back=_back()), status)


def _back() -> str:
    """Where on this site a form was sent from, ``""`` if the browser does not say so."""
    return referring_page("") if request.method == "POST" else ""


def install(app: Flask) -> None:
    """Answer every error of `app` in the right form and language."""
    app.register_error_handler(Refused, _refused)
    app.register_error_handler(HTTPException, _http)
    for kind in (OperationalError, InterfaceError, PoolTimeout):
        app.register_error_handler(kind, _no_database)
    app.register_error_handler(Exception, _unexpected)


def _refused(error: Refused) -> Response:
    if wants_problem():
        answer = problem(error.status, error.code, _words(error.status)[0], error.message, **error.extra)
    else:
        answer = error_page(error.status, error.message)
    answer.headers.update(error.headers)
    return answer


def _http(error: HTTPException) -> Response:
    status = error.code or 500
    if error.response is not None or status < 400:
        return current_app.make_response(error.get_response())
    if status == 400:  # unreadable input is bad input
        status = 422
    answer = problem(status, _code(status), _words(status)[0]) if wants_problem() else error_page(status)
    for name, value in error.get_headers():
        if name not in ("Content-Type", "Content-Length"):
            answer.headers[name] = value
    return answer


def _no_database(error: Exception) -> Response:
    log.error("database_unreachable", error=str(error))
    g.identified = False  # whoever calls cannot be asked for their language either
    db.session.rollback()
    answer = problem(503, "unavailable", _words(503)[0]) if wants_problem() else error_page(503)
    answer.headers["Retry-After"] = "10"
    return answer


def _unexpected(error: Exception) -> Response:
    log.error("request_failed", route=str(request.url_rule), exc_info=error)  # a path may hold a secret
    db.session.rollback()
    return _http(InternalServerError(original_exception=error))


def _code(status: int) -> str:
    return {
        401: "sign-in-first",
        403: "not-allowed",
        404: "not-found",
        405: "method-not-allowed",
        409: "conflict",
        413: "too-large",
        415: "unsupported-media-type",
        422: "invalid",
        429: "too-many-requests",
    }.get(status, "error")


def _words(status: int) -> tuple[str, str]:
    """Title and advice for an error `status`."""
    words = {
        401: (_("Please sign in"), _("Sign in, then try again.")),
        403: (
            _("Not open to you"),
            _("Your account does not have the rights for this. Ask an administrator if it should."),
        ),
        404: (_("Nothing here"), _("The page may have moved, or it is not visible to you.")),
        405: (_("That does not work here"), _("Go back and use the buttons of the page.")),
        409: (_("That no longer fits"), _("Things have changed meanwhile. Go back, reload the page and look again.")),
        413: (_("Too large"), _("What you sent is too large. Make it smaller and try again.")),
        415: (_("Unknown format"), _("What you sent is in a format this page cannot read.")),
        422: (_("Something is missing or wrong"), _("Go back and check what you entered.")),
        429: (_("A little too fast"), _("Please wait a moment, then try again.")),
        503: (
            _("Back in a moment"),
            _("The site cannot reach its database right now. Nothing is lost; try again shortly."),
        ),
    }
    return words.get(
        status, (_("Something went wrong on our side"), _("It has been noted. Please try again in a moment."))
    )
