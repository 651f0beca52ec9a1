"""What every test stands on: a real PostgreSQL, made by the migrations, and a transaction that is undone.

`app` and `client` work inside one outer transaction: what a request commits is visible to the test and gone
after it. Tests of races take `real`, a database of their own in which commits are commits.
"""

import gc
import os
import re
import socket
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, cast
from urllib.parse import urlsplit

import psycopg
import pytest
from flask import Flask, g
from hypothesis import HealthCheck
from hypothesis import settings as hypothesis_settings
from jinja2 import FileSystemBytecodeCache
from sqlalchemy import event, text
from xdist.remote import Producer

from cocreate.app import create_app
from cocreate.kernel import bookkeeping, database, jobs, migrating, postgres
from cocreate.kernel.database import db
from cocreate.kernel.i18n import speaking
from cocreate.kernel.settings import Settings
from cocreate.screening.rates import queries as rates
from tests.support import afresh, plans, sharing
from tests.support.browser import Client
from tests.support.naughty import LONG
from tests.support.race import Real

_CHANGE = re.compile(r"^\s*(INSERT|UPDATE|DELETE)|FOR (NO KEY )?UPDATE|FOR (KEY )?SHARE")
CHEAP = (8, 1, 1)  # KiB, passes, lanes: the least that argon2 takes
DATA_KEY = "MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE="

# How long an example takes says more of what else the machine does than of what is tested. Each run tries the same
# examples, lest one fails by chance; new ones are tried where there is time to look at what they find.
hypothesis_settings.register_profile(
    "unhurried",
    deadline=None,
    derandomize=not LONG,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)
hypothesis_settings.load_profile("unhurried")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with what takes longest."""
    items.sort(key=lambda item: sharing.turn(item.nodeid))


def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> sharing.Sharing | None:
    """Share out by groups, unless another way is asked for."""
    if config.getoption("dist") != "load":
        return None
    config.option.loadscopereorder = False  # in the order of turns
    return sharing.Sharing(config, log)


def pytest_collection() -> None:
    """What is collected stays: looking through all of it for garbage again and again would cost minutes."""
    gc.disable()


def pytest_collection_finish() -> None:
    """From here on there is garbage, among what comes."""
    gc.freeze()
    gc.enable()
    gc.set_threshold(20_000, 20, 20)


@pytest.fixture(scope="session", autouse=True)
def _no_network() -> Iterator[None]:
    """Refuse connections that leave this machine."""
    connect = socket.socket.connect

    def guarded(self: socket.socket, address: Any) -> None:
        if self.family != socket.AF_UNIX and address[0] not in ("127.0.0.1", "::1", "localhost"):
            raise OSError(f"a test tried to reach {address}")
        connect(self, address)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(socket.socket, "connect", guarded)
        yield


@pytest.fixture(scope="session", autouse=True)
def _compiled(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Iterator[None]:
    """Templates are compiled once in a run, whichever worker and application needs them first.

    They lie with all else that the run leaves, which pytest clears away some runs later, even if this one is killed.
    """
    own = tmp_path_factory.getbasetemp()
    folder = (own if worker_id == "master" else own.parent) / "compiled"
    folder.mkdir(exist_ok=True)
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(Flask.jinja_options, "bytecode_cache", FileSystemBytecodeCache(str(folder)))
        yield


@pytest.fixture(scope="session")
def server() -> Iterator[str]:
    """A PostgreSQL server with the database ``pristine``, migrated and never touched; the URL of the server."""
    with postgres.throwaway() as url:
        pristine(url)
        yield url


def pristine(server: str) -> None:
    """Make the database of which `copied` makes copies."""
    _create(server, "pristine")
    migrating.upgrade(_named(server, "pristine"))


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """Settings of a site for one test; its database is named by whoever uses them."""
    return settings_of(tmp_path, None)


@pytest.fixture(scope="session")
def shared_app(server: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    """The application without any context around it; tests that write take `app`."""
    with copied(server) as url:
        app = make_app(settings_of(tmp_path_factory.mktemp("home"), url))
        event.listen(bookkeeping.engine(app), "connect", plans.keep)
        yield app
        dispose(app)


@pytest.fixture
def app(shared_app: Flask) -> Iterator[Flask]:
    """The application, within a request context and a transaction that is rolled back."""
    engine = bookkeeping.engine(shared_app)
    with engine.connect() as connection, connection.begin() as outer, shared_app.test_request_context():
        engines = cast("dict[str | None, Any]", db.engines)
        engines[None] = connection
        event.listen(connection, "before_cursor_execute", _refuse_changes_on_safe_requests)
        try:
            yield shared_app
        finally:
            engines[None] = engine
            db.session.remove()
            outer.rollback()
            rates.forget()
    with engine.begin() as own:
        own.execute(text("WITH tried AS (DELETE FROM sign_ins) DELETE FROM limit_counts"))


def _refuse_changes_on_safe_requests(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
    """What the connections of real requests refuse."""
    if g.get("reads_only") and _CHANGE.search(statement):
        raise AssertionError(f"a request with a safe method would change something: {statement}")


@pytest.fixture
def english(app: Flask) -> Iterator[None]:
    """Rules refuse in English, so that a test can tell one refusal from another."""
    with speaking("en"):
        yield


@pytest.fixture
def client(app: Flask) -> Client:
    """A visitor's browser."""
    client = app.test_client()
    assert isinstance(client, Client)
    return client


