"""Reads of pictures: of posts, of one that is asked for, of those a form names."""

from collections.abc import Collection, Sequence
from functools import cache
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, ScalarSelect, Select, and_, bindparam, false, func, or_, select
from sqlalchemy.dialects.postgresql import aggregate_order_by

from cocreate.kernel import images
from cocreate.kernel.database import db, read
from cocreate.members.models import Member
from cocreate.posts.access import may_see, publicly_visible, thread_of, visible_to
from cocreate.posts.models import Post
from cocreate.posts.pictures.models import Picture, Shelf


class PictureView(NamedTuple):
    """A picture as pages show it; `width` and `height` are those of the large size."""

    public_id: str
    alt: str
    width: int
    height: int
    placeholder: str

    @property
    def small(self) -> str:
        """The address of the small size."""
        return f"/pictures/{self.public_id}/small"

    @property
    def large(self) -> str:
        """The address of the large size."""
        return f"/pictures/{self.public_id}/large"

    @property
    def small_width(self) -> int:
        """How wide the small size is, in pixels."""
        return images.small_size(self.width, self.height)[0]


# What a `PictureView` is made of.
COLUMNS = (Picture.public_id, Picture.alt, Picture.width, Picture.height, Picture.placeholder)


def of(post: Post) -> list[PictureView]:
    """The pictures of `post`, in their order."""
    return [PictureView(*row) for row in read(_of_one(), {"post_id": post.id})]


def of_each(posts: Collection[int]) -> dict[int, list[PictureView]]:
    """The pictures of each of `posts`, in their order, by the post's key. One statement."""
    found: dict[int, list[PictureView]] = {post_id: [] for post_id in posts}
    query = select(Picture.post_id, *COLUMNS).where(Picture.post_id.in_(posts)).order_by(Picture.position)
    for post_id, *columns in read(query) if posts else ():
        found[post_id].append(PictureView(*columns))
    return found


def told() -> ScalarSelect[list[list[Any]]]:
    """Within a statement: the pictures of the posts whose public ids are ``posts``, for `by_post`; null for none."""
    row = func.jsonb_build_array(Post.public_id, *COLUMNS)
    in_order = func.jsonb_agg(aggregate_order_by(row, Picture.position))
    query = select(in_order).select_from(Picture).join(Post, Post.id == Picture.post_id)
    return query.where(Post.public_id.in_(bindparam("posts", expanding=True))).scalar_subquery()


def by_post(rows: list[list[Any]] | None) -> dict[str, list[PictureView]]:
    """What `told` found, by the public id of the post; one without pictures is not among them."""
    found: dict[str, list[PictureView]] = {}
    for public_id, *columns in rows or ():
        found.setdefault(public_id, []).append(PictureView(*columns))
    return found


def of_all(posts: Collection[str]) -> dict[str, list[PictureView]]:
    """The pictures of the `posts` with these public ids, as `by_post`. One statement."""
    return by_post(read(_told(), {"posts": list(posts)}).scalar_one()) if posts else {}


def loose(member: Member) -> ColumnElement[bool]:
    """The condition that `member` uploaded a picture that nothing shows yet."""
    return and_(Picture.post_id.is_(None), Picture.shelf.is_(None), Picture.uploader_id == member.id)


def named(ids: Sequence[str], writer: Member, post: Post | None, shelved: Collection[int] = ()) -> list[PictureView]:
    """The pictures with the public `ids`, in that order, that `writer` may show at `post` (``None``: a new one).

    Where it is no post that shows them, `shelved` are the keys of those it has.
    """
    usable = or_(loose(writer), Picture.post_id == post.id) if post else loose(writer)
    usable = or_(usable, Picture.id.in_(shelved)) if shelved else usable
    rows = read(select(*COLUMNS).where(Picture.public_id.in_(ids), usable)) if ids else ()
    found = {row.public_id: PictureView(*row) for row in rows}
    return [found[public_id] for public_id in ids if public_id in found]


def asked_for(public_id: str, reader: Member | None) -> tuple[Picture, bool] | None:
    """The picture with `public_id` if `reader` may see it, and whether everybody may: as with its post and its thread.

    One on a shelf is seen as the shelf says, any other without a post by its uploader alone.
    """
    shown = Picture.shelf == Shelf.EVERYBODY
    own = false() if reader is None else loose(reader)
    of_team = Picture.shelf.is_not(None) if reader is not None and reader.is_staff else false()
    seen = or_(and_(Picture.post_id.is_not(None), visible_to(reader)), shown, of_team, own)
    query = select(Picture, or_(publicly_visible(), shown), Post.kind).outerjoin(Post, Post.id == Picture.post_id)
    found = db.session.execute(query.where(Picture.public_id == public_id, seen)).first()
    if found is None:
        return None
    picture, for_everybody, kind = found
    thread = thread_of(kind, picture.post_id) if picture.post_id else None
    if thread is None:
        return picture, bool(for_everybody)
    return (picture, for_everybody and may_see(None, thread)) if may_see(reader, thread) else None


@cache
def _told() -> Select[list[list[Any]]]:
    return select(told())


@cache
def _of_one() -> Select[*tuple[object, ...]]:
    return select(*COLUMNS).where(Picture.post_id == bindparam("post_id")).order_by(Picture.position)
