"""The usual answers of a page."""

from urllib.parse import urlsplit

from flask import redirect, request
from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Response


def is_fragment() -> bool:
    """Whether htmx asks, and wants the changed part only."""
    return request.headers.get("HX-Request") == "true"


def local(address: str | None, otherwise: str = "/") -> str:
    """`address` if it stays on this site, else `otherwise`: nobody is sent elsewhere after signing in."""
    if not address:
        return otherwise
    address = address.replace("\\", "/")
    parts = urlsplit(address)
    here = address.startswith("/") and not address.startswith("//") and not parts.netloc
    return address if here and address.isprintable() else otherwise


def back(otherwise: str) -> Response:
    """To the page the form was on, or `otherwise`."""
    parts = urlsplit(request.referrer or "")
    page = f"{parts.path}?{parts.query}" if parts.query else parts.path
    return redirect(local(page if parts.netloc == request.host else None, otherwise), 303)


def found(thing: object | None) -> None:
    """Raise 404 when there is no `thing` (or the caller may not see it)."""
    if thing is None:
        raise NotFound
