"""Who drives an idea, and what the team says of it among itself."""

from dataclasses import dataclass
from datetime import date

from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import selectinload

from cocreate.ideas.models import Idea
from cocreate.ideas.triage import letters
from cocreate.ideas.triage.access import MAY_LEAD
from cocreate.ideas.triage.models import Department, Note, Triage
from cocreate.journal import rules as journal
from cocreate.kernel.database import db
from cocreate.kernel.errors import Invalid
from cocreate.members import queries as members
from cocreate.members.models import Member

MAX_NOTE, MAX_TICKET = 4000, 60


@dataclass(frozen=True)
class Driving:
    """Who drives an idea until when, and its number elsewhere; what is empty is not decided."""

    department: Department | None = None
    lead: Member | None = None
    due_on: date | None = None
    ticket: str = ""


def drive(actor: Member, idea: Idea, driving: Driving) -> None:
    """Say who drives `idea`; a new lead is written to. Raises `Invalid` at ``department``, ``lead`` or ``ticket``."""
    present = _locked(idea)
    if driving.department and driving.department.closed and driving.department.id != present.department_id:
        raise Invalid("department", _("This department takes no more ideas."))
    if driving.lead and not driving.lead.has_role(*MAY_LEAD):
        raise Invalid("lead", _("Only somebody of the team can drive an idea."))
    if len(driving.ticket) > MAX_TICKET:
        raise Invalid("ticket", _("At most %(count)s characters, please.", count=MAX_TICKET))
    wanted = (
        driving.department.id if driving.department else None,
        driving.lead.id if driving.lead else None,
        driving.due_on,
        driving.ticket,
    )
    if wanted == (present.department_id, present.lead_id, present.due_on, present.ticket):
        return
    if driving.lead and driving.lead.id not in (present.lead_id, actor.id):
        letters.ask(idea, driving.lead)
    present.department_id, present.lead_id, present.due_on, present.ticket = wanted
    journal.note(actor.id, "triage", "post", idea.id, department=wanted[0], lead=wanted[1])
    db.session.flush()


def present(idea: Idea) -> Driving:
    """Who drives `idea` now, for changing a part of it: nobody else does until the transaction ends."""
    row, leads = _locked(idea), select(Member).options(selectinload(Member.grants))
    return Driving(
        department=db.session.get(Department, row.department_id) if row.department_id else None,
        lead=db.session.scalar(leads.where(Member.id == row.lead_id)) if row.lead_id else None,
        due_on=row.due_on,
        ticket=row.ticket,
    )


def note(actor: Member, idea: Idea, body: str, forward_to: Department | None = None) -> Note:
    """Say something of `idea` that only the team reads; forwarding it hands it to another department, without a lead.

    Raises `Invalid` at ``body`` or ``forward_to``. Notes are not changed or deleted.
    """
    if not body:
        raise Invalid("body", _("Write something first."))
    if len(body) > MAX_NOTE:
        raise Invalid("body", _("At most %(count)s characters, please.", count=MAX_NOTE))
    if forward_to:
        present = _locked(idea)
        if forward_to.closed:
            raise Invalid("forward_to", _("This department takes no more ideas."))
        if forward_to.id != present.department_id:
            present.department_id, present.lead_id = forward_to.id, None
            journal.note(actor.id, "forward", "post", idea.id, department=forward_to.id)
    said = Note(idea_id=idea.id, author_id=actor.id, body=body, forwarded_to_id=forward_to.id if forward_to else None)
    db.session.add(said)
    db.session.flush()
    return said


def lead(public_id: str) -> Member | None:
    """The member of the team who shall drive an idea, None for nobody. Raises `Invalid` at ``lead``."""
    if not public_id:
        return None
    found = members.by_public_id(public_id)
    if found is None:
        raise Invalid("lead", _("Only somebody of the team can drive an idea."))
    return found


def _locked(idea: Idea) -> Triage:
    """What is kept of `idea`, made if missing, its row locked until the transaction ends."""
    db.session.execute(insert(Triage).values(idea_id=idea.id, ticket="").on_conflict_do_nothing())
    query = select(Triage).where(Triage.idea_id == idea.id).with_for_update()
    return db.session.scalars(query.execution_options(populate_existing=True)).one()
