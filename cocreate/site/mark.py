"""The brand's mark as a picture: read with care, made anew as a small PNG, kept in the storage."""

from collections.abc import Collection
from io import BytesIO

from flask_babel import gettext as _
from PIL import Image
from sqlalchemy import select

from cocreate.journal import rules as journal
from cocreate.kernel import discarding, ids, images
from cocreate.kernel.database import db
from cocreate.kernel.errors import Invalid
from cocreate.kernel.storage import storage
from cocreate.members.models import Member
from cocreate.site import queries
from cocreate.site.models import SiteRecord

SIDE = 192  # pixels; enough for a phone's home screen
MAX_BYTES = 2 * 1024 * 1024


def set_picture(actor: Member, content: bytes) -> None:
    """Show the picture `content` as the mark. Raises `Invalid` at ``picture`` for anything but a small picture."""
    if len(content) > MAX_BYTES:
        raise Invalid("picture", _("The picture is too large: at most %(count)s MB.", count=MAX_BYTES // 1024**2))
    png = _square(content)
    key = f"marks/{ids.new_public_id()}.png"  # of its own: the file before is deleted some time after this
    storage().put(key, png)
    _show(actor, key)


def remove_picture(actor: Member) -> None:
    """Show the letters of the mark again."""
    _show(actor, None)


@discarding.sweeps("marks/")
def named(keys: Collection[str]) -> set[str]:
    """Those of the storage `keys` under which the mark is kept that is shown now."""
    shown = select(SiteRecord.mark_picture).where(SiteRecord.mark_picture.in_(keys))
    return {key for key in db.session.scalars(shown) if key is not None}


def _show(actor: Member, key: str | None) -> None:
    """Show what is kept under `key`; what was shown before is deleted."""
    site = queries.record()
    db.session.refresh(site, with_for_update=True)
    discarding.discard([site.mark_picture] if site.mark_picture else [])
    site.mark_picture = key
    site.version += 1
    journal.note(actor.id, "change_mark", "site", site.id, version=site.version)
    db.session.flush()


def _square(content: bytes) -> bytes:
    """`content` decoded, without its metadata, within a transparent square of `SIDE` pixels, as PNG."""
    small = images.read(content, "picture", SIDE)
    square = Image.new("RGBA", (SIDE, SIDE))
    square.paste(small, ((SIDE - small.width) // 2, (SIDE - small.height) // 2))
    made = BytesIO()
    square.save(made, "PNG", optimize=True)
    return made.getvalue()
