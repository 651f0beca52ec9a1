"""Recording for owners met elsewhere, and what becomes of it when they come here themselves."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from flask import current_app
from flask_babel import gettext as _
from sqlalchemy import func, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import joinedload

from cocreate.comments import rules as comments
from cocreate.ideas import moving
from cocreate.ideas import rules as ideas
from cocreate.ideas.merging import groups
from cocreate.ideas.merging.groups import UNSEEN
from cocreate.ideas.models import Idea, Support
from cocreate.ideas.recorded.models import RecordedIdea, RecordedSupport, Source
from cocreate.journal import rules as journal
from cocreate.kernel import clock
from cocreate.kernel.database import db
from cocreate.kernel.errors import Invalid, Refused
from cocreate.kernel.i18n import speaking
from cocreate.members.models import Member, MemberState, Placeholder
from cocreate.members.queries import folded
from cocreate.posts.pictures.rules import attach

MAX_REFERENCE, MAX_NOTE = 80, 1000


@dataclass(frozen=True)
class Meeting:
    """Where and when staff met an owner. `reference` tells the owner from all others of the same source, as a customer
    or ticket number does; it and the `note` are for staff only."""

    source: Source
    reference: str
    met_on: date
    note: str = ""


def record_idea(actor: Member, meeting: Meeting, **said: Any) -> Idea:
    """Publish, for the owner of `meeting`, the idea that consists of what was `said` (see ``ideas.rules.post``)."""
    _check(meeting)
    owner = _placeholder(meeting)
    pictures = said.pop("pictures", ())
    idea = ideas.post(owner, **said)
    if pictures:
        attach(idea.post, actor, pictures)
    db.session.add(RecordedIdea(idea_id=idea.id, **_kept(actor, owner, meeting)))
    journal.note(actor.id, "record", "post", idea.id, placeholder=owner.id)
    db.session.flush()
    return idea


def record_support(actor: Member, idea: Idea, meeting: Meeting) -> bool:
    """Record that the owner of `meeting` supports `idea`; ``False`` when that is recorded already.

    Raises `Refused` when the idea's status takes no supports, `Invalid` at a field of the meeting.
    """
    _check(meeting)
    owner = _placeholder(meeting)
    locked = moving.locked(idea)
    if not (locked.status.may_support and locked.post.is_visible):
        raise Refused("takes-no-supports", _("This idea is closed and takes no more supports."))
    row = insert(RecordedSupport).values(idea_id=idea.id, recorded_at=clock.now(), **_kept(actor, owner, meeting))
    if db.session.scalar(row.on_conflict_do_nothing().returning(RecordedSupport.id)) is None:
        return False
    locked.recorded += 1
    journal.note(actor.id, "record_support", "post", idea.id, placeholder=owner.id)
    db.session.flush()
    return True


def withdraw(actor: Member, idea: Idea, record_id: int) -> bool:
    """Take back a recorded support of `idea` that should not be there; ``False`` when it is not."""
    locked = moving.locked(idea)
    found = db.session.get(RecordedSupport, record_id)
    if found is None or found.idea_id != idea.id:
        return False
    db.session.delete(found)
    locked.recorded -= 1
    journal.note(actor.id, "withdraw_record", "post", idea.id, placeholder=found.placeholder_id)
    db.session.flush()
    return True


def reassign(former: Member, member: Member) -> None:
    """Make what was recorded for `former` the supports of `member`; of an own one and a recorded one the older remains.

    The caller settles the owner's marks afterwards (``ideas.owners.mark``).
    """
    theirs = select(RecordedSupport).where(RecordedSupport.placeholder_id == former.id)
    groups.hold()
    recorded = {row.idea_id: row for row in db.session.scalars(theirs)}
    targets = moving.locked_targets(recorded)
    for idea in db.session.scalars(select(Idea).where(Idea.id.in_(recorded)).options(joinedload(Idea.post))):
        given = recorded[idea.id]
        said = {"idea_id": idea.id, "counted_in_id": None, "member_id": member.id, "at": given.recorded_at}
        row = insert(Support).values(said)
        older = {"at": func.least(Support.at, row.excluded.at)}
        row = row.on_conflict_do_update(index_elements=["idea_id", "member_id"], set_=older)
        db.session.execute(row, execution_options=UNSEEN)
        comments.follow(member, idea.post)
        db.session.delete(given)
        db.session.flush()
        idea.recorded = _number(idea)
    for target in targets:
        groups.settle(target.id, member)
        ideas.recount(target)
    db.session.flush()


def _number(idea: Idea) -> int:
    count = select(func.count()).select_from(RecordedSupport).where(RecordedSupport.idea_id == idea.id)
    return db.session.scalar(count) or 0


def _check(meeting: Meeting) -> None:
    if not meeting.reference:
        raise Invalid("reference", _("Say by which number this owner is told from others."))
    if len(meeting.reference) > MAX_REFERENCE:
        raise Invalid("reference", _("At most %(count)s characters, please.", count=MAX_REFERENCE))
    if len(meeting.note) > MAX_NOTE:
        raise Invalid("note", _("At most %(count)s characters, please.", count=MAX_NOTE))
    if meeting.met_on > clock.local_day(clock.now()):
        raise Invalid("met_on", _("This day is still to come."))


def _kept(actor: Member, owner: Member, meeting: Meeting) -> dict[str, Any]:
    """What both tables keep of a meeting."""
    met = {"source": meeting.source, "met_on": meeting.met_on, "note": meeting.note}
    return {"placeholder_id": owner.id, "recorded_by": actor.id, **met}


def _placeholder(meeting: Meeting) -> Member:
    """Who stands for the owner of `meeting`, made if missing; nobody claims them until the transaction ends.

    Raises `Invalid` where the owner has an account by now: whoever can speak here speaks for themselves.
    """
    found = _known(meeting)
    if found is None:
        try:
            with db.session.begin_nested():
                return _made(meeting)
        except IntegrityError:  # somebody else was quicker
            found = _known(meeting)
    if found is None or found.claimed_by is not None:
        raise Invalid("reference", _("This owner has an account here by now and can do this themselves."))
    return db.session.get_one(Member, found.member_id)


def _known(meeting: Meeting) -> Placeholder | None:
    query = select(Placeholder).where(
        Placeholder.source == _source(meeting), Placeholder.reference == meeting.reference
    )
    return db.session.scalar(query.with_for_update(read=True).execution_options(populate_existing=True))


def _made(meeting: Meeting) -> Member:
    with speaking(current_app.config["COCREATE"].default_locale):
        name = _("An owner")
    owner = Member(state=MemberState.PLACEHOLDER, name=name, name_folded=folded(name))
    db.session.add(owner)
    db.session.flush()
    db.session.add(Placeholder(member_id=owner.id, source=_source(meeting), reference=meeting.reference))
    db.session.flush()
    return owner


def _source(meeting: Meeting) -> str:
    """The source as placeholders name it; an import may well be called "phone"."""
    return f"met:{meeting.source.value}"
