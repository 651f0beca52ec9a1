"""Writing the access log, and forgetting what is old. It is read in ``detection``, and for referrals in `alike`."""

from datetime import datetime

from flask import has_request_context, request
from sqlalchemy import delete, exists, insert, select
from sqlalchemy.orm import aliased

from cocreate.ideas.suspicion.models import Access, Suspicion
from cocreate.kernel import clock, limits, sealing
from cocreate.kernel.database import db
from cocreate.members.models import Member
from cocreate.points.referrals import rules as referrals
from cocreate.points.referrals.models import Sign

# What a browser sends of itself with every request, unasked.
_OF_DEVICE = (
    "User-Agent", "Accept-Language", "Accept-Encoding", "Sec-CH-UA", "Sec-CH-UA-Mobile", "Sec-CH-UA-Platform",
)  # fmt: skip


@referrals.notes
def note(member: Member, idea_id: int | None = None) -> None:
    """Note from where `member` supports the idea; without one from where they sign up, ask for a link to invite others,
    or sign in or prove who they are having one. One statement; nothing outside of a web request."""
    if not has_request_context() or not request.remote_addr:
        return
    browser = "\n".join(request.headers.get(name, "") for name in _OF_DEVICE)
    came_from = {"device": _hash("device", browser), "address": _hash("address", limits.address())}
    db.session.execute(insert(Access).values(member_id=member.id, idea_id=idea_id, at=clock.now(), **came_from))


@referrals.compares
def alike(one: int, other: int) -> list[Sign]:
    """In what the traces of two members are the same: whether one person may stand behind both. One statement."""
    mine, theirs = aliased(Access), aliased(Access)
    both = (mine.member_id == one, theirs.member_id == other)
    same = {Sign.ADDRESS: mine.address == theirs.address, Sign.DEVICE: mine.device == theirs.device}
    found = db.session.execute(select(*(exists().where(*both, condition) for condition in same.values()))).one()
    return [sign for sign, is_same in zip(same, found, strict=True) if is_same]


def forget_old(before: datetime) -> None:
    """Remove what was noted, and found in it, before that instant."""
    db.session.execute(delete(Access).where(Access.at < before))
    db.session.execute(delete(Suspicion).where(Suspicion.found_at < before))


def _hash(kind: str, value: str) -> str:
    """A keyed hash that fits no other of the site, be its text the same."""
    return sealing.lookup(f"access log, {kind}: {value}")
