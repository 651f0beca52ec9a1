"""Suspicious supports at the moderators' page: looking at the log, proposing to void, confirming.

Looking is a request that changes something: each look is journalled.
"""

from typing import Any

from flask import flash, redirect, render_template
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Response

from cocreate.ideas import page
from cocreate.ideas.blueprint import blueprint
from cocreate.ideas.queries import row
from cocreate.ideas.suspicion import detection, queries, voiding
from cocreate.ideas.suspicion.forms import VoidForm
from cocreate.ideas.suspicion.models import Voiding
from cocreate.kernel.access import staff
from cocreate.kernel.forms import Refusal
from cocreate.kernel.i18n import locale
from cocreate.kernel.transactions import never_kept
from cocreate.members.reading import writer

HOME = "/moderation/supports"


@blueprint.get(HOME)
@staff("moderator")
def voidings() -> str:
    return _page()


@blueprint.post(HOME)
@staff("moderator")
@never_kept
def look_at_supports() -> str:
    return _page(groups=detection.look(writer(), locale()))


@blueprint.post("/ideas/<id:public_id>/voidings")
@staff("moderator")
def propose_voiding(public_id: str) -> Response | Refusal:
    idea, form = page.idea_or_404(public_id), VoidForm()
    if form.does(lambda: voiding.propose(writer(), idea, form.members.data or [], form.reason.data or "")):
        flash(_("It is proposed. Another moderator has to confirm it."))
        return redirect(HOME, 303)
    return _page(form=form, about=row(idea, writer(), locale())), *form.refusal


@blueprint.post("/moderation/voidings/<id:public_id>/confirm")
@staff("moderator")
def confirm_voiding(public_id: str) -> Response:
    done = voiding.confirm(writer(), _voiding(public_id))
    flash(ngettext("%(num)s support counts no more.", "%(num)s supports count no more.", done.supports))
    return redirect(HOME, 303)


@blueprint.post("/moderation/voidings/<id:public_id>/decline")
@staff("moderator")
def decline_voiding(public_id: str) -> Response:
    voiding.decline(writer(), _voiding(public_id))
    flash(_("The proposal is off the table."))
    return redirect(HOME, 303)


def _voiding(public_id: str) -> Voiding:
    found = queries.by_public_id(public_id)
    if found is None:
        raise NotFound
    return found


def _page(**found: Any) -> str:
    """The page, with the `groups` found, or the `form` that was refused and the idea it is `about`."""
    shown = {"groups": None, "form": None, "about": None, **found}
    return render_template(
        "ideas/suspicion/index.html",
        proposed=queries.proposed(writer(), locale()),
        latest=queries.latest(writer(), locale()),
        days=detection.LOOKS_BACK.days,
        **shown,
    )
