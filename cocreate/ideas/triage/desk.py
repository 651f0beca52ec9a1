"""The desk's pages of departments and answer templates."""

from flask import flash, redirect, render_template
from flask_babel import gettext as _
from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Response

from cocreate.ideas.blueprint import blueprint
from cocreate.ideas.triage import departments, templates
from cocreate.ideas.triage.forms import DepartmentForm, TemplateForm
from cocreate.ideas.triage.models import AnswerTemplate, Department
from cocreate.kernel.access import staff
from cocreate.kernel.forms import Refusal
from cocreate.members.reading import writer


@blueprint.get("/desk/departments")
@staff("product")
def departments_page() -> str:
    return _departments(DepartmentForm(formdata=None))


@blueprint.post("/desk/departments")
@staff("product")
def add_department() -> Response | Refusal:
    form = DepartmentForm()
    if form.does(lambda: departments.add(writer(), form.name_zh.data or "", form.name_en.data or "")):
        return _saved("/desk/departments")
    return _departments(form), *form.refusal


@blueprint.get("/desk/departments/<id:public_id>")
@staff("product")
def department(public_id: str) -> str:
    found = _department(public_id)
    return _departments(DepartmentForm(formdata=None, obj=found), found)


@blueprint.post("/desk/departments/<id:public_id>")
@staff("product")
def change_department(public_id: str) -> Response | Refusal:
    found, form = _department(public_id), DepartmentForm()
    if form.does(
        lambda: departments.change(
            writer(), found, form.name_zh.data or "", form.name_en.data or "", closed=form.closed.data
        )
    ):
        return _saved("/desk/departments")
    return _departments(form, found), *form.refusal


@blueprint.post("/desk/departments/<id:public_id>/up")
@staff("product")
def move_department_up(public_id: str) -> Response:
    departments.move_up(writer(), _department(public_id))
    return redirect("/desk/departments", 303)


@blueprint.get("/desk/templates")
@staff("product", "moderator", "service")
def templates_page() -> str:
    return _templates(TemplateForm(formdata=None))


@blueprint.post("/desk/templates")
@staff("product", "moderator", "service")
def add_template() -> Response | Refusal:
    return _write(TemplateForm(), None)


@blueprint.get("/desk/templates/<id:public_id>")
@staff("product", "moderator", "service")
def template(public_id: str) -> str:
    found = _template(public_id)
    return _templates(TemplateForm(formdata=None, obj=found), found)


@blueprint.post("/desk/templates/<id:public_id>")
@staff("product", "moderator", "service")
def change_template(public_id: str) -> Response | Refusal:
    return _write(TemplateForm(), _template(public_id))


@blueprint.post("/desk/templates/<id:public_id>/remove")
@staff("product", "moderator", "service")
def remove_template(public_id: str) -> Response:
    templates.remove(writer(), _template(public_id))
    flash(_("The template is removed."))
    return redirect("/desk/templates", 303)


def _write(form: TemplateForm, found: AnswerTemplate | None) -> Response | Refusal:
    if form.does(
        lambda: templates.write(writer(), form.name.data or "", form.body_zh.data or "", form.body_en.data or "", found)
    ):
        return _saved("/desk/templates")
    return _templates(form, found), *form.refusal


def _saved(address: str) -> Response:
    flash(_("Saved."))
    return redirect(address, 303)


def _department(public_id: str) -> Department:
    found = departments.by_public_id(public_id)
    if found is None:
        raise NotFound
    return found


def _template(public_id: str) -> AnswerTemplate:
    found = templates.by_public_id(public_id)
    if found is None:
        raise NotFound
    return found


def _departments(form: DepartmentForm, changed: Department | None = None) -> str:
    return render_template("ideas/departments.html", form=form, changed=changed, departments=departments.every())


def _templates(form: TemplateForm, changed: AnswerTemplate | None = None) -> str:
    return render_template("ideas/templates.html", form=form, changed=changed, templates=templates.every())
