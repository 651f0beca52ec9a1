"""Everything of a member's own in one file, and nothing of anybody else's."""

import json
from collections.abc import Callable
from datetime import timedelta
from io import BytesIO
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest
from flask import Flask

from cocreate.accounts.leaving import audit, exports, files, parts, retention, rules
from cocreate.accounts.leaving.models import Export
from cocreate.kernel import clock, discarding, jobs
from cocreate.kernel.database import db
from cocreate.kernel.errors import TooMany
from cocreate.kernel.storage import storage
from cocreate.members.models import Member
from tests import make
from tests.make import leaving
from tests.make.leaving import Whole

DOCUMENT = Path(__file__).resolve().parents[2] / "docs" / "privacy.md"
# Of others, and of what lets somebody in.
FORBIDDEN = ("argon2id", "token_hash", "sealed", "storage_key", "secret-of-another")


def made(member: Member) -> Export:
    rules.ask_export(member)
    exports.make(member.id)
    return db.session.get_one(Export, member.id)


def opened(export: Export) -> tuple[dict[str, Any], list[str]]:
    """What is in ``data.json``, and the names of the other files."""
    with ZipFile(BytesIO(b"".join(files.read(export)))) as archive:
        assert archive.testzip() is None
        names = archive.namelist()
        return json.loads(archive.read("data.json")), [name for name in names if name != "data.json"]


@pytest.fixture
def zhao(app: Flask) -> Whole:
    return leaving.whole()


def test_everything_is_in_it(zhao: Whole) -> None:
    other = make.member("name-of-another", email="secret-of-another@example.org")
    make.comment(zhao.idea, other, "secret-of-another")
    data, pictures = opened(made(zhao.member))
    assert data["member"]["name"] == leaving.NAME
    assert {one["value"] for one in data["identities"]} == {leaving.EMAIL, leaving.PHONE}
    assert {car["vin"] for car in data["cars"]} >= {zhao.vin, zhao.unproven}
    idea = next(post for post in data["posts"] if post["kind"] == "idea")
    assert (idea["title"], idea["tags"], len(idea["revisions"])) == (leaving.TITLE, ["seat"], 1)
    assert [draft["fields"]["body"] for draft in data["drafts"]] == [[f"draft-{leaving.BODY}"]]
    assert sorted(name.partition("/")[0] for name in pictures) == ["documents", "pictures", "pictures"]
    assert {one["file"] for one in data["pictures"]} <= set(pictures)
    assert [key for key, value in data.items() if value == []] == []
    assert [word for word in (*FORBIDDEN, other.name) if word in json.dumps(data)] == []


def test_every_key_is_told_in_the_documents_and_many_rows_cost_as_much_as_few(
    zhao: Whole, statements: Callable[[], Any]
) -> None:
    told = DOCUMENT.read_text(encoding="utf-8")
    with statements() as few:
        gathered = exports.gathered(zhao.member)
    assert [key for key in gathered if f"`{key}`" not in told] == []
    for _number in range(5):
        make.idea(zhao.member, tags=["seat", "door"])
    db.session.flush()
    with statements() as many:
        exports.gathered(zhao.member)
    assert len(few) == len(many) <= 5 * len(parts.TAKEN)


def test_it_is_kept_in_sealed_pieces(zhao: Whole, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(files, "PIECE", 1000)
    export = made(zhao.member)
    assert export.parts > 1
    kept = b"".join(storage().get(key) for key in sorted(storage().all_keys()) if key.startswith(files.PREFIX))
    assert b"PK\x03\x04" not in kept  # which sealed text, all letters and digits, cannot hold by chance
    assert leaving.EMAIL.encode() not in kept
    assert opened(export)[0]["format"] == exports.FORMAT
    assert len(b"".join(files.read(export))) == export.size


def test_making_it_twice_makes_it_once(app: Flask) -> None:
    member = make.member()
    first = made(member).made_at
    exports.make(member.id)
    assert db.session.get_one(Export, member.id).made_at == first
    exports.make(make.member().id)  # nobody asked


def test_asking_while_one_is_made_asks_for_no_other(app: Flask, run_jobs: Callable[[], list[str]]) -> None:
    member = make.member()
    for _time in range(2):
        rules.ask_export(member)
    assert run_jobs().count("make_export") == 1


def test_one_that_failed_for_good_is_seen_and_can_be_asked_for_again(
    app: Flask, run_jobs: Callable[[], list[str]]
) -> None:
    member = make.member()
    with clock.telling(clock.now() - timedelta(days=2, minutes=1)):
        rules.ask_export(member)
    jobs.take_waiting()
    assert list(audit.check()) == [f"member {member.id} asked for their data days ago and was given nothing"]
    rules.ask_export(member)
    assert list(audit.check()) == []
    run_jobs()
    assert db.session.get_one(Export, member.id).is_ready


def test_a_new_one_takes_the_place_of_the_old(app: Flask, run_jobs: Callable[[], list[str]]) -> None:
    member = make.member()
    before = made(member).key
    after = made(member).key
    run_jobs()
    kept = {key.rpartition("/")[0] for key in storage().all_keys()}
    assert before != after
    assert before not in kept
    assert after in kept


def test_many_a_day_are_too_many(app: Flask) -> None:
    member = make.member()
    for _time in range(rules.EXPORTS_A_DAY.times):
        made(member)
    with pytest.raises(TooMany):
        rules.ask_export(member)


def test_whoever_has_an_address_is_told(app: Flask, letters: Callable[[], list[dict[str, Any]]]) -> None:
    made(make.member(email="lin@example.org"))
    (letter,) = letters()
    assert (letter["to"], letter["subject"]) == ("lin@example.org", "Your data is ready")


def test_it_is_there_for_its_time_and_removed_after(app: Flask, run_jobs: Callable[[], list[str]]) -> None:
    member = make.member()
    export = made(member)
    with clock.telling(clock.now() + timedelta(days=7, minutes=1)):
        assert not export.is_ready
        for _time in range(2):
            retention.remove_what_is_old()
    run_jobs()
    assert db.session.get(Export, member.id) is None
    assert not [key for key in storage().all_keys() if key.startswith(export.key)]


def test_pieces_nobody_names_are_swept_and_others_stay(app: Flask) -> None:
    export = made(make.member())
    lost, kept = f"{files.new_key()}/00000.sealed", f"{export.key}/00000.sealed"
    storage().put(lost, b"of a worker that died")
    with clock.telling(clock.now() + timedelta(days=2)):
        discarding.sweep_files()
    assert not storage().has(lost)
    assert storage().has(kept)
