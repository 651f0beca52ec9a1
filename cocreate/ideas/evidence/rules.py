"""Bringing ideas to the team when enough owners support them, and changing how many that takes."""

from collections.abc import Collection, Mapping
from datetime import datetime

from flask_babel import gettext as _
from sqlalchemy import ColumnElement, and_, exists, select, text
from sqlalchemy.orm import joinedload

from cocreate.catalogue.stages import Stage
from cocreate.ideas import moving
from cocreate.ideas.evidence.models import Threshold
from cocreate.ideas.models import FIRST, MERGED, Idea, IdeaKind, Status, StatusChange
from cocreate.journal import rules as journal
from cocreate.kernel import clock
from cocreate.kernel.database import db
from cocreate.kernel.errors import Invalid
from cocreate.members.models import Member
from cocreate.site import queries as site

# Where an idea comes by itself.
REACHED = "reviewing"
KINDS = (IdeaKind.WISH, IdeaKind.PROBLEM)
MOST_OWNERS, MOST_DAYS = 1_000_000, 365

Place = tuple[Stage, IdeaKind]
# An idea's own threshold; only one whose status nobody has ever changed has one. To merge and to undo it is no change.
HAS_ONE: ColumnElement[bool] = and_(
    Threshold.stage == Idea.stage,
    Threshold.kind == Idea.kind,
    Idea.status_key == FIRST,
    ~exists().where(StatusChange.idea_id == Idea.id, StatusChange.from_key != MERGED, StatusChange.to_key != MERGED),
)


def bring(ideas: Collection[int], *, at: datetime | None = None) -> None:
    """Move each of `ideas` that has come to its threshold to `REACHED`; whoever raises `Idea.owners` calls this.

    The rows of the ideas are locked by the caller, so that of many supports at once one only comes to the threshold.
    An idea whose status the team has changed before is theirs, and stays.
    """
    _bring(Idea.id.in_(ideas), at or clock.now())


def change(actor: Member, owners: Mapping[Place, int | None], newcomer_days: int) -> None:
    """Set how many owners it takes, for each stage and kind (``None``: no number does), and who is a newcomer.

    Ideas that have as many already are brought at once. Raises `Invalid` at ``newcomer_days`` or ``<stage>_<kind>``.
    """
    if not 0 <= newcomer_days <= MOST_DAYS:
        raise Invalid("newcomer_days", _("From 0 to %(most)s days, please.", most=MOST_DAYS))
    for (stage, kind), number in owners.items():
        if number is not None and not 0 < number <= MOST_OWNERS:
            raise Invalid(f"{stage}_{kind}", _("From 1 to %(most)s owners, or nothing.", most=MOST_OWNERS))
    # Whoever supports an idea while this waits is counted below; whoever comes later finds the new numbers. Locking
    # single ideas would not do: the last one needed might come to one that is not near its threshold yet.
    db.session.execute(text("LOCK TABLE ideas IN EXCLUSIVE MODE"))
    changed = [_set(actor, place, number) for place, number in owners.items()]
    record = site.record()
    if record.newcomer_days != newcomer_days:
        record.newcomer_days = newcomer_days
        journal.note(actor.id, "change", "site", record.id, newcomer_days=newcomer_days)
    db.session.flush()
    if any(changed):
        _bring(Idea.id > 0, clock.now())


def _set(actor: Member, place: Place, owners: int | None) -> bool:
    """Set one threshold; whether that changed anything."""
    stage, kind = place
    present = db.session.scalar(select(Threshold).where(Threshold.stage == stage, Threshold.kind == kind))
    if (present.owners if present else None) == owners:
        return False
    if present is None:
        present = Threshold(stage=stage, kind=kind)
        db.session.add(present)
    if owners is None:
        db.session.delete(present)
    else:
        present.owners = owners
        db.session.flush()
    journal.note(actor.id, "set_threshold", "threshold", present.id, stage=stage.value, kind=kind.value, owners=owners)
    return True


def _bring(of: ColumnElement[bool], at: datetime) -> None:
    query = (
        select(Idea, Threshold.owners)
        .join(Threshold, HAS_ONE)
        .where(of, Idea.owners >= Threshold.owners)
        .options(joinedload(Idea.status))
        .order_by(Idea.id)
    )
    for idea, threshold in db.session.execute(query).all():
        moving.come(idea, db.session.get_one(Status, REACHED), threshold, at)
