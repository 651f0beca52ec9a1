"""Opening the site for a command."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

from flask import Flask
from flask_babel import force_locale

from cocreate.app import create_app
from cocreate.kernel import postgres
from cocreate.kernel.database import db
from cocreate.kernel.settings import Settings


@contextmanager
def opened(settings: Settings | None = None) -> Iterator[Flask]:
    """The application in its context, on the running database or one started for this command."""
    settings = settings or Settings.from_env()
    with postgres.running(settings) as url, at(settings, url) as app:
        yield app


@contextmanager
def at(settings: Settings, url: str) -> Iterator[Flask]:
    """The application in its context, on the database at `url`; no connection stays open afterwards.

    What rules say is said in English, the language of commands.
    """
    app = create_app(replace(settings, database_url=url))
    with app.app_context(), force_locale("en"):
        try:
            yield app
        finally:
            db.session.remove()
            db.engine.dispose()
