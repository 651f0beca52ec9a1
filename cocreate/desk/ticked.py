"""What is done to several things that were ticked in a list: typed, looked at, done."""

from collections.abc import Callable
from typing import Any

from flask import request
from werkzeug.wrappers import Response

from cocreate.kernel.forms import CHANGE, CONFIRMED, Form

Answer = Response | str | tuple[str, int]


def sent_along(name: str) -> dict[str, Any]:
    """What the list sent along: what was ticked, each of it as `name`, and the list's address."""
    return {name: list(dict.fromkeys(request.args.getlist(name))), "back": request.args.get("back", "")}


def answer(form: Form, page: Callable[[bool], str], report: Callable[[], str]) -> Answer:
    """The answer to `form`: its `page` once more where it is refused or to be changed, its page to be confirmed (with
    ``True``), or the `report` of what was done, which is done by making it.

    The report is answered as 201, and so is kept under the form's key: sent again, it is told again.
    """
    if not form.validate():
        return page(False), 422
    if CHANGE in request.form or CONFIRMED not in request.form:
        return page(CHANGE not in request.form)
    return report(), 201