@pytest.fixture
def statements(app: Flask) -> Callable[[], Any]:
    """``with statements() as seen:`` collects the SQL statements executed inside, savepoints apart."""

    @contextmanager
    def counting() -> Iterator[list[str]]:
        seen: list[str] = []
        connection = db.engines[None]

        def note(_c: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
            if "SAVEPOINT" not in statement:
                seen.append(statement)

        event.listen(connection, "before_cursor_execute", note)
        try:
            yield seen
        finally:
            event.remove(connection, "before_cursor_execute", note)

    return counting


@pytest.fixture
def run_jobs(app: Flask) -> Callable[[], list[str]]:
    """Do the jobs asked for inside the test's transaction; answers their names in order."""

    def run() -> list[str]:
        done: list[str] = []
        while waiting := jobs.take_waiting():
            for name, arguments in waiting:
                jobs.work(name)(**arguments)
                db.session.flush()
                done.append(name)
        return done

    return run


@pytest.fixture(scope="session")
def real_app(server: str, tmp_path_factory: pytest.TempPathFactory) -> Flask:
    """The application of `real`, whose database comes and goes; to make it anew costs more than most tests of it."""
    return make_app(settings_of(tmp_path_factory.mktemp("home"), _named(server, "real")))


@pytest.fixture(scope="session")
def real_database(server: str) -> Iterator[Callable[[], None]]:
    """The database of `real` as made by the migrations; called, it is so again."""
    with copied(server, "real") as url:
        made = afresh.kept(url)

        def restore() -> None:
            if not afresh.restored(url, made):
                _drop(server, "real")
                _create(server, "real", "pristine")

        yield restore


@pytest.fixture
def real(server: str, real_app: Flask, real_database: Callable[[], None], tmp_path: Path) -> Iterator[Real]:
    """A site with a database and a home of its own and real connections, for threads."""
    as_made = dict(real_app.config)
    real_app.config["COCREATE"] = settings_of(tmp_path, _named(server, "real"))
    yield Real(real_app)
    dispose(real_app)
    real_database()
    with real_app.app_context():
        rates.forget()
    real_app.config.clear()
    real_app.config.update(as_made)


@pytest.fixture(scope="session")
def test_data() -> Path:
    """The folder of real data named by ``TEST_DATA``; without it the test is skipped."""
    folder = os.environ.get("TEST_DATA")
    if not folder:
        pytest.skip("real data is not here: set TEST_DATA to its folder")
    return Path(folder)


def make_app(settings: Settings) -> Flask:
    """A site made for tests: whoever forges requests may, and a password costs next to nothing."""
    app = create_app(settings)
    app.config.update(TESTING=True, PROPAGATE_EXCEPTIONS=False, WTF_CSRF_ENABLED=False, PASSWORD_COST=CHEAP)
    app.test_client_class = Client
    return app


def dispose(app: Flask) -> None:
    """Close every connection of `app`, so that its database can be dropped."""
    database.dispose(app)


@contextmanager
def copied(server: str, name: str | None = None) -> Iterator[str]:
    """The URL of a fresh copy of the pristine database, called `name` for as long as it is there."""
    with empty(server, template="pristine", name=name) as url:
        yield url


@contextmanager
def empty(server: str, template: str = "template1", name: str | None = None) -> Iterator[str]:
    """The URL of a fresh copy of the database `template`, without anything if none is named."""
    name = name or f"copy_{uuid.uuid4().hex}"
    _create(server, name, template)
    try:
        yield _named(server, name)
    finally:
        _drop(server, name)


def settings_of(home: Path, url: str | None) -> Settings:
    """Settings of a site in the folder `home` with the database at `url`."""
    environ = {
        "COCREATE_HOME": str(home),
        "COCREATE_SECRET_KEY": "a key that only tests ever sign their cookies with",
        "COCREATE_DATA_KEYS": DATA_KEY,
        "COCREATE_BASE_URL": "http://localhost",
        **({"COCREATE_DATABASE_URL": url} if url else {}),
    }
    return Settings.from_env(environ)


def _create(server: str, name: str, template: str = "template1") -> None:
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name} TEMPLATE {template}")


def _drop(server: str, name: str) -> None:
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f"DROP DATABASE {name} WITH (FORCE)")


def _named(server: str, name: str) -> str:
    return urlsplit(server)._replace(path=f"/{name}").geturl()


def pytest_sessionfinish(session: pytest.Session, exitstatus: int) -> None:
    """Where nothing may be skipped, a skipped test fails the run."""
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    if os.environ.get("TEST_NO_SKIP") and reporter and reporter.stats.get("skipped") and exitstatus == 0:
        session.exitstatus = pytest.ExitCode.TESTS_FAILED
