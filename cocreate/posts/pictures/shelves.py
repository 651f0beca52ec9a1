"""Pictures of what is no post: a higher floor keeps which ones, and in which order; here is who sees them."""

from collections.abc import Collection, Mapping

from flask_babel import gettext as _
from sqlalchemy import or_, select, update

from cocreate.kernel.database import db
from cocreate.kernel.errors import Invalid
from cocreate.members.models import Member
from cocreate.posts.pictures.models import MOST, Picture, Shelf
from cocreate.posts.pictures.rules import describe_each, remove_these


def put(member: Member, words: Mapping[str, str], present: Collection[int], shelf: Shelf) -> list[Picture]:
    """The pictures called by the keys of `words`, in their order, now on `shelf`, each described by its value.

    They are among the `present` ones, which stand there already, or `member` uploaded them and nothing shows them yet.
    Raises `Invalid` at ``pictures``. What is present and not called any more stays, for `remove`.
    """
    if len(words) > MOST:
        raise Invalid("pictures", _("At most %(count)s pictures, please.", count=MOST))
    query = select(Picture).where(or_(Picture.id.in_(present), Picture.public_id.in_(list(words))))
    query = query.order_by(Picture.id).with_for_update().execution_options(populate_existing=True)
    usable = {
        picture.public_id: picture
        for picture in db.session.scalars(query)
        if picture.id in present or (picture.is_loose and picture.uploader_id == member.id)
    }
    if not usable.keys() >= words.keys():
        raise Invalid("pictures", _("One of the pictures is no longer there. Choose it again."))
    for public_id in words:
        usable[public_id].shelf = shelf
    describe_each(member, usable, words)
    return [usable[public_id] for public_id in words]


def show(pictures: Collection[int], shelf: Shelf) -> None:
    """Let those see the `pictures`, by key, who see what stands on `shelf`."""
    db.session.execute(update(Picture).where(Picture.id.in_(pictures)).values(shelf=shelf))


def remove(pictures: Collection[int]) -> None:
    """Remove the `pictures`, by key, which nothing names any more."""
    if pictures:
        remove_these(Picture.id.in_(pictures) & Picture.shelf.is_not(None))
