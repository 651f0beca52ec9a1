"""Deciding upon a member: from their page, with a look at what it will do."""

from flask import flash, redirect, render_template, request
from flask_babel import gettext as _
from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Response

from cocreate.accounts.record import queries as record
from cocreate.desk.queue import previews
from cocreate.desk.queue.blueprint import blueprint
from cocreate.desk.queue.forms import DecisionForm
from cocreate.kernel import clock
from cocreate.kernel.access import staff
from cocreate.kernel.forms import CHANGE, CONFIRMED, Refusal
from cocreate.members import queries as members
from cocreate.members.models import Member, MemberState
from cocreate.members.reading import writer
from cocreate.moderation import queries as moderation
from cocreate.moderation.decisions import rules
from cocreate.moderation.decisions.access import may_decide_upon
from cocreate.moderation.decisions.models import Action

Answer = Response | str | tuple[str, int] | Refusal
# What changes nothing that a member could not do before is done at once.
AT_ONCE = frozenset({Action.WARN, Action.RESTORE})


@blueprint.get("/moderation/members/<id:public_id>")
@staff("moderator")
def decide_member(public_id: str) -> str:
    form = DecisionForm(formdata=None)
    return _page(_member(public_id), form)


@blueprint.post("/moderation/members/<id:public_id>/decisions")
@staff("moderator")
def decided_member(public_id: str) -> Answer:
    member, form = _member(public_id), DecisionForm()
    if not form.validate() or CHANGE in request.form:
        return _page(member, form), 200 if CHANGE in request.form else 422
    action = form.chosen_action
    if action not in AT_ONCE and CONFIRMED not in request.form:
        return _confirm(member, form) if form.says_why() else (_page(member, form), 422)
    if not form.does(lambda: _carried_out(member, form)):
        return _page(member, form), *form.refusal
    flash(_("Done. They read it in their record."))
    return redirect(members.url(public_id), 303)


def _carried_out(member: Member, form: DecisionForm) -> None:
    rules.decide(
        writer(),
        form.chosen_action,
        members=[member],
        reason=form.chosen_reason,
        note=form.note.data or "",
        until=form.until,
        as_of=form.seen_at,
    )


def _member(public_id: str) -> Member:
    """The member called so, whom the reader may decide upon."""
    member = members.by_public_id(public_id)
    if member is None or member.state is not MemberState.ACTIVE or not may_decide_upon(writer(), member):
        raise NotFound
    return member


def _confirm(member: Member, form: DecisionForm) -> str:
    return render_template(
        "moderation/confirm.html",
        form=form,
        concerned=previews.concerned([member.id]),
        standing=record.standing(member),
        target=f"/moderation/members/{member.public_id}/decisions",
        back=members.url(member.public_id),
    )


def _page(member: Member, form: DecisionForm) -> str:
    found = record.entries(member, moderation.settings().appeal_time, limit=10)
    return render_template(
        "moderation/member.html",
        person=members.person(member),
        standing=record.standing(member),
        entries=found.items,
        form=form,
        now=clock.now().isoformat(),
    )
