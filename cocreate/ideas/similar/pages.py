"""Similar ideas for people: beneath the title that is being typed, beneath an idea, and supporting one instead."""

from flask import flash, redirect, render_template, request
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from cocreate.ideas import access, page, queries, writing
from cocreate.ideas.blueprint import blueprint
from cocreate.ideas.forms import NewIdeaForm
from cocreate.ideas.similar import queries as similar
from cocreate.ideas.similar import rules
from cocreate.ideas.similar.rules import Kept
from cocreate.kernel.access import public, signed_in
from cocreate.kernel.answers import is_fragment
from cocreate.kernel.bodies import at_most
from cocreate.kernel.database import db
from cocreate.kernel.errors import Refused
from cocreate.kernel.forms import Refusal
from cocreate.kernel.i18n import locale
from cocreate.kernel.transactions import never_kept
from cocreate.members.reading import reader, writer
from cocreate.posts.drafts import forms
from cocreate.posts.pictures import forms as pictures
from cocreate.posts.search import pace


@blueprint.post("/ideas/similar")
@signed_in
@never_kept
def to_what_is_typed() -> str:
    """The list beneath the title, while somebody types; the team records for others, whose support it cannot give."""
    pace.count_typed(writer().id)
    typed = request.form
    found = similar.to_words(typed.get("title", ""), typed.get("body", ""), writer(), locale())
    return render_template("ideas/_similar_typed.html", similar=found, instead="recording" not in request.args)


@blueprint.get("/ideas/<id:public_id>/similar")
@public
def similar_to(public_id: str) -> str:
    """The section beneath an idea, or a page of its own."""
    pace.count()
    idea = page.idea_or_404(public_id)
    found = similar.to_idea(idea, reader(), locale())
    template = "ideas/_similar_section.html" if is_fragment() else "ideas/similar.html"
    row = queries.row(idea, reader(), locale())
    return render_template(template, idea=row, similar=found, may_merge=access.may_merge(reader()))


@blueprint.post("/ideas/<id:public_id>/instead")
@signed_in
@never_kept
@at_most(pictures.MAX_BODY)
def support_instead(public_id: str) -> Response | Refusal:
    """Support this idea with the form of another one that was being written."""
    idea, form = page.idea_or_404(public_id), NewIdeaForm()
    pictures.receive(form, writer())
    try:
        with db.session.begin_nested():
            kept = rules.support_instead(writer(), idea, form, writing.NEW)
    except Refused as error:
        form.refuse(error)
        chosen = [queries.row(idea, writer(), locale())]
        return writing.compose(form, None, forms.sent(writing.NEW), similar=chosen), *form.refusal
    _tell(kept)
    return redirect(page.address(idea), 303)


def _tell(kept: Kept) -> None:
    said = {
        Kept.NOTHING: _("You support this idea now, in place of one of your own."),
        Kept.COMMENT: _(
            "You support this idea now. What you had written waits below as a comment that is not sent yet."
        ),
        Kept.IDEA: _("You support this idea now. What you had written is kept among your drafts."),
    }
    flash(said[kept])
