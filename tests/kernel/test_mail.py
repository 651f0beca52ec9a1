"""Letters: sealed while they wait, then in a file or handed to a real server."""

import json
import smtplib
import socket
from collections.abc import Callable, Iterator
from dataclasses import replace
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult, LoginPassword
from cryptography.fernet import InvalidToken
from flask import Flask
from sqlalchemy import text

from cocreate.kernel import mail, sealing
from cocreate.kernel.database import db

VALUES: dict[str, Any] = {"link": "http://localhost/reset/secret-token", "site_name": "Nova", "minutes": 30}


class Postbox:
    """An SMTP server that keeps what it is handed; it knows one user."""

    def __init__(self) -> None:
        self.letters: list[EmailMessage] = []
        self.recipients: list[str] = []

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:  # noqa: N802 - its name there
        self.letters.append(_read(envelope.content))
        self.recipients += envelope.rcpt_tos
        return "250 taken"

    def knows(self, _server: Any, _session: Any, _envelope: Any, _mechanism: Any, data: Any) -> AuthResult:
        sound = isinstance(data, LoginPassword) and data == LoginPassword(b"site@example.org", b"p@ss:word")
        return AuthResult(success=sound, handled=False)


@pytest.fixture
def postbox() -> Iterator[tuple[Postbox, Controller]]:
    box = Postbox()
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    server = Controller(
        box, hostname="127.0.0.1", port=port, authenticator=box.knows, auth_required=True, auth_require_tls=False
    )
    server.start()
    yield box, server
    server.stop()


@pytest.fixture
def with_mail_url(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    return lambda url: monkeypatch.setitem(app.config, "COCREATE", replace(app.config["COCREATE"], mail_url=url))


def _read(raw: bytes) -> EmailMessage:
    letter = message_from_bytes(raw, policy=policy.default)
    assert isinstance(letter, EmailMessage)
    return letter


def _words(letter: EmailMessage) -> str:
    body = letter.get_body(("plain",))
    assert body is not None
    return str(body.get_content())


def write(locale: str = "en") -> None:
    mail.send("lin@example.org", locale, "reset_password", "Nova: 密码", **VALUES)


def files(app: Flask) -> list[EmailMessage]:
    return [_read(path.read_bytes()) for path in (app.config["COCREATE"].home / "mail").glob("*.eml")]


@pytest.fixture(autouse=True)
def _empty(app: Flask) -> None:
    for path in (app.config["COCREATE"].home / "mail").glob("*.eml"):
        path.unlink()


def test_a_letter_waits_sealed_and_is_then_a_file(app: Flask, run_jobs: Callable[[], list[str]]) -> None:
    write()
    queued = json.dumps(db.session.scalar(text("SELECT args FROM procrastinate_jobs")))
    assert "secret-token" not in queued
    assert "lin@example.org" not in queued
    assert files(app) == []
    assert run_jobs() == ["send_mail"]
    (letter,) = files(app)
    assert (letter["To"], letter["Subject"]) == ("lin@example.org", "Nova: 密码")
    assert letter["Auto-Submitted"] == "auto-generated"
    assert letter["Message-ID"]
    assert VALUES["link"] in _words(letter)
    as_it_stands = next((app.config["COCREATE"].home / "mail").glob("*.eml")).read_text()
    assert f"\n{VALUES['link']}\n" in as_it_stands
    assert f"choose a new password for {VALUES['site_name']}." in as_it_stands
    html = letter.get_body(("html",))
    assert html is not None
    assert f'href="{VALUES["link"]}"' in html.get_content()


def test_the_name_of_the_site_is_escaped_where_there_is_markup_only(
    app: Flask, run_jobs: Callable[[], list[str]]
) -> None:
    mail.send("lin@example.org", "en", "no_account", "Hello", **{**VALUES, "site_name": "Cars & <Friends>"})
    run_jobs()
    (letter,) = files(app)
    plain, html = letter.get_body(("plain",)), letter.get_body(("html",))
    assert plain is not None
    assert html is not None
    assert "at Cars & <Friends>." in plain.get_content()
    assert "at Cars &amp; &lt;Friends&gt;." in html.get_content()


def test_letters_are_in_the_language_of_who_reads_them(app: Flask, run_jobs: Callable[[], list[str]]) -> None:
    write("en")
    write("zh")
    run_jobs()
    chinese = [any("一" <= c <= "鿿" for c in _words(letter)) for letter in files(app)]
    assert sorted(chinese) == [False, True]


@pytest.mark.parametrize("template", ["confirm_sign_up", "already_member", "reset_password", "confirm_identity"])
def test_a_letter_needs_no_request_around_it(shared_app: Flask, template: str) -> None:
    with shared_app.app_context():
        mail.send("lin@example.org", "en", template, "Hello", **VALUES)
        assert db.session.scalar(text("SELECT count(*) FROM procrastinate_jobs")) == 1
        db.session.rollback()


@pytest.mark.filterwarnings("ignore:Requiring AUTH")  # on this machine alone
def test_a_server_takes_letters(
    run_jobs: Callable[[], list[str]],
    with_mail_url: Callable[[str], None],
    postbox: tuple[Postbox, Controller],
) -> None:
    box, server = postbox
    with_mail_url(f"smtp://site%40example.org:p%40ss%3Aword@127.0.0.1:{server.port}")
    write()
    run_jobs()
    assert box.recipients == ["lin@example.org"]
    assert VALUES["link"] in _words(box.letters[0])


@pytest.mark.filterwarnings("ignore:Requiring AUTH")  # on this machine alone
def test_a_server_that_does_not_know_the_site_fails_the_job(
    run_jobs: Callable[[], list[str]],
    with_mail_url: Callable[[str], None],
    postbox: tuple[Postbox, Controller],
) -> None:
    box, server = postbox
    with_mail_url(f"smtp://site%40example.org:wrong@127.0.0.1:{server.port}")
    write()
    with pytest.raises(smtplib.SMTPAuthenticationError):
        run_jobs()
    assert box.letters == []


def test_a_server_that_is_not_there_fails_the_job(
    run_jobs: Callable[[], list[str]], with_mail_url: Callable[[str], None]
) -> None:
    with_mail_url("smtp://127.0.0.1:1")
    write()
    with pytest.raises(OSError, match="refused"):
        run_jobs()


def test_a_letter_nobody_can_open_fails_the_job(app: Flask) -> None:
    sealed = sealing.seal("{}")
    with pytest.raises(InvalidToken):
        mail.send_mail("A" + sealed[1:])
    assert files(app) == []
