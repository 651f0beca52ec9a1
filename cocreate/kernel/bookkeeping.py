"""A connection beside the request's own, for the closed list of facts that outlive a refused request.

Throttles, a session's last-seen instant, sign-ins that failed and hits of watched words count even when the request
that caused them is answered with an error and its work is rolled back. Nothing else belongs here.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from flask import Flask, current_app
from sqlalchemy import Connection, Engine

from cocreate.kernel.database import db

_KEY = "cocreate.bookkeeping"


def configure(app: Flask) -> None:
    """Remember the engine of `app`, so that a test that rebinds the session leaves bookkeeping apart."""
    with app.app_context():
        app.extensions[_KEY] = db.engine


@contextmanager
def connection() -> Iterator[Connection]:
    """A connection in a transaction of its own, committed on leaving the block."""
    with engine(current_app).begin() as own:
        yield own


def engine(app: Flask) -> Engine:
    """The engine of `app` itself."""
    found: Engine = app.extensions[_KEY]
    return found
