"""The tables of the job queue, as the pinned version of Procrastinate defines them.

A later version of it that changes them brings a migration here with its own SQL.
"""

from alembic import op
from procrastinate.schema import SchemaManager

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.get_bind().connection.dbapi_connection.execute(SchemaManager.get_schema())
