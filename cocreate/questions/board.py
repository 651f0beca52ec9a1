"""Questions for people: the list, one question, following it, withdrawing it."""

from flask import flash, redirect, render_template, request
from flask_babel import gettext as _
from werkzeug.exceptions import Forbidden
from werkzeug.wrappers import Response

from cocreate.comments import rules as comments
from cocreate.kernel.access import public, signed_in
from cocreate.kernel.answers import is_fragment, next_page
from cocreate.kernel.i18n import locale
from cocreate.members.reading import reader, writer
from cocreate.posts.queries import revisions
from cocreate.posts.search import pace
from cocreate.questions import access, listing, page, queries, rules
from cocreate.questions.blueprint import blueprint
from cocreate.questions.models import Question


@blueprint.get("/questions")
@public
def index() -> str:
    chosen = listing.read(request.args)
    if chosen.q:
        pace.count()
    shown = queries.page(chosen, reader(), locale(), request.args.get("cursor"))
    more = listing.address(chosen, cursor=shown.next_cursor) if shown.next_cursor else None
    if is_fragment():
        return render_template("questions/_rows.html", rows=shown.items, more_url=more)
    choices = listing.choices(chosen)
    return render_template("questions/index.html", rows=shown.items, more_url=more, filters=chosen, choices=choices)


@blueprint.get("/questions/<id:public_id>")
@public
def show(public_id: str) -> str:
    return page.render(page.question_or_404(public_id))


@blueprint.get("/questions/<id:public_id>/history")
@public
def history(public_id: str) -> str:
    question = page.question_or_404(public_id)
    texts = revisions(question.post, request.args.get("cursor"), reader=reader())
    more = next_page(texts.next_cursor)
    title, back = question.post.title, page.address(question)
    return render_template("questions/history.html", title=title, back=back, revisions=texts.items, more_url=more)


@blueprint.post("/questions/<id:public_id>/follow")
@signed_in
def follow(public_id: str) -> Response:
    question = page.question_or_404(public_id)
    comments.follow(writer(), question.post)
    return redirect(page.address(question), 303)


@blueprint.post("/questions/<id:public_id>/follow/end")
@signed_in
def unfollow(public_id: str) -> Response:
    question = page.question_or_404(public_id)
    comments.unfollow(writer(), question.post)
    return redirect(page.address(question), 303)


@blueprint.get("/questions/<id:public_id>/remove")
@signed_in
def confirm_remove(public_id: str) -> str:
    question = _withdrawable(public_id)
    return render_template("questions/remove.html", question=question, url=page.address(question))


@blueprint.post("/questions/<id:public_id>/remove")
@signed_in
def remove(public_id: str) -> Response:
    rules.withdraw(writer(), _withdrawable(public_id))
    flash(_("The question is withdrawn."))
    return redirect("/questions", 303)


@blueprint.post("/questions/<id:public_id>/accepted/end")
@signed_in
def unaccept(public_id: str) -> Response:
    question = page.question_or_404(public_id)
    if not access.may_accept(writer(), question.post):
        raise Forbidden
    if rules.unaccept(writer(), question):
        flash(_("The question is open again."))
    return redirect(f"{page.address(question)}#answers", 303)


def _withdrawable(public_id: str) -> Question:
    question = page.question_or_404(public_id)
    if not access.may_withdraw(writer(), question.post.author_id, question.post.state):
        raise Forbidden
    return question
