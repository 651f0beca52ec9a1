"""The list of who was erased, kept beside the database: a backup is older than some who have left since.

``$COCREATE_HOME/erased.jsonl`` has a line for each: public id, instant, whether the posts went too. The worker writes
it after each erasure; what it says more than the database is never lost, and the file is replaced whole or not at all.
An operator who moves to another machine takes it along (docs/privacy.md).
"""

import json
import os
import tempfile
from collections.abc import Iterable, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any, NamedTuple

from flask import current_app
from sqlalchemy import func, select

from cocreate.accounts.leaving.models import Erasure
from cocreate.kernel.database import db
from cocreate.kernel.jobs import defer, job
from cocreate.kernel.trouble import Trouble
from cocreate.members.models import Member, MemberState

FILE = "erased.jsonl"
_LOCK = 0x6572617365  # of the one who writes the file


class ListError(Trouble):
    """The list cannot be read; the message says why."""


class Gone(NamedTuple):
    """Who was erased."""

    member: str
    at: datetime
    posts_too: bool


def note() -> None:
    """Have the list written once the transaction is committed."""
    defer("write_erased", queueing_lock="write_erased")


@job("write_erased", cron="47 4 * * *")
def write() -> None:
    """Add to the list of this machine whom the database knows to be erased. One worker at a time."""
    db.session.execute(select(func.pg_advisory_xact_lock(_LOCK)))
    rows = select(Member.public_id, Erasure.at, Erasure.posts_too).join(Erasure, Erasure.member_id == Member.id)
    add(file_of(current_app.config["COCREATE"].home), (Gone(*row) for row in db.session.execute(rows)))


def returned() -> dict[int, bool]:
    """Whoever is on the list of this machine and a member again, since an older database was put back: by key, whether
    their posts go too."""
    listed = read(file_of(current_app.config["COCREATE"].home))
    back = select(Member.id, Member.public_id).where(Member.public_id.in_(listed), Member.state != MemberState.ERASED)
    return {key: listed[public_id].posts_too for key, public_id in db.session.execute(back.order_by(Member.id))}


def file_of(home: Path) -> Path:
    """Where the list is kept in the folder `home`."""
    return home / FILE


def read(file: Path) -> dict[str, Gone]:
    """The list in `file`, by public id; empty where there is none. Raises `ListError` for a line that is none."""
    if not file.exists():
        return {}
    found = {}
    for number, line in enumerate(file.read_text(encoding="utf-8").splitlines(), 1):
        try:
            gone = _told(json.loads(line))
        except (ValueError, KeyError, TypeError) as error:
            raise ListError(f"{file}, line {number}: this is no erased member ({error})") from error
        found[gone.member] = gone
    return found


def add(file: Path, more: Iterable[Gone]) -> None:
    """Add those to the list in `file` whom it does not know yet."""
    known = read(file)
    new = {gone.member: gone for gone in more if gone.member not in known}
    if new:
        _replace(file, (_line(gone) for gone in sorted((known | new).values(), key=lambda gone: gone.at)))


def _told(said: Mapping[str, Any]) -> Gone:
    at = datetime.fromisoformat(said["at"])
    if not isinstance(said["member"], str) or at.tzinfo is None:
        raise TypeError("member and instant are missing")
    return Gone(said["member"], at, bool(said["posts_too"]))


def _line(gone: Gone) -> str:
    return json.dumps({"member": gone.member, "at": gone.at.isoformat(), "posts_too": gone.posts_too}) + "\n"


def _replace(file: Path, lines: Iterable[str]) -> None:
    with tempfile.NamedTemporaryFile("w", encoding="utf-8", dir=file.parent, delete=False) as draft:
        draft.writelines(lines)
        draft.flush()
        os.fsync(draft.fileno())
    Path(draft.name).replace(file)
