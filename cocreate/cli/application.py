"""Opening the site for a command."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

from flask import Flask
from flask_babel import force_locale
from sqlalchemy import inspect

from cocreate.app import create_app
from cocreate.kernel import migrating, postgres
from cocreate.kernel.database import db, dispose
from cocreate.kernel.settings import Settings
from cocreate.kernel.trouble import Trouble


class OutdatedError(Trouble):
    """The database lacks migrations, or has some this version does not know."""


@contextmanager
def opened(settings: Settings | None = None) -> Iterator[Flask]:
    """The application in its context, on the running database or one started for this command.

    A new database gets its tables. One that is behind is left to ``migrate`` and ``serve``: somebody may be using it.

    Raises:
        OutdatedError: the database lacks migrations.
    """
    settings = settings or Settings.from_env()
    with postgres.running(settings) as url, at(settings, url) as app:
        connection = db.session.connection()
        is_behind, is_new = migrating.missing(connection), not inspect(connection).has_table("alembic_version")
        db.session.rollback()
        if is_new:
            migrating.upgrade(url)
        elif is_behind:
            raise OutdatedError("the database does not fit this version of CoCreate: run `cocreate migrate`")
        yield app


@contextmanager
def at(settings: Settings, url: str) -> Iterator[Flask]:
    """The application in its context, on the database at `url`."""
    app = create_app(replace(settings, database_url=url))
    with within(app):
        yield app


@contextmanager
def within(app: Flask) -> Iterator[None]:
    """The context of `app`; no connection stays open afterwards.

    What rules say is said in English, the language of commands.
    """
    with app.app_context(), force_locale("en"):
        try:
            yield
        finally:
            db.session.remove()
            dispose(app)
