"""Uploading pictures, giving them to posts, taking them away."""

from collections.abc import Collection, Iterable, Mapping
from datetime import timedelta

from flask_babel import gettext as _
from sqlalchemy import ColumnElement, delete, exists, func, or_, select

from cocreate.journal import rules as journal
from cocreate.kernel import clock, images, limits
from cocreate.kernel.database import db
from cocreate.kernel.discarding import discard, sweeps
from cocreate.kernel.errors import Invalid, Refused
from cocreate.kernel.jobs import job
from cocreate.kernel.limits import Limit
from cocreate.kernel.storage import storage
from cocreate.members.models import Member
from cocreate.posts import standing
from cocreate.posts.drafts.models import Draft
from cocreate.posts.models import Post
from cocreate.posts.pictures.models import MAX_ALT, MOST, SIZES, Picture
from cocreate.screening.rates import rules as rates
from cocreate.screening.rates.models import Deed
from cocreate.screening.rules import check_speaks, is_exempt, screen_picture, screen_words
from cocreate.screening.trust.gate import check_pictures

UPLOADS_A_DAY = Limit("picture_day", 240, timedelta(days=1))  # some 200 MB at worst: nobody fills the disk alone
KEPT_FOR = timedelta(hours=48)  # without a post


def upload(uploader: Member, content: bytes, alt: str = "") -> Picture:
    """Keep the picture in `content` for a post that `uploader` will name it in.

    Raises `Invalid` at ``picture`` for what is no picture we take, or at ``alt``; `TooMany` after too many.
    """
    rates.use(Deed.PICTURE, uploader)
    limits.use(UPLOADS_A_DAY, str(uploader.id))
    screen_words(uploader, "alt", alt)
    screen_picture(uploader, content)
    return add(uploader, content, alt)


def add(uploader: Member, content: bytes, alt: str = "") -> Picture:
    """The same, uncounted."""
    _check_alt("alt", alt)
    made = images.prepare(content, "picture")
    picture = Picture(
        uploader_id=uploader.id,
        alt=alt,
        width=made.width,
        height=made.height,
        placeholder=made.placeholder,
        digest=made.digest,
        bytes=len(made.large) + len(made.small),
    )
    db.session.add(picture)
    db.session.flush()
    # Last: a file without its row stays until it is swept.
    storage().put(picture.file("small"), made.small)
    storage().put(picture.file("large"), made.large)
    return picture


def attach(post: Post, author: Member, ids: Iterable[str]) -> bool:
    """Show exactly the pictures with the public `ids` at `post`, in their order; those it had beside them are gone.

    ``False`` when nothing differs. A mapping tells of each id what is seen on its picture. Whoever changes the post
    may keep what it has, and add what they uploaded themselves and gave to no post yet.
    Raises `Invalid` at ``pictures`` for anything else. The post's row is locked first: of two changes at once the
    second one says how it is.
    """
    wanted = list(dict.fromkeys(ids))
    if len(wanted) > MOST:
        raise Invalid("pictures", _("At most %(count)s pictures, please.", count=MOST))
    db.session.refresh(post, ["state"], with_for_update={"key_share": True})
    query = select(Picture).where(or_(Picture.post_id == post.id, Picture.public_id.in_(wanted)))
    query = query.order_by(Picture.id).with_for_update().execution_options(populate_existing=True)
    locked = list(db.session.scalars(query))
    present = sorted((picture for picture in locked if picture.post_id == post.id), key=lambda one: one.position or 0)
    offered = [picture for picture in locked if picture.is_loose and picture.uploader_id == author.id]
    usable = {picture.public_id: picture for picture in (*present, *offered)}
    if not usable.keys() >= set(wanted):
        raise Invalid("pictures", _("One of the pictures is no longer there. Choose it again."))
    if any(usable[public_id].post_id is None for public_id in wanted):
        check_speaks(author)
    described = describe_each(author, usable, ids if isinstance(ids, Mapping) else {})
    if not is_exempt(author):
        check_pictures(author, len(wanted), len(present))
    if [picture.public_id for picture in present] == wanted:
        if described:
            standing.changed(post)
        return described
    for picture in present:  # no two may stand at one position, not even on the way
        picture.post_id = picture.position = None
    db.session.flush()
    for position, public_id in enumerate(wanted):
        usable[public_id].post_id, usable[public_id].position = post.id, position
    db.session.flush()
    remove_these(Picture.id.in_([picture.id for picture in present if picture.post_id is None]))
    standing.changed(post)
    return True


