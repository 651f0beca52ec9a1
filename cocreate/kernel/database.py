"""The database: one SQLAlchemy base, the column types and constraint names every table uses."""

import select
import time
from collections.abc import Mapping
from datetime import UTC, datetime
from enum import IntEnum, StrEnum
from typing import Any, cast

import psycopg
from flask import Flask, current_app, g
from flask_sqlalchemy import SQLAlchemy
from flask_sqlalchemy.session import Session
from sqlalchemy import (
    BigInteger,
    Boolean,
    ColumnElement,
    Connection,
    DateTime,
    Dialect,
    Double,
    Engine,
    Enum,
    MetaData,
    Result,
    Select,
    SmallInteger,
    Text,
    create_engine,
    event,
    literal_column,
    make_url,
    type_coerce,
)
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import InvalidatePoolError
from sqlalchemy.orm import DeclarativeBase, registry
from sqlalchemy.pool import ConnectionPoolEntry, PoolProxiedConnection
from sqlalchemy.types import TypeDecorator

_READS = "cocreate.reads"
LONGEST_REST = 60.0  # seconds a pooled connection is trusted without being asked
NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}


class Instant(TypeDecorator[datetime]):
    """A point in time: ``timestamptz``; refuses a naive value, answers in UTC."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is not None and value.tzinfo is None:
            raise ValueError(f"naive instant {value!r}: use clock.now()")
        return value

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        return None if value is None else value.astimezone(UTC)


def text_enum(members: type[StrEnum], name: str | None) -> Enum:
    """A column type for `members`: stored as text, kept to its values by a CHECK called `name`.

    Without a name by another constraint of the table, which says more.
    """
    return Enum(
        members,
        name=name,
        native_enum=False,
        create_constraint=name is not None,
        length=32,
        values_callable=lambda enum: [member.value for member in enum],
    )


class Level(TypeDecorator[IntEnum]):
    """A column type for `members`, values that are compared with each other: stored as their numbers."""

    impl = SmallInteger
    cache_ok = True

    def __init__(self, members: type[IntEnum]) -> None:
        super().__init__()
        self.members = members

    def process_bind_param(self, value: IntEnum | None, dialect: Dialect) -> int | None:
        return None if value is None else int(value)

    def process_result_value(self, value: int | None, dialect: Dialect) -> IntEnum | None:
        return None if value is None else self.members(value)


def written(value: StrEnum) -> ColumnElement[str]:
    """`value` as a word of the statement itself, for conditions that never vary.

    Were it a parameter, the database would not know that a partial index serves, nor how common the value is: it
    finds no plan good for every value and makes a new one each time, which costs more than the reading.
    """
    return literal_column(f"'{value.value}'", Text())


def plain(column: Any) -> ColumnElement[str]:
    """A column of a `text_enum` as the text it is stored as, for rows that nobody asks for more than the word."""
    return type_coerce(column, Text())


class Base(DeclarativeBase):
    """The base of all models."""

    registry = registry(
        metadata=MetaData(naming_convention=NAMING),
        type_annotation_map={
            datetime: Instant(),
            str: Text(),
            int: BigInteger(),
            bool: Boolean(),
            float: Double(),
        },
    )


class RequestSession(Session):
    """A session on the one database; that of a request which may change nothing cannot (see `configure`)."""

    def get_bind(
        self, mapper: Any = None, clause: Any = None, bind: Engine | Connection | None = None, **_more: Any
    ) -> Engine | Connection:
        engine = bind or self._db.engine
        if g.get("reads_only") and isinstance(engine, Engine):  # a test's transaction is one connection, for all
            engine = current_app.extensions[_READS]
        return engine


db = SQLAlchemy(
    model_class=Base,
    session_options={
        "class_": RequestSession,
        "expire_on_commit": False,
        "join_transaction_mode": "create_savepoint",
    },
)


def configure(app: Flask, url: str) -> None:
    """Bind `app` to the PostgreSQL database at `url`, with two checked connection pools a process (see `_check`).

    The connections of the second refuse every change and know no transaction, which spares each page two errands
    to the database. They also keep what the database has planned for a statement: psycopg throws it away with
    every rollback, and planning a join costs several times what carrying it out does.
    """
    address = make_url(url).set(drivername="postgresql+psycopg")
    options: dict[str, Any] = {
        "pool_size": 20,
        "max_overflow": 10,
        "pool_timeout": 10,
        "hide_parameters": True,  # an error is logged with its statement, and what members wrote is no matter for logs
    }
    app.config["SQLALCHEMY_DATABASE_URI"] = address
    app.config["SQLALCHEMY_ENGINE_OPTIONS"] = options
    db.init_app(app)
    reads = create_engine(address, isolation_level="AUTOCOMMIT", skip_autocommit_rollback=True, **options)
    app.extensions[_READS] = reads
    event.listen(reads, "connect", _refuse_changes)
    with app.app_context():
        for engine in (db.engine, reads):
            event.listen(engine, "checkin", _note_rest)
            event.listen(engine, "checkout", _check)


def dispose(app: Flask) -> None:
    """Close every connection of `app`."""
    with app.app_context():
        for engine in (db.engine, app.extensions[_READS]):
            engine.dispose()


def read(statement: Select[*tuple[Any, ...]], values: Mapping[str, object] | None = None) -> Result[*tuple[Any, ...]]:
    """The rows of plain columns that `statement` finds, in the request's transaction but past the ORM.

    For the busiest lists: the ORM would double the price of a statement. Sees what was flushed.
    """
    return _connection().execute(statement, values)


def _connection() -> Connection:
    """The connection of the request's transaction; one that may change nothing asks the session for it once."""
    if not g.get("reads_only"):
        return db.session.connection()
    found: Connection | None = g.get("reading")
    if found is None or found.closed:
        found = g.reading = db.session.connection()
    return found


def _refuse_changes(connection: DBAPIConnection, _record: ConnectionPoolEntry) -> None:
    cast("psycopg.Connection", connection).execute("SET default_transaction_read_only = on")


def _note_rest(_connection: DBAPIConnection | None, record: ConnectionPoolEntry) -> None:
    record.info["resting_since"] = time.monotonic()


def _check(connection: DBAPIConnection, record: ConnectionPoolEntry, _proxy: PoolProxiedConnection) -> None:
    """Use no connection that has died at rest.

    A server that stops says so, and what it said waits in the socket; that is looked at each time. A network that
    drops idle connections says nothing, so after a minute the server is asked. Asking each time would cost a page
    of the site a tenth of its time.
    """
    resting = time.monotonic() - record.info.get("resting_since", time.monotonic())
    raw = cast("psycopg.Connection", connection)
    if raw.closed or _has_news(raw.fileno()) or (resting > LONGEST_REST and not _answers(raw)):
        raise InvalidatePoolError


def _has_news(descriptor: int) -> bool:
    poll = select.poll()
    poll.register(descriptor, select.POLLIN)
    return bool(poll.poll(0))


def _answers(connection: psycopg.Connection) -> bool:
    try:
        connection.execute("")
        connection.rollback()
    except psycopg.OperationalError:
        return False
    return True
