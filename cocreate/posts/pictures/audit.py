"""What must always hold of pictures."""

from collections.abc import Iterable

from sqlalchemy import func, select

from cocreate.kernel.database import db
from cocreate.kernel.storage import storage
from cocreate.posts.pictures.models import SIZES, Picture

_BATCH = 1000


def check() -> Iterable[str]:
    """Sentences about pictures without their files, and about posts whose pictures have gaps in their order."""
    store = storage()
    for picture in db.session.scalars(select(Picture).order_by(Picture.id).execution_options(yield_per=_BATCH)):
        for size in SIZES:
            if not store.has(picture.file(size)):
                yield f"picture {picture.id}: its {size} file is not stored"
    gaps = (
        select(Picture.post_id)
        .where(Picture.post_id.is_not(None))
        .group_by(Picture.post_id)
        .having(func.max(Picture.position) != func.count() - 1)
        .order_by(Picture.post_id)
    )
    for post_id in db.session.scalars(gaps):
        yield f"post {post_id}: its pictures have gaps in their order"
