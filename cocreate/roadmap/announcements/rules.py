"""Telling everybody something, changing it, taking it back."""

from collections.abc import Mapping
from datetime import date, timedelta

from flask_babel import gettext as _

from cocreate.journal import rules as journal
from cocreate.kernel import clock
from cocreate.kernel.database import db
from cocreate.kernel.errors import Invalid
from cocreate.members.models import Member
from cocreate.posts import rules as posts
from cocreate.posts.models import PostKind, PostState
from cocreate.roadmap import words
from cocreate.roadmap.announcements import search, telling
from cocreate.roadmap.announcements.models import Announcement
from cocreate.roadmap.words import Words

LONGEST_PIN = timedelta(days=366)


def announce(author: Member, texts: Mapping[str, Words], pinned_until: date | None) -> Announcement:
    """Publish an announcement with its text in each language (``zh``, ``en``) of the pages.

    Raises `Invalid` at ``title_<language>``, ``body_<language>`` or ``pinned_until``.
    """
    language, first, translation = words.checked(texts)
    _check_pin(pinned_until)
    post = posts.write(author, PostKind.ANNOUNCEMENT, first.body, title=first.title, language=language)
    db.session.flush()
    made = Announcement(id=post.id, post=post, pinned_until=pinned_until)
    words.translate(made, translation)
    db.session.add(made)
    telling.announced(journal.note(author.id, "announce", "post", post.id))
    search.index(made)
    return made


def change(editor: Member, announcement: Announcement, texts: Mapping[str, Words], pinned_until: date | None) -> None:
    """Change what is announced; the text it replaces is kept as a revision."""
    language, first, translation = words.checked(texts)
    _check_pin(pinned_until)
    posts.rewrite(editor, announcement.post, first.body, title=first.title)
    announcement.post.language = language
    words.translate(announcement, translation)
    announcement.pinned_until = pinned_until
    journal.note(editor.id, "edit", "post", announcement.id)
    search.index(announcement)


def take_back(actor: Member, announcement: Announcement) -> None:
    """Hide an announcement from everybody but staff."""
    _show(actor, announcement, PostState.HIDDEN, "take_back")


def put_back(actor: Member, announcement: Announcement) -> None:
    """Show an announcement again that was taken back."""
    _show(actor, announcement, PostState.VISIBLE, "put_back")


def _show(actor: Member, announcement: Announcement, state: PostState, verb: str) -> None:
    if announcement.post.state is not state:
        announcement.post.state = state
        journal.note(actor.id, verb, "post", announcement.id)
        db.session.flush()


def _check_pin(until: date | None) -> None:
    today = clock.local_day(clock.now())
    if until is not None and not today <= until <= today + LONGEST_PIN:
        raise Invalid("pinned_until", _("Choose a day from today on, within a year."))
