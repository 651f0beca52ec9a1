"""Pictures in a form: fields for the ids and the words of those chosen, files sent along, and its own buttons.

With a script each picture is uploaded when it is chosen, and the form holds ids only. Without one, files come with the
form and are uploaded whatever becomes of it; the buttons beneath each picture show the form again.
"""

from collections.abc import Collection
from typing import Any, Protocol

from flask import request
from flask_babel import gettext as _
from wtforms import Field
from wtforms.validators import StopValidation

from cocreate.kernel import images
from cocreate.kernel.errors import Refused
from cocreate.kernel.fields import unstorable
from cocreate.kernel.ids import is_public_id
from cocreate.kernel.text import clean
from cocreate.kernel.transactions import keep_despite_refusal
from cocreate.members.models import Member
from cocreate.posts.models import Post
from cocreate.posts.pictures import queries, rules
from cocreate.posts.pictures.models import MAX_ALT, MOST
from cocreate.posts.pictures.queries import PictureView

FILES = "picture_files"
BUTTONS = frozenset({"picture_upload", "picture_left", "picture_right", "picture_remove"})
NAMES = BUTTONS | {FILES}  # that a form with pictures may bring beside its fields
MAX_BODY = MOST * images.MAX_BYTES + 2 * 1024 * 1024  # bytes of a form with as many files as a post may have


class Several(Field):
    """Texts under one name, in the order they were sent."""

    data: list[str]

    def process_data(self, value: Any) -> None:
        self.data = list(value or ())

    def process_formdata(self, valuelist: list[Any]) -> None:
        self.data = [value for value in valuelist if isinstance(value, str)]


class PictureIds(Several):
    """The public ids of the chosen pictures; what cannot be one is none, for the rule to miss."""

    def process_formdata(self, valuelist: list[Any]) -> None:
        super().process_formdata(valuelist)
        self.data = [value if is_public_id(value) else "" for value in self.data]


class PictureAlts(Several):
    """What is seen on each chosen picture, in the order of the ids."""

    def pre_validate(self, form: Any) -> None:
        try:
            self.data = [" ".join(clean(alt).split()) for alt in self.data]
        except ValueError as error:
            raise StopValidation(unstorable()) from error
        if any(len(alt) > MAX_ALT for alt in self.data):
            raise StopValidation(_("Describe a picture in at most %(count)s characters.", count=MAX_ALT))


class WithPictures(Protocol):
    """A form that has the two fields."""

    pictures: PictureIds
    alts: PictureAlts


def receive(form: WithPictures, member: Member) -> bool:
    """Upload the files that came with `form` and do what its picture buttons say.

    ``True`` when it is to be shown again: one of them was pressed. What is refused is told at its field, so that the
    form does not validate. What was uploaded stays in any case, so whatever else the view does needs a savepoint.
    """
    ids, alts = form.pictures.data, form.alts.data
    alts.extend([""] * (len(ids) - len(alts)))
    files = [file for file in request.files.getlist(FILES) if file.filename]
    for file in files[: 2 * MOST]:  # reading one is dear; who sent one too many loses none, who sent a hundred does
        try:
            ids.append(rules.upload(member, file.read()).public_id)
            alts.append("")
        except Refused as error:
            _tell(form.pictures, _("%(name)s: %(trouble)s", name=(file.filename or "")[:60], trouble=error.message))
        keep_despite_refusal()
    if len(ids) > MOST or len(files) > 2 * MOST:
        _tell(form.pictures, _("At most %(count)s pictures, please.", count=MOST))
    pressed = BUTTONS & request.form.keys()
    for button in pressed:
        _arrange(ids, alts, button, request.form[button])
    return bool(pressed)


def shown(form: WithPictures, writer: Member, post: Post | None, shelved: Collection[int] = ()) -> list[PictureView]:
    """The pictures `form` names, with the words typed there; `post`, or what has the `shelved`, is what it changes."""
    words = chosen(form)
    return [view._replace(alt=words[view.public_id]) for view in queries.named(list(words), writer, post, shelved)]


def chosen(form: WithPictures) -> dict[str, str]:
    """The words for each picture `form` names, by its id and in their order."""
    missing = [""] * (len(form.pictures.data) - len(form.alts.data))
    return dict(zip(form.pictures.data, [*form.alts.data, *missing], strict=False))


def present(post: Post) -> dict[str, list[str]]:
    """What the two fields hold for `post` as it is."""
    pictures = queries.of(post)
    return {"pictures": [one.public_id for one in pictures], "alts": [one.alt for one in pictures]}


def _arrange(ids: list[str], alts: list[str], button: str, public_id: str) -> None:
    """Move the picture `public_id` one place, or take it away."""
    if public_id not in ids:
        return
    at = ids.index(public_id)
    to = at + {"picture_left": -1, "picture_right": 1}.get(button, 0)
    for values in (ids, alts):
        value = values.pop(at)
        if button != "picture_remove":
            values.insert(max(0, to), value)


def _tell(field: Field, message: str) -> None:
    """`message` at `field`, whether it is validated afterwards or not."""
    field.process_errors = [*field.process_errors, message]
    field.errors = field.process_errors
