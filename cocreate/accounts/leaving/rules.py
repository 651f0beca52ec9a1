"""Asking for one's own data, asking to be erased, thinking better of it."""

from datetime import timedelta

from flask_babel import gettext as _
from sqlalchemy import delete

from cocreate.accounts.leaving import files, letters, retention
from cocreate.accounts.leaving.models import Departure, Export
from cocreate.accounts.models import Password, Session
from cocreate.accounts.proving import rules as proving
from cocreate.journal import rules as journal
from cocreate.kernel import clock, limits
from cocreate.kernel.database import db
from cocreate.kernel.errors import Refused
from cocreate.kernel.jobs import defer
from cocreate.kernel.limits import Limit
from cocreate.members.models import Member, MemberState
from cocreate.moderation.decisions.access import check_admin_stays

EXPORTS_A_DAY = Limit("exports_a_day", 5, timedelta(days=1))


def ask_export(member: Member) -> None:
    """Have the worker make a file with everything of `member`; nothing happens while one is in the making.

    One that was never made is given up, and one that is ready is there no longer. Raises `TooMany` after too many.
    """
    _lock(member)
    present = db.session.get(Export, member.id, populate_existing=True)
    if present is not None and present.is_waiting:
        return
    limits.use(EXPORTS_A_DAY, str(member.id))
    files.forget_file(member.id)
    db.session.add(Export(member_id=member.id, key=files.new_key()))
    journal.note(member.id, "ask_export", "member", member.id)
    defer("make_export", member=member.id)


def ask_erasure(member: Member, posts_too: bool, password: str, here: Session | None) -> Departure:
    """Have `member` erased when the grace is over, with their posts if `posts_too`; they are written to.

    Asked again it changes the choice, not the day. Raises `Invalid` at ``password``, `Refused` where there is none and
    the browser was not proven lately, or for the last administrator.
    """
    _confirm(member, password, here)
    _lock(member)
    check_admin_stays([member.id])
    departure = db.session.get(Departure, member.id, populate_existing=True)
    if departure is not None:
        departure.posts_too = posts_too
        db.session.flush()
        return departure
    now = clock.now()
    departure = Departure(member_id=member.id, asked_at=now, due_at=now + grace(), posts_too=posts_too)
    db.session.add(departure)
    member.leaves_at = departure.due_at
    journal.note(member.id, "ask_erasure", "member", member.id, posts_too=posts_too)
    letters.asked(member, departure)
    db.session.flush()
    return departure


def stay(member: Member) -> bool:
    """Have `member` not be erased after all; ``False`` when they were not going to be."""
    _lock(member)
    gone = delete(Departure).where(Departure.member_id == member.id).returning(Departure.member_id)
    if db.session.scalar(gone) is None:
        return False
    member.leaves_at = None
    journal.note(member.id, "stay", "member", member.id)
    db.session.flush()
    return True


def grace() -> timedelta:
    """How long a member has to think better of it."""
    return retention.period("erasure")


def has_password(member: Member) -> bool:
    """Whether `member` proves by a password that it is they who leave."""
    return db.session.get(Password, member.id) is not None


def departure_of(member: Member) -> Departure | None:
    """That `member` wants to leave, if they do."""
    return db.session.get(Departure, member.id)


def export_of(member: Member) -> Export | None:
    """The file of `member`, made or in the making, if they asked for one."""
    return db.session.get(Export, member.id)


def _lock(member: Member) -> None:
    """Let one request of `member` come after the other, and after an erasure: there is nobody to ask then."""
    db.session.refresh(member, ["state"], with_for_update={"key_share": True})
    if member.state is not MemberState.ACTIVE:
        raise Refused("member-erased", _("This account no longer exists."))


def _confirm(member: Member, password: str, here: Session | None) -> None:
    if has_password(member):
        proving.check_password(member, password)
    elif not proving.is_fresh(here):
        raise Refused("sign-in-again", _("Show once more that it is you, and come back here within 15 minutes."))
