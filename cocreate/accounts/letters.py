"""Letters about a changed way in: to every address the member had before, so that whoever took an account over cannot
do so in silence. Who had no address gets it on their phones."""

from collections.abc import Sequence

from flask import current_app
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy import select

from cocreate.accounts import identities
from cocreate.kernel import mail, sealing, sms
from cocreate.kernel.database import db
from cocreate.kernel.i18n import speaking
from cocreate.members.models import Identity, IdentityKind, Member
from cocreate.site import queries as site


def password_changed(member: Member) -> None:
    """Write that there is a new password."""
    with speaking(_locale(member)):
        _write(member, _("Your password was changed"))


def identity_added(member: Member, kind: IdentityKind, value: str) -> None:
    """Write that the identity `value` is about to be `member`'s as well."""
    email, phone = _l("An e-mail address was added: %(what)s"), _l("A phone number was added: %(what)s")
    with speaking(_locale(member)):
        _write(member, str(email if kind is IdentityKind.EMAIL else phone) % {"what": identities.masked(value)})


def identity_removed(member: Member, kind: IdentityKind, value: str) -> None:
    """Write that the identity `value` is about to be `member`'s no longer; it still hears of that."""
    email, phone = _l("An e-mail address was removed: %(what)s"), _l("A phone number was removed: %(what)s")
    with speaking(_locale(member)):
        _write(member, str(email if kind is IdentityKind.EMAIL else phone) % {"what": identities.masked(value)})


def _write(member: Member, happened: str) -> None:
    link = f"{current_app.config['COCREATE'].base_url}/me/settings"
    name = site.record().name
    addresses = _values(member, IdentityKind.EMAIL)
    for address in addresses:
        mail.send(address, _locale(member), "way_in", happened, happened=happened, link=link, site_name=name)
    for number in () if addresses else _values(member, IdentityKind.PHONE):
        words = _("%(happened)s (%(name)s). If it was not you, look at once: %(link)s")
        sms.send(number, words % {"happened": happened, "name": name, "link": link})


def _values(member: Member, kind: IdentityKind) -> Sequence[str]:
    query = select(Identity.sealed).where(Identity.member_id == member.id, Identity.kind == kind)
    return [sealing.unseal(sealed) for sealed in db.session.scalars(query.order_by(Identity.id))]


def _locale(member: Member) -> str:
    return member.locale or str(current_app.config["COCREATE"].default_locale)
