"""The command ``cocreate``: one module a command or a family of them, listed here.

Commands open the site through `application`, call the same rules as the pages, and commit.
"""

import gc
import pkgutil
from typing import Any, NamedTuple

import click


class Place(NamedTuple):
    """Where a command is, below this package, and what it says of itself. It is loaded when it is called."""

    name: str
    help: str


COMMANDS = {
    "audit": Place("audit:audit", "Recompute every counter and invariant"),
    "backup": Place("backup:backup", "Write database and media to the archive FILE"),
    "demo": Place("demo:demo", "Fill an empty site with content in both languages"),
    "doctor": Place("doctor:doctor", "Look at settings, database, worker, mail and storage"),
    "import": Place("importing:import_group", "Bring in what stands elsewhere"),
    "init": Place("init:init", "Begin a new site"),
    "member": Place("members:commands", "Members of the site"),
    "migrate": Place("serve:migrate", "Bring the database up to date"),
    "openapi": Place("openapi:openapi", "Print the OpenAPI document of the API"),
    "reindex": Place("reindex:reindex", "Rebuild what posts and watched words are found by"),
    "restore": Place("backup:restore", "Put back the archive FILE"),
    "serve": Place("serve:serve", "Serve the site"),
    "worker": Place("serve:worker", "Do background jobs"),
}


class _Commands(click.Group):
    """Loads the command that is called, and tells in one line what went wrong where one can act on that."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        place = COMMANDS.get(cmd_name)
        return None if place is None else _loaded(place.name)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl([(name, place.help) for name, place in COMMANDS.items()])

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except Exception as error:
            if (told := _loaded("telling:told")(error)) is None:
                raise
            raise told from error


def _loaded(name: str) -> Any:
    """What is called `name` below this package. Nothing of a module that is being loaded is garbage."""
    gc.disable()
    try:
        return pkgutil.resolve_name(f"cocreate.cli.{name}")
    finally:
        gc.enable()


@click.group(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"], "show_default": True})
@click.version_option(package_name="cocreate", message="%(prog)s %(version)s")
def main() -> None:
    """The community site on which a car brand builds its cars with its owners."""
