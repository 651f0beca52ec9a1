"""What releases tell the search: what they say in the other language, and what owners of existing cars get."""

from collections.abc import Collection

from sqlalchemy import select

from cocreate.kernel.database import db
from cocreate.posts.models import PostKind
from cocreate.posts.search import rules
from cocreate.posts.search.sources import Told, tells
from cocreate.roadmap.releases.models import Release, ReleaseState


def index(release: Release) -> None:
    """Bring the entry of `release` to what it is."""
    rules.index([release.id])


@tells(PostKind.RELEASE)
def tell(release_ids: Collection[int]) -> dict[int, Told]:
    """The translation of each, where it has one, and its word to owners. A draft is not found: it is meant for fewer
    than the audience "staff" of its post (``access.visible_to``)."""
    columns = (Release.id, Release.state, Release.title_en, Release.body_en, Release.existing, Release.existing_en)
    return {
        id_: Told(titles=(title or "",), texts=tuple(text or "" for text in texts), absent=state is ReleaseState.DRAFT)
        for id_, state, title, *texts in db.session.execute(select(*columns).where(Release.id.in_(release_ids)))
    }
