"""Writing an idea and changing it, with a preview."""

from typing import Any

from flask import flash, redirect, render_template, request
from flask_babel import gettext as _
from werkzeug.exceptions import Forbidden
from werkzeug.wrappers import Response

from cocreate.catalogue import queries as catalogue
from cocreate.catalogue.stages import Stage
from cocreate.comments import naming
from cocreate.ideas import access, page, queries, rules
from cocreate.ideas.blueprint import blueprint
from cocreate.ideas.forms import IdeaForm, NewIdeaForm
from cocreate.ideas.models import Idea, IdeaKind
from cocreate.ideas.queries import IdeaRow
from cocreate.ideas.similar import queries as similar
from cocreate.ideas.statements import rules as statements
from cocreate.kernel.access import signed_in
from cocreate.kernel.bodies import at_most
from cocreate.kernel.forms import Refusal
from cocreate.kernel.i18n import locale
from cocreate.kernel.transactions import never_kept
from cocreate.members.models import Member
from cocreate.members.reading import writer
from cocreate.posts.drafts import forms
from cocreate.posts.drafts import queries as drafts
from cocreate.posts.drafts.keeping import changed
from cocreate.posts.pictures import forms as pictures
from cocreate.posts.queries import tags, version
from cocreate.posts.search.asking import tidy
from cocreate.vehicles import queries as vehicles

# The key of the draft of a new idea.
NEW = "ideas/new"


@blueprint.get("/ideas/new")
@signed_in
def new() -> str:
    draft = drafts.of(writer(), NEW)
    given = {"models": _own_cars(writer()), "title": tidy(request.args.get("title", ""), rules.MAX_TITLE)}
    form = NewIdeaForm(formdata=forms.formdata(draft), data=given)
    if "counters" in request.args:
        form.counters.data, form.kind.data = request.args["counters"], IdeaKind.STATEMENT.value
    return compose(form, None, forms.shown(NEW, draft))


@blueprint.post("/ideas")
@signed_in
@at_most(pictures.MAX_BODY)
def create() -> Response | Refusal:
    form = NewIdeaForm()
    if pictures.receive(form, writer()) or asks_to_look():
        return compose(form, None, forms.sent(NEW), preview="preview" in request.form), 200, {}
    idea = form.carry_out(lambda: _posted(form))
    if idea is None:
        if form.counters.errors:
            form.counters.data = ""  # sent again, it stands by itself
        return compose(form, None, forms.sent(NEW)), *form.refusal
    forms.finish(writer(), NEW, form)
    flash(_published(idea))
    return redirect(page.address(idea), 303)


def _posted(form: NewIdeaForm) -> Idea:
    idea = rules.post(writer(), **said(form))
    if form.counters.data:
        statements.counter(writer(), idea, form.counters.data)
    return idea


def _published(idea: Idea) -> str:
    """What is said to the author of a new `idea`."""
    if idea.post.is_visible:
        return str(_("Your idea is published. You follow it and will see here what becomes of it."))
    return str(_("Thank you. Your idea waits until somebody has looked at it; you are told what becomes of it."))


@blueprint.get("/ideas/<id:public_id>/edit")
@signed_in
def edit(public_id: str) -> str:
    idea = editable(public_id)
    key = edit_key(idea)
    draft = drafts.of(writer(), key)
    row = queries.row(idea, writer(), locale())
    now: dict[str, Any] = {"kind": row.kind, "title": row.title, "body": idea.post.body, "stage": row.stage}
    now |= {"models": [model.key for model in row.models], "tags": " ".join(tags(idea.post)), "safety": idea.safety}
    now |= pictures.present(idea.post)
    form = IdeaForm(formdata=forms.formdata(draft), data=now)
    return compose(form, idea, forms.shown(key, draft, version(idea.post)))


@blueprint.post("/ideas/<id:public_id>/edit")
@signed_in
@at_most(pictures.MAX_BODY)
def change(public_id: str) -> Response | Refusal:
    idea, form = editable(public_id), IdeaForm()
    key = edit_key(idea)
    if pictures.receive(form, writer()) or "preview" in request.form:
        return compose(form, idea, forms.sent(key), preview="preview" in request.form), 200, {}
    if not form.does(lambda: rules.edit(writer(), idea, **said(form))):
        return compose(form, idea, forms.sent(key)), *form.refusal
    changed(idea.post, key, form)
    return redirect(page.address(idea), 303)


@blueprint.post("/ideas/preview")
@signed_in
@never_kept
def preview() -> str:
    return render_template("ideas/_preview.html", preview=naming.preview(request.form.get("body", ""), rules.MAX_BODY))


def edit_key(idea: Idea) -> str:
    """The key of drafts of changes to `idea`."""
    return f"ideas/{idea.post.public_id}/edit"


def editable(public_id: str) -> Idea:
    """The idea, if the reader may change it."""
    idea = page.idea_or_404(public_id)
    if not access.may_edit(writer(), idea):
        raise Forbidden
    return idea


def said(form: IdeaForm) -> dict[str, Any]:
    """What the form says, as the rules take it."""
    return {
        "title": form.title.data,
        "body": form.body.data,
        "stage": Stage(form.stage.data),
        "kind": IdeaKind(form.kind.data),
        "models": form.models.data or [],
        "tags": form.tags.names,
        "safety": form.safety.data,
        "pictures": pictures.chosen(form),
    }


def asks_to_look() -> bool:
    """Whether the form was sent to see how it will look, or what is similar, and not to be published."""
    return bool({"preview", "similar"} & request.form.keys())


def _own_cars(member: Member) -> list[str]:
    """The models of which `member` is an owner."""
    return catalogue.keys_of_years(vehicles.owned_model_years(member.id))


def _similar(form: IdeaForm) -> list[IdeaRow] | None:
    """What is similar to what is typed; ``None`` where nothing is."""
    title, body = form.title.data or "", form.body.data or ""
    return similar.to_words(title, body, writer(), locale()) if title or "similar" in request.form else None


def around(form: IdeaForm, preview: bool, idea: Idea | None = None) -> dict[str, Any]:
    """What the fields of an idea's `form` need beside it: cars, pictures, how the words will look, what is similar."""
    return {
        "cars": catalogue.groups(),
        "pictures": pictures.shown(form, writer(), idea.post if idea else None),
        "preview": naming.preview(form.body.data or "", rules.MAX_BODY) if preview else None,
        "similar": None if idea else _similar(form),
    }


def compose(form: IdeaForm, idea: Idea | None, draft: forms.Shown, preview: bool = False, **more: Any) -> str:
    """The page on which an idea is written, or `idea` is changed, with what to say of the `draft` of its form.

    `more` stands in place of what is `around` the form otherwise.
    """
    row = queries.row(idea, writer(), locale()) if idea else None
    mode = "edit" if idea else "new"
    shown = around(form, preview, idea) | more
    countered = statements.to_counter(writer(), form.counters.data or "") if isinstance(form, NewIdeaForm) else None
    return render_template("ideas/edit.html", form=form, idea=row, mode=mode, draft=draft, countered=countered, **shown)
