"""A member's own data at ``/me/data``: taken along, erased. Whoever is suspended or banned can do both."""

from itertools import chain

from flask import flash, redirect, render_template, stream_with_context
from flask_babel import gettext as _
from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Response

from cocreate.accounts import browser
from cocreate.accounts.blueprint import blueprint
from cocreate.accounts.leaving import exports, files, retention, rules, tasks
from cocreate.accounts.leaving.forms import KEEP, REMOVE, ErasureForm
from cocreate.accounts.proving import rules as proving
from cocreate.accounts.proving.pages import proven
from cocreate.kernel import clock
from cocreate.kernel.access import own_record
from cocreate.kernel.answers import referring_page
from cocreate.kernel.errors import ABOVE
from cocreate.kernel.forms import Refusal
from cocreate.kernel.storage import NotStoredError
from cocreate.kernel.transactions import never_kept
from cocreate.members.reading import writer

JOBS = (exports, tasks)  # imported for the work that is asked for by name
_HERE = "/me/data"


@blueprint.app_template_global()
def kept_days(key: str) -> int:
    """For how many days the site keeps what `key` names, for pages of every floor to say so."""
    return retention.period(key).days


@blueprint.get(_HERE)
@own_record
def data() -> str:
    me = writer()
    return render_template("leaving/data.html", export=rules.export_of(me), departure=rules.departure_of(me))


@blueprint.post(f"{_HERE}/file")
@own_record
def ask_export() -> Response:
    rules.ask_export(writer())
    return redirect(_HERE, 303)


@blueprint.get(f"{_HERE}/file")
@own_record
@proven(_HERE)
def fetch_export() -> Response:
    """The file, as long as it is there, in pieces; raises ``NotFound`` otherwise."""
    export = rules.export_of(writer())
    if export is None or not export.is_ready:
        raise NotFound
    pieces = files.read(export)
    try:
        first = next(pieces)
    except NotStoredError as error:  # as after restoring a database without its files
        raise NotFound from error
    answer = Response(stream_with_context(chain([first], pieces)), mimetype="application/zip")
    day = clock.local_day(export.made_at or export.asked_at)
    answer.headers["Content-Disposition"] = f'attachment; filename="data-{day.isoformat()}.zip"'
    answer.content_length = export.size
    return answer


@blueprint.get(f"{_HERE}/erasure")
@own_record
def ask_erasure() -> str:
    return _erasure_page(_form(fresh=True))


@blueprint.post(f"{_HERE}/erasure")
@own_record
@never_kept
def begin_erasure() -> Response | Refusal:
    form = _form()
    if form.does(lambda: _ask_erasure(form), ABOVE):
        return redirect(_HERE, 303)
    return _erasure_page(form), *form.refusal


@blueprint.post(f"{_HERE}/stay")
@own_record
def stay() -> Response:
    if rules.stay(writer()):
        flash(_("Good that you stay. Nothing will be erased."))
    return redirect(referring_page(_HERE), 303)


def _ask_erasure(form: ErasureForm) -> None:
    password = form.password.data or "" if "password" in form else ""
    rules.ask_erasure(writer(), form.posts.data == REMOVE, password, browser.current())


def _form(*, fresh: bool = False) -> ErasureForm:
    """The form, without a password where the member has none; a fresh one says what they chose already."""
    me = writer()
    chosen = rules.departure_of(me) if fresh else None
    posts = REMOVE if chosen is not None and chosen.posts_too else KEEP
    form = ErasureForm(formdata=None, data={"posts": posts}) if fresh else ErasureForm()
    if not rules.has_password(me):
        del form.password
    return form


def _erasure_page(form: ErasureForm) -> str:
    me = writer()
    return render_template(
        "leaving/erasure.html",
        form=form,
        departure=rules.departure_of(me),
        grace=rules.grace(),
        signs_in_again=not rules.has_password(me) and not proving.is_fresh(browser.current()),
    )
