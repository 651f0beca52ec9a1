"""Who may call a route. Every view declares it; a route without a declaration is refused at start.

``@public`` anybody · ``@signed_in`` a signed-in member · ``@staff("product")`` a member with one of the
roles everywhere · ``@token("write")`` an API client whose token has the scope · ``@token_optional`` an API
route open to anybody that looks at a token when one is sent · ``@own_record`` a signed-in member, be they
barred: what concerns nobody but themselves. What a member may do to one thing is asked in the feature's
``access.py``.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from enum import Enum
from typing import Any, TypeVar

from flask import Flask, current_app, g, redirect, request, url_for
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.datastructures import WWWAuthenticate
from werkzeug.exceptions import Forbidden, Unauthorized
from werkzeug.wrappers import Response

from cocreate.kernel.answers import is_fragment, referring_page
from cocreate.kernel.errors import Refused

View = TypeVar("View", bound=Callable[..., Any])

# Where a barred member reads why, and what they can do about it.
RECORD = "/me/record"


class Gate(Enum):
    """The kinds of declared access."""

    PUBLIC = "public"
    SIGNED_IN = "signed_in"
    STAFF = "staff"
    OWN_RECORD = "own_record"
    TOKEN = "token"  # noqa: S105 - a word, no secret  # nosec B105
    TOKEN_OPTIONAL = "token_optional"  # noqa: S105  # nosec B105


class Barred(Refused):
    """The caller is suspended or banned: 403, whatever the token would be good for."""

    status = 403

    def __init__(self) -> None:
        message = _("Your account is suspended or banned. Sign in on the site to read why, and to appeal.")
        super().__init__("account-barred", message)


@dataclass(frozen=True)
class Access:
    """A route's declaration: the gate, and the roles or scopes it asks for (any one of them)."""

    gate: Gate
    names: frozenset[str] = field(default_factory=frozenset)


def _declare(access: Access) -> Callable[[View], View]:
    def mark(view: View) -> View:
        view.access = access  # type: ignore[attr-defined]
        return view

    return mark


public = _declare(Access(Gate.PUBLIC))
signed_in = _declare(Access(Gate.SIGNED_IN))
own_record = _declare(Access(Gate.OWN_RECORD))
token_optional = _declare(Access(Gate.TOKEN_OPTIONAL))


def staff(*roles: str) -> Callable[[View], View]:
    """A signed-in member who holds one of `roles` everywhere; administrators always may."""
    return _declare(Access(Gate.STAFF, frozenset((*roles, "admin"))))


def token(*scopes: str) -> Callable[[View], View]:
    """An API client whose token carries one of `scopes`."""
    return _declare(Access(Gate.TOKEN, frozenset(scopes)))


def declared(app: Flask, endpoint: str) -> Access | None:
    """The declaration of the view behind `endpoint`."""
    access: Access | None = getattr(app.view_functions[endpoint], "access", None)
    return access


def has_scope(scope: str) -> bool:
    """Whether this request came with a token that carries `scope`."""
    return scope in g.get("token_scopes", ())


def install(app: Flask) -> None:
    """Enforce the declarations before every request."""
    app.before_request(enforce)


def check_declared(app: Flask) -> None:
    """Raise ``RuntimeError`` when a route of `app` has no declaration."""
    bare = sorted(rule.endpoint for rule in app.url_map.iter_rules() if declared(app, rule.endpoint) is None)
    if bare:
        raise RuntimeError(f"routes without declared access: {', '.join(bare)}")


def enforce() -> Response | None:
    """Let the request through, send it to sign in, or raise 401 or 403."""
    if request.endpoint is None:
        return None
    access = declared(current_app, request.endpoint)
    if access is None:
        raise RuntimeError(f"{request.endpoint} declares no access")
    g.identified = True
    if access.gate is Gate.PUBLIC or request.method == "OPTIONS":  # what an address takes is no secret
        return None
    if access.gate in (Gate.TOKEN, Gate.TOKEN_OPTIONAL):
        _check_token(access)
        return None
    if not current_user.is_authenticated:
        return _to_sign_in()
    if current_user.is_barred and access.gate is not Gate.OWN_RECORD:
        return _elsewhere(RECORD, 403)
    if access.gate is Gate.STAFF and not current_user.has_role(*access.names):
        raise Forbidden
    return None


def _check_token(access: Access) -> None:
    if not current_user.is_authenticated:
        if access.gate is Gate.TOKEN or "Authorization" in request.headers:
            raise Unauthorized(www_authenticate=WWWAuthenticate("bearer"))
        return
    if current_user.is_barred:
        raise Barred
    if access.gate is Gate.TOKEN and not any(has_scope(name) for name in access.names):
        raise Forbidden


def _to_sign_in() -> Response:
    """To sign in and back; htmx takes its whole page there instead of putting the form into a part of this one."""
    here = request.full_path.rstrip("?") if request.method == "GET" and not is_fragment() else referring_page("/")
    return _elsewhere(url_for("accounts.sign_in", next=here), 401)


def _elsewhere(address: str, status: int) -> Response:
    """To the whole page at `address`; for htmx with `status`, so that nothing of this page changes before."""
    return Response(status=status, headers={"HX-Redirect": address}) if is_fragment() else redirect(address, 303)
