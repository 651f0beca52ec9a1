"""The job queue's tables: what the migrations make is what the pinned version of Procrastinate asks for."""

import psycopg
from procrastinate.schema import SchemaManager

from tests.conftest import copied, empty

# Everything of the queue in a database, in words that do not depend on the order in which it was made.
DEFINITIONS = """
    SELECT 'function ' || pg_get_functiondef(oid) FROM pg_proc WHERE proname LIKE 'procrastinate%'
    UNION ALL SELECT 'trigger ' || pg_get_triggerdef(oid) FROM pg_trigger WHERE tgname LIKE 'procrastinate%'
    UNION ALL SELECT 'index ' || indexdef FROM pg_indexes WHERE tablename LIKE 'procrastinate%'
    UNION ALL SELECT 'constraint ' || conrelid::regclass || ' ' || conname || ' ' || pg_get_constraintdef(oid)
        FROM pg_constraint WHERE conrelid::regclass::text LIKE 'procrastinate%'
    UNION ALL SELECT concat_ws(' ', 'column', table_name, column_name, udt_name, is_nullable, column_default)
        FROM information_schema.columns WHERE table_name LIKE 'procrastinate%'
    UNION ALL SELECT concat_ws(' ', 'value', t.typname, e.enumlabel)
        FROM pg_enum e JOIN pg_type t ON t.oid = e.enumtypid WHERE t.typname LIKE 'procrastinate%'
"""


def definitions(url: str) -> set[str]:
    with psycopg.connect(url) as connection:
        return {row[0] for row in connection.execute(DEFINITIONS)}


def test_the_migrations_make_what_the_pinned_version_asks_for(server: str) -> None:
    """If not: the raised version brings SQL of its own for the change; put that into a new migration."""
    with copied(server) as ours, empty(server) as theirs:
        with psycopg.connect(theirs) as connection:
            connection.execute(SchemaManager.get_schema().encode())
        wanted = definitions(theirs)
        assert len(wanted) > 40
        assert definitions(ours) ^ wanted == set()
