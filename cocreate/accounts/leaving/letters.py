"""Letters to whoever leaves, and to whoever takes something along; not without an address."""

from typing import Any

from flask import current_app
from flask_babel import gettext as _
from sqlalchemy import select

from cocreate.accounts.leaving.models import Departure, Export
from cocreate.kernel import clock, mail, sealing
from cocreate.kernel.database import db
from cocreate.kernel.i18n import speaking
from cocreate.kernel.templating import day
from cocreate.members.models import Identity, IdentityKind, Member
from cocreate.site import queries as site


def asked(member: Member, departure: Departure) -> None:
    """Write that `member` will be erased, and how they stay."""
    with speaking(_locale(member)):
        subject = _("Your account will be erased on %(day)s", day=day(clock.local_day(departure.due_at)))
    _write(member, "leaving", subject, departure=departure)


def reminded(member: Member, departure: Departure) -> None:
    """Write that the end is near."""
    with speaking(_locale(member)):
        subject = _("Soon: your account will be erased on %(day)s", day=day(clock.local_day(departure.due_at)))
    _write(member, "leaving", subject, departure=departure)


def ready(member: Member, export: Export) -> None:
    """Write that the file of `member` can be fetched."""
    with speaking(_locale(member)):
        subject = _("Your data is ready")
    _write(member, "export_ready", subject, export=export)


def _write(member: Member, template: str, subject: str, **values: Any) -> None:
    query = select(Identity.sealed).where(Identity.member_id == member.id, Identity.kind == IdentityKind.EMAIL)
    sealed = db.session.scalar(query.order_by(Identity.id).limit(1))
    if sealed is None:
        return
    values["link"] = f"{current_app.config['COCREATE'].base_url}/me/data"
    mail.send(sealing.unseal(sealed), _locale(member), template, subject, site_name=site.brand().name, **values)


def _locale(member: Member) -> str:
    return member.locale or str(current_app.config["COCREATE"].default_locale)
