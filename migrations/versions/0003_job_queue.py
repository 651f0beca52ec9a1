"""The tables of the job queue, as Procrastinate defined them when this was written.

A later version of it that changes them brings a migration of its own here; a test notices.
"""

from pathlib import Path

from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    schema = Path(__file__).parents[1] / "job_queue.sql"
    op.get_bind().connection.dbapi_connection.execute(schema.read_text(encoding="utf-8"))
