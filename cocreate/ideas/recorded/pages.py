"""Where staff record what owners said elsewhere: a support on the idea's page, an idea at the desk."""

from flask import flash, redirect, render_template, request
from flask_babel import gettext as _
from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Response

from cocreate.ideas import page, queries, writing
from cocreate.ideas.blueprint import blueprint
from cocreate.ideas.models import Idea
from cocreate.ideas.recorded import queries as recorded
from cocreate.ideas.recorded import rules
from cocreate.ideas.recorded.forms import RecordIdeaForm, RecordSupportForm, meeting
from cocreate.kernel.access import staff
from cocreate.kernel.bodies import at_most
from cocreate.kernel.i18n import locale
from cocreate.kernel.transactions import never_kept
from cocreate.members.reading import writer
from cocreate.posts.drafts import forms
from cocreate.posts.drafts import queries as drafts
from cocreate.posts.drafts.keeping import Answer, answer, keep
from cocreate.posts.pictures import forms as pictures

# The key of the draft of an idea that is to be recorded.
NEW = "desk/record"


@blueprint.get("/ideas/<id:public_id>/recorded")
@staff("moderator", "product", "service")
def show_recorded(public_id: str) -> str:
    return _supports(page.idea_or_404(public_id), RecordSupportForm(formdata=None))


@blueprint.post("/ideas/<id:public_id>/recorded")
@staff("moderator", "product", "service")
def record_support(public_id: str) -> Answer:
    idea, form = page.idea_or_404(public_id), RecordSupportForm()
    new = form.carry_out(lambda: rules.record_support(writer(), idea, meeting(form)))
    if new is not None:
        flash(_("Recorded; it is counted apart.") if new else _("This owner's support was recorded before."))
        return redirect(page.address(idea), 303)
    return _supports(idea, form), *form.refusal


@blueprint.post("/ideas/<id:public_id>/recorded/<int:record_id>/withdraw")
@staff("moderator", "product", "service")
def withdraw_record(public_id: str, record_id: int) -> Response:
    idea = page.idea_or_404(public_id)
    if record_id >= 2**63 or not rules.withdraw(writer(), idea, record_id):
        raise NotFound
    flash(_("The recorded support is taken back."))
    return redirect(f"/ideas/{public_id}/recorded", 303)


@blueprint.get("/desk/record")
@staff("moderator", "product", "service")
def new_record() -> str:
    draft = drafts.of(writer(), NEW)
    return _idea(RecordIdeaForm(formdata=forms.formdata(draft)), forms.shown(NEW, draft))


@blueprint.post("/desk/record")
@staff("moderator", "product", "service")
@at_most(pictures.MAX_BODY)
def record_idea() -> Answer:
    form = RecordIdeaForm()
    if pictures.receive(form, writer()) or writing.asks_to_look():
        return _idea(form, forms.sent(NEW), preview="preview" in request.form)
    idea = form.carry_out(lambda: rules.record_idea(writer(), meeting(form), **writing.said(form)))
    if idea is not None:
        forms.finish(writer(), NEW, form)
        flash(_("The idea is published for the owner you met."))
        return redirect(page.address(idea), 303)
    return _idea(form, forms.sent(NEW)), *form.refusal


@blueprint.post("/desk/record/draft")
@staff("moderator", "product", "service")
@never_kept
@at_most(pictures.MAX_BODY)
def keep_record() -> Answer:
    """Keep what is typed of an idea that is not recorded yet."""
    form = RecordIdeaForm()
    draft = keep(NEW, form)
    return answer(draft, form, lambda: _idea(form, draft))


def _supports(idea: Idea, form: RecordSupportForm) -> str:
    row = queries.row(idea, writer(), locale())
    return render_template("ideas/recorded.html", idea=row, form=form, records=recorded.supports(idea))


def _idea(form: RecordIdeaForm, draft: forms.Shown, preview: bool = False) -> str:
    around = writing.around(form, preview)
    return render_template("ideas/record.html", form=form, mode="new", draft=draft, **around)
