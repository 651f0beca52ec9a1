"""``doctor``: what is wrong with the operation of this site, and how to mend it."""

import os
import secrets
import shutil
import smtplib
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass

import click
import psycopg
import redis

from cocreate.cli.application import at
from cocreate.kernel import handing, health, limits, mail, postgres, storage
from cocreate.kernel.settings import Settings, unknown_variables
from cocreate.kernel.storage import NotStoredError, StorageError

OLDEST_POSTGRES = 17
LEAST_SPACE = 1_000_000_000  # bytes
LONGEST_SILENCE = 60  # seconds without a sign of life after which a worker counts as gone


@dataclass(frozen=True)
class Finding:
    """One thing looked at; `advice` says how to mend it, and is empty when all is well."""

    subject: str
    state: str
    advice: str = ""


@click.command()
@click.pass_context
def doctor(context: click.Context) -> None:
    """Look at settings, database, worker, mail and storage; status 1 when something needs mending."""
    settings = Settings.from_env()
    findings = [
        *_settings(settings),
        *_database(settings),
        *_limits(settings),
        *_outwards(settings),
        *_storage(settings),
    ]
    for finding in findings:
        mark = click.style("wrong", fg="red") if finding.advice else click.style("well ", fg="green")
        click.echo(f"{mark}  {finding.subject}: {finding.state}")
        if finding.advice:
            click.echo(f"       → {finding.advice}")
    if any(finding.advice for finding in findings):
        context.exit(1)


def _settings(settings: Settings) -> Iterator[Finding]:
    yield Finding("settings", f"{settings.env}, {settings.base_url}")
    for name in unknown_variables(os.environ):
        yield Finding("settings", f"{name} is no setting", "correct its name (README lists all) or unset it")
    if settings.env == "production" and os.geteuid() == 0:
        yield Finding("settings", "the site runs as root", "run CoCreate as a user of its own")
    if settings.env == "production" and settings.base_url.startswith("http://"):
        yield Finding(
            "settings", "members' passwords travel unencrypted", "set COCREATE_BASE_URL to an https:// address"
        )


def _database(settings: Settings) -> Iterator[Finding]:
    try:
        with postgres.running(settings) as url:
            with psycopg.connect(url, connect_timeout=5) as connection:
                yield _version(connection.info.server_version)
            with at(settings, url):
                trouble = health.unready()
            if trouble:
                yield Finding("database", trouble, "`cocreate serve` brings it up to date as well")
                return
            with psycopg.connect(url, connect_timeout=5) as connection:
                yield from _jobs(connection)
                yield from _in_doubt(connection)
                yield from _robots(connection)
    except psycopg.OperationalError as error:
        yield Finding("database", str(error).strip(), "start the server, or correct COCREATE_DATABASE_URL")


def _version(number: int) -> Finding:
    state = f"PostgreSQL {number // 10_000}.{number % 10_000}"
    if number < OLDEST_POSTGRES * 10_000:
        return Finding("database", state, f"upgrade the server to PostgreSQL {OLDEST_POSTGRES} or newer")
    return Finding("database", state)


def _jobs(connection: psycopg.Connection) -> Iterator[Finding]:
    alive, waiting, failed = connection.execute(
        """
        SELECT (SELECT count(*) FROM procrastinate_workers WHERE last_heartbeat > now() - make_interval(secs => %s)),
               count(*) FILTER (WHERE status = 'todo'),
               count(*) FILTER (WHERE status = 'failed')
        FROM procrastinate_jobs
        """,
        (LONGEST_SILENCE,),
    ).fetchone() or (0, 0, 0)
    if alive:
        yield Finding("worker", f"{alive} at work, {waiting} jobs waiting")
    else:
        yield Finding(
            "worker", f"none, {waiting} jobs waiting", "start `cocreate serve`, or `cocreate worker` beside it"
        )
    if failed:
        yield Finding(
            "worker", f"{failed} jobs failed for good", "read the worker's messages, mend the cause (often mail)"
        )


