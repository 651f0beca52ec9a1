"""Notices for people: the badge, the list, muting, and what they chose."""

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.exceptions import BadRequest
from werkzeug.wrappers import Response

from cocreate.kernel.access import signed_in
from cocreate.kernel.answers import back, is_fragment, next_page
from cocreate.kernel.i18n import locale
from cocreate.members.reading import reader, writer
from cocreate.notices import choices, queries, reading
from cocreate.notices.blueprint import blueprint
from cocreate.notices.forms import ChoicesForm, MuteForm, ReadForm
from cocreate.notices.models import Cause
from cocreate.posts import queries as posts
from cocreate.posts.models import Post

_HERE = "/me/notices"


@blueprint.app_context_processor
def badge() -> dict[str, Any]:
    """`notices_waiting()` for the layout: how many notices the reader has not read, as far as somebody counts."""
    return {"notices_waiting": waiting, "most_notices_counted": queries.MOST_COUNTED}


def waiting() -> int:
    """How many notices wait for the reader, up to one more than ``queries.MOST_COUNTED``."""
    member = reader()
    return queries.unread(member) if member else 0


@blueprint.get(_HERE)
@signed_in
def index() -> str:
    page = queries.groups(writer(), locale(), request.args.get("cursor"))
    template = "notices/_groups.html" if is_fragment() else "notices/index.html"
    return render_template(template, page=page, more_url=next_page(page.next_cursor))


@blueprint.post(f"{_HERE}/read")
@signed_in
def read() -> Response:
    form = ReadForm()
    if not form.validate() or form.up_to.data is None:
        raise BadRequest
    key, then = form.key.data or "", form.then.data
    found = queries.group(writer(), locale(), key) if key and then else None
    reading.read(writer(), form.up_to.data, key)
    return redirect(found.section.url if found else _HERE, 303)


@blueprint.post(f"{_HERE}/mutes")
@signed_in
def mute() -> Response:
    post = _post()
    if post is not None:
        reading.mute(writer(), post)
    flash(_("You hear nothing more about it."))
    return back(_HERE)


@blueprint.post(f"{_HERE}/mutes/end")
@signed_in
def unmute() -> Response:
    post = _post()
    if post is not None:
        reading.unmute(writer(), post)
    flash(_("You hear about it again."))
    return back(_HERE)


@blueprint.get(f"{_HERE}/settings")
@signed_in
def settings() -> str:
    chosen = choices.of(writer())
    on_site = {f"{cause}_site": one.site for cause, one in chosen.items()}
    by_mail = {f"{cause}_mail": one.mail for cause, one in chosen.items()}
    return _settings(ChoicesForm(formdata=None, data=on_site | by_mail))


@blueprint.post(f"{_HERE}/settings")
@signed_in
def save_settings() -> Response | tuple[str, int]:
    form = ChoicesForm()
    if not form.validate():
        return _settings(form), 422
    choices.choose(writer(), form.chosen)
    flash(_("Saved."))
    return redirect(url_for("notices.settings"), 303)


def _settings(form: ChoicesForm) -> str:
    has_address, muted = queries.has_address(writer()), queries.muted(writer())
    return render_template("notices/settings.html", form=form, causes=list(Cause), has_address=has_address, muted=muted)


def _post() -> Post | None:
    """The post a button names; of one that is gone, or never was, nobody hears anyhow."""
    form = MuteForm()
    return posts.by_public_id(form.post.data or "", writer()) if form.validate() else None
