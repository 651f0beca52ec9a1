"""A mail server that takes letters, or does not."""

import asyncio
import socket
from collections.abc import Callable, Iterator
from dataclasses import replace
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from flask import Flask


class Postbox:
    """A mail server that keeps what it takes; `answers` are given to the next letters, each after as many seconds as
    `delays` says; ``drop`` takes the letter and hangs up. The first `hang_ups` senders are not even listened to."""

    def __init__(self) -> None:
        self.letters: list[EmailMessage] = []
        self.raw: list[bytes] = []
        self.answers: list[str] = []
        self.delays: list[float] = []
        self.hang_ups = 0
        self.port = 0

    async def handle_MAIL(  # noqa: N802 - its name there
        self, server: Any, _session: Any, envelope: Any, sender: str, _options: Any
    ) -> str:
        if self.hang_ups:
            self.hang_ups -= 1
            server.transport.close()
        envelope.mail_from = sender
        return "250 go on"

    async def handle_DATA(self, server: Any, _session: Any, envelope: Any) -> str:  # noqa: N802 - its name there
        await asyncio.sleep(self.delays.pop(0) if self.delays else 0)
        answer = self.answers.pop(0) if self.answers else "250 taken"
        if answer == "drop":
            server.transport.close()
        if answer == "drop" or answer.startswith("250"):
            letter = message_from_bytes(envelope.content, policy=policy.default)
            assert isinstance(letter, EmailMessage)
            self.letters.append(letter)
            self.raw.append(envelope.content)
        return answer


@pytest.fixture
def postbox() -> Iterator[Postbox]:
    box = Postbox()
    with socket.create_server(("127.0.0.1", 0)) as probe:
        box.port = probe.getsockname()[1]
    server = Controller(box, hostname="127.0.0.1", port=box.port)
    server.start()
    yield box
    server.stop()


@pytest.fixture
def mailing_to(monkeypatch: pytest.MonkeyPatch) -> Callable[[Flask, Postbox], None]:
    """Have a site hand its letters to a postbox."""

    def connect(app: Flask, box: Postbox) -> None:
        settings = replace(app.config["COCREATE"], mail_url=f"smtp://127.0.0.1:{box.port}")
        monkeypatch.setitem(app.config, "COCREATE", settings)

    return connect
