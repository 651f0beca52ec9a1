"""What every answer carries for the browser's sake, and the one gate against forged requests."""

from flask import Flask, Response, request, session
from flask_babel import gettext as _
from flask_wtf import CSRFProtect
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import NotFound

from cocreate.kernel.errors import error_page, wants_problem

POLICY = (
    "default-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'none'; "
    "form-action 'self'; frame-ancestors 'none'"
)
_PAGES_VARY = ("Cookie", "Accept-Language", "HX-Request")
_API_VARIES = ("Authorization", "Accept-Language")
csrf = CSRFProtect()


def install(app: Flask) -> None:
    """Set headers, cookies and the forgery gate of `app`."""
    secure = app.config["COCREATE"].base_url.startswith("https://")
    app.config.update(
        # The prefix has browsers refuse such a cookie from any other host or over plain HTTP.
        SESSION_COOKIE_NAME="__Host-cocreate" if secure else "cocreate",
        SESSION_COOKIE_SECURE=secure,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        WTF_CSRF_TIME_LIMIT=None,
    )
    csrf.init_app(app)
    app.register_error_handler(CSRFError, _forged)
    app.before_request(_storable_address)
    app.after_request(_headers)


def _forged(_error: CSRFError) -> Response:
    advice = _("This page was open for too long. Go back, reload it and try again.")
    return error_page(403, advice, _("That no longer fits"))


def _storable_address() -> None:
    """An address with NUL or broken characters names nothing."""
    parts = [request.path, *request.args.keys(), *request.args.values()]
    if any("\x00" in part or (not part.isascii() and _broken(part)) for part in parts):
        raise NotFound


def _broken(part: str) -> bool:
    return any("\ud800" <= character <= "\udfff" for character in part)


def _headers(response: Response) -> Response:
    headers = response.headers
    headers.setdefault("Content-Security-Policy", POLICY)
    headers["X-Content-Type-Options"] = "nosniff"
    headers["Referrer-Policy"] = "same-origin"
    headers["Cross-Origin-Opener-Policy"] = "same-origin"
    headers["Permissions-Policy"] = "camera=(), geolocation=(), microphone=()"
    if request.is_secure:
        headers["Strict-Transport-Security"] = "max-age=31536000"
    if "Cache-Control" not in headers:
        private = wants_problem() or bool(session)
        headers["Cache-Control"] = "private, no-store" if private else "no-cache"
        response.vary.update(_API_VARIES if wants_problem() else _PAGES_VARY)
    return response
