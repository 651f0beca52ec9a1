"""Asking a question and changing it, with a preview and what was asked before."""

from typing import Any

from flask import flash, redirect, render_template, request
from flask_babel import gettext as _
from werkzeug.exceptions import Forbidden
from werkzeug.wrappers import Response

from cocreate.catalogue import about
from cocreate.catalogue import queries as catalogue
from cocreate.catalogue.stages import Stage
from cocreate.comments import naming
from cocreate.kernel.access import signed_in
from cocreate.kernel.bodies import at_most
from cocreate.kernel.forms import Refusal
from cocreate.kernel.i18n import locale
from cocreate.kernel.transactions import never_kept
from cocreate.members.reading import writer
from cocreate.posts.drafts import forms
from cocreate.posts.drafts import queries as drafts
from cocreate.posts.drafts.keeping import Answer, answer, changed, keep
from cocreate.posts.pictures import forms as pictures
from cocreate.posts.queries import tags, version
from cocreate.posts.search import pace
from cocreate.posts.search.asking import tidy
from cocreate.questions import access, page, rules, similar
from cocreate.questions.blueprint import blueprint
from cocreate.questions.forms import QuestionForm
from cocreate.questions.models import Question, QuestionModel
from cocreate.questions.queries import QuestionRow
from cocreate.vehicles import queries as vehicles

Sent = Response | Refusal
# The key of the draft of a new question.
NEW = "questions/new"


@blueprint.get("/questions/new")
@signed_in
def new() -> str:
    draft = drafts.of(writer(), NEW)
    cars = catalogue.keys_of_years(vehicles.owned_model_years(writer().id))
    given = {"models": cars, "title": tidy(request.args.get("title", ""), rules.MAX_TITLE)}
    form = QuestionForm(formdata=forms.formdata(draft), data=given)
    return compose(form, None, forms.shown(NEW, draft), is_chosen=bool(cars) and draft is None)


@blueprint.post("/questions")
@signed_in
@at_most(pictures.MAX_BODY)
def create() -> Sent:
    form = QuestionForm()
    if pictures.receive(form, writer()) or {"preview", "similar"} & request.form.keys():
        return compose(form, None, forms.sent(NEW)), 200, {}
    question = form.carry_out(lambda: rules.ask(writer(), **_said(form)))
    if question is None:
        return compose(form, None, forms.sent(NEW)), *form.refusal
    forms.finish(writer(), NEW, form)
    flash(_published(question))
    return redirect(page.address(question), 303)


@blueprint.get("/questions/<id:public_id>/edit")
@signed_in
def edit(public_id: str) -> str:
    question = _editable(public_id)
    post, key = question.post, rules.edit_key(question.post)
    draft = drafts.of(writer(), key)
    now: dict[str, Any] = {"title": post.title, "body": post.body, "stage": question.stage}
    now |= {"models": about.keys(QuestionModel.question_id, question.id), "tags": " ".join(tags(post))}
    form = QuestionForm(formdata=forms.formdata(draft), data=now | pictures.present(post))
    return compose(form, question, forms.shown(key, draft, version(post)))


@blueprint.post("/questions/<id:public_id>/edit")
@signed_in
@at_most(pictures.MAX_BODY)
def change(public_id: str) -> Sent:
    question, form = _editable(public_id), QuestionForm()
    key = rules.edit_key(question.post)
    if pictures.receive(form, writer()) or "preview" in request.form:
        return compose(form, question, forms.sent(key)), 200, {}
    if not form.does(lambda: rules.edit(writer(), question, **_said(form))):
        return compose(form, question, forms.sent(key)), *form.refusal
    changed(question.post, key, form)
    return redirect(page.address(question), 303)


@blueprint.post("/questions/new/draft")
@signed_in
@never_kept
@at_most(pictures.MAX_BODY)
def keep_new() -> Answer:
    form = QuestionForm()
    draft = keep(NEW, form)
    return answer(draft, form, lambda: compose(form, None, draft))


@blueprint.post("/questions/<id:public_id>/edit/draft")
@signed_in
@never_kept
@at_most(pictures.MAX_BODY)
def keep_change(public_id: str) -> Answer:
    question, form = _editable(public_id), QuestionForm()
    draft = keep(rules.edit_key(question.post), form)
    return answer(draft, form, lambda: compose(form, question, draft))


@blueprint.post("/questions/preview")
@signed_in
@never_kept
def preview() -> str:
    return render_template("ideas/_preview.html", preview=naming.preview(request.form.get("body", ""), rules.MAX_BODY))


@blueprint.post("/questions/similar")
@signed_in
@never_kept
def to_what_is_typed() -> str:
    """The list beneath the title, while somebody types."""
    pace.count_typed(writer().id)
    found = similar.to_words(request.form.get("title", ""), request.form.get("body", ""), writer(), locale())
    return render_template("questions/_similar_typed.html", similar=found)


def compose(form: QuestionForm, question: Question | None, draft: forms.Shown, *, is_chosen: bool = False) -> str:
    """The page on which a question is asked, or `question` is changed, with what to say of the `draft` of its form.

    `is_chosen`: the cars in it are the asker's own, chosen for them.
    """
    return render_template(
        "questions/edit.html",
        form=form,
        mode="edit" if question else "new",
        url=page.address(question) if question else "",
        draft=draft,
        cars=catalogue.groups(),
        is_chosen=is_chosen,
        pictures=pictures.shown(form, writer(), question.post if question else None),
        preview=naming.preview(form.body.data or "", rules.MAX_BODY) if "preview" in request.form else None,
        similar=None if question else _similar(form),
    )


def _published(question: Question) -> str:
    """What is said to the asker of a new `question`."""
    if question.post.is_visible:
        return str(_("Your question is published. You hear of every answer."))
    return str(_("Thank you. Your question waits until somebody has looked at it; you are told what becomes of it."))


def _editable(public_id: str) -> Question:
    """The question, if the reader may change it."""
    question = page.question_or_404(public_id)
    if not access.may_edit(writer(), question.post):
        raise Forbidden
    return question


def _said(form: QuestionForm) -> dict[str, Any]:
    """What the form says, as the rules take it."""
    return {
        "title": form.title.data,
        "body": form.body.data or "",
        "stage": Stage(form.stage.data),
        "models": form.models.data or [],
        "tags": form.tags.names,
        "pictures": pictures.chosen(form),
    }


def _similar(form: QuestionForm) -> list[QuestionRow] | None:
    """What is similar to what is typed; ``None`` where nothing is."""
    title, body = form.title.data or "", form.body.data or ""
    return similar.to_words(title, body, writer(), locale()) if title or "similar" in request.form else None
