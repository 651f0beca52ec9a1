"""How much of a large site each list reads: ``python -m tests.load.plans``.

Every order with every filter and pair of filters, logged out and signed in, on the first page and on one deep down.
For each: the rows its plan looked at on the way (one page shows 20), the buffers it touched, and its milliseconds.
Prints the costliest ones, with the plan of the worst.
"""

import argparse
import itertools
import json
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, event

from cocreate.app import create_app
from cocreate.ideas import queries
from cocreate.ideas.queries import Filter
from cocreate.kernel.database import db
from cocreate.kernel.settings import Settings
from cocreate.members.models import Member
from cocreate.members.queries import by_id
from tests.load import filling, servers

# Common and rare values of each part of the filter.
VALUES = {
    "kind": ("wish", "praise"),
    "stage": ("driving", "repair"),
    "status": ("new", "in_progress", "to_service"),
    "tag": ("tag7", "rare9"),
    "model": ("series-1", "series-9/2024", "series-48"),
}
PAGES_DOWN = 200


def main() -> None:
    """Fill a site, read its lists, say what they cost."""
    parser = argparse.ArgumentParser(prog="python -m tests.load.plans", description=__doc__)
    parser.add_argument("--ideas", type=int, default=100_000)
    parser.add_argument("--shown", type=int, default=25, help="how many of the costliest are listed")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as home, servers.database_server() as server:
        url = servers.create(server, "plans")
        filling.fill(url, options.ideas)
        report(url, Path(home), options.shown)


def report(url: str, home: Path, shown: int) -> None:
    """Print what the lists of the filled site at `url` cost."""
    app = create_app(Settings.from_env({"COCREATE_HOME": str(home), "COCREATE_DATABASE_URL": url}))
    with app.test_request_context():
        plans = [measured(*case) for case in cases(by_id(1))]
    plans.sort(key=lambda plan: plan[1], reverse=True)
    print(f"{'list':70} {'rows':>8} {'buffers':>8} {'ms':>8}")  # noqa: T201
    for name, rows, buffers, milliseconds, _ in plans[:shown]:
        print(f"{name:70} {rows:8} {buffers:8} {milliseconds:8.1f}")  # noqa: T201
    print(json.dumps(plans[0][4], indent=1))  # noqa: T201


def cases(member: Member) -> Iterator[tuple[Filter, Member | None, str | None]]:
    """Every list to be read: its filter, its reader and, deep down, its cursor."""
    singles = [{name: value} for name, values in VALUES.items() for value in values]
    pairs = [one | other for one, other in itertools.combinations(singles, 2) if not one.keys() & other.keys()]
    for sort, narrowed in itertools.product(queries.SORTS, [{}, *singles, *pairs]):
        chosen = Filter(sort=sort, **narrowed)
        yield chosen, None, None
        if len(narrowed) < 2:
            yield chosen, member, None
            if (deep := _deep_cursor(chosen)) is not None:
                yield chosen, None, deep


def measured(chosen: Filter, reader: Member | None, cursor: str | None) -> tuple[str, int, int, float, Any]:
    """Name, rows looked at, buffers, milliseconds and plan of one list."""
    name = f"{chosen}{' signed in' if reader else ''}{' deep' if cursor else ''}".removeprefix("Filter")
    found: list[tuple[str, Any]] = []

    def note(_connection: Connection, _cursor: Any, statement: str, parameters: Any, *_rest: Any) -> None:
        found.append((statement, parameters))

    event.listen(db.engine, "before_cursor_execute", note)
    began = time.perf_counter()
    queries.page(chosen, reader, "zh", cursor)
    milliseconds = (time.perf_counter() - began) * 1000
    event.remove(db.engine, "before_cursor_execute", note)
    (statement, parameters) = found[-1]
    explain = f"EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON) {statement}"
    plan = db.session.connection().exec_driver_sql(explain, parameters).scalar_one()[0]
    return name, _rows(plan["Plan"]), plan["Plan"]["Shared Hit Blocks"], milliseconds, plan


def _deep_cursor(chosen: Filter) -> str | None:
    """The cursor of a page far down the list of `chosen`, if it is that long."""
    return queries.page(chosen, None, "zh", limit=20 * PAGES_DOWN).next_cursor


def _rows(node: dict[str, Any]) -> int:
    """Rows that came out of the scans below `node`, or were thrown away there."""
    own = 0
    if "Scan" in node["Node Type"]:
        own = round((node["Actual Rows"] + node.get("Rows Removed by Filter", 0)) * node["Actual Loops"])
    return own + sum(_rows(child) for child in node.get("Plans", ()))


if __name__ == "__main__":
    main()
