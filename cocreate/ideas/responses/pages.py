"""The public figures; pausing what is promised for an idea; the author's verdict."""

from flask import flash, redirect, render_template
from flask_babel import gettext as _
from werkzeug.exceptions import Forbidden
from werkzeug.wrappers import Response

from cocreate.ideas import page
from cocreate.ideas.blueprint import blueprint
from cocreate.ideas.responses import access, figures, rules, verdicts
from cocreate.ideas.responses.forms import PauseForm, VerdictForm
from cocreate.ideas.responses.shown import shown
from cocreate.kernel.access import public, signed_in, staff
from cocreate.kernel.forms import Refusal
from cocreate.kernel.i18n import locale
from cocreate.members.reading import writer
from cocreate.site import queries as site


@blueprint.get("/answers")
@public
def answers() -> str:
    counted = figures.read(locale())
    return render_template(
        "answers/index.html",
        answers=counted,
        promises=[shown(one, locale()) for one in counted.promises],
        hours=site.promised_hours(),
        by_the_clock=site.calendar().is_always_open,
    )


@blueprint.post("/ideas/<id:public_id>/responses/pause")
@staff("product", "moderator", "service")
def pause_responses(public_id: str) -> Response | Refusal:
    idea, form = page.idea_or_404(public_id), PauseForm()
    if form.does(lambda: rules.pause(writer(), idea, form.reason.data or "")):
        flash(_("Paused. Everybody can read why."))
        return redirect(page.address(idea), 303)
    return page.render(idea, refused=form), *form.refusal


@blueprint.post("/ideas/<id:public_id>/responses/resume")
@staff("product", "moderator", "service")
def resume_responses(public_id: str) -> Response:
    idea = page.idea_or_404(public_id)
    rules.resume(writer(), idea)
    return redirect(page.address(idea), 303)


@blueprint.post("/ideas/<id:public_id>/verdict")
@signed_in
def judge(public_id: str) -> Response | tuple[str, int]:
    idea, form = page.idea_or_404(public_id), VerdictForm()
    if not access.may_judge(writer(), idea):
        raise Forbidden
    if not form.validate():
        return page.render(idea), 422
    verdict = verdicts.give(writer(), idea, form.solved.data == "yes")
    thanks = _("Good to hear. Thank you for telling us.")
    flash(thanks if verdict.solved else _("Thank you. The team looks at it again."))
    return redirect(page.address(idea), 303)
