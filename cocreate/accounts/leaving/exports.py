"""Making the file with everything of a member: ``data.json``, and the pictures it names. Keys: docs/privacy.md."""

import base64
import json
import tempfile
from collections.abc import Iterator
from datetime import date
from typing import IO, Any
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile

from sqlalchemy import select

from cocreate.accounts.leaving import files, letters, parts, retention
from cocreate.accounts.leaving.models import Export
from cocreate.kernel import clock, sealing
from cocreate.kernel.database import db
from cocreate.kernel.jobs import job
from cocreate.kernel.personal import Row
from cocreate.kernel.storage import NotStoredError, storage
from cocreate.members import queries as members
from cocreate.members.models import Member
from cocreate.site import queries as site

FORMAT = 1
NAME = "data.json"
_SPOOLED = 16 * 1024 * 1024  # bytes kept in memory before the draft goes to disk


@job("make_export")
def make(member: int) -> None:
    """Make the file `member` asked for, and tell them; nothing where it is made, or nobody asks any more.

    The row is locked first: of two workers the second finds it made. A file whose row was not committed is swept.
    """
    query = select(Export).where(Export.member_id == member).with_for_update()
    export = db.session.scalar(query.execution_options(populate_existing=True))
    if export is None or export.made_at is not None:
        return
    person, lasts = members.by_id(member), retention.period("exports")
    with tempfile.SpooledTemporaryFile(max_size=_SPOOLED) as file:
        write(person, file)
        size = file.tell()
        file.seek(0)
        export.parts, export.size = files.store(export.key, file), size
    export.made_at = clock.now()
    export.expires_at = export.made_at + lasts
    db.session.flush()
    letters.ready(person, export)


def write(member: Member, file: IO[bytes]) -> None:
    """Write everything of `member` into `file`, as a ZIP archive."""
    data = gathered(member)
    with ZipFile(file, "w", ZIP_DEFLATED) as archive:
        for name, key, is_sealed in _pictures(data):
            content = _content(key, is_sealed)
            if content is not None:
                archive.writestr(name, content, ZIP_STORED)
        archive.writestr(NAME, json.dumps(data, default=_told, ensure_ascii=False, indent=1))


def gathered(member: Member) -> Row:
    """Everything of `member`, by the keys of the file."""
    data: Row = {"format": FORMAT, "made_at": clock.now(), "site": site.record().name}
    for part in parts.TAKEN:
        data.update(part.export(member))
    return data


def _pictures(data: Row) -> Iterator[tuple[str, str, bool]]:
    """Each picture's name in the archive, the key it is kept under, whether it is sealed there; `data` gets the name.

    Where a picture is kept is nobody's business: that goes out of `data`.
    """
    for picture in data["pictures"]:
        name = f"pictures/{picture['public_id']}.webp"
        key = f"{picture.pop('key')}-large.webp"
        picture["file"] = name
        yield name, key, False
    for car in data["cars"]:
        key = car["document"]
        if key is not None:
            car["document"] = f"documents/{car['public_id']}.webp"
            yield car["document"], key, True


def _content(key: str, is_sealed: bool) -> bytes | None:
    """What is kept under `key`; nothing where it was removed since the row was read."""
    try:
        content = storage().get(key)
    except NotStoredError:
        return None
    return base64.b64decode(sealing.unseal(content.decode())) if is_sealed else content


def _told(value: Any) -> str:
    """Instants and days as RFC 3339 has them."""
    if isinstance(value, date):
        return value.isoformat()
    raise TypeError(f"{type(value)} has no place in an export")