def _in_doubt(connection: psycopg.Connection) -> Iterator[Finding]:
    """Something to know, and nothing to mend."""
    letters, alerts = connection.execute(
        """
        SELECT (SELECT count(*) FROM hand_overs WHERE taken_at IS NULL AND at < now() - %(longest)s),
               (SELECT count(*) FROM robot_alerts WHERE sent_at IS NULL AND claimed_at < now() - %(longest)s)
        """,
        {"longest": handing.LONGEST},
    ).fetchone() or (0, 0)
    if letters or alerts:
        state = f"{letters} letters and {alerts} alerts of robots may or may not have arrived, and are not sent again"
        yield Finding("worker", state)


def _robots(connection: psycopg.Connection) -> Iterator[Finding]:
    robots = connection.execute("SELECT name, trouble, said FROM robots WHERE active ORDER BY name, id").fetchall()
    for name, trouble, said in robots:
        state = f"{name}: {trouble}{f' ({said})' if said else ''}" if trouble else f"{name} is heard"
        yield Finding("robot", state, "look at it at /desk/robots, and send a try" if trouble else "")


def _limits(settings: Settings) -> Iterator[Finding]:
    if settings.redis_url is None:
        return
    try:
        limits.store(settings.redis_url).ping()
    except redis.RedisError as error:
        yield Finding("limits", f"Redis does not answer ({error})", "correct COCREATE_REDIS_URL, mend it, or unset it")
    else:
        yield Finding("limits", "Redis answers")


def _outwards(settings: Settings) -> Iterator[Finding]:
    yield from _mail(settings)
    if settings.sms_url is None and settings.env == "production":
        where = f"codes go to files in {settings.home / 'sms'}"
        yield Finding("sms", where, "set COCREATE_SMS_URL, or nobody can sign in with a phone")


def _mail(settings: Settings) -> Iterator[Finding]:
    if settings.mail_url is None:
        where = f"letters go to files in {settings.home / 'mail'}"
        advice = "set COCREATE_MAIL_URL, or nobody can confirm an address" if settings.env == "production" else ""
        yield Finding("mail", where, advice)
        return
    try:
        with closing(mail.connection(settings.mail_url)) as server:
            server.noop()
    except (OSError, smtplib.SMTPException) as error:
        yield Finding(
            "mail", f"the server does not take mail ({error})", "correct COCREATE_MAIL_URL or mend the server"
        )
    else:
        yield Finding("mail", "the server answers")


def _storage(settings: Settings) -> Iterator[Finding]:
    home = settings.home
    free = shutil.disk_usage(home if home.exists() else home.parent).free
    if not os.access(home, os.W_OK):
        yield Finding("storage", f"{home} cannot be written", "give the folder to the user who runs CoCreate")
        return
    if free < LEAST_SPACE:
        yield Finding(
            "storage", f"{free // 1_000_000} MB left in {home}", "make room; below 1 GB the database may stop"
        )
    else:
        yield Finding("storage", f"{home}, {free // 1_000_000_000} GB free")
    yield _probe(settings)


def _probe(settings: Settings) -> Finding:
    """Keep a file, read it again and delete it, where members' files go."""
    place = "the bucket" if settings.media_url else "the folder of files"
    key, content = f"probes/{secrets.token_hex(8)}", secrets.token_bytes(64)
    try:
        store = storage.of(settings)
        store.put(key, content)
        kept = store.get(key)
        store.delete(key)
    except (StorageError, NotStoredError, OSError) as error:
        advice = "correct COCREATE_MEDIA_URL, or what its key may do" if settings.media_url else "mend the folder"
        return Finding("storage", str(error), advice)
    if kept != content:
        return Finding("storage", f"{place} gives back something else than it was given", "look what stands before it")
    return Finding("storage", f"{place} keeps, gives back and deletes")
