"""Proving an identity: six digits sent to a phone, or a link sent by mail. Both work once and not for long."""

import hmac
import json
import secrets
from datetime import datetime, timedelta
from typing import Any

from flask import current_app, url_for
from flask_babel import gettext as _
from sqlalchemy import delete, select

from cocreate.accounts.models import Challenge, Purpose
from cocreate.kernel import clock, limits, mail, sealing, sms
from cocreate.kernel.database import db
from cocreate.kernel.errors import Invalid, Refused, TooMany
from cocreate.kernel.i18n import locale
from cocreate.kernel.jobs import job
from cocreate.kernel.limits import Limit
from cocreate.kernel.text import fold
from cocreate.members.models import IdentityKind, Member
from cocreate.site import queries as site

CODE_LASTS = timedelta(minutes=10)
LINK_LASTS = timedelta(hours=1)
KEPT_FOR = timedelta(days=1)  # after it is over, so that its page can say so

TRIES = Limit("code_tries", 5, CODE_LASTS)
TRIES_PER_ADDRESS = Limit("code_tries_per_address", 100, timedelta(hours=1))
CODES_PER_NUMBER = (
    Limit("codes_per_number", 5, timedelta(hours=1)),
    Limit("codes_per_number_a_day", 15, timedelta(days=1)),
)
CODES_PER_ADDRESS = Limit("codes_per_address", 60, timedelta(hours=1))
MAILS_PER_IDENTITY = Limit("mails_per_identity", 5, timedelta(hours=1))
MAILS_PER_ADDRESS = Limit("mails_per_address", 60, timedelta(hours=1))


def send_code(purpose: Purpose, phone: str, member: Member | None = None) -> str:
    """Send six digits to `phone` (normal form); the token answered finds the challenge again."""
    for limit in CODES_PER_NUMBER:
        limits.use(limit, phone)
    limits.use(CODES_PER_ADDRESS, limits.address())
    code = f"{secrets.randbelow(10**6):06}"
    token = _begin(purpose, IdentityKind.PHONE, phone, CODE_LASTS, member=member, code=code)
    minutes = CODE_LASTS // timedelta(minutes=1)
    name = site.record().name
    words = _("%(code)s is your code for %(name)s. It works for %(minutes)s minutes. Give it to nobody.")
    sms.send(phone, words % {"code": code, "name": name, "minutes": minutes}, clock.now() + CODE_LASTS)
    return token


def begin_link(
    purpose: Purpose,
    kind: IdentityKind,
    value: str,
    member: Member | None = None,
    payload: dict[str, Any] | None = None,
) -> str:
    """The token of a link that proves the identity `value` to whoever opens it; `payload` is kept for then."""
    return _begin(purpose, kind, value, LINK_LASTS, member=member, payload=payload)


def count_mail(address: str) -> None:
    """Count a mail to `address` that the present caller asks for; raise `TooMany`."""
    limits.use(MAILS_PER_IDENTITY, address)
    limits.use(MAILS_PER_ADDRESS, limits.address())


def send_mail(to: str, template: str, subject: str, endpoint: str, token: str | None = None) -> None:
    """Mail `template` to the address `to` with a link to `endpoint`; `subject` is already in the reader's language."""
    path = url_for(endpoint, token=token) if token else url_for(endpoint)
    mail.send(
        to,
        locale(),
        template,
        subject,
        until=clock.now() + LINK_LASTS,
        link=f"{current_app.config['COCREATE'].base_url}{path}",
        site_name=site.record().name,
        minutes=LINK_LASTS // timedelta(minutes=1),
    )


def find(token: str, *purposes: Purpose) -> Challenge | None:
    """The challenge of `token` for one of `purposes`, if it is still open."""
    query = select(Challenge).where(
        Challenge.token_hash == sealing.token_hash(token), Challenge.purpose.in_(purposes), *_is_open()
    )
    return db.session.scalar(query)


