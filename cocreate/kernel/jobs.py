"""Background work: written in the transaction of the change that causes it, done by the worker.

A job is a plain function registered with ``@job(name)``; it runs in an application context and one
transaction of its own, and must leave the same state when it runs twice. `defer` is the only way to ask for one.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from functools import wraps
from typing import Any, TypeVar

import procrastinate
from flask import Flask
from procrastinate import exceptions
from procrastinate.app import App
from procrastinate.jobs import Job
from sqlalchemy import text

from cocreate.kernel.database import db

Work = TypeVar("Work", bound=Callable[..., None])


class Hopeless(Exception):
    """Doing the job again would end the same way: it fails at once, and for good."""


class _Retries(procrastinate.RetryStrategy):
    def get_retry_decision(self, *, exception: BaseException, job: Job) -> procrastinate.RetryDecision | None:
        hopeless = isinstance(exception, Hopeless)
        return None if hopeless else super().get_retry_decision(exception=exception, job=job)


# Answers of a job's work are not kept: done jobs are deleted, failed ones stay for the operator. The last of the tries
# comes a day after the first.
RETRIES = _Retries(max_attempts=8, exponential_wait=4)
STALLED_AFTER = 60.0

_registered: dict[str, tuple[Callable[..., None], str | None]] = {}


def job(name: str, cron: str | None = None) -> Callable[[Work], Work]:
    """Register a function as the job `name`; with `cron` it is also asked for at those minutes (UTC)."""

    def register(work: Work) -> Work:
        _registered[name] = (work, cron)
        return work

    return register


def defer(name: str, /, *, queueing_lock: str | None = None, **arguments: Any) -> None:
    """Ask for job `name` with JSON `arguments`, in the transaction of the session.

    Of several asked for under one `queueing_lock` while none has begun, one is kept.
    """
    _ask(name, arguments, queueing_lock=queueing_lock)


def defer_until(at: datetime, name: str, /, **arguments: Any) -> None:
    """Ask as `defer` does for a job that is to be done at `at`, not before."""
    _ask(name, arguments, schedule_at=at)


def defer_all(name: str, arguments: Sequence[Mapping[str, Any]]) -> None:
    """Ask for job `name` once for each of `arguments`, in the transaction of the session and in one statement."""
    if name not in _registered:
        raise LookupError(f"no job {name!r}")
    if arguments:
        connection = db.session.connection().connection.dbapi_connection
        _ASKING.configure_task(name, connection=connection).batch_defer(*map(dict, arguments))


def _ask(name: str, arguments: dict[str, Any], **how: Any) -> None:
    if name not in _registered:
        raise LookupError(f"no job {name!r}")
    try:
        with db.session.begin_nested():
            # Asked for inside: the savepoint begins when the session first hands out its connection there.
            connection = db.session.connection().connection.dbapi_connection
            _ASKING.configure_task(name, connection=connection, **how).defer(**arguments)
    except exceptions.AlreadyEnqueued:
        return


def run(flask_app: Flask, name: str, arguments: dict[str, Any]) -> None:
    """Do job `name` now: in a fresh application context, committed when it returns."""
    with flask_app.app_context():
        work(name)(**arguments)
        db.session.commit()


def work(name: str) -> Callable[..., None]:
    """The function registered as job `name`."""
    return _registered[name][0]


def take_waiting() -> list[tuple[str, dict[str, Any]]]:
    """Take the waiting jobs off the queue, in the session's transaction, in the order they were asked for."""
    query = text("DELETE FROM procrastinate_jobs WHERE status = 'todo' RETURNING id, task_name, args")
    return [(name, arguments) for _id, name, arguments in sorted(db.session.execute(query), key=lambda row: row.id)]


def worker_app(flask_app: Flask) -> App:
    """The Procrastinate application of the worker process, with every registered job."""
    url = flask_app.config["SQLALCHEMY_DATABASE_URI"].set(drivername="postgresql")
    conninfo = url.render_as_string(hide_password=False)
    app = App(connector=procrastinate.PsycopgConnector(conninfo=conninfo))
    for name, (_work, cron) in _registered.items():
        task = app.task(name=name, retry=RETRIES)(_in_context(flask_app, name))
        if cron is not None:
            app.periodic(cron=cron)(task)
    app.periodic(cron="* * * * *")(_retry_stalled(app))
    return app


def work_until_stopped(flask_app: Flask) -> None:
    """Run jobs until SIGTERM or SIGINT, then finish those in hand."""
    worker_app(flask_app).run_worker(
        concurrency=4, delete_jobs="successful", listen_notify=True, shutdown_graceful_timeout=30
    )


def _in_context(flask_app: Flask, name: str) -> Callable[..., None]:
    @wraps(_registered[name][0])
    def carry_out(timestamp: int | None = None, **arguments: Any) -> None:
        run(flask_app, name, arguments)

    return carry_out


def _retry_stalled(app: App) -> Any:
    """A task that gives jobs of killed workers back to the queue."""

    @app.task(name="retry_stalled_jobs", queueing_lock="retry_stalled_jobs", pass_context=False)
    async def retry_stalled_jobs(timestamp: int) -> None:
        for stalled in await app.job_manager.get_stalled_jobs(seconds_since_heartbeat=STALLED_AFTER):
            await app.job_manager.retry_job(stalled)

    return retry_stalled_jobs


_ASKING = App(connector=procrastinate.SyncPsycopgConnector())
