"""Ideas for people: the list, one idea, supporting and following it."""

from urllib.parse import urlencode

from flask import redirect, render_template, request
from werkzeug.wrappers import Response

from cocreate.comments import queries as talk
from cocreate.comments import rules as comments
from cocreate.ideas import listing, page, queries, rules
from cocreate.ideas.blueprint import blueprint
from cocreate.ideas.evidence import queries as evidence
from cocreate.ideas.evidence.shown import ranges
from cocreate.ideas.merging import whereabouts
from cocreate.ideas.models import Idea
from cocreate.ideas.statements import queries as statements
from cocreate.kernel.access import public, signed_in
from cocreate.kernel.answers import back, is_fragment, next_page
from cocreate.kernel.i18n import locale
from cocreate.kernel.ids import is_public_id
from cocreate.members.reading import reader, writer
from cocreate.posts.queries import revisions
from cocreate.posts.search import pace


@blueprint.get("/ideas")
@public
def index() -> str:
    chosen = listing.read(request.args)
    if chosen.q:
        pace.count()
    shown = queries.page(chosen, reader(), locale(), request.args.get("cursor"))
    more = listing.address(chosen, cursor=shown.next_cursor) if shown.next_cursor else None
    if is_fragment():
        return render_template("ideas/_rows.html", page=shown, more_url=more)
    return render_template(
        "ideas/index.html", page=shown, more_url=more, filters=chosen, choices=listing.choices(chosen)
    )


@blueprint.get("/ideas/<id:public_id>")
@public
def show(public_id: str) -> Response | str:
    """The idea; one that is merged leads to its target, which says so. Not for ever: it may be undone."""
    idea = page.idea_or_404(public_id)
    target = whereabouts.target_of(idea, reader())
    if target is None:
        return page.render(idea)
    comment = request.args.get("comment")
    if comment is not None and is_public_id(comment):
        return redirect(talk.address(target.url, comment), 302)
    return redirect(f"{target.url}?{urlencode({'merged': idea.post.public_id})}", 302)


@blueprint.get("/ideas/<id:public_id>/history")
@public
def history(public_id: str) -> str:
    idea = page.idea_or_404(public_id)
    row = queries.row(idea, reader(), locale())
    texts = revisions(idea.post, request.args.get("cursor"), reader=reader())
    return render_template(
        "ideas/history.html",
        idea=row,
        revisions=texts.items,
        revised_from=rules.REVISED_FROM,
        target=whereabouts.target_of(idea, reader()),
        more_url=next_page(texts.next_cursor),
    )


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
    comments.follow(writer(), idea.post)
    return redirect(page.address(idea), 303)


@blueprint.post("/ideas/<id:public_id>/follow/end")
@signed_in
def unfollow(public_id: str) -> Response:
    idea = page.idea_or_404(public_id)
    comments.unfollow(writer(), idea.post)
    return redirect(page.address(idea), 303)


def _supported(idea: Idea) -> Response | str:
    if not is_fragment():
        return back(page.address(idea))
    row, figures = queries.row(idea, writer(), locale()), evidence.figures(idea, locale())
    return render_template(
        "ideas/_supported.html",
        idea=row,
        following=row.following,
        figures=figures,
        leading=ranges(figures.leading),
        signed=statements.signatures(idea),
    )
