"""The usual answers of a page."""

from urllib.parse import urlencode, urlsplit

from flask import current_app, redirect, request
from werkzeug.wrappers import Response


def is_fragment() -> bool:
    """Whether htmx asks, and wants the changed part only."""
    return request.headers.get("HX-Request") == "true"


def local(address: str | None, otherwise: str = "/") -> str:
    """`address` if it stays on this site, else `otherwise`: nobody is sent elsewhere after signing in."""
    if not address:
        return otherwise
    address = address.replace("\\", "/")
    here = address.startswith("/") and not address.startswith("//")
    return address if here and address.isprintable() else otherwise


def referring_page(otherwise: str) -> str:
    """The page of this site that the request comes from, or `otherwise`.

    A form that was refused stands at the address it was sent to, where often no page is to be had.
    """
    host, slash, rest = (request.referrer or "").partition("://")[2].partition("/")
    address = local(f"/{rest}", otherwise) if slash and host == request.host else otherwise
    is_page = current_app.url_map.bind("").test(urlsplit(address).path, "GET")
    return address if is_page else otherwise


def back(otherwise: str) -> Response:
    """To the page the form was on, or `otherwise`."""
    return redirect(referring_page(otherwise), 303)


def next_page(cursor: str | None, **asked: str) -> str | None:
    """The address of what follows `cursor` in the list this page shows for what is `asked`, if anything does."""
    return f"{request.path}?{urlencode({**asked, 'cursor': cursor})}" if cursor else None
