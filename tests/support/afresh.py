"""A database that is made as it was again after each test, at a small part of the price of a new copy."""

from dataclasses import dataclass

import psycopg

_TABLES = """
    SELECT quote_ident(nspname) || '.' || quote_ident(relname) FROM pg_class JOIN pg_namespace n ON n.oid = relnamespace
    WHERE relkind = 'r' AND nspname NOT IN ('pg_catalog', 'information_schema') ORDER BY 1
"""
_SEQUENCES = """
    SELECT format('setval(%L, %s, %L)', format('%I.%I', schemaname, sequencename), coalesce(last_value, start_value),
        last_value IS NOT NULL) FROM pg_sequences ORDER BY 1
"""
# What changes with every change of the schema, and with nothing else.
_CATALOGUES = ("pg_namespace", "pg_attribute", "pg_constraint", "pg_index", "pg_trigger", "pg_proc", "pg_type")
_SHAPE = " UNION ALL ".join(f"SELECT '{name}', count(*), max(xmin::text::bigint) FROM {name}" for name in _CATALOGUES)
_OTHERS = """
    SELECT pg_terminate_backend(pid, 10000) FROM pg_stat_activity
    WHERE datname = current_database() AND pid <> pg_backend_pid() AND backend_type = 'client backend'
"""


@dataclass(frozen=True)
class Kept:
    """What a database held: its rows by table, and SQL that empties it and sets its sequences back."""

    rows: dict[str, bytes]
    emptying: str
    shape: list[tuple[object, ...]]


def kept(url: str) -> Kept:
    """What the database at `url` holds now."""
    with psycopg.connect(url) as connection:
        tables = [name for (name,) in connection.execute(_TABLES)]
        sequences = ", ".join(name for (name,) in connection.execute(_SEQUENCES))
        rows = {table: content for table in tables if (content := _copied(connection, table))}
        emptying = "; ".join([*(f"DELETE FROM {table}" for table in tables), f"SELECT {sequences}"])
        return Kept(rows, emptying, connection.execute(_SHAPE).fetchall())


def restored(url: str, before: Kept) -> bool:
    """Whether the database at `url` holds again just what it held `before`; not if its schema is another by now.

    Whoever is still connected is thrown out.
    """
    with psycopg.connect(url) as connection:
        connection.execute(_OTHERS)
        if connection.execute(_SHAPE).fetchall() != before.shape:
            return False
        connection.execute("SET LOCAL session_replication_role = replica")  # no trigger guards or answers this
        connection.execute(before.emptying.encode())
        for table, content in before.rows.items():
            with connection.cursor().copy(f"COPY {table} FROM STDIN".encode()) as copy:
                copy.write(content)
    return True


def _copied(connection: psycopg.Connection, table: str) -> bytes:
    with connection.cursor().copy(f"COPY {table} TO STDOUT".encode()) as copy:
        return b"".join(bytes(part) for part in copy)
