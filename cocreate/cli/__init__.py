"""The command ``cocreate``: one module a command or a family of them, listed here.

Commands open the site through `application`, call the same rules as the pages, and commit.
"""

from typing import Any

import click
from psycopg import OperationalError as NoDatabase
from sqlalchemy.exc import OperationalError

from cocreate.cli.audit import audit
from cocreate.cli.backup import backup, restore
from cocreate.cli.demo import demo
from cocreate.cli.doctor import doctor
from cocreate.cli.importing import import_group
from cocreate.cli.init import init
from cocreate.cli.members import commands as member
from cocreate.cli.openapi import openapi
from cocreate.cli.reindex import reindex
from cocreate.cli.serve import migrate, serve, worker
from cocreate.kernel.errors import Invalid, Refused
from cocreate.kernel.trouble import Trouble


class _Commands(click.Group):
    """Tells what went wrong in one line and ends with status 1, where that is something one can act on."""

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except Trouble as error:
            raise click.ClickException(str(error)) from error
        except Invalid as error:
            raise click.ClickException(f"{error.field}: {error.message}") from error
        except Refused as error:
            raise click.ClickException(error.message) from error
        except (OperationalError, NoDatabase) as error:
            reason = str(getattr(error, "orig", error)).strip()
            raise click.ClickException(
                f"the database does not answer; check COCREATE_DATABASE_URL: {reason}"
            ) from error


@click.group(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"], "show_default": True})
@click.version_option(package_name="cocreate", message="%(prog)s %(version)s")
def main() -> None:
    """The community site on which a car brand builds its cars with its owners."""


for _command in (
    serve,
    worker,
    migrate,
    init,
    demo,
    import_group,
    member,
    audit,
    reindex,
    backup,
    restore,
    doctor,
    openapi,
):
    main.add_command(_command)
