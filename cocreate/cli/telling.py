"""What a command says when it ends with an error that one can do something about."""

import click
from psycopg import OperationalError as NoDatabase
from sqlalchemy.exc import OperationalError

from cocreate.kernel.errors import Invalid, Refused
from cocreate.kernel.trouble import Trouble


def told(error: Exception) -> click.ClickException | None:
    """`error` in one line, the status being 1; None where nothing can be done about it."""
    match error:
        case Trouble():
            return click.ClickException(str(error))
        case Invalid():
            return click.ClickException(f"{error.field}: {error.message}")
        case Refused():
            return click.ClickException(error.message)
        case OperationalError() | NoDatabase():
            reason = str(getattr(error, "orig", error)).strip()
            return click.ClickException(f"the database does not answer; check COCREATE_DATABASE_URL: {reason}")
    return None
