"""``demo``: a fictional brand to look around in."""

from collections.abc import Iterable

import click
from flask import Flask

from cocreate.cli.application import opened, within
from cocreate.demo import rules
from cocreate.kernel import forking
from cocreate.kernel.database import db
from cocreate.kernel.errors import Refused


@click.command()
@click.option("--remove", is_flag=True, help="Take the demo away again.")
def demo(remove: bool) -> None:
    """Fill an empty site with content in both languages, and one log-in per role."""
    with opened():
        if remove:
            rules.remove()
            db.session.commit()
            click.echo("The demo is gone.")
            return
        logins = rules.fill()
        db.session.commit()
        for line in told(logins):
            click.echo(line)


def fill_if_empty(app: Flask) -> list[str]:
    """Fill the site of `app` if it is empty; what to tell about its log-ins, if any.

    A copy of this process does it: the library of a bucket leaves threads behind.

    Raises:
        FailedError: it is a site in production.
    """
    forking.carried_out("the demo", lambda: _fill(app))
    with within(app):
        return list(told(rules.logins()))


def _fill(app: Flask) -> None:
    with within(app):
        try:
            if rules.may_fill():
                rules.fill()
                db.session.commit()
        except Refused as error:
            raise SystemExit(error.message) from error


def told(logins: Iterable[rules.Login]) -> Iterable[str]:
    """The log-ins in lines, as a table."""
    rows = [("role", "e-mail", "password", "name")]
    rows += [(login.role, login.email, login.password, login.name) for login in logins]
    widths = [max(len(row[column]) for row in rows) for column in range(3)]
    if len(rows) > 1:
        yield "Sign in to the demo as"
        for row in rows:
            yield "  ".join(["", *(value.ljust(width) for value, width in zip(row, widths, strict=False)), row[3]])
