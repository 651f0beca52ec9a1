"""Which pictures show a perk: the team alone sees those of a draft, everybody those of what was on sale once."""

from collections.abc import Collection, Mapping, Sequence

from sqlalchemy import delete, insert, select

from cocreate.kernel.database import db, read
from cocreate.members.models import Member
from cocreate.perks.models import Perk, PerkPicture
from cocreate.posts.pictures import shelves
from cocreate.posts.pictures.models import Picture, Shelf
from cocreate.posts.pictures.queries import COLUMNS, PictureView


def set_pictures(member: Member, perk: Perk, words: Mapping[str, str]) -> None:
    """Show exactly the pictures called by the keys of `words`, in their order, each described by its value.

    Those shown before and not named are gone. The perk is locked, or new. Raises `Invalid` at ``pictures``.
    """
    present = keys(perk)
    shelf = Shelf.TEAM if perk.shown_at is None else Shelf.EVERYBODY
    shown = [picture.id for picture in shelves.put(member, words, present, shelf)]
    db.session.flush()
    if shown == present:
        return
    db.session.execute(delete(PerkPicture).where(PerkPicture.perk_id == perk.id))
    rows = [{"perk_id": perk.id, "picture_id": key, "position": place} for place, key in enumerate(shown)]
    if rows:
        db.session.execute(insert(PerkPicture), rows)
    shelves.remove(set(present) - set(shown))


def show(perk: Perk) -> None:
    """Let everybody see the pictures of `perk`."""
    shelves.show(keys(perk), Shelf.EVERYBODY)


def keys(perk: Perk) -> list[int]:
    """The keys of the pictures of `perk`, in their order."""
    query = select(PerkPicture.picture_id).where(PerkPicture.perk_id == perk.id)
    return list(db.session.scalars(query.order_by(PerkPicture.position)))


def of_each(perks: Collection[int]) -> dict[int, list[PictureView]]:
    """The pictures of each of `perks`, in their order. One statement."""
    found: dict[int, list[PictureView]] = {key: [] for key in perks}
    query = select(PerkPicture.perk_id, *COLUMNS).join(Picture, Picture.id == PerkPicture.picture_id)
    for perk_id, *columns in (
        read(query.where(PerkPicture.perk_id.in_(perks)).order_by(PerkPicture.position)) if perks else ()
    ):
        found[perk_id].append(PictureView(*columns))
    return found


def first_of(perks: Collection[int]) -> dict[int, PictureView]:
    """The first picture of those of `perks` that have one. One statement."""
    query = select(PerkPicture.perk_id, *COLUMNS).join(Picture, Picture.id == PerkPicture.picture_id)
    first = query.where(PerkPicture.perk_id.in_(perks), PerkPicture.position == 0)
    return {perk_id: PictureView(*columns) for perk_id, *columns in read(first)} if perks else {}


def described(ids: Sequence[str]) -> dict[str, str]:
    """The pictures with these public ids, each with what is said to be seen there."""
    query = select(Picture.public_id, Picture.alt).where(Picture.public_id.in_(ids))
    words = {row.public_id: row.alt for row in read(query)} if ids else {}
    return {public_id: words.get(public_id, "") for public_id in ids}
