"""Shape of an announcement as it is typed."""

from wtforms import DateField
from wtforms.validators import Length, Optional

from cocreate.kernel.fields import Line, Paragraphs
from cocreate.kernel.forms import Form
from cocreate.roadmap.announcements.models import Announcement
from cocreate.roadmap.announcements.rules import MAX_BODY, MAX_TITLE, Words


class AnnouncementForm(Form):
    """The text in each language the pages speak; which of them are needed, the rules say."""

    title_zh = Line(validators=[Length(max=MAX_TITLE)])
    body_zh = Paragraphs(validators=[Length(max=MAX_BODY)])
    title_en = Line(validators=[Length(max=MAX_TITLE)])
    body_en = Paragraphs(validators=[Length(max=MAX_BODY)])
    pinned_until = DateField(validators=[Optional()])

    @property
    def texts(self) -> dict[str, Words]:
        """The text by language."""
        return {
            "zh": Words(self.title_zh.data or "", self.body_zh.data or ""),
            "en": Words(self.title_en.data or "", self.body_en.data or ""),
        }


def filled(announcement: Announcement) -> AnnouncementForm:
    """A form with what is announced."""
    post, language = announcement.post, announcement.post.language
    said = {f"title_{language}": post.title, f"body_{language}": post.body, "pinned_until": announcement.pinned_until}
    if announcement.title_en is not None:
        said |= {"title_en": announcement.title_en, "body_en": announcement.body_en}
    return AnnouncementForm(formdata=None, data=said)
