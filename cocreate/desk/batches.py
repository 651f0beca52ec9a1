"""One thing done to many ideas, asked for in the inbox: what, a look at it, what became of it."""

from collections import Counter
from collections.abc import Callable
from typing import Any

from flask import render_template
from flask_babel import gettext as _

from cocreate.desk import bulk, ticked
from cocreate.desk.blueprint import blueprint
from cocreate.desk.bulk import Change, Report
from cocreate.desk.filtering import NOBODY
from cocreate.desk.forms import AnswerForm, BatchForm, DriveForm, MergeForm, StatusForm
from cocreate.desk.inbox import DESK
from cocreate.desk.ticked import Answer
from cocreate.ideas import queries as ideas
from cocreate.ideas import statuses
from cocreate.ideas.merging import previews
from cocreate.ideas.merging.forms import named
from cocreate.ideas.models import Idea
from cocreate.ideas.triage import departments, templates
from cocreate.ideas.triage import queries as triage
from cocreate.ideas.triage import rules as driving
from cocreate.ideas.triage.models import Department
from cocreate.kernel.access import staff
from cocreate.kernel.answers import local
from cocreate.kernel.errors import Invalid
from cocreate.kernel.i18n import locale
from cocreate.members.models import Member
from cocreate.members.reading import writer


@blueprint.get("/desk/bulk/answer")
@staff(*DESK)
def begin_answer() -> Answer:
    return _page("answer", _answer_form(ticked.sent_along("idea")))


@blueprint.post("/desk/bulk/answer")
@staff(*DESK)
def answer() -> Answer:
    form = _answer_form(None)

    def act(ideas: list[Idea]) -> Report:
        template = templates.by_public_id(form.template.data) if form.template.data else None
        return bulk.answer(writer(), ideas, form.body.data or "", template)

    return _sent("answer", form, act)


@blueprint.get("/desk/bulk/status")
@staff("product")
def begin_status() -> Answer:
    return _page("status", _status_form(ticked.sent_along("idea")))


@blueprint.post("/desk/bulk/status")
@staff("product")
def change_status() -> Answer:
    form = _status_form(None)

    def act(ideas: list[Idea]) -> Report:
        reason = form.reason.data or ""
        return bulk.change_status(writer(), ideas, form.status.data, reason, official=form.official.data)

    return _sent("status", form, act)


@blueprint.get("/desk/bulk/merge")
@staff("moderator", "product")
def begin_merge() -> Answer:
    return _page("merge", MergeForm(formdata=None, data=ticked.sent_along("idea")))


@blueprint.post("/desk/bulk/merge")
@staff("moderator", "product")
def merge() -> Answer:
    form = MergeForm()
    target = _target(form)

    def act(ideas: list[Idea]) -> Report:
        return bulk.merge(writer(), ideas, target, form.reason.data or "") if target else Report()

    if form.into.data and target is None:
        form.refuse(Invalid("into", _("There is no such idea.")))
        return _page("merge", form), 422
    return _sent("merge", form, act)


@blueprint.get("/desk/bulk/drive")
@staff(*DESK)
def begin_drive() -> Answer:
    return _page("drive", _drive_form(ticked.sent_along("idea")))


@blueprint.post("/desk/bulk/drive")
@staff(*DESK)
def drive() -> Answer:
    form = _drive_form(None)
    return _sent("drive", form, lambda ideas: bulk.drive(writer(), ideas, _change(form)))


def _answer_form(begun: dict[str, Any] | None) -> AnswerForm:
    form = AnswerForm() if begun is None else AnswerForm(formdata=None, data=begun)
    form.template.choices = [("", _("No template")), *((each.public_id, each.name) for each in templates.every())]
    return form


def _status_form(begun: dict[str, Any] | None) -> StatusForm:
    form = StatusForm() if begun is None else StatusForm(formdata=None, data=begun)
    reachable = [(status.key, status.name) for status in statuses.every(locale())]
    form.status.choices = [("", _("Choose a status")), *reachable]
    return form


def _drive_form(begun: dict[str, Any] | None) -> DriveForm:
    form = DriveForm() if begun is None else DriveForm(formdata=None, data=begun)
    stays = ("", _("As it is"))
    takers = [(each.public_id, each.name(locale())) for each in departments.every() if not each.closed]
    form.department.choices = [stays, (NOBODY, _("Not decided")), *takers]
    form.lead.choices = [stays, (NOBODY, _("Nobody yet")), *triage.team()]
    return form


def _target(form: MergeForm) -> Idea | None:
    """The idea that `form` names by its number or address, if the reader sees it."""
    names = named(form.into.data or "")
    return ideas.by_public_id(names[0], writer()) if names else None


def _change(form: DriveForm) -> Change:
    """What `form`, which is sound, says."""
    department: tuple[Department, ...] | None = None
    lead: tuple[Member, ...] | None = None
    if form.department.data:
        found = departments.by_public_id(form.department.data)
        department = (found,) if found else ()
    if form.lead.data:
        member = driving.lead("" if form.lead.data == NOBODY else form.lead.data)
        lead = (member,) if member else ()
    day = (form.due_on.data,) if form.due_on.data else None
    return Change(department, lead, () if form.undated.data else day)


def _sent(act: str, form: BatchForm, carry_out: Callable[[list[Idea]], Report]) -> Answer:
    def report() -> str:
        made = carry_out(bulk.chosen(form.idea.data or [], writer()))
        return render_template("desk/report.html", act=act, report=made, back=_back(form))

    return ticked.answer(form, lambda confirming: _page(act, form, confirming=confirming), report)


def _page(act: str, form: BatchForm, *, confirming: bool = False) -> str:
    ideas = bulk.chosen((form.idea.data or [])[:200], writer())
    return render_template(
        "desk/confirm.html" if confirming else "desk/bulk.html",
        act=act,
        form=form,
        ideas=[bulk.named(idea) for idea in ideas],
        languages=Counter(idea.post.language for idea in ideas),
        template=_template(form) if confirming else None,
        **_merging(form, ideas),
        back=_back(form),
    )


def _template(form: BatchForm) -> Any:
    """The answer template that `form` names, to be looked at."""
    named = form.template.data if isinstance(form, AnswerForm) else ""
    return templates.by_public_id(named) if named else None


def _merging(form: BatchForm, chosen: list[Idea]) -> dict[str, Any]:
    """The idea into which those `chosen` are to be merged, and whose voices that brings it, to be looked at."""
    target = _target(form) if isinstance(form, MergeForm) else None
    if target is None:
        return {"target": None, "voices": None}
    sources = [idea for idea in chosen if idea.id != target.id]
    return {"target": bulk.named(target), "voices": previews.of_merging(sources, target)}


def _back(form: BatchForm) -> str:
    """The list the ideas were ticked in."""
    return local(form.back.data, "/desk")
