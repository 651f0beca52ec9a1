"""Becoming a member and proving to be one: by phone and code, or by e-mail address and password.

No answer tells whether an identity is known before it is proven: known and unknown take the same way.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta

from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from cocreate.accounts import challenges, claims, identities, letters, names, passwords, roles, sessions, sign_ins
from cocreate.accounts.models import Challenge, Consent, Password, Purpose, Way
from cocreate.accounts.vehicles import verification
from cocreate.ideas.suspicion import log as access_log
from cocreate.journal import rules as journal
from cocreate.kernel import clock, limits, sealing
from cocreate.kernel.database import db
from cocreate.kernel.errors import Invalid, Refused
from cocreate.kernel.i18n import locale
from cocreate.kernel.limits import Limit
from cocreate.members import queries as members
from cocreate.members.models import Identity, IdentityKind, Member, Role, Trust
from cocreate.moderation import trust
from cocreate.points import deeds
from cocreate.points.referrals import rules as referrals
from cocreate.site import queries as site
from cocreate.site.models import LegalKind

SIGN_INS_PER_IDENTITY = Limit("sign_ins_per_identity", 10, timedelta(minutes=15))
SIGN_INS_PER_ADDRESS = Limit("sign_ins_per_address", 200, timedelta(minutes=15))
SIGN_UPS_PER_ADDRESS = Limit("sign_ups_per_address", 100, timedelta(minutes=15))  # judging a password costs time


@dataclass(frozen=True)
class Proven:
    """A proven phone number: its member, or for a newcomer the token with which `complete` makes one."""

    member: Member | None
    token: str


def request_code(phone: str) -> str:
    """Send a sign-in code to `phone`, whoever has it; the token answered goes with the code into `prove_code`."""
    return challenges.send_code(Purpose.SIGN_IN, identities.phone(phone))


def prove_code(token: str, code: str) -> Proven:
    """Use up the code sent for `token`; raise `Invalid` at ``code``, having noted the try."""
    challenge = _prove(challenges.find(token, Purpose.SIGN_IN), code)
    number = challenges.value(challenge)
    member = members.by_identity(IdentityKind.PHONE, number)
    if member is not None:
        return Proven(member, "")
    return Proven(None, challenges.begin_link(Purpose.SIGN_UP, IdentityKind.PHONE, number))


def exchange_code(phone: str, code: str) -> Member | None:
    """The active member whose `phone` got `code` last, which is used up; ``None`` for a wrong code or no member."""
    number = identities.phone(phone)
    try:
        _prove(challenges.newest(Purpose.SIGN_IN, number), code)
    except Invalid:
        return None
    return _active(members.by_identity(IdentityKind.PHONE, number))


def complete(token: str, name: str, invitation: str = "") -> Member:
    """Make the newcomer with the proven number of `token` a member who accepts the legal texts in force.

    `invitation` is the code of whoever invited them.
    Raises `Invalid` at ``name`` or ``invitation``, `Refused` when the token no longer works.
    """
    names.check(name)
    code = referrals.code_in(invitation)
    challenge = challenges.find(token, Purpose.SIGN_UP)
    if challenge is None:
        raise challenges.outdated()
    number = challenges.value(challenges.use_up(challenge))
    return _join(IdentityKind.PHONE, number, name, consents=texts_in_force(), invitation=code)


def sign_up(name: str, email: str, password: str, onward: str = "/", browser: str = "", invitation: str = "") -> None:
    """Mail a link that makes its reader a member, or the news that the address already is one's.

    `onward` is the page the newcomer wanted to see, `browser` the mark of theirs, `invitation` the code of whoever
    invited them.
    Raises `Invalid` at ``name``, ``email``, ``password`` or ``invitation``.
    """
    limits.use(SIGN_UPS_PER_ADDRESS, limits.address())
    names.check(name)
    address = identities.email(email)
    passwords.check(password, (name, address, site.record().name))
    code = referrals.code_in(invitation)
    challenges.count_mail(address)
    said = {
        "name": name,
        "hash": passwords.hashed(password),
        "consents": texts_in_force(),
        "onward": onward,
        "browser": browser,
        "invitation": code,
    }
    if members.by_identity(IdentityKind.EMAIL, address) is not None:
        challenges.send_mail(address, "already_member", _("You already have an account"), "accounts.sign_in")
        return
    token = challenges.begin_link(Purpose.SIGN_UP, IdentityKind.EMAIL, address, payload=said)
    challenges.send_mail(address, "confirm_sign_up", _("Confirm your address"), "accounts.confirm_sign_up", token)


def confirm_sign_up(token: str) -> Member:
    """Make whoever got the link of `token` a member; raise `Refused` when it no longer works."""
    challenge = signing_up(token)
    said = challenges.payload(challenges.use_up(challenge))
    address = challenges.value(challenge)
    own = {"password_hash": said["hash"], "invitation": said.get("invitation", "")}
    return _join(IdentityKind.EMAIL, address, said["name"], consents=said["consents"], **own)


def signing_up(token: str) -> Challenge:
    """The open sign-up by mail of `token`; raise `Refused` when it no longer works."""
    challenge = challenges.find(token, Purpose.SIGN_UP)
    if challenge is None or challenge.kind is not IdentityKind.EMAIL:
        raise challenges.outdated()
    return challenge


def check_chosen(challenge: Challenge, password: str) -> None:
    """Raise `Invalid` at ``password`` unless it is the one chosen in the sign-up `challenge`.

    Asked where the link is opened on another browser: else somebody could sign up with an address that is not
    theirs, and wait for its owner to open the link and make the account for both.
    """
    limits.use(SIGN_INS_PER_IDENTITY, challenges.value(challenge))
    if not passwords.fits(challenges.payload(challenge)["hash"], password):
        raise Invalid("password", _("This is not the password chosen when signing up."))


def check_password(email: str, password: str) -> Member | None:
    """The active member with this address and password, roles loaded. As slow for an unknown address as for a known.

    Every try is counted before it is looked at, so that parallel ones cannot pass the limit; one that fits is given
    back, one that does not is noted.
    """
    try:
        address = identities.email(email)
    except Invalid:
        address = email[:200]  # nobody's; it counts and takes its time all the same
    limits.use(SIGN_INS_PER_IDENTITY, address)
    limits.use(SIGN_INS_PER_ADDRESS, limits.address())
    row = db.session.scalar(
        select(Password)
        .join(Identity, Identity.member_id == Password.member_id)
        .where(Identity.kind == IdentityKind.EMAIL, Identity.lookup.in_(sealing.lookups(address)))
    )
    if not passwords.fits(row.hash if row else None, password) or row is None:
        sign_ins.note_failed(address, Way.PASSWORD)
        return None
    limits.give_back(SIGN_INS_PER_IDENTITY, address)
    limits.give_back(SIGN_INS_PER_ADDRESS, limits.address())
    if passwords.is_outdated(row.hash):
        row.hash = passwords.hashed(password)
    return _active(members.by_identity(IdentityKind.EMAIL, address))


def request_reset(email: str) -> None:
    """Mail a link to choose a new password, or the news that the address is nobody's. Raises `Invalid` at ``email``."""
    address = identities.email(email)
    challenges.count_mail(address)
    member = _active(members.by_identity(IdentityKind.EMAIL, address))
    if member is None:
        challenges.send_mail(address, "no_account", _("No account with this address"), "accounts.sign_up")
        return
    token = challenges.begin_link(Purpose.RESET, IdentityKind.EMAIL, address, member)
    challenges.send_mail(address, "reset_password", _("Choose a new password"), "accounts.reset_new", token)


