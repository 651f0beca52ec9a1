"""Moving an idea along, and what the desk keeps of it."""

from flask import flash, redirect, render_template
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from cocreate.ideas import access, page, queries, rules, statuses
from cocreate.ideas.blueprint import blueprint
from cocreate.ideas.forms import StatusForm
from cocreate.ideas.models import Idea, StatusChange
from cocreate.ideas.safety.models import ClosingProposal
from cocreate.ideas.targets.forms import choices as windows
from cocreate.ideas.triage import departments, scheduled
from cocreate.ideas.triage import queries as triage
from cocreate.ideas.triage import rules as desk
from cocreate.ideas.triage.forms import DrivingForm, NoteForm, ScheduleForm
from cocreate.ideas.triage.models import Department
from cocreate.ideas.triage.rules import Driving
from cocreate.kernel import clock
from cocreate.kernel.access import staff
from cocreate.kernel.answers import back
from cocreate.kernel.errors import Invalid
from cocreate.kernel.forms import Form, Refusal
from cocreate.kernel.i18n import locale
from cocreate.members.reading import reader, writer

DESK = ("product", "moderator", "service")


@blueprint.post("/ideas/<id:public_id>/status")
@staff("product")
def change_status(public_id: str) -> Response | Refusal:
    idea = page.idea_or_404(public_id)
    form = page.status_form(idea, StatusForm())
    made = form.carry_out(lambda: _change_status(idea, form), "status")
    if made is not None:
        changed = _("The status is changed; everybody can read the reason.")
        flash(changed if isinstance(made, StatusChange) else _("Proposed. Somebody else has to confirm it."))
        return back(page.address(idea))
    return page.render(idea, chosen=form), *form.refusal


@blueprint.get("/ideas/<id:public_id>/triage")
@staff(*DESK)
def triage_page(public_id: str) -> str:
    return _page(page.idea_or_404(public_id))


@blueprint.post("/ideas/<id:public_id>/triage")
@staff(*DESK)
def drive(public_id: str) -> Response | Refusal:
    idea, form = page.idea_or_404(public_id), DrivingForm()
    if form.does(lambda: desk.drive(writer(), idea, _driving(form))):
        return _done(idea, _("Saved."))
    return _page(idea, form), *form.refusal


@blueprint.post("/ideas/<id:public_id>/notes")
@staff(*DESK)
def write_note(public_id: str) -> Response | Refusal:
    idea, form = page.idea_or_404(public_id), NoteForm()
    if form.does(
        lambda: desk.note(writer(), idea, form.body.data or "", _department(form.forward_to.data, "forward_to"))
    ):
        return _done(idea, _("Noted. Only the team reads it."))
    return _page(idea, form), *form.refusal


@blueprint.post("/ideas/<id:public_id>/scheduled")
@staff("product")
def schedule(public_id: str) -> Response | Refusal:
    idea, form = page.idea_or_404(public_id), ScheduleForm()
    if form.does(lambda: _schedule(idea, form), "status"):
        return _done(idea, _("Scheduled. Until then only the team sees it."))
    return _page(idea, form), *form.refusal


def _change_status(idea: Idea, form: StatusForm) -> StatusChange | ClosingProposal:
    status, reason = form.status.data, form.reason.data or ""
    return rules.change_status(writer(), idea, status, reason, official=form.official.data)


def _driving(form: DrivingForm) -> Driving:
    department = _department(form.department.data, "department")
    return Driving(department, desk.lead(form.lead.data or ""), form.due_on.data, form.ticket.data or "")


def _schedule(idea: Idea, form: ScheduleForm) -> None:
    at, status, reason = clock.at_site(form.publish_at.data), form.status.data, form.reason.data or ""
    scheduled.schedule(writer(), idea, status, reason, at, official=form.official.data, target=form.target.data)


@blueprint.post("/ideas/<id:public_id>/scheduled/cancel")
@staff("product")
def cancel_scheduled(public_id: str) -> Response:
    idea = page.idea_or_404(public_id)
    scheduled.cancel(writer(), idea)
    return _done(idea, _("Cancelled. It will not appear."))


def _done(idea: Idea, said: str) -> Response:
    flash(said)
    return redirect(f"/ideas/{idea.post.public_id}/triage", 303)


def _department(public_id: str | None, field: str) -> Department | None:
    """The department a form names, None for none. Raises `Invalid` at `field`."""
    found = departments.by_public_id(public_id) if public_id else None
    if public_id and found is None:
        raise Invalid(field, _("There is no such department."))
    return found


def _page(idea: Idea, refused: Form | None = None) -> str:
    """The desk's page of `idea`, with the form that was `refused` as it was sent."""
    kept, every = triage.kept(idea, locale()), departments.every()
    named = [
        (each.public_id, each.name(locale())) for each in every if not each.closed or each.public_id == kept.department
    ]
    said = {"department": kept.department, "lead": kept.lead, "due_on": kept.due_on, "ticket": kept.ticket}
    driving = refused if isinstance(refused, DrivingForm) else DrivingForm(formdata=None, data=said)
    driving.department.choices = [("", _("Not decided")), *named]
    driving.lead.choices = [("", _("Nobody yet")), *triage.team()]
    noting = refused if isinstance(refused, NoteForm) else NoteForm(formdata=None)
    noting.forward_to.choices = [("", _("Do not forward")), *named]
    return render_template(
        "ideas/triage.html",
        idea=queries.row(idea, reader(), locale()),
        kept=kept,
        driving_form=driving,
        note_form=noting,
        schedule_form=_schedule_form(idea, refused) if access.may_change_status(reader()) else None,
    )


def _schedule_form(idea: Idea, refused: Form | None) -> ScheduleForm:
    form = refused if isinstance(refused, ScheduleForm) else ScheduleForm(formdata=None)
    form.status.choices = [(status.key, status.name) for status in statuses.following(idea, locale())]
    form.target.choices = windows(None)
    return form
