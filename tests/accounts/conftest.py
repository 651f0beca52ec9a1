"""What the tests of accounts share: what was sent to phones and by mail."""

import re
from collections.abc import Callable
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from tests.support.browser import Client

RunJobs = Callable[[], list[str]]


class Outbox:
    """What the site sent, read from the files its senders write."""

    def __init__(self, home: Path, run_jobs: RunJobs) -> None:
        self.home = home
        self.run_jobs = run_jobs

    def codes(self) -> list[str]:
        """The codes sent by SMS since last asked, in order."""
        texts = [file.read_text(encoding="utf-8") for file in self._taken("sms")]
        return [found.group() for text in texts for found in re.finditer(r"(?<!\d)\d{6}(?!\d)", text)]

    def mails(self) -> list[EmailMessage]:
        """The letters sent since last asked, in order."""
        return [message_from_bytes(file, policy=policy.default) for file in self._bytes("mail")]

    def link(self) -> str:
        """The path of the link in the only letter sent."""
        (letter,) = self.mails()
        return path_in(letter)

    def token(self) -> str:
        """The token in the link of the only letter sent."""
        return self.link().rpartition("/")[2]

    def _bytes(self, folder: str) -> list[bytes]:
        return [file.read_bytes() for file in self._taken(folder)]

    def _taken(self, folder: str) -> list[Path]:
        self.run_jobs()
        old = self.home / f"{folder}.read"
        old.mkdir(exist_ok=True)
        new = sorted((self.home / folder).glob("*.*"))
        return [file.rename(old / file.name) for file in new]


def path_in(letter: EmailMessage) -> str:
    """The path of the link in `letter`, the same in its two forms."""
    bodies = [part.get_content() for part in letter.walk() if part.get_content_maintype() == "text"]
    found = [re.search(r"http://localhost(/[\w/-]+)", body) for body in bodies]
    paths = {match.group(1) for match in found if match}
    assert len(bodies) == 2
    assert len(paths) == 1
    return paths.pop()


@pytest.fixture
def outbox(app: Flask, run_jobs: RunJobs) -> Outbox:
    """The phones and letter boxes of everybody."""
    home: Path = app.config["COCREATE"].home
    box = Outbox(home, run_jobs)
    box.codes()
    box.mails()
    return box


def said(answer: TestResponse) -> str:
    """The page without what is fresh each time."""
    return re.sub(r'(name="(?:idempotency_key|csrf_token)" value=")[^"]*', r"\1", answer.text)


def cookie(client: Client) -> dict[str, Any]:
    """What stands in the browser's cookie."""
    with client.session_transaction() as content:
        return dict(content)


def signed_in_as(client: Client) -> str | None:
    """The name shown to who is signed in."""
    found = re.search(r"<h1><bdi>([^<]*)</bdi></h1>", client.get("/me").text)
    return found.group(1) if found else None
