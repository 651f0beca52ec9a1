"""Answering: writing, changing, withdrawing and accepting an answer."""

from flask import flash, redirect, render_template, request
from flask_babel import gettext as _
from werkzeug.exceptions import Forbidden, NotFound
from werkzeug.wrappers import Response

from cocreate.kernel.access import public, signed_in
from cocreate.kernel.answers import next_page
from cocreate.kernel.bodies import at_most
from cocreate.kernel.transactions import never_kept
from cocreate.members.reading import reader, writer
from cocreate.posts.drafts import forms, keeping
from cocreate.posts.drafts import queries as drafts
from cocreate.posts.pictures import forms as pictures
from cocreate.posts.queries import revisions, version
from cocreate.questions import access, answers, page, rules
from cocreate.questions.blueprint import blueprint, of_answers
from cocreate.questions.forms import AnswerEditForm, AnswerForm
from cocreate.questions.models import Answer, Question
from cocreate.questions.writing import Sent


@blueprint.post("/questions/<id:public_id>/answers")
@signed_in
@at_most(pictures.MAX_BODY)
def post_answer(public_id: str) -> Sent:
    question, form = page.question_or_404(public_id), AnswerForm()
    if pictures.receive(form, writer()):
        return page.render(question, form), 200, {}
    written = form.carry_out(lambda: _written(question, form))
    if written is None:
        return page.render(question, form), *form.refusal
    forms.finish(writer(), rules.answer_key(question.post), form)
    if not written.post.is_visible:
        flash(_("Thank you. Your answer waits until somebody has looked at it; so far only you see it."))
    return redirect(answers.address_under(question.post, written.post.public_id), 303)


@blueprint.get("/questions/<id:public_id>/answer")
@public
def write(public_id: str) -> Response:
    """To the form beneath the answers, where a draft comes back."""
    return redirect(f"{page.address(page.question_or_404(public_id))}#write", 303)


@blueprint.post("/questions/<id:public_id>/answer/draft")
@signed_in
@never_kept
@at_most(pictures.MAX_BODY)
def keep_answer(public_id: str) -> keeping.Answer:
    question, form = page.question_or_404(public_id), AnswerForm()
    if not access.may_answer(writer(), question.post):
        raise Forbidden
    draft = keeping.keep(rules.answer_key(question.post), form)
    return keeping.answer(draft, form, lambda: page.render(question, form, draft))


@of_answers.get("/answers/<id:public_id>")
@public
def show(public_id: str) -> Response:
    """To the answer on the page of its question."""
    answer, question = _seen(public_id)
    return redirect(answers.address_under(question.post, answer.post.public_id), 303)


@of_answers.get("/answers/<id:public_id>/edit")
@signed_in
def edit(public_id: str) -> str:
    answer, question = _editable(public_id)
    key = rules.answer_edit_key(answer.post)
    draft = drafts.of(writer(), key)
    form = AnswerEditForm(
        formdata=forms.formdata(draft), data={"body": answer.post.body} | pictures.present(answer.post)
    )
    return _compose(form, answer, question, forms.shown(key, draft, version(answer.post)))


@of_answers.post("/answers/<id:public_id>/edit")
@signed_in
@at_most(pictures.MAX_BODY)
def change(public_id: str) -> Sent:
    (answer, question), form = _editable(public_id), AnswerEditForm()
    sent = forms.sent(rules.answer_edit_key(answer.post))
    if pictures.receive(form, writer()):
        return _compose(form, answer, question, sent), 200, {}
    if not form.does(lambda: rules.edit_answer(writer(), answer, form.body.data or "", pictures.chosen(form))):
        return _compose(form, answer, question, sent), *form.refusal
    keeping.changed(answer.post, sent.key, form)
    return redirect(answers.address_under(question.post, answer.post.public_id), 303)


@of_answers.post("/answers/<id:public_id>/edit/draft")
@signed_in
@never_kept
@at_most(pictures.MAX_BODY)
def keep_change(public_id: str) -> keeping.Answer:
    """Keep what is typed of a change that is not sent yet."""
    (answer, question), form = _editable(public_id), AnswerEditForm()
    draft = keeping.keep(rules.answer_edit_key(answer.post), form)
    return keeping.answer(draft, form, lambda: _compose(form, answer, question, draft))


@of_answers.get("/answers/<id:public_id>/remove")
@signed_in
def confirm_remove(public_id: str) -> str:
    answer, question = _withdrawable(public_id)
    view, url = answers.view(answer, writer()), answers.address_under(question.post, public_id)
    return render_template("questions/remove_answer.html", answer=view, url=url)


@of_answers.post("/answers/<id:public_id>/remove")
@signed_in
def remove(public_id: str) -> Response:
    answer, question = _withdrawable(public_id)
    rules.withdraw_answer(writer(), answer)
    flash(_("The answer is withdrawn."))
    return redirect(page.address(question), 303)


@of_answers.get("/answers/<id:public_id>/history")
@public
def history(public_id: str) -> str:
    answer, question = _seen(public_id)
    texts = revisions(answer.post, request.args.get("cursor"), reader=reader())
    more, back = next_page(texts.next_cursor), answers.address_under(question.post, public_id)
    title = question.post.title
    return render_template("questions/history.html", title=title, back=back, revisions=texts.items, more_url=more)


@of_answers.post("/answers/<id:public_id>/accept")
@signed_in
def accept(public_id: str) -> Response:
    answer, question = _seen(public_id)
    if not access.may_accept(writer(), question.post):
        raise Forbidden
    if rules.accept(writer(), question, answer):
        flash(_("Thank you. Others find this answer first from now on."))
    return redirect(answers.address_under(question.post, public_id), 303)


def _written(question: Question, form: AnswerForm) -> Answer:
    chosen, official = pictures.chosen(form), form.official.data
    return rules.answer(writer(), question, form.body.data or "", official=official, pictures=chosen)


def _seen(public_id: str) -> tuple[Answer, Question]:
    found = answers.seen_by(reader(), public_id)
    if found is None:
        raise NotFound
    return found


def _editable(public_id: str) -> tuple[Answer, Question]:
    answer, question = _seen(public_id)
    if not access.may_edit_answer(writer(), answer.post.author_id, answer.post.state):
        raise Forbidden
    return answer, question


def _withdrawable(public_id: str) -> tuple[Answer, Question]:
    answer, question = _seen(public_id)
    if not access.may_withdraw(writer(), answer.post.author_id, answer.post.state):
        raise Forbidden
    return answer, question


def _compose(form: AnswerEditForm, answer: Answer, question: Question, draft: forms.Shown) -> str:
    """The page on which `answer` is changed, with what to say of the `draft` of its form."""
    shown = pictures.shown(form, writer(), answer.post)
    url = answers.address_under(question.post, answer.post.public_id)
    return render_template(
        "questions/edit_answer.html", form=form, pictures=shown, title=question.post.title, url=url, draft=draft
    )
