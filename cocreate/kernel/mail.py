"""Mail: written in the transaction of its cause, sealed in the job queue, handed over by the worker.

No letter is handed over twice (``handing``), but for those that somebody waits for: a link by which to sign up is the
same link the second time, and its reader is better served by two than by none.
"""

import json
import smtplib
import ssl
from collections.abc import Mapping, Sequence
from contextlib import suppress
from datetime import datetime
from email.message import EmailMessage
from email.policy import EmailPolicy
from email.utils import formatdate, make_msgid
from functools import partial
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

import structlog
from flask import current_app, render_template
from markupsafe import Markup

from cocreate.kernel import clock, handing, ids, sealing
from cocreate.kernel.i18n import speaking
from cocreate.kernel.jobs import Hopeless, defer_all, job
from cocreate.kernel.settings import Settings

log = structlog.get_logger()
# Seconds a mail server may take for one answer. Longer, and the letter is tried again later.
PATIENCE = 20.0
_NO_HEADERS: Mapping[str, str] = {}


def send(to: str, locale: str, template: str, subject: str, *, until: datetime | None = None, **values: Any) -> None:
    """Have ``mail/<template>.txt`` and ``.html`` sent to address `to` once the transaction is committed.

    `until` is as `written` takes it.
    """
    send_all([written(to, locale, template, subject, until=until, **values)])


def send_all(letters: Sequence[str]) -> None:
    """Have `letters` sent, each as `written` made it, once the transaction is committed. One statement."""
    defer_all("send_mail", [{"sealed": letter} for letter in letters])


def written(
    to: str,
    locale: str,
    template: str,
    subject: str,
    headers: Mapping[str, str] = _NO_HEADERS,
    *,
    until: datetime | None = None,
    **values: Any,
) -> str:
    """The letter ``mail/<template>.txt`` and ``.html`` to the address `to`, sealed, as it may hold secret links.

    With `until`, somebody waits for it until that instant: where nobody knows whether it was taken it is handed over
    again, and whoever gets it twice can tell by its Message-ID; afterwards it is not handed over at all.
    """
    # Marked as safe, since plain text knows no markup: the phrases of templates escape every other value.
    plain = {name: Markup(value) if isinstance(value, str) else value for name, value in values.items()}  # noqa: S704  # nosec B704
    with speaking(locale):
        letter = {
            "to": to,
            "subject": subject,
            "text": render_template(f"mail/{template}.txt", **plain),
            "html": render_template(f"mail/{template}.html", **values),
            "headers": {"Message-ID": _message_id(), **headers},
            "until": until and until.isoformat(),
        }
    return sealing.seal(json.dumps(letter))


@job("send_mail")
def send_mail(sealed: str) -> None:
    """Hand one letter to the mail server, or write it to ``$COCREATE_HOME/mail`` where none is configured.

    Raises `Hopeless` where the server refuses the letter or its address for good; an answer for now (4xx), a login that
    fails or a line that breaks before everything was said is worth another try. Raises `InHand`.
    """
    content = json.loads(sealing.unseal(sealed))
    handing.over(content["headers"]["Message-ID"], content.get("until"), partial(_deliver, content))


def _deliver(content: Mapping[str, Any]) -> None:
    settings: Settings = current_app.config["COCREATE"]
    if settings.mail_url is None:
        _to_file(_letter(content, settings.mail_from, "8bit"), settings.home / "mail")
        return
    letter = _letter(content, settings.mail_from)
    server = connection(settings.mail_url)
    try:
        _hand_over(server, letter)
        with suppress(smtplib.SMTPException):  # it is taken, however the server says goodbye
            server.quit()
    finally:
        server.close()


class _Line(smtplib.SMTP):
    """A connection that knows whether the last thing said over it was the end of a letter, all of it."""

    ended = False

    def send(self, s: Any) -> None:
        super().send(s)
        self.ended = isinstance(s, bytes) and s.endswith(b"\r\n.\r\n")


class _SecureLine(_Line, smtplib.SMTP_SSL):
    """The same by TLS from the start."""


def connection(url: str) -> _Line:
    """An open connection to the server at ``smtp://[user:password@]host[:port]``.

    ``smtps://`` speaks TLS from the start; ``smtp://`` turns it on where the server offers it.
    """
    parts = urlsplit(url)
    host = parts.hostname or "localhost"
    context = ssl.create_default_context()
    if parts.scheme == "smtps":
        server: _Line = _SecureLine(host, parts.port or 465, timeout=PATIENCE, context=context)
    else:
        server = _Line(host, parts.port or 25, timeout=PATIENCE)
    try:
        server.ehlo()
        if parts.scheme == "smtp" and server.has_extn("starttls"):
            server.starttls(context=context)
        if parts.username:
            server.login(unquote(parts.username), unquote(parts.password or ""))
    except (smtplib.SMTPException, OSError):
        server.close()
        raise
    return server


def _hand_over(server: _Line, letter: EmailMessage) -> None:
    """Raises `InDoubt` where the line broke, or nothing was answered in time, after the letter had gone out."""
    try:
        server.send_message(letter)
    except smtplib.SMTPRecipientsRefused as error:
        _give_up_if_refused(max(code for code, _words in error.recipients.values()))
        raise
    except smtplib.SMTPDataError as error:
        _give_up_if_refused(error.smtp_code)
        raise
    except (smtplib.SMTPException, OSError) as error:
        if server.ended:
            raise handing.InDoubt from error
        raise


def _give_up_if_refused(code: int) -> None:
    """Raise `Hopeless` for an answer that says "never" (RFC 5321, 4.2.1); it names no address, as it is logged."""
    if code >= 500:
        log.warning("mail_refused", code=code)
        raise Hopeless(f"the mail server refuses a letter: {code}") from None


def _message_id() -> str:
    sender: str = current_app.config["COCREATE"].mail_from
    return make_msgid(domain=sender.rpartition("@")[2].strip("> ") or None)


class _Policy(EmailPolicy):
    """Folds headers, but not those that hold addresses of pages: cut or encoded, no mail program would find them."""

    def fold(self, name: str, value: str) -> str:
        return f"{name}: {value}{self.linesep}" if name.startswith("List-") else super().fold(name, value)

    def fold_binary(self, name: str, value: str) -> bytes:
        return self.fold(name, value).encode() if name.startswith("List-") else super().fold_binary(name, value)


def _letter(content: Mapping[str, Any], sender: str, encoding: str | None = None) -> EmailMessage:
    """The letter as it goes out; with the `encoding` ``8bit`` people can read it, and its links, as it stands."""
    letter = EmailMessage(_Policy())
    letter["From"] = sender
    letter["To"] = content["to"]
    letter["Subject"] = content["subject"]
    letter["Date"] = formatdate(clock.now().timestamp())
    for name, value in content["headers"].items():
        letter[name] = value
    letter["Auto-Submitted"] = "auto-generated"
    letter.set_content(content["text"], cte=encoding)
    letter.add_alternative(content["html"], subtype="html", cte=encoding)
    return letter


def _to_file(letter: EmailMessage, folder: Path) -> None:
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    name = f"{clock.now():%Y%m%dT%H%M%S}-{ids.new_public_id()}.eml"
    (folder / name).write_bytes(letter.as_bytes())
