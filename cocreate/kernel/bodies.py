"""How much a request may bring. A route that takes files says so; everything else has the site's common bound."""

from collections.abc import Callable
from typing import Any, TypeVar

from flask import Flask, current_app, request

FILES = "multipart/form-data"
View = TypeVar("View", bound=Callable[..., Any])


def at_most(size: int) -> Callable[[View], View]:
    """The view takes bodies of up to `size` bytes; more is answered with 413."""

    def mark(view: View) -> View:
        view.max_body = size  # type: ignore[attr-defined]
        return view

    return mark


def install(app: Flask) -> None:
    """Set the bound before anybody reads a body; so it stands before the gate against forged requests."""
    app.before_request(_bound)


def _bound() -> None:
    """Files come in parts; what comes as one piece would be held in memory, and keeps to the common bound."""
    size: int | None = getattr(current_app.view_functions.get(request.endpoint or ""), "max_body", None)
    if size is not None and request.mimetype == FILES:
        request.max_content_length = size
