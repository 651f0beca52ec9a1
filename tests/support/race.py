"""Threads that start together, each on a connection of its own."""

import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from threading import Barrier
from typing import Any, TypeVar, cast

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import text

from cocreate.accounts import sessions
from cocreate.kernel import bookkeeping
from cocreate.kernel.database import db
from cocreate.members.models import Member

Answer = TypeVar("Answer")
PATIENCE = 120  # seconds; only a race that never ends takes them
# Whether somebody waits for the transaction that asks.
_IS_WAITED_FOR = text(
    "SELECT EXISTS (SELECT FROM pg_locks waiting JOIN pg_locks mine USING (transactionid) "
    "WHERE NOT waiting.granted AND mine.granted AND mine.pid = pg_backend_pid())"
)


@dataclass(frozen=True)
class Real:
    """A site on a database of its own."""

    app: Flask

    def commit(self, work: Callable[[], Answer]) -> Answer:
        """Do `work` in a context and transaction of its own."""
        with self.app.test_request_context():
            answer = work()
            db.session.commit()
            return answer

    def empty(self) -> None:
        """Take every member away, with what leads to them, past the triggers that would keep it."""
        past = "DO $$ BEGIN SET LOCAL session_replication_role = replica; TRUNCATE members CASCADE; END $$"
        self.commit(lambda: db.session.execute(db.text(past)))

    def browser(self, member: Member | None = None) -> FlaskClient:
        """A browser (of `member`, if given) that needs no context around it, so that a thread can use it."""
        browser = FlaskClient(self.app, self.app.response_class)
        if member is not None:
            token = self.commit(lambda: sessions.begin(member, device="test"))
            with browser.session_transaction() as cookie:
                cookie["session"] = token
        return browser

    def twin(self, browser: FlaskClient) -> FlaskClient:
        """A browser signed in like `browser`, whatever becomes of it."""
        name = self.app.config["SESSION_COOKIE_NAME"]
        twin, cookie = self.browser(), browser.get_cookie(name)
        if cookie is not None:
            twin.set_cookie(name, cookie.value)
        return twin

    @contextmanager
    def undone(self) -> Iterator[None]:
        """Whatever requests change inside is undone afterwards, as if they had never been; bookkeeping stays."""
        engine = bookkeeping.engine(self.app)
        with self.app.app_context(), engine.connect() as connection, connection.begin() as outer:
            engines = cast("dict[str | None, Any]", db.engines)
            engines[None] = connection
            try:
                yield
            finally:
                engines[None] = engine
                db.session.remove()
                outer.rollback()

    def together(self, works: Sequence[Callable[[], Any]], width: int = 16) -> list[Any]:
        """Do all `works`, up to `width` at once, starting together; what one raises stands in place of its answer."""
        width = min(width, len(works))
        gate = Barrier(width)

        def runner(mine: Sequence[tuple[int, Callable[[], Any]]]) -> list[tuple[int, Any]]:
            gate.wait(PATIENCE)
            return [(index, self._outcome(work)) for index, work in mine]

        shares = [list(enumerate(works))[start::width] for start in range(width)]
        with ThreadPoolExecutor(width) as pool:
            answers = dict(pair for share in pool.map(runner, shares) for pair in share)
        return [answers[index] for index in range(len(works))]

    def behind(self, first: Callable[[], Any], second: Callable[[], Any]) -> list[Any]:
        """Do `first`, and commit it when `second`, begun meanwhile, waits for it or is done; what each answers."""
        with ThreadPoolExecutor(1) as pool, self.app.test_request_context():
            answer = first()
            db.session.flush()
            later = pool.submit(self._outcome, second)
            for _turn in range(PATIENCE * 100):
                if later.done() or db.session.scalar(_IS_WAITED_FOR):
                    break
                time.sleep(0.01)
            db.session.commit()
            return [answer, later.result(PATIENCE)]

    def _outcome(self, work: Callable[[], Any]) -> Any:
        try:
            return self.commit(work)
        except Exception as error:  # noqa: BLE001 - the outcome of a race is what the test asks for
            return error
