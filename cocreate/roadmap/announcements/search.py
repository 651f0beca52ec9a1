"""What announcements tell the search: what they say in the other language."""

from collections.abc import Collection

from sqlalchemy import select

from cocreate.kernel.database import db
from cocreate.posts.models import PostKind
from cocreate.posts.search import rules
from cocreate.posts.search.sources import Told, tells
from cocreate.roadmap.announcements.models import Announcement


def index(announcement: Announcement) -> None:
    """Bring the entry of `announcement` to what it is."""
    rules.index([announcement.id])


@tells(PostKind.ANNOUNCEMENT)
def tell(announcement_ids: Collection[int]) -> dict[int, Told]:
    """The translation of each that has one."""
    query = select(Announcement.id, Announcement.title_en, Announcement.body_en).where(
        Announcement.id.in_(announcement_ids), Announcement.title_en.is_not(None)
    )
    return {id_: Told(titles=(title or "",), texts=(body or "",)) for id_, title, body in db.session.execute(query)}
