"""Keeping, finding and forgetting drafts."""

from collections.abc import Mapping
from datetime import datetime

from flask_babel import gettext as _
from sqlalchemy import delete, func, select

from cocreate.kernel import clock, text
from cocreate.kernel.database import db
from cocreate.kernel.errors import Invalid, Refused
from cocreate.kernel.fields import unstorable
from cocreate.members.models import Member
from cocreate.posts.drafts.models import Draft

MAX_LENGTH = 60_000  # characters in all fields together; the longest text of a post has 20,000
MAX_VALUES = 50  # of one field
MAX_DRAFTS = 30

Fields = Mapping[str, list[str]]


def save(
    member: Member, key: str, fields: Fields, stamp: str = "", *, basis: int | None = None, insist: bool = False
) -> Draft:
    """Keep `fields` as `member`'s draft of the form `key`; `stamp` names the draft that the form showed, ``""`` none.

    The last one to save wins, with two exceptions, both `Refused` and both lifted by `insist`: ``draft-longer`` when
    another window has kept a longer text since, ``draft-gone`` when the draft was sent or discarded since. Raises
    `Invalid` at ``draft`` for what cannot be kept at all.
    """
    fields = _clean(fields)
    hold(member)
    kept = _fresh(member, key)
    if kept is None:
        if stamp and not insist:
            raise gone()
        _check_room(member)
        kept = Draft(member_id=member.id, key=key, basis=basis)
        db.session.add(kept)
    elif kept.stamp != stamp and not insist and _length(fields) < _length(kept.fields):
        raise Refused("draft-longer", _("A longer text of yours was kept from another window; it stays."))
    kept.fields, kept.updated_at = dict(fields), clock.now()
    if basis is not None:
        kept.basis = basis
    db.session.flush()
    return kept


def hold(member: Member) -> None:
    """Let one save of `member` come after the other: two first ones would both find no draft, and room for one more.

    Whoever saves beside something else that locks the member's row begins with this: two who share a lock and then want
    it alone wait for each other.
    """
    db.session.execute(select(Member.id).where(Member.id == member.id).with_for_update(key_share=True))


def gone() -> Refused:
    """Why what was sent or discarded since is not kept."""
    return Refused("draft-gone", _("This was published or discarded in another window."))


def finish(member: Member, key: str, fields: Fields, stamp: str) -> None:
    """Forget the draft of a form that was sent with `fields`; a longer one kept from another window since stays."""
    kept = _fresh(member, key)
    if kept is not None and (kept.stamp == stamp or _length(kept.fields) <= _length(fields)):
        db.session.delete(kept)
        db.session.flush()


def discard(member: Member, key: str) -> bool:
    """Forget `member`'s draft of the form `key`; ``False`` when there is none."""
    found = delete(Draft).where(Draft.member_id == member.id, Draft.key == key).returning(Draft.id)
    return db.session.scalar(found) is not None


def forget(key: str) -> None:
    """Forget everybody's drafts of the form `key`, which is no more."""
    db.session.execute(delete(Draft).where(Draft.key == key))


def forget_old_drafts(before: datetime) -> None:
    """Remove drafts that nobody has touched since `before`."""
    db.session.execute(delete(Draft).where(Draft.updated_at < before))


def _fresh(member: Member, key: str) -> Draft | None:
    """The draft as it stands now, whatever the session remembers of it, locked: who waited for one that is sent or
    discarded meanwhile finds none.
    """
    query = select(Draft).where(Draft.member_id == member.id, Draft.key == key).with_for_update()
    return db.session.scalar(query.execution_options(populate_existing=True))


def _clean(fields: Fields) -> dict[str, list[str]]:
    if any(len(values) > MAX_VALUES for values in fields.values()) or _length(fields) > MAX_LENGTH:
        raise Invalid("draft", _("This is too long to be kept as a draft."))
    try:
        return {name: [text.clean(value) for value in values] for name, values in fields.items()}
    except ValueError as error:
        raise Invalid("draft", unstorable()) from error


def _check_room(member: Member) -> None:
    number = db.session.scalar(select(func.count()).select_from(Draft).where(Draft.member_id == member.id)) or 0
    if number >= MAX_DRAFTS:
        raise Invalid("draft", _("You have %(count)s drafts. Discard one of them first.", count=MAX_DRAFTS))


def _length(fields: Fields) -> int:
    return sum(len(value) for values in fields.values() for value in values)