def resetting(token: str) -> Challenge:
    """The open reset of `token`; raise `Refused` when it no longer works."""
    challenge = challenges.find(token, Purpose.RESET)
    if challenge is None:
        raise challenges.outdated()
    return challenge


def reset_password(token: str, password: str) -> Member:
    """Set a new password and end every session and API token there was.

    Raises `Invalid` at ``password``, `Refused` when the token no longer works.
    """
    challenge = resetting(token)
    address = challenges.value(challenge)
    member = _active(members.by_identity(IdentityKind.EMAIL, address))
    if member is None or member.id != challenge.member_id:
        raise challenges.outdated()
    passwords.check(password, (member.name, address, site.record().name))
    challenges.use_up(challenge)
    set_password(member, passwords.hashed(password))
    sessions.end_all(member)
    sessions.revoke_tokens(member)
    journal.note(member.id, "reset_password", "member", member.id)
    letters.password_changed(member)
    return member


def set_password(member: Member, password_hash: str) -> None:
    """Let `member` sign in with the password of `password_hash` from now on; links to choose another one are void."""
    challenges.forget_resets(member)
    row = db.session.get(Password, member.id)
    if row is None:
        db.session.add(Password(member_id=member.id, hash=password_hash))
    else:
        row.hash, row.changed_at = password_hash, clock.now()
    db.session.flush()


