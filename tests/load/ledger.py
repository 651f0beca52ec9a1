"""Transfers a second, beside the least the database does for one: ``python -m tests.load.ledger``.

The least is pgbench with one INSERT and two UPDATEs in a transaction, prepared, on tables without constraints in the
same database, from as many connections. Ours come from Python: each connection is a thread that calls the rule and
commits; the threads are shared out to processes. Between the two stand what Python alone costs, the same three
statements sent by the driver without SQLAlchemy, and `ledger_record` sent so. All take turns; of several rounds the
median of the ratios counts. Beside each rate stands what one transfer takes of a processor in the server and in who
asks. Then it prints how a statement of 100,000 rows is read. The machine, its disk and whoever else uses it are in
every figure: the ratios say more.
"""

import argparse
import multiprocessing
import os
import random
import re
import resource
import statistics
import subprocess
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from functools import cache, partial
from itertools import count
from pathlib import Path
from typing import Any, NamedTuple

import psycopg
from flask import Flask
from rich.console import Console
from rich.table import Table
from sqlalchemy import event

from cocreate.app import create_app
from cocreate.kernel import postgres_place
from cocreate.kernel.database import db
from cocreate.kernel.settings import Settings
from cocreate.ledger import audit, rules, statement
from cocreate.ledger.models import Unit
from tests.load import servers

MEMBERS, HOUSES, ROWS = 2_000, 16, 100_000
BARE, ALONE = "bare: INSERT, UPDATE, UPDATE by pgbench", "ours, called by pgbench"
BARE_DRIVER, DRIVER = "bare, sent by the driver from Python", "ours, sent by the driver from Python"
WALLETS, ONE, MANY = "between wallets", "out of one house account", "out of 16 house accounts"
FILL = f"""
    CREATE TABLE bare_accounts (id bigint PRIMARY KEY, balance bigint NOT NULL);
    CREATE TABLE bare_transfers (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, debit_id bigint NOT NULL,
        credit_id bigint NOT NULL, amount bigint NOT NULL, at timestamptz NOT NULL);
    CREATE SEQUENCE bare_keys;
    INSERT INTO bare_accounts SELECT n, 1000000 FROM generate_series(1, {MEMBERS}) n;
    INSERT INTO members (public_id, state, name, name_folded, bio, city, affiliation, joined_at, trust, trust_earned)
        SELECT 'm' || lpad(n::text, 9, 'c'), 'active', 'M ' || n, 'm ' || n, '', '', 'none', now(), 2, 2
        FROM generate_series(1, {MEMBERS}) n;
    INSERT INTO ledger_accounts (unit, kind, name) SELECT 'points', 'house', 'house-' || n
        FROM generate_series(1, {HOUSES}) n;
    INSERT INTO ledger_accounts (unit, kind, holder_id) SELECT 'points', 'wallet', id FROM members ORDER BY id;
"""
GIVE = """
    INSERT INTO ledger_transfers (key, debit_id, credit_id, unit, amount, phase, kind, subject, at)
    SELECT %s::text || w.id || ':' || n, h.id, w.id, 'points', 1000, 'transfer', 'grant', 'test:1', now()
    FROM ledger_accounts w, ledger_accounts h, generate_series(1, %s) n WHERE w.kind = 'wallet' AND h.name = 'house-1'
"""
CHOOSE = f"""
\\set one random(1, {MEMBERS})
\\set step random(1, {MEMBERS - 1})
\\set other (:one + :step - 1) % {MEMBERS} + 1
"""
SCRIPTS = {
    BARE: f"""{CHOOSE}
\\set low least(:one, :other)
\\set high greatest(:one, :other)
BEGIN;
INSERT INTO bare_transfers (debit_id, credit_id, amount, at) VALUES (:one, :other, 1, now());
UPDATE bare_accounts SET balance = balance - 1 WHERE id = :low;
UPDATE bare_accounts SET balance = balance + 1 WHERE id = :high;
END;
""",
    # The wallets' ids follow each other, after those of the house.
    ALONE: f"""{CHOOSE}
BEGIN;
SELECT refusal FROM ledger_record('b' || nextval('bare_keys'), :one + {HOUSES}, :other + {HOUSES}, 'points', 1,
    'transfer', 'grant', 'test:1', NULL, NULL, NULL, now());
END;
""",
}


class Run(NamedTuple):
    """Transfers a second, and microseconds of a processor for each: in the server, and in pgbench or Python."""

    rate: float
    server: float
    client: float


