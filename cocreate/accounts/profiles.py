"""What members change about themselves: profile, identities, password."""

from dataclasses import dataclass

from flask_babel import gettext as _
from sqlalchemy import delete, select

from cocreate.accounts import challenges, identities, letters, names, passwords, rules, sessions
from cocreate.accounts.models import Challenge, Password, Purpose, Session
from cocreate.accounts.proving import rules as proving
from cocreate.journal import rules as journal
from cocreate.kernel import sealing
from cocreate.kernel.database import db
from cocreate.kernel.errors import Invalid, Refused
from cocreate.kernel.settings import LOCALES
from cocreate.members import queries as members
from cocreate.members.models import Affiliation, Identity, IdentityKind, Member
from cocreate.points import deeds
from cocreate.points.models import RuleKey
from cocreate.screening.rules import check_speaks, screen_words
from cocreate.site import queries as site

LONGEST_BIO, LONGEST_CITY = 500, 40


@dataclass(frozen=True)
class Profile:
    """What a member says of themselves; `locale` ``None`` follows the site."""

    name: str
    bio: str = ""
    city: str = ""
    locale: str | None = None


def edit(member: Member, said: Profile) -> None:
    """Change what everybody reads of `member`. Raises `Invalid` at the field that cannot be taken."""
    if said.name != member.name:
        check_speaks(member)
        is_staff = member.affiliation is Affiliation.STAFF
        if is_staff:
            names.check_form(said.name)
        else:
            names.check(said.name, member)
    for field, text, longest in (("bio", said.bio, LONGEST_BIO), ("city", said.city, LONGEST_CITY)):
        if len(text) > longest:
            raise Invalid(field, _("At most %(count)s characters, please.", count=longest))
        if text != getattr(member, field):
            screen_words(member, field, text)
    if said.locale not in (None, *LOCALES):
        raise Invalid("locale", _("Choose one of the languages."))
    member.name, member.name_folded = said.name, members.folded(said.name)
    member.bio, member.city, member.locale = said.bio, said.city, said.locale
    journal.note(member.id, "edit_profile", "member", member.id)
    db.session.flush()
    if member.bio and member.city:
        # Once in a life: what is emptied later was said all the same.
        deeds.earned(RuleKey.PROFILE_COMPLETED, f"member:{member.id}", [member.id])


def change_password(member: Member, current: str, password: str, here: Session | None) -> None:
    """Set a new password, knowing the `current` one; every session but `here` and every API token ends.

    Raises `Invalid` at ``current`` or ``password``.
    """
    proving.check_password(member, current, "current")
    passwords.check(password, (member.name, site.record().name))
    rules.set_password(member, passwords.hashed(password))
    sessions.end_all(member, but=here)
    sessions.revoke_tokens(member)
    journal.note(member.id, "change_password", "member", member.id)
    letters.password_changed(member)


def request_phone(member: Member, typed: str) -> str:
    """Send a code to a number `member` wants to add; the token answered goes with it into `confirm_phone`."""
    return challenges.send_code(Purpose.CONFIRM_IDENTITY, identities.phone(typed), member)


def confirm_phone(member: Member, token: str, code: str) -> None:
    """Add the number that got `code`. Raises `Invalid` at ``code``, `Refused` when it is somebody else's."""
    challenge = challenges.find(token, Purpose.CONFIRM_IDENTITY)
    own = challenge if challenge is not None and challenge.member_id == member.id else None
    _confirm(member, challenges.prove(own, code))


def request_email(member: Member, typed: str) -> None:
    """Mail a link to an address `member` wants to add; whoever has it already hears that instead."""
    address = identities.email(typed)
    challenges.count_mail(address)
    if members.by_identity(IdentityKind.EMAIL, address) is not None:
        challenges.send_mail(address, "already_member", _("You already have an account"), "accounts.sign_in")
        return
    token = challenges.begin_link(Purpose.CONFIRM_IDENTITY, IdentityKind.EMAIL, address, member)
    challenges.send_mail(address, "confirm_identity", _("Confirm your address"), "accounts.confirm_email", token)


def confirming_email(member: Member, token: str) -> Challenge:
    """The open challenge of `token` by which `member` adds an address; raise `Refused` when it no longer works."""
    challenge = challenges.find(token, Purpose.CONFIRM_IDENTITY)
    if challenge is None or challenge.member_id != member.id or challenge.kind is not IdentityKind.EMAIL:
        raise challenges.outdated()
    return challenge


def confirm_email(member: Member, token: str) -> None:
    """Add the address whose link was opened."""
    _confirm(member, challenges.use_up(confirming_email(member, token)))


def remove_identity(member: Member, identity_id: int) -> bool:
    """Take an identity away, with the password when no address is left; ``False`` when it is not `member`'s.

    Raises `Refused` for the last one: nobody could sign in any more.
    """
    query = select(Identity).where(Identity.member_id == member.id).order_by(Identity.id).with_for_update()
    mine = list(db.session.scalars(query))
    gone = next((identity for identity in mine if identity.id == identity_id), None)
    if gone is None:
        return False
    if len(mine) == 1:
        raise Refused("last-identity", _("This is your only way to sign in. Add another one first."))
    value = sealing.unseal(gone.sealed)
    challenges.forget(member, value)
    letters.identity_removed(member, gone.kind, value)
    db.session.delete(gone)
    if not any(identity.kind is IdentityKind.EMAIL for identity in mine if identity is not gone):
        db.session.execute(delete(Password).where(Password.member_id == member.id))
    journal.note(member.id, "remove_identity", "member", member.id, kind=gone.kind.value, identity=gone.id)
    db.session.flush()
    return True


def _confirm(member: Member, challenge: Challenge) -> None:
    value = challenges.value(challenge)
    known = members.by_identity(challenge.kind, value)
    if known is None or known.id != member.id:
        letters.identity_added(member, challenge.kind, value)
        rules.confirm(member, challenge.kind, value)
