"""What the database has planned for a statement outlives a rollback.

psycopg throws it away, lest something is made anew under the same name. In a test each request that only reads ends
with a rollback, to a savepoint: every statement would be planned each time, which is a seventh of what tests cost.
"""

from collections.abc import Sequence
from typing import Any, cast

import psycopg
from psycopg._preparing import Prepare, PrepareManager
from psycopg.pq.abc import PGresult


class Plans(PrepareManager):
    prepared_max = 1000

    def _should_discard(self, prep: Prepare, results: Sequence[PGresult], *_more: Any) -> bool:
        if any(result.command_status == b"ROLLBACK" for result in results):
            return False
        return super()._should_discard(prep, results)


def keep(connection: Any, _record: object = None) -> None:
    """Let a new `connection` keep its plans."""
    cast("psycopg.Connection", connection)._prepared = Plans()  # noqa: SLF001 - it offers no other way
