"""Killed in the middle of redemptions: each is whole or absent afterwards, and what was acknowledged is there.

``TEST_LONG=1`` sends a thousand; figures are printed with ``-s``.
"""

import http.client
import json
import os
import shutil
import signal
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path

import psycopg
import pytest
from flask import Flask

from cocreate.accounts import sessions
from cocreate.app import create_app
from cocreate.cli.audit import find
from cocreate.kernel import database, postgres_place
from cocreate.kernel.database import db
from cocreate.kernel.settings import Settings
from cocreate.perks.codes import pool
from cocreate.perks.models import PerkKind
from tests import make
from tests.make import redemptions
from tests.serving import processes
from tests.serving.served import Served, environment, run, served

LONG = bool(os.environ.get("TEST_LONG"))
NUMBER = 1000 if LONG else 80
AGAIN = NUMBER if LONG else 20  # of them sent once more afterwards
WIDTH = 16
ADDRESS = {"name": "林一", "phone": "13800138000", "region": "上海市浦东新区", "street": "兰花路17号"}


@pytest.fixture
def home() -> Iterator[Path]:
    """A site's folder that is open to the user as whom root runs the database."""
    folder = Path(tempfile.mkdtemp(prefix="cocreate-test-"))
    folder.chmod(0o755)
    yield folder / "home"
    shutil.rmtree(folder)


@dataclass(frozen=True)
class Call:
    """One redemption that somebody's program asks for."""

    number: int
    path: str
    token: str
    body: str


@dataclass
class Senders:
    """Programs that send `calls` until the server goes away; what was acknowledged, by the calls' numbers."""

    port: int
    calls: Sequence[Call]
    acknowledged: dict[int, str] = field(default_factory=dict)
    refused: list[tuple[int, bytes]] = field(default_factory=list)
    enough: threading.Event = field(default_factory=threading.Event)

    def send(self, share: Sequence[Call]) -> None:
        """Send `share`, one after the other on one connection."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=120)
        try:
            for call in share:
                self._send(connection, call)
        except (OSError, http.client.HTTPException):
            return
        finally:
            connection.close()

    def _send(self, connection: http.client.HTTPConnection, call: Call) -> None:
        headers = {
            "Authorization": f"Bearer {call.token}",
            "Content-Type": "application/json",
            "Idempotency-Key": f"call-{call.number}",
        }
        connection.request("POST", f"/api/v1{call.path}", call.body, headers)
        answer = connection.getresponse()
        said = answer.read()
        if answer.status == 201:
            self.acknowledged[call.number] = json.loads(said)["id"]
        else:
            self.refused.append((answer.status, said))
        if len(self.acknowledged) >= len(self.calls) // 3:
            self.enough.set()

    def all(self) -> "Senders":
        """Send every call, so many at once; answers when all have ended."""
        with ThreadPoolExecutor(WIDTH) as threads:
            list(threads.map(self.send, [self.calls[start::WIDTH] for start in range(WIDTH)]))
        return self


def _app(home: Path) -> Flask:
    """The application, on the running database of the site in `home`."""
    url = postgres_place.find(home).url
    return create_app(Settings.from_env(environment(home, COCREATE_DATABASE_URL=url)))


def _calls(home: Path) -> list[Call]:
    """Members with points for one redemption each, half of goods, half of codes out of a pool; none is to be left."""
    app = _app(home)
    with app.test_request_context():
        goods, voucher = redemptions.perk(stock=NUMBER // 2), redemptions.perk(PerkKind.VOUCHER)
        pool.generate(make.member(roles=["admin"]), voucher, NUMBER // 2)
        paths = [f"/perks/{redemptions.of(one).public_id}/redemptions" for one in (goods, voucher)]
        bodies = [json.dumps({"address": ADDRESS}), "{}"]
        tokens = [sessions.issue_token(redemptions.rich(points=100), ["write"])[0] for _number in range(NUMBER)]
        calls = [Call(number, paths[number % 2], token, bodies[number % 2]) for number, token in enumerate(tokens)]
        db.session.commit()
    database.dispose(app)
    return calls


def _kill(site: Served) -> None:
    """Kill the supervisor and everything it started, database and all."""
    victims = [site.process.pid, *processes.children(site.process.pid)]
    for pid in victims:
        os.kill(pid, signal.SIGKILL)
    site.process.wait()


def _stored(home: Path) -> dict[str, str]:
    """By their public ids the keys of all redemptions."""
    with psycopg.connect(postgres_place.find(home).url) as connection:
        return dict(connection.execute("SELECT public_id, key FROM redemptions").fetchall())


def _check_audit(home: Path) -> None:
    """What ``cocreate audit`` looks for; a thousand are looked at by the command itself."""
    if LONG:
        audit = run(home, "audit")
        assert (audit.stdout, audit.stderr) == ("Everything adds up.\n", "")
        return
    app = _app(home)
    with app.app_context():
        assert list(find()) == []
    database.dispose(app)


def test_redemptions_are_whole_or_absent_after_everything_was_killed(home: Path) -> None:
    with served(home) as site:
        calls, began = _calls(home), time.monotonic()
        senders = Senders(site.port, calls)
        sending = threading.Thread(target=senders.all)
        sending.start()
        assert senders.enough.wait(120), senders.refused[:3]
        _kill(site)
        killed = time.monotonic() - began
        sending.join(150)
        with served(home, site.port):
            stored, acknowledged = _stored(home), dict(senders.acknowledged)
            said = f"{len(acknowledged)} acknowledged, {len(stored)} kept"
            sys.stdout.write(f"\nOf {NUMBER}, all killed after {killed:.1f} s: {said}\n")
            assert NUMBER // 3 <= len(acknowledged) < NUMBER
            assert {status for status, _said in senders.refused} <= {503}  # the database went before those who asked it
            assert all(
                stored[public_id] == f"api:{sha256(f'call-{number}'.encode()).hexdigest()}"
                for number, public_id in acknowledged.items()
            )
            _check_audit(home)
            repeated = calls[:AGAIN]
            again = Senders(site.port, repeated).all()
            assert again.refused == []
            assert (
                again.acknowledged.items()
                >= {each: acknowledged[each] for each in acknowledged if each < AGAIN}.items()
            )
            assert set(_stored(home)) == {*stored, *again.acknowledged.values()}
            assert len(again.acknowledged) == AGAIN
            if LONG:
                _check_audit(home)
