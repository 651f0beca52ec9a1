"""Many supports of one idea at once, as they came elsewhere or as a story tells them."""

from collections.abc import Mapping
from datetime import datetime

from flask_babel import gettext as _
from sqlalchemy.dialects.postgresql import insert

from cocreate.comments.models import Follow
from cocreate.ideas import moving, owners, rules
from cocreate.ideas.evidence import rules as evidence
from cocreate.ideas.models import Idea, Support, SupportModelYear
from cocreate.journal.models import JournalEntry
from cocreate.kernel.database import db
from cocreate.kernel.errors import Refused
from cocreate.vehicles import queries as vehicles


def support(idea: Idea, cast: Mapping[int, datetime]) -> None:
    """Cast the supports of the members with these ids for `idea`, each at its instant: the same as
    ``ideas.rules.support`` one after the other, in as few statements as one of those takes.

    If the owners among them bring the idea to the team, then at the instant of the last one. Raises `Refused` when the
    idea's status takes no supports.
    """
    if not cast:
        return
    working_for_none = owners.hold_all(cast)
    locked = moving.locked(idea)
    if not (locked.status.may_support and locked.post.is_visible):
        raise Refused("takes-no-supports", _("This idea is closed and takes no more supports."))
    spells = vehicles.spells_of(working_for_none)
    marks = {member: owners.mark_of(at, spells.get(member, ())) for member, at in cast.items()}
    rows = [
        {"idea_id": idea.id, "counted_in_id": idea.id, "member_id": who, "at": at, "owner": marks[who] is not None}
        for who, at in sorted(cast.items(), key=lambda vote: vote[1])
    ]
    made = insert(Support).values(rows).on_conflict_do_nothing().returning(Support.id, Support.member_id)
    new = {member: id_ for id_, member in db.session.execute(made)}
    spoken = [{"support_id": new[who], "model_year_id": year} for who in new for year in marks[who] or ()]
    if spoken:
        db.session.execute(insert(SupportModelYear), spoken)
    rules.recount(locked)
    _remember(idea, {member: cast[member] for member in new})
    evidence.bring([idea.id], at=max(cast.values()))
    db.session.flush()


def _remember(idea: Idea, cast: Mapping[int, datetime]) -> None:
    """Have the members follow the idea, and the journal know."""
    if not cast:
        return
    follows = [{"member_id": member, "post_id": idea.id, "since": at} for member, at in cast.items()]
    db.session.execute(insert(Follow).on_conflict_do_nothing(), follows)
    entries = [
        {"actor_id": member, "verb": "support", "subject_kind": "post", "subject_id": idea.id, "at": at}
        for member, at in sorted(cast.items(), key=lambda vote: vote[1])
    ]
    db.session.execute(insert(JournalEntry), entries)
