"""A form and its draft: what a page shows of it, and what it sends to be kept."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from flask import render_template, request
from werkzeug.datastructures import MultiDict
from wtforms import Field, HiddenField, RadioField, SelectField

from cocreate.kernel.errors import Refused
from cocreate.kernel.transactions import carried_out
from cocreate.members.models import Member
from cocreate.posts.drafts import rules
from cocreate.posts.drafts.models import Draft
from cocreate.posts.pictures.forms import Several

# Sent by every form, and no part of what it says.
_FRAME = frozenset({"csrf_token"})


@dataclass(frozen=True)
class Shown:
    """What a page says of the draft of its form.

    `stamp` names the draft that the form holds, `at` when it was kept. `restored`: the form was filled from it.
    `outdated`: what it changes was changed by others since. `trouble`: why it was not kept; `code` of that.
    """

    key: str
    stamp: str = ""
    at: datetime | None = None
    basis: int | None = None
    restored: bool = False
    outdated: bool = False
    trouble: str = ""
    code: str = ""

    @property
    def url(self) -> str:
        """The page of the form."""
        return f"/{self.key}"

    @property
    def action(self) -> str:
        """Where the form is sent to be kept."""
        return f"/{self.key}/draft"


def formdata(draft: Draft | None) -> MultiDict[str, str] | None:
    """What `draft` holds, as a form takes it from a browser."""
    return MultiDict([(name, value) for name, values in draft.fields.items() for value in values]) if draft else None


def shown(key: str, draft: Draft | None, basis: int | None = None) -> Shown:
    """What the page says whose form `key` was filled from `draft`, if there is one; `basis` is the present text."""
    if draft is None:
        return Shown(key, basis=basis)
    outdated = None not in (draft.basis, basis) and draft.basis != basis
    return Shown(key, draft.stamp, draft.updated_at, draft.basis or basis, restored=True, outdated=outdated)


def sent(key: str) -> Shown:
    """What the page says whose form `key` was sent and is shown again."""
    return Shown(key, request.form.get("draft_stamp", ""), basis=_basis())


def keep(member: Member, key: str, form: Iterable[Field]) -> Shown:
    """Keep what was sent of the fields of `form`, and answer what to say of it. A form without a word is not kept."""
    stamp, basis, said = request.form.get("draft_stamp", ""), _basis(), _said(form)
    if not stamp and not any("".join(said[one.name]).strip() for one in form if _is_typed(one)):
        return Shown(key, basis=basis)
    insist = "draft_insist" in request.form
    try:
        # What was on its way when its form was sent: it would bring back as a draft what is published.
        if carried_out() and not stamp and not insist:
            raise rules.gone()
        draft = rules.save(member, key, said, stamp, basis=basis, insist=insist)
    except Refused as error:
        return Shown(key, stamp, basis=basis, trouble=error.message, code=error.code)
    return Shown(key, draft.stamp, draft.updated_at, draft.basis)


def finish(member: Member, key: str, form: Iterable[Field]) -> None:
    """Forget the draft of `form`, which was sent and did what it is for."""
    rules.finish(member, key, _said(form), request.form.get("draft_stamp", ""))


def note(draft: Shown) -> str:
    """The note beneath the form, for htmx."""
    return render_template("posts/_draft.html", draft=draft)


def _said(form: Iterable[Field]) -> dict[str, list[str]]:
    """What was sent of the fields of `form`, as it was sent; of its pictures also those that came as files."""
    return {
        one.name: one.data if isinstance(one, Several) else request.form.getlist(one.name)
        for one in form
        if one.name not in _FRAME
    }


def _is_typed(one: Field) -> bool:
    """Whether a value of the field `one` is a member's own, and none it had from the beginning."""
    return one.name not in _FRAME and not isinstance(one, RadioField | SelectField | HiddenField)


def _basis() -> int | None:
    typed = request.form.get("draft_basis", "")
    return int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 10 else None
