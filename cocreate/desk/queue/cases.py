"""The queue, and what is open of it: looking at a case, having it, leaving it to others."""

from flask import flash, redirect, render_template, request
from flask_babel import gettext as _
from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Response

from cocreate.accounts.record import queries as record
from cocreate.desk.queue import claims, context, filtering
from cocreate.desk.queue.blueprint import around, blueprint
from cocreate.desk.queue.filtering import Chosen
from cocreate.desk.queue.forms import DecisionForm, PlaceForm, TakeUpForm
from cocreate.kernel import clock
from cocreate.kernel.access import staff
from cocreate.kernel.answers import is_fragment, next_page
from cocreate.members import queries as members
from cocreate.members.reading import writer
from cocreate.moderation import queries as moderation
from cocreate.moderation.decisions.access import may_decide_upon
from cocreate.moderation.decisions.models import UPON_MEMBERS, Action
from cocreate.posts import queries as posts
from cocreate.posts.models import PostState
from cocreate.screening.models import Case

# What makes sense of a post by how it stands.
_OF_POST = {
    PostState.HELD: (Action.APPROVE, Action.APPROVE_TRUST, Action.HIDE, Action.REMOVE),
    PostState.VISIBLE: (Action.APPROVE, Action.APPROVE_TRUST, Action.HIDE, Action.REMOVE),
    PostState.HIDDEN: (Action.APPROVE, Action.RESTORE, Action.REMOVE),
    PostState.REMOVED: (Action.APPROVE,),
}


@blueprint.get("/moderation")
@staff("moderator")
def index() -> str:
    shown = around(filtering.read(request.args))
    return render_template("moderation/_rows.html" if is_fragment() else "moderation/index.html", **shown)


@blueprint.post("/moderation/cases")
@staff("moderator")
def take_up() -> Response:
    form = TakeUpForm()
    post = posts.by_public_id(form.post.data or "", writer()) if form.validate() else None
    case = claims.take_up(writer(), post) if post else None
    if case is None:
        flash(_("There is nothing to decide here any more. Somebody may have been quicker: look again."))
        return redirect("/moderation", 303)
    return to_case(case.public_id, Chosen())


@blueprint.get("/moderation/cases/<id:public_id>")
@staff("moderator")
def show(public_id: str) -> str:
    return page(case_or_404(public_id), filtering.read(request.args), DecisionForm(formdata=None))


@blueprint.post("/moderation/cases/<id:public_id>/claim")
@staff("moderator")
def claim(public_id: str) -> Response:
    claims.claim(writer(), case_or_404(public_id), taking_over=PlaceForm().over.data == "yes")
    return to_case(public_id, filtering.read(request.form))


@blueprint.post("/moderation/cases/<id:public_id>/release")
@staff("moderator")
def release(public_id: str) -> Response:
    claims.release(writer(), case_or_404(public_id))
    flash(_("Others can take it now."))
    return redirect("/moderation", 303)


@blueprint.get("/moderation/decisions")
@staff("moderator")
def decisions() -> str:
    found = record.latest(moderation.settings().appeal_time, request.args.get("cursor"))
    more = next_page(found.next_cursor)
    template = "moderation/_decisions.html" if is_fragment() else "moderation/decisions.html"
    return render_template(template, entries=found.items, more_url=more)


def case_or_404(public_id: str) -> Case:
    """The case called so, unless it is about the reader."""
    case = context.by_public_id(public_id)
    if case is None or context.subject(case).id == writer().id:
        raise NotFound
    return case


def page(case: Case, chosen: Chosen, form: DecisionForm) -> str:
    """The page on which `case` is decided upon, with the `form` as it was sent where one was refused."""
    found = context.of(case, writer(), moderation.settings().appeal_time)
    if not form.is_submitted():
        form.reason.data = found.reason or None
    return render_template(
        "moderation/case.html",
        context=found,
        author=members.person(found.member),
        form=form,
        offered=_offered(found),
        may_decide=may_decide_upon(writer(), found.member),
        now=clock.now().isoformat(),
        back=filtering.address(chosen),
        **around(chosen, case.public_id),
    )


def to_case(public_id: str, chosen: Chosen, **more: str) -> Response:
    """To a case, beside the list of `chosen`."""
    return redirect(filtering.address(chosen, f"/moderation/cases/{public_id}", **more), 303)


def _offered(found: context.Context) -> tuple[Action, ...]:
    of_post = _OF_POST.get(found.post.state, ()) if found.post else (Action.APPROVE,)
    return (*of_post, *UPON_MEMBERS)
