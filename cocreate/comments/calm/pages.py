"""What a view does that calms a thread, whatever post it hangs under."""

from collections.abc import Callable

from flask import flash, redirect
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from cocreate.comments.calm import access, rules
from cocreate.comments.calm.forms import CalmForm, LiftForm
from cocreate.comments.calm.models import MeasureKind
from cocreate.kernel.forms import Form, Refusal
from cocreate.members.models import Member
from cocreate.members.reading import writer
from cocreate.posts.models import Post


def taken(thread: Post, address: str, again: Callable[[CalmForm], str]) -> Response | Refusal:
    """Take the measure that was typed in `thread`, whose page is at `address`; a form that is refused stands there
    `again`."""
    form = CalmForm()
    if not form.does(lambda: _take(thread, form)):
        return again(form), *form.refusal
    flash(_("It applies from now on; everybody reads why."))
    return redirect(f"{address}#write", 303)


def _take(thread: Post, form: CalmForm) -> None:
    kind, reason = MeasureKind(form.kind.data), form.reason.data or ""
    rules.take(writer(), thread, kind, reason, minutes=form.minutes.data, until=form.ends_at)


def lifted(thread: Post, address: str) -> Response:
    """Lift the measure that was pressed on in `thread`, whose page is at `address`."""
    form = LiftForm()
    if form.validate() and rules.lift(writer(), thread, MeasureKind(form.kind.data)):
        flash(_("It is lifted."))
    return redirect(f"{address}#write", 303)


def form(member: Member | None, refused: Form | None) -> CalmForm | None:
    """A form to calm the thread, or the one that was `refused`, for those who may."""
    if not access.may_calm(member):
        return None
    return refused if isinstance(refused, CalmForm) else CalmForm(formdata=None)
