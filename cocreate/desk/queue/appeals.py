"""Appeals: somebody else than who decided reads both sides, and answers."""

from dataclasses import dataclass

from flask import flash, redirect, render_template, request
from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm import joinedload
from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Response

from cocreate.accounts.record import queries as record
from cocreate.accounts.record.queries import Entry, Standing
from cocreate.desk.queue import claims, filtering
from cocreate.desk.queue.blueprint import around, blueprint
from cocreate.desk.queue.filtering import Chosen
from cocreate.desk.queue.forms import AnswerForm, PlaceForm
from cocreate.kernel import clock
from cocreate.kernel.access import staff
from cocreate.kernel.database import db
from cocreate.kernel.errors import Invalid
from cocreate.kernel.forms import Refusal
from cocreate.members import queries as members
from cocreate.members.models import Member
from cocreate.members.queries import Person
from cocreate.members.reading import writer
from cocreate.moderation import queries as moderation
from cocreate.moderation.appeals import access
from cocreate.moderation.appeals import rules as appeals
from cocreate.moderation.appeals.models import Appeal


@dataclass(frozen=True)
class Shown:
    """An appeal as it is decided upon: against what, by whom, and who has it."""

    appeal: Appeal
    entry: Entry
    member: Person
    standing: Standing
    entries: list[Entry]
    holder: Person | None
    mine: bool


@blueprint.get("/moderation/appeals/<id:public_id>")
@staff("moderator")
def show_appeal(public_id: str) -> str:
    return _page(_appeal(public_id), filtering.read(request.args), AnswerForm(formdata=None))


@blueprint.post("/moderation/appeals/<id:public_id>/claim")
@staff("moderator")
def claim_appeal(public_id: str) -> Response:
    appeal, form = _appeal(public_id), PlaceForm()
    claims.claim(writer(), appeal, taking_over=form.over.data == "yes")
    return redirect(filtering.address(filtering.read(request.form), f"/moderation/appeals/{public_id}"), 303)


@blueprint.post("/moderation/appeals/<id:public_id>/release")
@staff("moderator")
def release_appeal(public_id: str) -> Response:
    claims.release(writer(), _appeal(public_id))
    flash(_("Others can take it now."))
    return redirect("/moderation?pile=appeals", 303)


@blueprint.post("/moderation/appeals/<id:public_id>/decisions")
@staff("moderator")
def decide_appeal(public_id: str) -> Response | Refusal:
    appeal, form = _appeal(public_id), AnswerForm()
    chosen = filtering.read(request.form)
    if not form.does(lambda: _decide(appeal, form)):
        return _page(appeal, chosen, form), *form.refusal
    flash(_("Answered. The member reads it in their record."))
    return redirect(filtering.address(chosen), 303)


def _decide(appeal: Appeal, form: AnswerForm) -> None:
    try:
        appeals.decide_appeal(writer(), appeal, form.upheld.data == "yes", form.answer.data or "")
    except Invalid as error:
        if error.field != "note":
            raise
        raise Invalid("answer", error.message) from error


def _appeal(public_id: str) -> Appeal:
    """The appeal called so, unless it is the reader's or against what they decided."""
    query = select(Appeal).where(Appeal.public_id == public_id, access.is_outside(writer().id))
    appeal = db.session.scalar(query.options(joinedload(Appeal.decision)))
    if appeal is None:
        raise NotFound
    return appeal


def _page(appeal: Appeal, chosen: Chosen, form: AnswerForm) -> str:
    shown = _shown(appeal)
    return render_template(
        "moderation/appeal.html",
        shown=shown,
        form=form,
        may_decide=appeal.is_open and access.may_decide(writer(), appeal),
        back=filtering.address(chosen),
        **around(chosen, appeal.public_id),
    )


def _shown(appeal: Appeal) -> Shown:
    appeal_time = moderation.settings().appeal_time
    member = members.by_id(appeal.member_id)
    entry = record.one(appeal.decision.public_id, appeal_time)
    if entry is None:
        raise NotFound
    is_held = appeal.claimed_until is not None and appeal.claimed_until > clock.now()
    holder = db.session.get_one(Member, appeal.claimed_by) if is_held else None
    return Shown(
        appeal=appeal,
        entry=entry,
        member=members.person(member),
        standing=record.standing(member),
        entries=record.entries(member, appeal_time, limit=5).items,
        holder=members.person(holder) if holder else None,
        mine=holder is not None and holder.id == writer().id,
    )
