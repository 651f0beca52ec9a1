"""Mail: written in the transaction of its cause, sealed in the job queue, sent by the worker."""

import json
import smtplib
import ssl
from email.message import EmailMessage
from email.utils import formatdate, make_msgid
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from flask import current_app, render_template
from markupsafe import Markup

from cocreate.kernel import clock, ids, sealing
from cocreate.kernel.i18n import speaking
from cocreate.kernel.jobs import defer, job
from cocreate.kernel.settings import Settings


def send(to: str, locale: str, template: str, subject: str, **values: Any) -> None:
    """Have ``mail/<template>.txt`` and ``.html`` sent to address `to` once the transaction is committed.

    The letter waits sealed, as it may hold secret links.
    """
    # Marked as safe, since plain text knows no markup: the phrases of templates escape every other value.
    plain = {name: Markup(value) if isinstance(value, str) else value for name, value in values.items()}  # noqa: S704
    with speaking(locale):
        letter = {
            "to": to,
            "subject": subject,
            "text": render_template(f"mail/{template}.txt", **plain),
            "html": render_template(f"mail/{template}.html", **values),
        }
    defer("send_mail", sealed=sealing.seal(json.dumps(letter)))


@job("send_mail")
def send_mail(sealed: str) -> None:
    """Hand one letter to the mail server, or write it to ``$COCREATE_HOME/mail`` where none is configured."""
    settings: Settings = current_app.config["COCREATE"]
    letter = _letter(json.loads(sealing.unseal(sealed)), settings.mail_from)
    if settings.mail_url is None:
        _to_file(letter, settings.home / "mail")
    else:
        with connection(settings.mail_url) as server:
            server.send_message(letter)


def connection(url: str) -> smtplib.SMTP:
    """An open connection to the server at ``smtp://[user:password@]host[:port]``.

    ``smtps://`` speaks TLS from the start; ``smtp://`` turns it on where the server offers it.
    """
    parts = urlsplit(url)
    host = parts.hostname or "localhost"
    context = ssl.create_default_context()
    if parts.scheme == "smtps":
        server: smtplib.SMTP = smtplib.SMTP_SSL(host, parts.port or 465, timeout=20, context=context)
    else:
        server = smtplib.SMTP(host, parts.port or 25, timeout=20)
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


def _letter(content: dict[str, str], sender: str) -> EmailMessage:
    letter = EmailMessage()
    letter["From"] = sender
    letter["To"] = content["to"]
    letter["Subject"] = content["subject"]
    letter["Date"] = formatdate(clock.now().timestamp())
    letter["Message-ID"] = make_msgid(domain=sender.rpartition("@")[2].strip("> ") or None)
    letter["Auto-Submitted"] = "auto-generated"
    letter.set_content(content["text"])
    letter.add_alternative(content["html"], subtype="html")
    return letter


def _to_file(letter: EmailMessage, folder: Path) -> None:
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    name = f"{clock.now():%Y%m%dT%H%M%S}-{ids.new_public_id()}.eml"
    (folder / name).write_bytes(letter.as_bytes())
