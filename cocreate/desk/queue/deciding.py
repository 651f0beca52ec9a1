"""Deciding upon what is open, and taking a decision back."""

from flask import flash, redirect, render_template, request
from flask_babel import gettext as _
from sqlalchemy import select
from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Response

from cocreate.accounts.record import queries as record
from cocreate.desk.queue import claims, context, filtering, piles, previews
from cocreate.desk.queue.blueprint import blueprint
from cocreate.desk.queue.cases import case_or_404, page, to_case
from cocreate.desk.queue.filtering import Chosen
from cocreate.desk.queue.forms import DecisionForm
from cocreate.kernel.access import staff
from cocreate.kernel.answers import local
from cocreate.kernel.database import db
from cocreate.kernel.forms import CHANGE, CONFIRMED, Refusal
from cocreate.members.reading import writer
from cocreate.moderation.decisions import rules, undoing
from cocreate.moderation.decisions.models import Action, Decision
from cocreate.posts.models import Post
from cocreate.screening.models import Case

# Shown once more before it happens.
HEAVY = frozenset({Action.SUSPEND, Action.BAN, Action.BLOCK_ALL})
Answer = Response | str | tuple[str, int] | Refusal


@blueprint.post("/moderation/cases/<id:public_id>/decisions")
@staff("moderator")
def decide(public_id: str) -> Answer:
    case, form = case_or_404(public_id), DecisionForm()
    chosen = filtering.read(request.form)
    if not form.validate() or CHANGE in request.form:
        return page(case, chosen, form), 200 if CHANGE in request.form else 422
    if form.chosen_action in HEAVY and CONFIRMED not in request.form:
        return _confirm(case, form, chosen) if form.says_why() else (page(case, chosen, form), 422)
    made = form.carry_out(lambda: _carried_out(case, form))
    if made is None:
        return page(case, chosen, form), *form.refusal
    return to_next(chosen, made[0])


@blueprint.post("/moderation/decisions/<id:public_id>/undo")
@staff("moderator")
def undo(public_id: str) -> Response:
    decision = db.session.scalar(select(Decision).where(Decision.public_id == public_id))
    if decision is None:
        raise NotFound
    undoing.undo(writer(), decision)
    flash(_("Taken back. What was open before is open again."))
    return redirect(local(request.form.get("back"), "/moderation"), 303)


def to_next(chosen: Chosen, made: Decision) -> Response:
    """To what is now on top of the list of `chosen` and nobody else's, which becomes the reader's; or to the list."""
    for key in piles.keys(Chosen(chosen.pile, chosen.whose or "free"), writer(), limit=1).items:
        case = db.session.get(Case, key.id) if key.table == piles.CASE else None
        if case is not None and claims.claim(writer(), case):
            return to_case(case.public_id, chosen, done=made.public_id)
    return redirect(filtering.address(chosen, done=made.public_id), 303)


def _carried_out(case: Case, form: DecisionForm) -> list[Decision]:
    post = db.session.get(Post, case.post_id) if case.post_id is not None else None
    return rules.decide(
        writer(),
        form.chosen_action,
        posts=[post] if post else [],
        members=[] if post else [context.subject(case)],
        reason=form.chosen_reason,
        note=form.note.data or "",
        until=form.until,
        as_of=form.seen_at,
    )


def _confirm(case: Case, form: DecisionForm, chosen: Chosen) -> str:
    """What a decision that weighs heavily will do, shown before it happens."""
    member = context.subject(case)
    return render_template(
        "moderation/confirm.html",
        form=form,
        standing=record.standing(member),
        concerned=previews.concerned([member.id]),
        target=f"/moderation/cases/{case.public_id}/decisions",
        back=filtering.address(chosen, f"/moderation/cases/{case.public_id}"),
    )
