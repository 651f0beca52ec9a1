"""``serve``, ``worker`` and ``migrate``: what runs the site."""

import os
from contextlib import suppress
from dataclasses import replace

import click
from flask import Flask

from cocreate.app import create_app
from cocreate.cli.application import opened
from cocreate.cli.demo import fill_if_empty
from cocreate.kernel import jobs, migrating, postgres, serving
from cocreate.kernel.settings import Settings, variable


@click.command()
@click.option("--host", default="127.0.0.1", help="Address to listen on; 0.0.0.0 for all.")
@click.option("--port", default=8000, type=click.IntRange(0, 65535), help="Port to listen on; 0 for any free one.")
@click.option("--workers", default=min(4, os.cpu_count() or 1), type=click.IntRange(1), help="Web server processes.")
@click.option("--demo", is_flag=True, help="Fill an empty site with demo content first.")
def serve(host: str, port: int, workers: int, demo: bool) -> None:
    """Serve the site: database, migrations, web server and worker, until Ctrl-C or SIGTERM."""
    settings = Settings.from_env()
    with serving.listen(host, port) as listener:
        address = serving.address(listener)
        if not os.environ.get(variable("base_url")):
            settings = Settings.from_env({**os.environ, variable("base_url"): address})

        news = [f"CoCreate is ready: {address}"]

        def prepare(url: str) -> Flask:
            migrating.upgrade(url)
            app = create_app(replace(settings, database_url=url))
            if demo:
                news.extend(fill_if_empty(app))
            return app

        def ready() -> None:
            say("\n".join(news))

        serving.serve(settings, prepare, listener, workers, ready, lambda line: say(line, err=True))


def say(words: str, *, err: bool = False) -> None:
    """Print `words`. Nobody may be there to read: a terminal closed, a pipe broken. The site stops in order still."""
    with suppress(OSError):
        click.echo(words, err=err)


@click.command()
def worker() -> None:
    """Do background jobs until Ctrl-C or SIGTERM; `serve` runs one already."""
    with opened() as app:
        jobs.work_until_stopped(app)


@click.command()
def migrate() -> None:
    """Bring the database up to date."""
    with postgres.running(Settings.from_env()) as url:
        migrating.upgrade(url)
    click.echo("The database is up to date.")
