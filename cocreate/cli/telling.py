"""What a command says when it ends with an error that one can do something about."""

import errno
from pathlib import Path

import click
from psycopg import OperationalError as NoDatabase
from sqlalchemy.exc import OperationalError

from cocreate.kernel.errors import Invalid, Refused
from cocreate.kernel.trouble import Trouble


def told(error: Exception) -> click.ClickException | None:
    """`error` in one line, the status being 1; None where nothing can be done about it."""
    match error:
        case Invalid():
            return click.ClickException(f"{error.field}: {error.message}")
        case Trouble() | Refused():
            return click.ClickException(str(error))
        case OperationalError() | NoDatabase():
            reason = str(getattr(error, "orig", error)).strip()
            return click.ClickException(f"the database does not answer; check COCREATE_DATABASE_URL: {reason}")
        case OSError(filename=str() | Path() as place):
            return click.ClickException(f"{place}: {error.strerror}")
        case OSError(errno=errno.ENOSPC):
            return click.ClickException("the disk is full")
    return None
