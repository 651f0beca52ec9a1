"""A browser is proven by signing in, and again by the password or a code; for a while."""

from collections.abc import Mapping
from datetime import timedelta

from flask_babel import gettext as _
from sqlalchemy import select

from cocreate.accounts import passwords, rules, sign_ins
from cocreate.accounts.models import Password, Session, Way
from cocreate.kernel import clock, limits, sealing
from cocreate.kernel.database import db
from cocreate.kernel.errors import Invalid
from cocreate.members.models import Identity, IdentityKind, Member
from cocreate.points.referrals import rules as referrals

FRESH = timedelta(minutes=15)


def is_fresh(here: Session | None) -> bool:
    """Whether somebody proved within `FRESH` that `here` is theirs."""
    return here is not None and clock.now() < here.proven_at + FRESH


def by_password(member: Member, password: str, here: Session | None) -> None:
    """Prove that `here` is `member`'s. Raises `Invalid` at ``password``."""
    check_password(member, password)
    _proven(member, here)


def check_password(member: Member, password: str, field: str = "password") -> None:
    """Raise `Invalid` at `field` unless `password` is `member`'s; tries are counted, those in vain noted."""
    limits.use(rules.SIGN_INS_PER_IDENTITY, f"member:{member.id}")
    row = db.session.get(Password, member.id)
    if not passwords.fits(row.hash if row else None, password):
        _note_failed(member)
        raise Invalid(field, _("This is not your present password."))


def send_code(member: Member, number: int | None) -> str:
    """Send a code to one of the `numbers` of `member`; the token answered goes into `by_code`.

    Raises `Invalid` at ``number``.
    """
    value = numbers(member).get(number or 0)
    if value is None:
        raise Invalid("number", _("Choose one of your numbers."))
    return rules.request_code(value)


def by_code(member: Member, token: str, code: str, here: Session | None) -> None:
    """Prove that `here` is `member`'s with the `code` that was sent for `token`. Raises `Invalid` at ``code``."""
    proven = rules.prove_code(token, code).member
    if proven is None or proven.id != member.id:
        raise Invalid("code", _("This code no longer works. Ask for a new one."))
    _proven(member, here)


def numbers(member: Member) -> Mapping[int, str]:
    """The phone numbers of `member` by the keys of their identities, the first one first."""
    query = select(Identity.id, Identity.sealed).where(Identity.member_id == member.id)
    phones = query.where(Identity.kind == IdentityKind.PHONE).order_by(Identity.id)
    return {key: sealing.unseal(sealed) for key, sealed in db.session.execute(phones)}


def _note_failed(member: Member) -> None:
    """Note that a wrong password of `member` was tried; kept by one of their identities."""
    sealed = select(Identity.sealed).where(Identity.member_id == member.id).order_by(Identity.id).limit(1)
    value = db.session.scalar(sealed)
    if value is not None:
        sign_ins.note_failed(sealing.unseal(value), Way.PASSWORD)


def _proven(member: Member, here: Session | None) -> None:
    """A browser may stay signed in for longer than the traces of signing in are kept: they are left anew."""
    referrals.came_in(member)
    if here is not None:
        here.proven_at = clock.now()
        db.session.flush()
