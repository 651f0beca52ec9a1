"""Ideas for people: the list, one idea, supporting it, talking about it, moving it along."""

from flask import Blueprint, flash, redirect, render_template, request
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from cocreate.comments import rules as talk
from cocreate.ideas import listing, page, queries, rules
from cocreate.ideas.forms import CommentForm, StatusForm
from cocreate.ideas.models import Idea
from cocreate.kernel.access import public, signed_in, staff
from cocreate.kernel.answers import back, is_fragment
from cocreate.kernel.errors import Invalid, Refused
from cocreate.kernel.i18n import locale
from cocreate.members.reading import reader, writer
from cocreate.posts.queries import revisions

blueprint = Blueprint("ideas", __name__)


@blueprint.get("/ideas")
@public
def index() -> str:
    chosen = listing.read(request.args)
    shown = queries.page(chosen, reader(), locale(), request.args.get("cursor"))
    more = listing.address(chosen, cursor=shown.next_cursor) if shown.next_cursor else None
    if is_fragment():
        return render_template("ideas/_rows.html", page=shown, more_url=more)
    choices = listing.choices(chosen, queries.statuses(locale()))
    return render_template("ideas/index.html", page=shown, more_url=more, filters=chosen, choices=choices)


@blueprint.get("/ideas/<id:public_id>")
@public
def show(public_id: str) -> str:
    return page.render(page.idea_or_404(public_id))


@blueprint.get("/ideas/<id:public_id>/history")
@public
def history(public_id: str) -> str:
    idea = page.idea_or_404(public_id)
    row = queries.row(idea, reader(), locale())
    return render_template("ideas/history.html", idea=row, revisions=revisions(idea.post))


@blueprint.post("/ideas/<id:public_id>/support")
@signed_in
def support(public_id: str) -> Response | str:
    idea = page.idea_or_404(public_id)
    rules.support(writer(), idea)
    return _supported(idea)


@blueprint.post("/ideas/<id:public_id>/support/withdraw")
@signed_in
def withdraw(public_id: str) -> Response | str:
    idea = page.idea_or_404(public_id)
    rules.withdraw(writer(), idea)
    return _supported(idea)


@blueprint.post("/ideas/<id:public_id>/follow")
@signed_in
def follow(public_id: str) -> Response:
    idea = page.idea_or_404(public_id)
    talk.follow(writer(), idea.post)
    return redirect(page.address(idea), 303)


@blueprint.post("/ideas/<id:public_id>/follow/end")
@signed_in
def unfollow(public_id: str) -> Response:
    idea = page.idea_or_404(public_id)
    talk.unfollow(writer(), idea.post)
    return redirect(page.address(idea), 303)


@blueprint.post("/ideas/<id:public_id>/comments")
@signed_in
def comment(public_id: str) -> Response | tuple[str, int]:
    idea, form = page.idea_or_404(public_id), CommentForm()
    if form.validate():
        try:
            reply_to = form.reply_to.data
            parent = page.answered(idea, reply_to) if reply_to else None
            written = rules.comment(writer(), idea, form.body.data or "", parent)
        except Invalid as error:
            form.refuse(error)
        else:
            return redirect(page.comment_address(idea, written.post.public_id), 303)
    return page.render(idea, comment_form=form), 422


@blueprint.post("/ideas/<id:public_id>/status")
@staff("product")
def change_status(public_id: str) -> Response | tuple[str, int]:
    idea = page.idea_or_404(public_id)
    form = page.status_form(idea, StatusForm())
    if form.validate():
        try:
            rules.change_status(writer(), idea, form.status.data, form.reason.data or "")
        except Refused as error:
            form.refuse(error if isinstance(error, Invalid) else Invalid("status", error.message))
        else:
            flash(_("The status is changed; everybody can read the reason."))
            return redirect(page.address(idea), 303)
    return page.render(idea, chosen=form), 422


def _supported(idea: Idea) -> Response | str:
    if not is_fragment():
        return back(page.address(idea))
    return render_template("ideas/_support.html", idea=queries.row(idea, writer(), locale()))
