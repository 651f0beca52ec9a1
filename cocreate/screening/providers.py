"""Who checks what members publish: texts, pictures, names. A site has one provider; ours are the watched words.

A site that asks a service instead, or besides, hands its own provider to `use` when its application is made. One that
cannot answer raises `Unavailable`: then the watched words judge alone, for newcomers the door is closed, and for
everybody else open (docs/decisions/0019-screening.md).
"""

from dataclasses import replace
from typing import Protocol

from flask import Flask, current_app
from flask_babel import gettext as _

from cocreate.kernel.errors import Invalid
from cocreate.members.models import Member, Trust
from cocreate.screening.judgements import Judgement
from cocreate.screening.words import rules as words

_KEY = "cocreate.provider"


class Unavailable(Exception):
    """The provider cannot be asked at the moment."""


class Provider(Protocol):
    """Checks what members publish. Every method may raise `Unavailable`, and takes no longer than somebody waits."""

    def check_text(self, title: str | None, body: str) -> Judgement:
        """What becomes of a text; `body` is Markdown."""

    def check_picture(self, content: bytes) -> bool:
        """Whether the picture in the file `content` may be shown."""

    def check_name(self, name: str) -> bool:
        """Whether a member may be called `name`."""


class WatchedWords:
    """The provider that asks nobody: the lists of this site. Pictures pass."""

    def check_text(self, title: str | None, body: str) -> Judgement:
        """What the watched words make of a text."""
        judgement = words.judge(title, body)
        words.note_hits(judgement.words)
        return judgement

    def check_picture(self, content: bytes) -> bool:
        """Nobody looks at it."""
        return True

    def check_name(self, name: str) -> bool:
        """Whether no watched word forbids it."""
        fits, met = words.judge_name(name)
        words.note_hits(met)
        return fits


LOCAL = WatchedWords()


def use(app: Flask, provider: Provider) -> None:
    """Let `provider` check what is published on `app`."""
    app.extensions[_KEY] = provider


def text(author: Member, title: str | None, body: str) -> Judgement:
    """What becomes of a text by `author`."""
    try:
        return _provider().check_text(title, body)
    except Unavailable:
        judgement = LOCAL.check_text(title, body)
        return replace(judgement, unchecked=True) if _is_new(author) else judgement


def line(author: Member, field: str, said: str) -> None:
    """Raise `Invalid` at `field` unless `said` by `author` may stand as it is: where no post is, nothing can be held or
    changed."""
    try:
        judgement = _provider().check_text(said, "")
    except Unavailable as error:
        if _is_new(author):
            raise Invalid(field, _later()) from error
        judgement = LOCAL.check_text(said, "")
    if judgement.blocked is not None:
        raise Invalid(field, judgement.blocked.message)
    if judgement.held or judgement.title != said:
        raise Invalid(field, _("This cannot stand here. Please say it differently."))


def name(member: Member | None, field: str, wanted: str) -> None:
    """Raise `Invalid` at `field` unless `member`, or somebody who is none yet, may be called `wanted`."""
    try:
        fits = _provider().check_name(wanted)
    except Unavailable as error:
        if _is_new(member):
            raise Invalid(field, _later()) from error
        fits = LOCAL.check_name(wanted)
    if not fits:
        raise Invalid(field, _("This name cannot be taken. Choose another one."))


def picture(uploader: Member, field: str, content: bytes) -> None:
    """Raise `Invalid` at `field` unless the picture in `content` may be shown."""
    try:
        fits = _provider().check_picture(content)
    except Unavailable as error:
        if _is_new(uploader):
            raise Invalid(field, _later()) from error
        return
    if not fits:
        raise Invalid(field, _("This picture cannot be shown here. Choose another one."))


def _provider() -> Provider:
    found: Provider = current_app.extensions.get(_KEY, LOCAL)
    return found


def _is_new(member: Member | None) -> bool:
    """Whether nobody knows yet whom to trust."""
    return member is None or (member.trust is Trust.NEWCOMER and not member.is_staff)


def _later() -> str:
    return str(_("This cannot be checked at the moment. Please try again in a few minutes."))
