"""Files without a row: swept when they are old enough, and never one that a row names."""

import os
import time
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask

from cocreate.accounts.vehicles import documents
from cocreate.kernel import discarding
from cocreate.kernel.storage import storage
from cocreate.posts.pictures import rules
from cocreate.posts.pictures.models import SIZES
from cocreate.site import mark, queries
from cocreate.vehicles.models import HoldingDocument
from tests import make
from tests.make import cars
from tests.make.pictures import drawn

OLD = discarding.LEFT_FOR + timedelta(hours=1)


@pytest.fixture
def media(app: Flask) -> Path:
    folder: Path = app.config["COCREATE"].home / "media"
    return folder


def age(media: Path, key: str, by: timedelta = OLD) -> None:
    """Let the file under `key` have been stored so long ago."""
    then = time.time() - by.total_seconds()
    os.utime(media / key, (then, then))


def test_old_files_that_no_row_names_are_swept_however_often_it_runs(media: Path) -> None:
    kept = rules.add(make.member(), drawn())
    lost = [f"pictures/{'0' * 24}-{size}.webp" for size in SIZES] + [f"documents/{'0' * 32}.sealed"]
    for key in lost:
        storage().put(key, b"of a commit that failed")
    for key in [*lost, *map(kept.file, SIZES)]:
        age(media, key)
    for _time in range(2):
        discarding.sweep_files()
        assert not any(storage().has(key) for key in lost)
        assert all(storage().has(kept.file(size)) for size in SIZES)


def test_young_files_stay_their_row_may_not_be_committed_yet(media: Path) -> None:
    key = f"pictures/{'1' * 24}-small.webp"
    storage().put(key, b"just uploaded")
    age(media, key, discarding.LEFT_FOR - timedelta(minutes=5))
    discarding.sweep_files()
    assert storage().has(key)
    storage().delete(key)


def test_a_document_that_waits_stays(media: Path) -> None:
    member = make.member()
    document: HoldingDocument = documents.send(member, cars.car(member, cars.vin()), drawn())
    age(media, document.storage_key)
    discarding.sweep_files()
    assert storage().has(document.storage_key)


def test_the_mark_that_is_shown_stays_and_those_no_record_names_go(media: Path) -> None:
    mark.set_picture(make.member(roles=["admin"]), drawn(64, 64))
    shown, lost = queries.record().mark_picture or "", "marks/lost.png"
    storage().put(lost, b"of a commit that failed")
    for key in (shown, lost):
        age(media, key)
    for _time in range(2):
        discarding.sweep_files()
        assert (storage().has(shown), storage().has(lost)) == (True, False)


def test_what_nobody_has_swept_stays(media: Path) -> None:
    storage().put("elsewhere/swept.png", b"of nobody")
    age(media, "elsewhere/swept.png")
    discarding.sweep_files()
    assert storage().has("elsewhere/swept.png")
    storage().delete("elsewhere/swept.png")


def test_more_files_than_are_looked_up_at_once(media: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(discarding, "_BATCH", 3)
    keys = [f"pictures/{number:024x}-large.webp" for number in range(10)]
    for key in keys:
        storage().put(key, b"lost")
        age(media, key)
    discarding.sweep_files()
    assert not any(storage().has(key) for key in keys)
