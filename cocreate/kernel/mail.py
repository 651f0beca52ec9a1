"""Mail: written in the transaction of its cause, sealed in the job queue, sent by the worker."""

import json
import smtplib
import ssl
from collections.abc import Mapping, Sequence
from email.message import EmailMessage
from email.policy import EmailPolicy
from email.utils import formatdate, make_msgid
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

import structlog
from flask import current_app, render_template
from markupsafe import Markup

from cocreate.kernel import clock, ids, sealing
from cocreate.kernel.i18n import speaking
from cocreate.kernel.jobs import Hopeless, defer_all, job
from cocreate.kernel.settings import Settings

log = structlog.get_logger()
# Seconds a mail server may take for one answer. Longer, and the letter is tried again later.
PATIENCE = 20.0
_NO_HEADERS: Mapping[str, str] = {}


def send(to: str, locale: str, template: str, subject: str, **values: Any) -> None:
    """Have ``mail/<template>.txt`` and ``.html`` sent to address `to` once the transaction is committed."""
    send_all([written(to, locale, template, subject, **values)])


def send_all(letters: Sequence[str]) -> None:
    """Have `letters` sent, each as `written` made it, once the transaction is committed. One statement."""
    defer_all("send_mail", [{"sealed": letter} for letter in letters])


def written(
    to: str, locale: str, template: str, subject: str, headers: Mapping[str, str] = _NO_HEADERS, **values: Any
) -> str:
    """The letter ``mail/<template>.txt`` and ``.html`` to the address `to`, sealed, as it may hold secret links.

    It is the same letter however often it is handed over: whoever gets it twice can tell by its Message-ID.
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
        }
    return sealing.seal(json.dumps(letter))


@job("send_mail")
def send_mail(sealed: str) -> None:
    """Hand one letter to the mail server, or write it to ``$COCREATE_HOME/mail`` where none is configured.

    Raises `Hopeless` where the server refuses the letter or its address for good; an answer for now (4xx), a login that
    fails or a line that breaks is worth another try.
    """
    settings: Settings = current_app.config["COCREATE"]
    letter = _letter(json.loads(sealing.unseal(sealed)), settings.mail_from)
    if settings.mail_url is None:
        _to_file(letter, settings.home / "mail")
    else:
        with connection(settings.mail_url) as server:
            _hand_over(server, letter)


def connection(url: str) -> smtplib.SMTP:
    """An open connection to the server at ``smtp://[user:password@]host[:port]``.

    ``smtps://`` speaks TLS from the start; ``smtp://`` turns it on where the server offers it.
    """
    parts = urlsplit(url)
    host = parts.hostname or "localhost"
    context = ssl.create_default_context()
    if parts.scheme == "smtps":
        server: smtplib.SMTP = smtplib.SMTP_SSL(host, parts.port or 465, timeout=PATIENCE, context=context)
    else:
        server = smtplib.SMTP(host, parts.port or 25, timeout=PATIENCE)
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


def _hand_over(server: smtplib.SMTP, letter: EmailMessage) -> None:
    try:
        server.send_message(letter)
    except smtplib.SMTPRecipientsRefused as error:
        _give_up_if_refused(max(code for code, _words in error.recipients.values()))
        raise
    except smtplib.SMTPDataError as error:
        _give_up_if_refused(error.smtp_code)
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


def _letter(content: dict[str, Any], sender: str) -> EmailMessage:
    letter = EmailMessage(_Policy())
    letter["From"] = sender
    letter["To"] = content["to"]
    letter["Subject"] = content["subject"]
    letter["Date"] = formatdate(clock.now().timestamp())
    for name, value in content["headers"].items():
        letter[name] = value
    letter["Auto-Submitted"] = "auto-generated"
    letter.set_content(content["text"])
    letter.add_alternative(content["html"], subtype="html")
    return letter


def _to_file(letter: EmailMessage, folder: Path) -> None:
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    name = f"{clock.now():%Y%m%dT%H%M%S}-{ids.new_public_id()}.eml"
    (folder / name).write_bytes(letter.as_bytes())
