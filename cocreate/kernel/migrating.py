"""Bringing the database up to date."""

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import URL, Connection, create_engine, make_url, text

from cocreate.kernel import paths

# Held while migrating, so that of several processes that start at once one migrates and the others wait.
_LOCK = 0x636F6372


def config() -> Config:
    """Alembic's configuration; the migrations name the rest."""
    made = Config()
    made.set_main_option("script_location", str(paths.migrations()))
    return made


def upgrade(url: str | URL) -> None:
    """Run every missing migration on the database at `url`, all in one transaction."""
    engine = create_engine(make_url(url).set(drivername="postgresql+psycopg"))
    with engine.begin() as connection:
        connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _LOCK})
        made = config()
        made.attributes["connection"] = connection
        command.upgrade(made, "head")
    engine.dispose()


def missing(connection: Connection) -> bool:
    """Whether the database lacks a migration this version brings (or has one it does not know)."""
    present = MigrationContext.configure(connection).get_current_heads()
    return set(present) != set(ScriptDirectory.from_config(config()).get_heads())
