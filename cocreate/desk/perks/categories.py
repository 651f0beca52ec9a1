"""Where administrators keep the categories of perks."""

from flask import flash, redirect, render_template
from flask_babel import gettext as _
from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Response

from cocreate.desk.perks.blueprint import blueprint
from cocreate.desk.perks.forms import CategoryForm, NamesForm
from cocreate.kernel.access import staff
from cocreate.kernel.forms import Refusal
from cocreate.members.reading import writer
from cocreate.perks import categories
from cocreate.perks.models import PerkCategory


@blueprint.get("/categories")
@staff()
def categories_page() -> str:
    return _page(CategoryForm(formdata=None))


@blueprint.post("/categories")
@staff()
def add_category() -> Response | Refusal:
    form = CategoryForm()
    if form.does(
        lambda: categories.add(writer(), form.key.data or "", form.name_zh.data or "", form.name_en.data or "")
    ):
        return _saved(_("Saved."))
    return _page(form), *form.refusal


@blueprint.get("/categories/<key>")
@staff()
def category(key: str) -> str:
    found = _found_or_404(key)
    return _page(NamesForm(formdata=None, obj=found), found)


@blueprint.post("/categories/<key>")
@staff()
def rename_category(key: str) -> Response | Refusal:
    found, form = _found_or_404(key), NamesForm()
    if form.does(lambda: categories.rename(writer(), found, form.name_zh.data or "", form.name_en.data or "")):
        return _saved(_("Saved."))
    return _page(form, found), *form.refusal


@blueprint.post("/categories/<key>/up")
@staff()
def move_category_up(key: str) -> Response:
    categories.move_up(writer(), _found_or_404(key))
    return redirect("/desk/perks/categories", 303)


@blueprint.post("/categories/<key>/remove")
@staff()
def remove_category(key: str) -> Response:
    categories.remove(writer(), _found_or_404(key))
    return _saved(_("The category is removed."))


def _saved(said: str) -> Response:
    flash(said)
    return redirect("/desk/perks/categories", 303)


def _found_or_404(key: str) -> PerkCategory:
    found = categories.by_key(key)
    if found is None:
        raise NotFound
    return found


def _page(form: CategoryForm | NamesForm, changed: PerkCategory | None = None) -> str:
    return render_template("perks/categories.html", form=form, changed=changed, categories=categories.every())
