"""Short messages to phones, sealed in the job queue and sent by the worker."""

import json
from datetime import datetime, timedelta
from functools import partial
from http.client import HTTPException
from pathlib import Path
from typing import Protocol
from urllib.error import URLError
from urllib.request import Request, urlopen

import structlog
from flask import current_app

from cocreate.kernel import clock, handing, ids, limits, sealing
from cocreate.kernel.errors import TooMany
from cocreate.kernel.jobs import defer, job
from cocreate.kernel.limits import Limit
from cocreate.kernel.settings import Settings

log = structlog.get_logger()


class SmsSender(Protocol):
    """Hands one message to somebody who delivers it."""

    def deliver(self, phone: str, text: str) -> None:
        """Deliver `text` to `phone` (E.164); raise when it was not taken, `InDoubt` when nobody knows."""


class FileSender:
    """Writes each message to a file of its own, for development and tests."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def deliver(self, phone: str, text: str) -> None:
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        name = f"{clock.now():%Y%m%dT%H%M%S%f}-{ids.new_public_id()}.txt"
        (self.folder / name).write_text(f"To: {phone}\n\n{text}\n", encoding="utf-8")


class HttpSender:
    """Posts ``{"phone", "text"}`` as JSON to the operator's gateway at ``COCREATE_SMS_URL``."""

    def __init__(self, url: str) -> None:
        self.url = url

    def deliver(self, phone: str, text: str) -> None:
        content = json.dumps({"phone": phone, "text": text}).encode()
        call = Request(self.url, content, {"Content-Type": "application/json"})  # noqa: S310 - the operator's own setting
        try:
            with urlopen(call, timeout=20):  # noqa: S310  # nosec B310
                return
        except URLError:  # it was not reached, or said no
            raise
        except (OSError, HTTPException) as error:
            raise handing.InDoubt from error


def sender() -> SmsSender:
    """The sender this site is set up with."""
    settings: Settings = current_app.config["COCREATE"]
    return HttpSender(settings.sms_url) if settings.sms_url else FileSender(settings.home / "sms")


def send(phone: str, text: str, until: datetime | None = None) -> None:
    """Have `text` sent to `phone` once the transaction is committed; raise `TooMany` beyond the site's ceiling.

    With `until`, somebody waits for it until that instant (``handing.over``).
    The ceiling bounds what somebody with many numbers and addresses can cost the operator.
    """
    ceiling = Limit("sms", current_app.config["COCREATE"].sms_per_hour, timedelta(hours=1))
    try:
        limits.use(ceiling, "site")
    except TooMany:
        log.warning("no more SMS within this hour", ceiling=ceiling.times, setting="COCREATE_SMS_PER_HOUR")
        raise
    message = {"phone": phone, "text": text, "key": f"sms:{ids.new_public_id()}", "until": until and until.isoformat()}
    defer("send_sms", sealed=sealing.seal(json.dumps(message)))


@job("send_sms")
def send_sms(sealed: str) -> None:
    """Deliver one message. Raises `InHand`."""
    message = json.loads(sealing.unseal(sealed))
    # Neither was said by what an earlier version queued.
    key, until = message.get("key") or f"sms:{ids.new_public_id()}", message.get("until")
    handing.over(key, until, partial(sender().deliver, message["phone"], message["text"]))
