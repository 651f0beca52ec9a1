"""A member's own record, and appealing from there; all of it is open to who is barred."""

from flask import flash, redirect, render_template, request
from flask_babel import gettext as _
from sqlalchemy import select
from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Response

from cocreate.accounts.blueprint import blueprint
from cocreate.accounts.record import queries
from cocreate.accounts.record.forms import AppealForm
from cocreate.kernel.access import RECORD, own_record
from cocreate.kernel.answers import is_fragment
from cocreate.kernel.database import db
from cocreate.kernel.forms import Refusal
from cocreate.members.reading import writer
from cocreate.moderation import queries as moderation
from cocreate.moderation import trust
from cocreate.moderation.appeals import rules as appeals
from cocreate.moderation.decisions.models import Decision
from cocreate.screening.protection import queries as protections


@blueprint.get(RECORD)
@own_record
def record() -> str:
    return _page(AppealForm(formdata=None))


@blueprint.post(f"{RECORD}/<id:public_id>/appeal")
@own_record
def appeal(public_id: str) -> Response | Refusal:
    mine = (Decision.public_id == public_id, Decision.member_id == writer().id)
    decision = db.session.scalar(select(Decision).where(*mine))
    if decision is None:
        raise NotFound
    form = AppealForm()
    if form.does(lambda: appeals.appeal(writer(), decision, form.text.data or "")):
        flash(_("Your appeal is on its way. Another moderator reads it and answers you here."))
        return redirect(f"{RECORD}#decision-{public_id}", 303)
    return _page(form, public_id), *form.refusal


def _page(form: AppealForm, of: str = "") -> str:
    """The record of the reader, with the appeal that was refused at the decision `of`. Nine statements."""
    member, appeal_time = writer(), moderation.settings().appeal_time
    page = queries.entries(member, appeal_time, request.args.get("cursor"))
    more = f"{RECORD}?cursor={page.next_cursor}" if page.next_cursor else None
    if is_fragment():
        return render_template("accounts/_entries.html", entries=page.items, more_url=more, form=form, of=of)
    return render_template(
        "accounts/record.html",
        member=member,
        standing=queries.standing(member),
        entries=page.items,
        more_url=more,
        active=queries.active(member, appeal_time),
        reported=queries.reported(member),
        protection=protections.lasting(member),
        progress=trust.progress(member),
        form=form,
        of=of,
    )