def main(arguments: Sequence[str] | None = None) -> None:
    """Fill, measure in turns, print. `arguments` take the place of those of the command."""
    options = _options(arguments)
    with ExitStack() as stack:
        home = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        url = servers.create(stack.enter_context(servers.database_server()), "ledger")
        with psycopg.connect(url) as connection:
            connection.execute(FILL)
            connection.execute(GIVE, ("first:", 1))
        _opened(url)  # once, for all the processes that come of this one
        fork = multiprocessing.get_context("fork")
        pools = [stack.enter_context(fork.Pool(1)) for _number in range(options.processes)]
        runs: dict[str, list[Run]] = {name: [] for name in (*SCRIPTS, BARE_DRIVER, DRIVER, WALLETS, ONE, MANY)}
        for turn in range(options.rounds + 1):
            seconds = options.seconds if turn else 2.0  # to warm up
            for name, measured in runs.items():
                if name in SCRIPTS:
                    run = _bench(url, home, name, options, seconds)
                else:
                    run = _ours(pools, url, name, options, seconds)
                measured.extend([run] if turn else [])
        Console().print(_table(runs, options))
        _look(url)


def _options(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.load.ledger", description=__doc__)
    parser.add_argument("--connections", type=int, default=16)
    # As the site runs on two processors: two workers with eight threads each.
    parser.add_argument("--processes", type=int, default=2, help="of ours; the connections are their threads")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--seconds", type=float, default=1.5, help="length of each run")
    return parser.parse_args(arguments)


def _bench(url: str, home: Path, name: str, options: argparse.Namespace, seconds: float) -> Run:
    """What pgbench does."""
    script = home / "script.sql"
    script.write_text(SCRIPTS[name])
    command = [str(postgres_place.programs() / "pgbench"), "-n", "-M", "prepared", "-c", str(options.connections)]
    command += ["-j", "2", "-f", str(script), "-T", str(max(1, round(seconds))), url]
    server, client = _of_server(url), _of_children()
    said = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    rate = re.search(r"^tps = ([\d.]+)", said, re.MULTILINE)
    done = re.search(r"actually processed: (\d+)", said)
    if rate is None or done is None:
        raise RuntimeError(said)
    spent = (_of_server(url) - server, _of_children() - client)
    return Run(float(rate[1]), *(1e6 * one / int(done[1]) for one in spent))


def _ours(pools: list[Any], url: str, name: str, options: argparse.Namespace, seconds: float) -> Run:
    """What the threads of our processes do."""
    threads, server = options.connections // options.processes, _of_server(url)
    asked = [pool.apply_async(transfers, (url, name, threads, seconds)) for pool in pools]
    done, lasted, client = zip(*(one.get() for one in asked), strict=True)
    spent = (_of_server(url) - server, sum(client))
    return Run(sum(done) / max(lasted), *(1e6 * one / sum(done) for one in spent))


def transfers(url: str, name: str, threads: int, seconds: float) -> tuple[int, float, float]:
    """So many threads of this process make transfers for so long: how many, in how many seconds, of a processor too."""
    counts, gate = [0] * threads, threading.Barrier(threads + 1)

    def work(place: int) -> None:
        with _maker(url, name) as make:
            gate.wait()
            end = time.perf_counter() + seconds
            for number in count():
                if time.perf_counter() >= end:
                    break
                make(f"{os.getpid()}:{place}:{number}:{time.monotonic_ns()}")
                counts[place] += 1

    workers = [threading.Thread(target=work, args=(place,)) for place in range(threads)]
    for worker in workers:
        worker.start()
    gate.wait()
    began, spent = time.perf_counter(), time.process_time()
    for worker in workers:
        worker.join()
    return sum(counts), time.perf_counter() - began, time.process_time() - spent


@contextmanager
def _maker(url: str, name: str) -> Iterator[Callable[[str], None]]:
    """What makes one transfer with a key, on a connection of its own."""
    wallets, houses = _accounts(url)
    if name in (BARE_DRIVER, DRIVER):
        with psycopg.connect(url) as connection:
            yield partial(_bare if name == BARE_DRIVER else _recorded, connection, wallets)
        return
    with _opened(url).app_context():
        db.session.connection()
        yield partial(_moved, {WALLETS: wallets, ONE: houses[:1], MANY: houses}[name], wallets)


def _bare(connection: psycopg.Connection, _wallets: list[int], _key: str) -> None:
    debit, credit = random.sample(range(1, MEMBERS + 1), 2)
    insert = "INSERT INTO bare_transfers (debit_id, credit_id, amount, at) VALUES (%s, %s, 1, now())"
    connection.execute(insert, (debit, credit))
    for account, moved in sorted(((debit, -1), (credit, 1))):
        connection.execute("UPDATE bare_accounts SET balance = balance + %s WHERE id = %s", (moved, account))
    connection.commit()


def _recorded(connection: psycopg.Connection, wallets: list[int], key: str) -> None:
    record = (
        "SELECT refusal, made FROM ledger_record(%s, %s, %s, 'points', 1, 'transfer', 'grant', 'test:1', NULL, NULL, "
        "NULL, now())"
    )
    connection.execute(record, (key, *random.sample(wallets, 2))).fetchone()
    connection.commit()


def _moved(debits: list[int], wallets: list[int], key: str) -> None:
    credit, debit = random.choice(wallets), random.choice(debits)
    while debit == credit:
        debit = random.choice(debits)
    rules.move(key, debit, credit, Unit.POINTS, 1, "grant", "test:1")
    db.session.commit()


def _of_server(url: str) -> float:
    """Seconds of a processor that the server has taken: it and those it has started, be they there or gone."""
    with psycopg.connect(url) as connection:
        parent = int(_stat(connection.info.backend_pid)[1])
    started = [int(pid) for pid in Path(f"/proc/{parent}/task/{parent}/children").read_text().split()]
    ticks = sum(int(_stat(parent)[place]) for place in (11, 12, 13, 14))
    for pid in started:
        with suppress(FileNotFoundError, ProcessLookupError):  # gone meanwhile
            ticks += sum(int(_stat(pid)[place]) for place in (11, 12))
    return ticks / os.sysconf("SC_CLK_TCK")


def _stat(pid: int) -> list[str]:
    """What the kernel says of a process, from its state on."""
    return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()


def _of_children() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


@cache
def _opened(url: str) -> Flask:
    home = tempfile.mkdtemp()
    return create_app(Settings.from_env({**os.environ, "COCREATE_HOME": home, "COCREATE_DATABASE_URL": url}))


@cache
def _accounts(url: str) -> tuple[list[int], list[int]]:
    with psycopg.connect(url) as connection:
        rows = connection.execute("SELECT id, kind FROM ledger_accounts ORDER BY id").fetchall()
    return [row[0] for row in rows if row[1] == "wallet"], [row[0] for row in rows if row[1] == "house"]


def _table(runs: dict[str, list[Run]], options: argparse.Namespace) -> Table:
    of = f"{options.connections} connections, {options.processes} processes"
    table = Table(of, "a second", "to bare", "to bare from Python", "to one", "µs in the server", "µs in who asks")
    for name, measured in runs.items():
        beside = [
            statistics.median(run.rate / other.rate for run, other in zip(measured, runs[than], strict=True))
            for than in (BARE, BARE_DRIVER, ONE)
        ]
        rate, server, client = (statistics.median(part) for part in zip(*measured, strict=True))
        table.add_row(name, f"{rate:,.0f}", *(f"{ratio:.2f}" for ratio in beside), f"{server:,.0f}", f"{client:,.0f}")
    return table


def _look(url: str) -> None:
    """How a statement is read of an account with 100,000 rows, on the first page and far down; and what audit takes."""
    seen: list[tuple[str, Any]] = []
    with _opened(url).test_request_context():
        with psycopg.connect(url) as connection:
            connection.execute(GIVE, ("more:", ROWS // MEMBERS))
            connection.execute("ANALYZE")
        house = rules.house(Unit.POINTS, "house-1")
        event.listen(db.engine, "before_cursor_execute", lambda _c, _x, sql, values, *_rest: seen.append((sql, values)))
        cursor = statement.page(house, limit=50_000).next_cursor
        for name, place in (("first page", ""), ("50,000 rows down", cursor or "")):
            seen.clear()
            statement.page(house, cursor=place)
            sql, values = seen[-1]
            raw = db.session.connection().connection.cursor()
            raw.execute(f"EXPLAIN (ANALYZE, BUFFERS) {sql}", values)
            Console().print(name, *(line for (line,) in raw.fetchall()), sep="\n", markup=False, highlight=False)
        began = time.perf_counter()
        differences = list(audit.check())
        Console().print(f"audit: {differences or 'everything adds up'}, {time.perf_counter() - began:.1f} s")


if __name__ == "__main__":
    main()
