"""Background jobs: as atomic as the change that asks for them, done by a real worker."""

import asyncio
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select, text

from cocreate.kernel import jobs
from cocreate.kernel.database import db
from cocreate.posts.models import Tag
from tests.support.race import Real


@pytest.fixture(autouse=True)
def _trials() -> Iterator[None]:
    """Jobs of these tests, gone afterwards."""
    before = dict(jobs._registered)  # noqa: SLF001 - nothing else may take a job back

    @jobs.job("trial")
    def trial(name: str) -> None:
        db.session.add(Tag(name=name, folded=name))
        db.session.flush()

    @jobs.job("trial_that_fails")
    def fail(name: str) -> None:
        trial(name)
        raise ZeroDivisionError

    yield
    jobs._registered.clear()  # noqa: SLF001
    jobs._registered.update(before)  # noqa: SLF001


def tags() -> list[str]:
    return list(db.session.scalars(select(Tag.name).order_by(Tag.name)))


def waiting(status: str = "todo") -> int:
    query = "SELECT count(*) FROM procrastinate_jobs WHERE task_name = 'trial' AND status::text = :status"
    return db.session.scalar(text(query), {"status": status}) or 0


def work(real: Real, name: str | None = None, **arguments: Any) -> None:
    """Let a worker do what waits (or only the worker's own job `name`), on connections of its own."""

    async def run() -> None:
        app = jobs.worker_app(real.app)
        app.periodic_registry.periodic_tasks.clear()  # what the minute brings would depend on when the test runs
        async with app.open_async():
            if name is not None:
                await app.tasks[name].func(**arguments)
            await app.run_worker_async(wait=False, install_signal_handlers=False, delete_jobs="successful")

    with ThreadPoolExecutor(1) as own_thread:  # that of the tests may hold a browser's event loop
        own_thread.submit(lambda: asyncio.run(run())).result()


def test_a_job_asked_for_is_done_once(app: Flask, run_jobs: Callable[[], list[str]]) -> None:
    jobs.defer("trial", name="a")
    assert tags() == []
    assert run_jobs() == ["trial"]
    assert tags() == ["a"]
    assert run_jobs() == []


def test_jobs_are_done_in_the_order_they_were_asked_for(app: Flask) -> None:
    for name in "abc":
        jobs.defer("trial", name=name)
    assert [arguments["name"] for _name, arguments in jobs.take_waiting()] == ["a", "b", "c"]


def test_a_job_asked_for_in_what_is_rolled_back_is_gone(app: Flask) -> None:
    jobs.defer("trial", name="kept")
    with db.session.begin_nested() as savepoint:
        jobs.defer("trial", name="gone")
        savepoint.rollback()
    assert [arguments["name"] for _name, arguments in jobs.take_waiting()] == ["kept"]


def test_of_several_under_one_lock_one_is_kept_and_the_transaction_goes_on(app: Flask) -> None:
    for name in ("first", "second"):
        jobs.defer("trial", queueing_lock="only one", name=name)
    db.session.add(Tag(name="after", folded="after"))
    db.session.flush()
    assert tags() == ["after"]
    assert [arguments["name"] for _name, arguments in jobs.take_waiting()] == ["first"]


def test_a_job_that_nobody_knows_is_an_error_at_once(app: Flask) -> None:
    with pytest.raises(LookupError, match="unheard_of"):
        jobs.defer("unheard_of")


def test_nothing_is_asked_for_by_a_transaction_that_fails(real: Real) -> None:
    def fail() -> None:
        jobs.defer("trial", name="a")
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        real.commit(fail)
    assert real.commit(waiting) == 0


def test_a_worker_does_what_was_committed_and_forgets_it(real: Real) -> None:
    real.commit(lambda: jobs.defer("trial", name="a"))
    work(real)
    assert real.commit(tags) == ["a"]
    left = text("SELECT count(*) FROM procrastinate_jobs WHERE task_name = 'trial'")
    assert real.commit(lambda: db.session.scalar(left)) == 0


def test_a_failed_job_leaves_nothing_and_is_tried_again_later(real: Real) -> None:
    real.commit(lambda: jobs.defer("trial_that_fails", name="a"))
    work(real)
    assert real.commit(tags) == []
    state = "SELECT status, attempts, scheduled_at > now() FROM procrastinate_jobs WHERE task_name = 'trial_that_fails'"
    row = real.commit(lambda: db.session.execute(text(state)).one())
    assert tuple(row) == ("todo", 1, True)


def test_a_job_of_a_killed_worker_is_done_by_the_next(real: Real) -> None:
    def killed() -> None:
        jobs.defer("trial", name="a")
        worker = (
            "INSERT INTO procrastinate_workers (last_heartbeat) VALUES (now() - interval '10 minutes') RETURNING id"
        )
        left = "UPDATE procrastinate_jobs SET status = 'doing', worker_id = :worker"
        db.session.execute(text(left), {"worker": db.session.scalar(text(worker))})

    real.commit(killed)
    work(real)
    assert real.commit(lambda: waiting("doing")) == 1
    work(real, "retry_stalled_jobs", timestamp=0)
    assert real.commit(tags) == ["a"]


def test_a_job_in_hand_is_left_to_its_worker(real: Real) -> None:
    def busy() -> None:
        jobs.defer("trial", name="a")
        worker = "INSERT INTO procrastinate_workers (last_heartbeat) VALUES (now()) RETURNING id"
        taken = "UPDATE procrastinate_jobs SET status = 'doing', worker_id = :worker"
        db.session.execute(text(taken), {"worker": db.session.scalar(text(worker))})

    real.commit(busy)
    work(real, "retry_stalled_jobs", timestamp=0)
    assert real.commit(lambda: (tags(), waiting("doing"))) == ([], 1)


def test_every_periodic_job_may_run_twice(app: Flask) -> None:
    periodic = [work for work, cron in jobs._registered.values() if cron]  # noqa: SLF001
    assert len(periodic) >= 3
    before = db.session.scalar(select(func.count()).select_from(Tag))
    for one in periodic * 2:
        one()
        db.session.flush()
    assert db.session.scalar(select(func.count()).select_from(Tag)) == before
