"""``make bench``: requests a second of the site's busiest pages and of its API, beside the bare list and vote.

Both run at once on one database server, under the same web server with the same settings, and are called in turn by
the same closed loop from another process; of several rounds the median counts. On a machine that others use, the
ratios say more than the rates.
"""

import argparse
import os
import statistics
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

from rich.console import Console
from rich.progress import track
from rich.table import Table

from cocreate.app import create_app
from cocreate.kernel.settings import Settings
from tests.load import client, filling, ledger, letters, searching, servers
from tests.load.filling import Filled

BARE_LIST, BARE_VOTE = "bare list", "bare vote"
LISTS = ("/ideas", "/ideas, signed in", "an idea's page", "an idea's page, signed in")
SUPPORT = "support API"
WARM_UP = 1.0  # seconds before each run


@dataclass(frozen=True)
class Contender:
    """Something to be called: where, and what each caller sends in turn."""

    name: str
    port: int
    requests: list[list[bytes]]


def main() -> None:
    """Fill, start, measure, print."""
    options = _options()
    if options.sentences:
        searching.main(options.sentences)
        return
    with ExitStack() as stack:
        home = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        server = stack.enter_context(servers.database_server())
        contenders: dict[int, list[Contender]] = {}
        for size in options.ideas:
            url = servers.create(server, f"ideas_{size}")
            filled = filling.fill(url, size)
            bare = stack.enter_context(servers.bare(url, options.workers))
            site = stack.enter_context(servers.site(home, url, options.workers))
            contenders[size] = _contenders(filled, bare, site, _Callers(home, url, options.connections))
        call = stack.enter_context(client.apart())
        runs: dict[tuple[int, str], list[client.Run]] = {}
        turns = [(size, one) for _ in range(options.rounds) for size, all_ in contenders.items() for one in all_]
        for size, one in track(turns, "Measuring"):
            runs.setdefault((size, one.name), []).append(call(one.port, one.requests, options.seconds, WARM_UP))
    Console().print(_table(options.ideas, runs))
    letters.main()
    ledger.main([])


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.load.bench", description=__doc__)
    parser.add_argument("sentences", type=Path, nargs="?", help="measure search instead, by this file")
    parser.add_argument("--ideas", type=int, nargs="+", default=[1_000, 100_000], help="sizes of the site")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--seconds", type=float, default=5.0, help="length of one run, after a second of warm-up")
    parser.add_argument("--connections", type=int, default=12, help="callers at once")
    parser.add_argument("--workers", type=int, default=2, help="processes of each web server")
    return parser.parse_args()


class _Callers:
    """Makes requests as visitors, browsers and programs send them."""

    def __init__(self, home: Path, url: str, connections: int) -> None:
        settings = Settings.from_env({**os.environ, "COCREATE_HOME": str(home), "COCREATE_DATABASE_URL": url})
        app = create_app(settings)
        signer = app.session_interface.get_signing_serializer(app)  # type: ignore[attr-defined]
        self.numbers = range(1, connections + 1)
        self.cookies = {
            number: f"{app.config['SESSION_COOKIE_NAME']}={signer.dumps({'session': filling.secret(number)})}"
            for number in self.numbers
        }

    def visitors(self, path: str) -> list[list[bytes]]:
        return [[_request("GET", path)] for _ in self.numbers]

    def browsers(self, path: str) -> list[list[bytes]]:
        return [[_request("GET", path, Cookie=self.cookies[number])] for number in self.numbers]

    def supporters(self, filled: Filled) -> list[list[bytes]]:
        return [list(self._supports(number, filled)) for number in self.numbers]

    def voters(self, filled: Filled) -> list[list[bytes]]:
        return [
            [_request(method, f"/{key}/vote/{number}") for key, _ in filled.supportable for method in ("PUT", "DELETE")]
            for number in self.numbers
        ]

    def _supports(self, number: int, filled: Filled) -> Iterator[bytes]:
        """Give and take back support for one idea after the other, each caller beginning elsewhere."""
        start = number * 17 % len(filled.supportable)
        for _, public_id in filled.supportable[start:] + filled.supportable[:start]:
            for method in ("PUT", "DELETE"):
                token = f"Bearer {filling.secret(number)}"
                yield _request(method, f"/api/v1/ideas/{public_id}/support", Authorization=token)


def _request(method: str, path: str, **headers: str) -> bytes:
    lines = [f"{method} {path} HTTP/1.1", "Host: 127.0.0.1", *(f"{name}: {value}" for name, value in headers.items())]
    return "\r\n".join([*lines, "", ""]).encode()


def _contenders(filled: Filled, bare: int, site: int, callers: _Callers) -> list[Contender]:
    page = f"/ideas/{filled.talked}"
    return [
        Contender(BARE_LIST, bare, callers.visitors("/")),
        Contender(LISTS[0], site, callers.visitors("/ideas")),
        Contender(LISTS[1], site, callers.browsers("/ideas")),
        Contender(LISTS[2], site, callers.visitors(page)),
        Contender(LISTS[3], site, callers.browsers(page)),
        Contender(BARE_VOTE, bare, callers.voters(filled)),
        Contender(SUPPORT, site, callers.supporters(filled)),
    ]


def _table(sizes: Sequence[int], runs: dict[tuple[int, str], list[client.Run]]) -> Table:
    table = Table("", "ideas", "requests/s", "ratio", "median ms", "failed")
    beside = dict.fromkeys((BARE_LIST, *LISTS), BARE_LIST) | dict.fromkeys((BARE_VOTE, SUPPORT), BARE_VOTE)
    for name, bare in beside.items():
        for size in sizes:
            own, base = runs[size, name], runs[size, bare]
            rate = statistics.median(run.rate for run in own)
            ratio = statistics.median(run.rate / other.rate for run, other in zip(own, base, strict=True))
            median = statistics.median(run.median for run in own) * 1000
            failures = sum(run.failures for run in own)
            table.add_row(name, f"{size:,}", f"{rate:,.0f}", f"{ratio:.2f}", f"{median:.1f}", str(failures))
    return table


if __name__ == "__main__":
    main()
