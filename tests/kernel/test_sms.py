"""Short messages: to a file, or to the operator's gateway."""

import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any
from urllib.error import HTTPError

import pytest
import structlog
from flask import Flask
from sqlalchemy import text

from cocreate.kernel import clock, sealing, sms
from cocreate.kernel.database import db
from cocreate.kernel.errors import TooMany


class Gateway(ThreadingHTTPServer):
    """A gateway that keeps what is posted to it, and answers as told."""

    status = 200

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Counter)
        self.taken: list[dict[str, Any]] = []


class Counter(BaseHTTPRequestHandler):
    def do_POST(self) -> None:
        assert isinstance(self.server, Gateway)
        assert self.headers["Content-Type"] == "application/json"
        self.server.taken.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
        self.send_response(self.server.status)
        self.end_headers()

    def log_message(self, *_words: Any) -> None:
        """Keep quiet."""


@pytest.fixture
def gateway(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Iterator[Gateway]:
    server = Gateway()
    thread = Thread(target=server.serve_forever)
    thread.start()
    url = f"http://127.0.0.1:{server.server_port}/send"
    monkeypatch.setitem(app.config, "COCREATE", replace(app.config["COCREATE"], sms_url=url))
    yield server
    server.shutdown()
    thread.join()
    server.server_close()


def test_a_message_waits_sealed_and_is_then_a_file(app: Flask, run_jobs: Callable[[], list[str]]) -> None:
    folder = app.config["COCREATE"].home / "sms"
    before = set(folder.glob("*.txt"))
    sms.send("+8613800138000", "验证码 123456")
    queued = json.dumps(db.session.scalar(text("SELECT args FROM procrastinate_jobs")))
    assert "13800138000" not in queued
    assert "123456" not in queued
    run_jobs()
    (message,) = set(folder.glob("*.txt")) - before
    assert message.read_text(encoding="utf-8") == "To: +8613800138000\n\n验证码 123456\n"
    assert folder.stat().st_mode & 0o777 == 0o700


def test_a_gateway_takes_messages(gateway: Gateway, run_jobs: Callable[[], list[str]]) -> None:
    sms.send("+8613800138000", "验证码 123456")
    run_jobs()
    assert gateway.taken == [{"phone": "+8613800138000", "text": "验证码 123456"}]


def test_what_an_earlier_version_queued_is_sent(gateway: Gateway) -> None:
    message = {"phone": "+8613800138000", "text": "验证码 123456"}
    sms.send_sms(sealing.seal(json.dumps(message)))
    assert gateway.taken == [message]


def test_a_gateway_that_refuses_fails_the_job(gateway: Gateway, run_jobs: Callable[[], list[str]]) -> None:
    gateway.status = 500
    sms.send("+8613800138000", "验证码 123456")
    with pytest.raises(HTTPError):
        run_jobs()


def test_a_code_that_works_no_more_is_not_sent(gateway: Gateway, run_jobs: Callable[[], list[str]]) -> None:
    sms.send("+8613800138000", "验证码 123456", clock.now())
    run_jobs()
    assert gateway.taken == []


def test_the_whole_site_has_a_ceiling(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(app.config, "COCREATE", replace(app.config["COCREATE"], sms_per_hour=2))
    for number in range(2):
        sms.send(f"+861380013800{number}", "a code")
    with structlog.testing.capture_logs() as lines, pytest.raises(TooMany):
        sms.send("+8613800138009", "a code")
    assert [(line["log_level"], line["ceiling"]) for line in lines] == [("warning", 2)]
