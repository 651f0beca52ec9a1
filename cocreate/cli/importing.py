"""``import``: brings in what was said elsewhere, and the catalogue."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import click
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from cocreate.cli.application import opened
from cocreate.importing import mapping as mappings
from cocreate.importing import planning, rejections, rules, sources
from cocreate.importing.errors import Unusable
from cocreate.importing.mapping import ImportKind, Mapping
from cocreate.importing.models import ImportRun
from cocreate.importing.planning import Plan
from cocreate.importing.sources import Source
from cocreate.kernel import health
from cocreate.kernel.database import db
from cocreate.kernel.settings import Settings
from cocreate.kernel.trouble import Trouble

_FILE = click.Path(exists=True, dir_okay=False, readable=True, path_type=Path)


@click.group("import")
def import_group() -> None:
    """Bring in what stands elsewhere, from CSV or JSON Lines."""


def _command(kind: ImportKind) -> click.Command:
    @click.command(f"{kind.value}s", help=_HELP[kind])
    @click.argument("file", type=_FILE)
    @click.option("--map", "map_file", type=_FILE, help="Which column feeds which field (TOML).")
    def command(file: Path, map_file: Path | None) -> None:
        with _told_in_one_line():
            bring_in(kind, file, map_file)

    return command


_HELP = {
    ImportKind.IDEA: "Bring in the ideas of FILE. Rejected rows go to FILE.rejected.csv; again adds nothing.",
    ImportKind.COMMENT: "Bring in the comments of FILE, after the ideas they stand under. Rejected rows go to "
    "FILE.rejected.csv; again adds nothing.",
    ImportKind.MODEL: "Bring in the series, model years and trims of FILE. Rejected rows go to "
    "FILE.rejected.csv; again adds nothing.",
    ImportKind.OWNER: "Bring in the brand's own list of owners from FILE: VIN, phone number, model. It verifies the "
    "cars of members where both fit. Rejected rows go to FILE.rejected.csv; again adds nothing.",
}


def bring_in(kind: ImportKind, file: Path, map_file: Path | None) -> None:
    """Bring in the rows of `file` and tell what became of them. Raises `Unusable`, before anything is changed."""
    settings = Settings.from_env()
    mapping = mappings.read(map_file, kind, settings.timezone)
    with sources.opened(file, mapping.delimiter) as source:
        mapping = replace(mapping, feeds=mapping.feeds or mappings.default_feeds(kind, source.columns))
        mapping.check(source.columns)
        with opened(settings):
            if trouble := health.unready():
                raise Trouble(trouble)
            with _progress() as progress:
                plan = _planned(mapping, source, progress)
                run = _carried_out(plan, progress)
        reasons = plan.rejected | {int(number): reason for number, reason in run.failed.items()}
        target = rejections.place(file)
        rejections.write(target, source, reasons)
    click.echo(f"{kind.value}s: {run.added} added, {run.present} already there, {len(reasons)} rejected")
    if reasons:
        click.echo(f"The rejected rows are in {target}, each with the reason in its last column.")


def _planned(mapping: Mapping, source: Source, progress: Progress) -> Plan:
    reading = progress.add_task("Reading (bytes)", total=source.size)
    plan = planning.plan(mapping, source, lambda offset: progress.update(reading, completed=offset))
    progress.update(reading, completed=source.size)
    return plan


def _carried_out(plan: Plan, progress: Progress) -> ImportRun:
    run = rules.begin(plan)
    db.session.commit()
    if run.done:
        progress.console.print(f"Going on after {run.done} of {run.total} rows.")
    importing = progress.add_task("Bringing in (rows)", total=run.total, completed=run.done)
    while run.finished_at is None:
        run = rules.bring_in(plan, run.id)
        db.session.commit()
        progress.update(importing, completed=run.done)
    return run


def _progress() -> Progress:
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    return Progress(*columns, console=Console(stderr=True))


class _Unusable(click.ClickException):
    """A wrong argument."""

    exit_code = 2


@contextmanager
def _told_in_one_line() -> Iterator[None]:
    """End with status 2, as for every wrong argument, where the file or its mapping is of no use; with 1 by Ctrl-C."""
    try:
        yield
    except Unusable as error:
        raise _Unusable(str(error)) from error
    except KeyboardInterrupt as error:
        raise Trouble("stopped; the same command goes on where this one was") from error


for _kind in _HELP:
    import_group.add_command(_command(_kind))
