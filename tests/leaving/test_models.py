"""Each constraint has a test that breaks it."""

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy.exc import IntegrityError

from cocreate.accounts.leaving.models import Departure, Erasure, Export, Retention
from cocreate.kernel import clock
from cocreate.kernel.database import Base, db
from tests import make


def refused(constraint: str, row: Base) -> None:
    with pytest.raises(IntegrityError, match=constraint), db.session.begin_nested():
        db.session.add(row)


def test_what_the_database_refuses(app: Flask) -> None:
    now, day = clock.now(), timedelta(days=1)
    member, other = make.member().id, make.member().id
    made = {"made_at": now, "expires_at": now + day, "parts": 1, "size": 1}
    db.session.add(Export(member_id=other, key="k"))
    db.session.flush()
    wrong: dict[str, Base] = {
        "ck_exports_made_expires": Export(member_id=member, key="a", expires_at=now),
        "ck_exports_made_is_some": Export(member_id=member, key="a", made_at=now, expires_at=now + day),
        "ck_exports_not_negative": Export(member_id=member, key="a", **(made | {"size": -1})),
        "ck_exports_expires_after_made": Export(member_id=member, key="a", **(made | {"expires_at": now})),
        "uq_exports_key": Export(member_id=member, key="k"),
        "fk_exports_member_id": Export(member_id=0, key="a"),
        "ck_departures_due_after_it_was_asked_for": Departure(member_id=member, due_at=now - day, posts_too=False),
        "fk_departures_member_id": Departure(member_id=0, due_at=now + day, posts_too=False),
        "fk_erasures_member_id": Erasure(member_id=0, posts_too=False),
        "ck_retentions_days_within_ten_years": Retention(key="a", days=0, reason_zh="z", reason_en="e"),
        "ck_retentions_reason_length": Retention(key="a", days=1, reason_zh="", reason_en="e"),
        "pk_retentions": Retention(key="exports", days=1, reason_zh="z", reason_en="e"),
    }
    for constraint, row in wrong.items():
        refused(constraint, row)


def test_a_member_has_one_file_leaves_once_and_is_erased_once(app: Flask) -> None:
    member, day = make.member().id, clock.now() + timedelta(days=1)
    rows: dict[str, tuple[Base, Base]] = {
        "pk_exports": (Export(member_id=member, key="a"), Export(member_id=member, key="b")),
        "pk_departures": (
            Departure(member_id=member, due_at=day, posts_too=False),
            Departure(member_id=member, due_at=day, posts_too=True),
        ),
        "pk_erasures": (Erasure(member_id=member, posts_too=False), Erasure(member_id=member, posts_too=True)),
    }
    for constraint, (first, second) in rows.items():
        db.session.add(first)
        db.session.flush()
        db.session.expunge(first)
        refused(constraint, second)
