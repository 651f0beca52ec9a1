"""Telling everybody that something is announced, and saying what when they read it."""

from collections.abc import Sequence

from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from cocreate.journal.models import JournalEntry
from cocreate.kernel.database import db
from cocreate.notices import rules as notices
from cocreate.notices.models import Cause
from cocreate.notices.words import Saying, Told, tells
from cocreate.roadmap.announcements import queries
from cocreate.roadmap.announcements.models import Announcement
from cocreate.roadmap.announcements.queries import AnnouncementView


def announced(entry: JournalEntry) -> None:
    """Tell everybody."""
    notices.tell_everyone(entry, Cause.ANNOUNCEMENT, about=entry.subject_id)


@tells("announce")
def of_announcements(told: Sequence[Told], locale: str) -> list[Saying | None]:
    """Title and beginning in the reader's language. One statement."""
    query = select(Announcement).where(Announcement.id.in_([notice.subject_id for notice in told]))
    rows = db.session.scalars(query.options(joinedload(Announcement.post)))
    views = {row.id: queries.view(row, locale) for row in rows}
    return [_saying(views[notice.subject_id]) for notice in told]


def _saying(view: AnnouncementView) -> Saying:
    return Saying(_("An announcement"), view.excerpt, view.language, view.url, view.title)
