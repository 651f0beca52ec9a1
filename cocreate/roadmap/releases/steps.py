"""The steps from a draft to what is there: its ideas, announcing it ahead, publishing it; each is looked at first."""

from collections.abc import Callable
from typing import Any

from flask import flash, redirect, render_template
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from cocreate.ideas import queries as ideas
from cocreate.ideas.models import Idea
from cocreate.kernel import clock
from cocreate.kernel.access import staff
from cocreate.kernel.errors import ABOVE, Invalid
from cocreate.kernel.forms import Form, Refusal
from cocreate.kernel.i18n import locale
from cocreate.kernel.ids import is_public_id
from cocreate.members.reading import reader, writer
from cocreate.posts.models import LinkKind
from cocreate.roadmap.releases import embargo, hearing, plans, queries, rules, shipping
from cocreate.roadmap.releases.access import BRAND
from cocreate.roadmap.releases.blueprint import blueprint
from cocreate.roadmap.releases.forms import AnnounceForm, DropForm, LinkForm, MoveForm, ScheduleForm, UnlinkForm
from cocreate.roadmap.releases.models import Release, ReleaseState
from cocreate.roadmap.releases.reading import found_or_404


@blueprint.get("/releases/<id:public_id>/ideas")
@staff(*BRAND)
def choose_ideas(public_id: str) -> str:
    return _ideas(found_or_404(public_id))


@blueprint.post("/releases/<id:public_id>/ideas")
@staff(*BRAND)
def link(public_id: str) -> Response | Refusal:
    release, form = found_or_404(public_id), LinkForm()
    if form.does(
        lambda: shipping.link(writer(), release, _named(form.idea.data or ""), LinkKind(form.kind.data)), ABOVE
    ):
        return redirect(f"/releases/{public_id}/ideas", 303)
    return _ideas(release, form), *form.refusal


@blueprint.post("/releases/<id:public_id>/ideas/remove")
@staff(*BRAND)
def unlink(public_id: str) -> Response | Refusal:
    release, form = found_or_404(public_id), UnlinkForm()
    if form.does(lambda: shipping.unlink(writer(), release, _named(form.idea.data or "").id), ABOVE):
        return redirect(f"/releases/{public_id}/ideas", 303)
    return _ideas(release, form), *form.refusal


@blueprint.get("/releases/<id:public_id>/publish")
@staff(*BRAND)
def look_at_publishing(public_id: str) -> str:
    return _publishing(found_or_404(public_id))


@blueprint.post("/releases/<id:public_id>/publish")
@staff(*BRAND)
def publish(public_id: str) -> Response | Refusal:
    release, form = found_or_404(public_id), Form()
    return _done(
        release,
        form,
        lambda: rules.publish(writer(), release),
        _("It is out. Everybody concerned is told."),
        _publishing,
    )


@blueprint.post("/releases/<id:public_id>/schedule")
@staff(*BRAND)
def schedule(public_id: str) -> Response | Refusal:
    release, form = found_or_404(public_id), ScheduleForm()

    def do() -> None:
        embargo.schedule(writer(), release, clock.at_site(form.publish_at.data))

    return _done(release, form, do, _("Scheduled. Until then only the team sees it."), _publishing)


@blueprint.post("/releases/<id:public_id>/schedule/cancel")
@staff(*BRAND)
def cancel(public_id: str) -> Response | Refusal:
    release, form = found_or_404(public_id), Form()
    return _done(
        release, form, lambda: embargo.cancel(writer(), release), _("Cancelled. It will not appear."), _publishing
    )


@blueprint.get("/releases/<id:public_id>/announce")
@staff(*BRAND)
def look_at_announcing(public_id: str) -> str:
    return _announcing(found_or_404(public_id))


@blueprint.post("/releases/<id:public_id>/announce")
@staff(*BRAND)
def announce(public_id: str) -> Response | Refusal:
    release, form = found_or_404(public_id), AnnounceForm()

    def do() -> None:
        plans.announce(writer(), release, form.days.data or 0)

    return _done(release, form, do, _("It is announced."), _announcing)


@blueprint.get("/releases/<id:public_id>/plan")
@staff(*BRAND)
def look_at_plan(public_id: str) -> str:
    return _planning(found_or_404(public_id))


@blueprint.post("/releases/<id:public_id>/plan")
@staff(*BRAND)
def move(public_id: str) -> Response | Refusal:
    release, form = found_or_404(public_id), MoveForm()

    def do() -> None:
        if form.planned_on.data is not None:
            plans.move(writer(), release, form.planned_on.data, form.reasons)

    return _done(release, form, do, _("Moved; the earlier day stays visible."), _planning)


@blueprint.post("/releases/<id:public_id>/drop")
@staff(*BRAND)
def drop(public_id: str) -> Response | Refusal:
    release, form = found_or_404(public_id), DropForm()
    return _done(release, form, lambda: plans.drop(writer(), release, form.reasons), _("It is given up."), _planning)


def _done(
    release: Release, form: Form, do: Callable[[], Any], said: str, page: Callable[[Release, Form], str]
) -> Response | Refusal:
    """`do` it, say what was `said` and lead to the release; or show the `page` with what is wrong."""
    if form.does(do, ABOVE):
        flash(said)
        return redirect(queries.address(release), 303)
    return page(release, form), *form.refusal


def _named(said: str) -> Idea:
    """The idea that `said` names: its public id, or the address of its page. Raises `Invalid` at ``idea``."""
    public_id = said.rpartition("/ideas/")[2].partition("?")[0].partition("#")[0].partition("-")[0]
    idea = ideas.by_public_id(public_id, reader()) if is_public_id(public_id) else None
    if idea is None:
        raise Invalid("idea", _("There is no such idea. Paste the address of its page."))
    return idea


def _ideas(release: Release, refused: LinkForm | UnlinkForm | None = None) -> str:
    form = refused if isinstance(refused, LinkForm) else LinkForm(formdata=None)
    return render_template(
        "releases/ideas.html",
        release=queries.row(release, locale()),
        linked=shipping.outlook(writer(), release, locale()),
        candidates=shipping.candidates(release, reader(), locale()),
        form=form,
        refused=refused or form,
        is_open=release.state in (ReleaseState.DRAFT, ReleaseState.PLANNED),
    )


def _publishing(release: Release, form: Form | None = None) -> str:
    return render_template(
        "releases/publish.html",
        release=queries.row(release, locale()),
        linked=shipping.outlook(writer(), release, locale()),
        heard=hearing.count(release),
        form=form or Form(formdata=None),
        schedule_form=form if isinstance(form, ScheduleForm) else ScheduleForm(formdata=None),
    )


def _announcing(release: Release, form: Form | None = None) -> str:
    chosen = form if isinstance(form, AnnounceForm) else AnnounceForm(formdata=None)
    days = min(max(1, chosen.days.data or plans.LATELY), plans.MAX_LATELY)
    return render_template(
        "releases/announce.html",
        release=queries.view(release, reader(), locale()),
        form=chosen,
        days=days,
        heard=hearing.count_holders(release, days),
    )


def _planning(release: Release, form: Form | None = None) -> str:
    return render_template(
        "releases/plan.html",
        release=queries.view(release, reader(), locale()),
        move_form=form if isinstance(form, MoveForm) else MoveForm(formdata=None),
        drop_form=form if isinstance(form, DropForm) else DropForm(formdata=None),
    )
