"""What a view does that keeps a form with pictures: by htmx while it is typed, by a button without a script. And what
it does when the form was sent, and a post is changed.
"""

from collections.abc import Callable, Iterator
from typing import Protocol

from flask import flash, redirect
from flask_babel import gettext as _
from werkzeug.wrappers import Response
from wtforms import Field

from cocreate.kernel.answers import is_fragment
from cocreate.kernel.forms import Refusal
from cocreate.members.reading import writer
from cocreate.posts.drafts import forms
from cocreate.posts.models import Post, PostState
from cocreate.posts.pictures import forms as pictures
from cocreate.posts.pictures.forms import PictureAlts, PictureIds

Answer = str | Response | tuple[str, int] | Refusal


class Written(Protocol):
    """A form that is written with pictures, and may be kept."""

    pictures: PictureIds
    alts: PictureAlts

    def __iter__(self) -> Iterator[Field]:
        """Its fields, in order."""


def keep(key: str, form: Written) -> forms.Shown:
    """Keep `form` with the pictures that came with it as files, as they do without a script."""
    pictures.receive(form, writer())
    return forms.keep(writer(), key, form)


def answer(draft: forms.Shown, form: Written, whole: Callable[[], str]) -> Answer:
    """The note alone for htmx; else the form again, from its draft or, when not all of it was kept, as it was sent."""
    if is_fragment():
        return forms.note(draft)
    if draft.trouble or form.pictures.errors:
        return whole(), 409 if draft.trouble and draft.code != "invalid" else 422
    flash(_("The draft is saved."))
    return redirect(draft.url, 303)


def changed(post: Post, key: str, form: Written) -> None:
    """Forget the draft of `form`, which has changed `post`, and say so where that waits now."""
    forms.finish(writer(), key, form)
    if post.state is PostState.HELD:
        flash(_("What you changed waits until somebody has looked at it; so far only you see it."))