def add_member(email: str, name: str, password: str, granted: Iterable[Role] = ()) -> Member:
    """A member with a confirmed address, made by the operator; an address that is known changes nothing.

    The operator answers for name and password, so that only their form is checked, and for the member, who is trusted
    as a regular one from the first day. Raises `Invalid`.
    """
    address = identities.email(email)
    known = members.by_identity(IdentityKind.EMAIL, address)
    if known is not None:
        return known
    names.check_form(name)
    passwords.check_length(password)
    member = _join(IdentityKind.EMAIL, address, name, consents=(), password_hash=passwords.hashed(password))
    member.trust = member.trust_floor = Trust.REGULAR
    for role in granted:
        roles.grant_role(None, member, role)
    return member


def texts_in_force() -> list[int]:
    """The ids of the legal texts a newcomer accepts."""
    return [site.legal_text(kind).id for kind in LegalKind]


@deeds.together()
def confirm(member: Member, kind: IdentityKind, value: str) -> None:
    """Note that the identity `value` is `member`'s, and hand them what waits for it.

    Raises `Refused` if it is taken, be it by somebody who was banned and has left.
    """
    if members.is_barred_identity(kind, value):
        raise _taken()
    identity = Identity(member_id=member.id, kind=kind, lookup=sealing.lookup(value), sealed=sealing.seal(value))
    try:
        with db.session.begin_nested():
            db.session.add(identity)
    except IntegrityError as error:
        raise _taken() from error
    journal.note(member.id, "confirm_identity", "member", member.id, kind=kind.value, identity=identity.id)
    if kind is IdentityKind.PHONE:
        verification.look_up(member)
    claims.claim_confirmed(member, kind, value)


def _join(
    kind: IdentityKind,
    value: str,
    name: str,
    *,
    consents: Iterable[int],
    password_hash: str | None = None,
    invitation: str = "",
) -> Member:
    """A new member with the proven identity `value`, invited by whoever has the code `invitation`."""
    if members.by_identity(kind, value) is not None or members.is_barred_identity(kind, value):
        raise _taken()
    member = Member(name=name, name_folded=members.folded(name), locale=locale(), grants=[])
    db.session.add(member)
    db.session.flush()
    access_log.note(member)
    journal.note(member.id, "sign_up", "member", member.id)
    confirm(member, kind, value)
    if password_hash is not None:
        set_password(member, password_hash)
    db.session.add_all(Consent(member_id=member.id, legal_text_id=text) for text in consents)
    db.session.flush()
    trust.reckon([member.id])
    referrals.joined(member, invitation)
    return member


def _prove(challenge: Challenge | None, code: str) -> Challenge:
    """`challenges.prove`, of a sign-in; a code that is wrong is noted."""
    try:
        return challenges.prove(challenge, code)
    except Invalid:
        if challenge is not None:
            sign_ins.note_failed(challenges.value(challenge), Way.CODE)
        raise


def _taken() -> Refused:
    return Refused("identity-taken", _("This belongs to an account already. Sign in with it instead."))


def _active(member: Member | None) -> Member | None:
    return member if member is not None and member.is_active else None