def describe(member: Member, picture: Picture, alt: str) -> None:
    """Say what is seen on `picture`; `member` uploaded it or may change its post. Raises `Invalid` at ``alt``."""
    _check_alt("alt", alt)
    screen_words(member, "alt", alt)
    if picture.post_id is None:
        _held(picture).alt = alt
        db.session.flush()
    else:
        post, words = _beside(picture)
        _show(post, member, words | {picture.public_id: alt})


def remove(member: Member, picture: Picture) -> None:
    """Remove `picture`, which `member` uploaded or whose post they may change; those behind it move up."""
    if picture.post_id is None:
        remove_these(Picture.id == _held(picture).id)
    else:
        post, words = _beside(picture)
        words.pop(picture.public_id, None)
        _show(post, member, words)


def remove_of(posts: Collection[int], uploaders: Collection[int] = ()) -> None:
    """Remove every picture of `posts`, and of `uploaders` what nothing shows."""
    unattached = Picture.uploader_id.in_(uploaders) & Picture.post_id.is_(None) & Picture.shelf.is_(None)
    remove_these(or_(Picture.post_id.in_(posts), unattached))


@job("remove_unattached_pictures", cron="41 * * * *")
def remove_unattached() -> None:
    """Remove pictures that nothing shows after `KEPT_FOR`, except those a draft of their uploader still names."""
    kept = exists().where(
        Draft.member_id == Picture.uploader_id,
        Draft.fields["pictures"].contains(func.jsonb_build_array(Picture.public_id)),
    )
    loose = Picture.post_id.is_(None) & Picture.shelf.is_(None)
    remove_these(loose & (Picture.created_at < clock.now() - KEPT_FOR) & ~kept)


@sweeps("pictures/")
def named(keys: Collection[str]) -> set[str]:
    """Those of the storage `keys` that are files of a picture."""
    by_picture = {key.rpartition("-")[0] for key in keys}
    kept = db.session.scalars(select(Picture).where(Picture.key.in_(by_picture)))
    return {picture.file(size) for picture in kept for size in SIZES}


def _held(picture: Picture) -> Picture:
    """`picture`, locked; raises `Refused` when a post has taken it, or it is gone, since it was read."""
    query = select(Picture).where(Picture.id == picture.id).with_for_update()
    held = db.session.scalar(query.execution_options(populate_existing=True))
    if held is None or not held.is_loose:
        raise Refused("picture-taken", _("A post has taken this picture meanwhile, or it was removed."))
    return held


def _beside(picture: Picture) -> tuple[Post, dict[str, str]]:
    """The post of `picture`, locked, and the words for each of its pictures as they are now, in their order."""
    post = db.session.get_one(Post, picture.post_id, with_for_update={"key_share": True})
    query = select(Picture.public_id, Picture.alt).where(Picture.post_id == post.id).order_by(Picture.position)
    return post, {row.public_id: row.alt for row in db.session.execute(query)}


def _show(post: Post, editor: Member, words: Mapping[str, str]) -> None:
    if attach(post, editor, words):
        journal.note(editor.id, "edit", "post", post.id)


def describe_each(author: Member, pictures: Mapping[str, Picture], alts: Mapping[str, str]) -> bool:
    """Set the words of `pictures` by public id; ``False`` when they were so already."""
    changed = {public_id: alt for public_id, alt in alts.items() if pictures[public_id].alt != alt}
    screen_words(author, "pictures", *changed.values())
    for public_id, alt in changed.items():
        _check_alt("pictures", alt)
        pictures[public_id].alt = alt
    db.session.flush()
    return bool(changed)


def remove_these(which: ColumnElement[bool]) -> None:
    """Delete the rows of pictures now; the files once that is committed."""
    gone = delete(Picture).where(which).returning(Picture.key, Picture.id)
    rows = db.session.execute(gone).all()
    discard([f"{key}-{size}.webp" for key, _id in rows for size in SIZES])


def _check_alt(field: str, alt: str) -> None:
    if len(alt) > MAX_ALT:
        raise Invalid(field, _("Describe a picture in at most %(count)s characters.", count=MAX_ALT))
