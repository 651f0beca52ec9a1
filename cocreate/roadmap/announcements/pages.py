"""Announcements for people, and where the brand writes them."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Response

from cocreate.kernel.access import public, staff
from cocreate.kernel.answers import is_fragment, next_page
from cocreate.kernel.forms import Refusal
from cocreate.kernel.i18n import locale
from cocreate.members.reading import reader, writer
from cocreate.roadmap.announcements import queries, rules
from cocreate.roadmap.announcements.forms import AnnouncementForm, filled
from cocreate.roadmap.announcements.models import Announcement

blueprint = Blueprint("announcements", __name__)
BRAND = ("product", "admin")


@blueprint.get("/announcements")
@public
def index() -> str:
    page = queries.page(reader(), locale(), request.args.get("cursor"))
    template = "announcements/_rows.html" if is_fragment() else "announcements/index.html"
    return render_template(template, page=page, more_url=next_page(page.next_cursor), may_write=_may_write())


@blueprint.get("/announcements/<id:public_id>")
@public
def show(public_id: str) -> str:
    shown = queries.view(_announcement(public_id), locale())
    return render_template("announcements/show.html", announcement=shown, may_write=_may_write())


@blueprint.get("/announcements/new")
@staff(*BRAND)
def new() -> str:
    return _form(AnnouncementForm(formdata=None), None)


@blueprint.post("/announcements")
@staff(*BRAND)
def create() -> Response | Refusal:
    form = AnnouncementForm()
    made = form.carry_out(lambda: rules.announce(writer(), form.texts, form.pinned_until.data))
    if made is not None:
        flash(_("It is announced."))
        return redirect(queries.view(made, locale()).url, 303)
    return _form(form, None), *form.refusal


@blueprint.get("/announcements/<id:public_id>/edit")
@staff(*BRAND)
def edit(public_id: str) -> str:
    announcement = _announcement(public_id)
    return _form(filled(announcement), announcement)


@blueprint.post("/announcements/<id:public_id>/edit")
@staff(*BRAND)
def change(public_id: str) -> Response | Refusal:
    announcement, form = _announcement(public_id), AnnouncementForm()
    if form.does(lambda: rules.change(writer(), announcement, form.texts, form.pinned_until.data)):
        flash(_("Saved."))
        return redirect(queries.view(announcement, locale()).url, 303)
    return _form(form, announcement), *form.refusal


@blueprint.get("/announcements/<id:public_id>/take-back")
@staff(*BRAND)
def confirm_taking_back(public_id: str) -> str:
    return render_template(
        "announcements/take_back.html", announcement=queries.view(_announcement(public_id), locale())
    )


@blueprint.post("/announcements/<id:public_id>/take-back")
@staff(*BRAND)
def take_back(public_id: str) -> Response:
    rules.take_back(writer(), _announcement(public_id))
    flash(_("It is taken back: members no longer see it."))
    return redirect(url_for("announcements.index"), 303)


@blueprint.post("/announcements/<id:public_id>/put-back")
@staff(*BRAND)
def put_back(public_id: str) -> Response:
    announcement = _announcement(public_id)
    rules.put_back(writer(), announcement)
    flash(_("Everybody sees it again."))
    return redirect(queries.view(announcement, locale()).url, 303)


def _announcement(public_id: str) -> Announcement:
    found = queries.by_public_id(public_id, reader())
    if found is None:
        raise NotFound
    return found


def _may_write() -> bool:
    member = reader()
    return member is not None and member.has_role(*BRAND)


def _form(form: AnnouncementForm, announcement: Announcement | None) -> str:
    shown = queries.view(announcement, locale()) if announcement else None
    return render_template("announcements/edit.html", form=form, announcement=shown)
