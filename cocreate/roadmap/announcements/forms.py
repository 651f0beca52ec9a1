"""Shape of an announcement as it is typed."""

from wtforms import DateField
from wtforms.validators import Optional

from cocreate.roadmap import words
from cocreate.roadmap.announcements.models import Announcement
from cocreate.roadmap.words import WordsForm


class AnnouncementForm(WordsForm):
    """The text, and until when it is pinned."""

    pinned_until = DateField(validators=[Optional()])


def filled(announcement: Announcement) -> AnnouncementForm:
    """A form with what is announced."""
    said = words.said(announcement, announcement.post) | {"pinned_until": announcement.pinned_until}
    return AnnouncementForm(formdata=None, data=said)