def newest(purpose: Purpose, phone: str) -> Challenge | None:
    """The latest open challenge for `phone` (normal form)."""
    query = (
        select(Challenge)
        .where(Challenge.lookup.in_(sealing.lookups(phone)), Challenge.purpose == purpose, *_is_open())
        .order_by(Challenge.id.desc())
        .limit(1)
    )
    return db.session.scalar(query)


def prove(challenge: Challenge | None, code: str) -> Challenge:
    """Use up the open `challenge` with the digits `code`; raise `Invalid` at ``code``, having counted the try."""
    limits.use(TRIES_PER_ADDRESS, limits.address())
    if challenge is None or challenge.code_hash is None:
        raise Invalid("code", _("This code no longer works. Ask for a new one."))
    try:
        limits.use(TRIES, challenge.token_hash)
    except TooMany as error:
        raise Invalid("code", _("This code was tried too often. Ask for a new one.")) from error
    digits = fold(code).replace(" ", "")  # some keyboards send full-width ones
    hashes = sealing.lookups(f"{challenge.token_hash}:{digits}") if digits.isascii() else []
    if not any(hmac.compare_digest(challenge.code_hash, each) for each in hashes):
        raise Invalid("code", _("This code is not right. Look again."))
    return use_up(challenge)


def use_up(challenge: Challenge) -> Challenge:
    """Mark `challenge` used; of two at once, the second is refused."""
    query = select(Challenge).where(Challenge.id == challenge.id, *_is_open()).with_for_update()
    locked = db.session.scalar(query.execution_options(populate_existing=True))
    if locked is None:
        raise outdated()
    locked.used_at = clock.now()
    db.session.flush()
    return locked


def outdated() -> Refused:
    """What is said of a link that was used or came too late."""
    return Refused("link-outdated", _("This link no longer works. Ask for a new one."))


def value(challenge: Challenge) -> str:
    """The identity at stake, in its normal form."""
    return sealing.unseal(challenge.sealed)


def payload(challenge: Challenge) -> dict[str, Any]:
    """What was to happen once the identity is proven."""
    content: dict[str, Any] = json.loads(sealing.unseal(challenge.payload)) if challenge.payload else {}
    return content


def forget(member: Member, value: str) -> None:
    """Void every open challenge of `member` for the identity `value`."""
    mine = (Challenge.member_id == member.id, Challenge.lookup.in_(sealing.lookups(value)))
    db.session.execute(delete(Challenge).where(*mine))


def forget_resets(member: Member) -> None:
    """Void every link by which a new password could still be chosen for `member`."""
    db.session.execute(delete(Challenge).where(Challenge.member_id == member.id, Challenge.purpose == Purpose.RESET))


@job("forget_challenges", cron="37 * * * *")
def forget_expired() -> None:
    """Remove challenges that have been over for `KEPT_FOR`."""
    db.session.execute(delete(Challenge).where(Challenge.expires_at < clock.now() - KEPT_FOR))


def _begin(
    purpose: Purpose,
    kind: IdentityKind,
    value: str,
    lasts: timedelta,
    member: Member | None = None,
    code: str | None = None,
    payload: dict[str, Any] | None = None,
) -> str:
    token = sealing.new_token()
    token_hash = sealing.token_hash(token)
    now: datetime = clock.now()
    db.session.add(
        Challenge(
            purpose=purpose,
            kind=kind,
            member_id=member.id if member else None,
            lookup=sealing.lookup(value),
            sealed=sealing.seal(value),
            token_hash=token_hash,
            code_hash=sealing.lookup(f"{token_hash}:{code}") if code else None,
            payload=sealing.seal(json.dumps(payload)) if payload else None,
            created_at=now,
            expires_at=now + lasts,
        )
    )
    db.session.flush()
    return token


def _is_open() -> tuple[Any, ...]:
    return Challenge.used_at.is_(None), Challenge.expires_at > clock.now()
