"""``serve``, ``worker`` and ``migrate``: what runs the site."""

import os
import sys
from dataclasses import replace

import click

from cocreate.cli.application import at, opened
from cocreate.cli.demo import fill_if_empty
from cocreate.kernel import jobs, migrating, postgres, serving
from cocreate.kernel.settings import Settings, variable

APPLICATION = "cocreate.app:create_app()"


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
            settings = replace(settings, base_url=address)

        news = [f"CoCreate is ready: {address}"]

        def prepare(url: str) -> None:
            migrating.upgrade(url)
            if demo:
                with at(settings, url):
                    news.extend(fill_if_empty())

        def ready() -> None:
            click.echo("\n".join(news))

        site = serving.Site(APPLICATION, [sys.executable, "-m", "cocreate.cli", "worker"], prepare)
        serving.serve(settings, site, listener, workers, ready, lambda line: click.echo(line, err=True))


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
