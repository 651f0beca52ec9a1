"""The inbox: piles of ideas, narrowed by a filter that can be kept."""

from typing import Any

from flask import flash, redirect, render_template, request
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from cocreate.catalogue import queries as catalogue
from cocreate.desk import filtering, listing
from cocreate.desk.blueprint import blueprint
from cocreate.desk.filtering import Filter
from cocreate.desk.forms import ForgetForm, KeepForm
from cocreate.ideas import statuses
from cocreate.ideas.access import may_change_status, may_merge
from cocreate.ideas.triage import departments, filters
from cocreate.ideas.triage import queries as triage
from cocreate.ideas.triage.access import may_triage
from cocreate.kernel.access import staff
from cocreate.kernel.answers import is_fragment
from cocreate.kernel.forms import Refusal
from cocreate.kernel.i18n import locale
from cocreate.members.models import Role
from cocreate.members.reading import writer

EVERYBODY = tuple(role.value for role in Role)
DESK = ("product", "moderator", "service")


@blueprint.get("/desk")
@staff(*EVERYBODY)
def index() -> str:
    if not may_triage(writer()):
        return render_template("desk/links.html")
    return _page(filtering.read(request.args))


@blueprint.post("/desk/filters")
@staff(*DESK)
def keep_filter() -> Response | Refusal:
    form = KeepForm()
    chosen = filtering.parse(form.query.data or "")
    if form.does(lambda: filters.keep(writer(), form.name.data or "", filtering.query(chosen)), "name"):
        flash(_("The filter is kept."))
        return redirect(filtering.address(chosen), 303)
    return _page(chosen, form), *form.refusal


@blueprint.post("/desk/filters/forget")
@staff(*DESK)
def forget_filter() -> Response:
    form = ForgetForm()
    if form.validate():
        filters.forget(writer(), form.name.data or "")
        flash(_("The filter is forgotten."))
    return redirect("/desk", 303)


def _page(chosen: Filter, refused: KeepForm | None = None) -> str:
    member = writer()
    page = listing.page(chosen, member, locale(), request.args.get("cursor"))
    more = filtering.address(chosen, cursor=page.next_cursor) if page.next_cursor else None
    if is_fragment():
        return render_template("desk/_rows.html", page=page, more_url=more, pile=chosen.pile)
    return render_template(
        "desk/index.html",
        page=page,
        more_url=more,
        chosen=chosen,
        here=filtering.address(chosen),
        query=filtering.query(chosen),
        piles=_piles(listing.counts(member)),
        kept=filters.of(member),
        keep_form=refused or KeepForm(formdata=None),
        may_change_status=may_change_status(member),
        may_merge=may_merge(member),
        choices=_choices(chosen),
    )


def _choices(chosen: Filter) -> dict[str, filtering.Choices]:
    models = catalogue.offered(chosen.model)
    return filtering.choices(statuses.every(locale()), models, departments.every(), triage.team())


def _piles(counts: dict[str, int]) -> list[dict[str, Any]]:
    """The tabs: each pile with what it is called and how many lie there, None where nobody counts."""
    names = {
        "new": _("New"),
        "unanswered": _("Unanswered"),
        "rising": _("Rising"),
        "safety": _("Safety"),
        "reopened": _("Reopened"),
        "mine": _("Mine"),
        "overdue": _("Overdue"),
        "failed": _("Did not appear"),
        "all": _("All"),
    }
    return [
        {"key": key, "name": name, "url": filtering.address(Filter(pile=key)), "count": counts.get(key)}
        for key, name in names.items()
    ]
