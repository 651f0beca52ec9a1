"""Whoever was erased does not come back with a backup: what ``restore`` does for that."""

from pathlib import Path

import psycopg

from cocreate.accounts.leaving import erased, erasing
from cocreate.accounts.leaving.erased import Gone
from cocreate.cli.application import at
from cocreate.kernel.database import db
from cocreate.kernel.settings import Settings

_KNOWN = "SELECT public_id, erasures.at, posts_too FROM erasures JOIN members ON members.id = member_id"


def remember(settings: Settings, url: str, other: Path | None) -> None:
    """Add to the list of this machine whom the database at `url`, about to be replaced, knows to be erased.

    And whom the list in the file `other` names; raises `ListError` where it is none.
    """
    mine = erased.file_of(settings.home)
    with psycopg.connect(url) as connection:
        has_table = connection.execute("SELECT to_regclass('public.erasures') IS NOT NULL").fetchone()
        known = connection.execute(_KNOWN).fetchall() if has_table and has_table[0] else []
    erased.add(mine, (Gone(*row) for row in known))
    if other is not None:
        erased.add(mine, erased.read(other).values())


def erase_again(settings: Settings, url: str) -> int:
    """Erase in the database at `url`, just put back and up to date, whoever is on the list; how many were there again.

    Each in a transaction of their own; whom the database knows to be erased is on the list afterwards.
    """
    with at(settings, url):
        returned = erased.returned()
        for member_id, posts_too in returned.items():
            erasing.erase(erasing.hold(member_id), posts_too, again=True)
            db.session.commit()
        erased.write()
        db.session.commit()
    return len(returned)
