"""Nothing private is read where it must not be: marks stand in all of it, and everything that can be read is read.

As every reader: each page, feed, export and API operation of the matrix (its addresses, with what is held, hidden,
removed, meant for few or not out yet in place of what they name), lists and searches that would find it, letters, what
robots say, and the log. tests/sweep/marks.py says who may read which mark.
"""

import json
from collections.abc import Callable, Iterator
from datetime import timedelta
from email import message_from_bytes, policy
from pathlib import Path

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select, text

from cocreate.accounts import sessions
from cocreate.accounts.leaving import erasing
from cocreate.kernel import clock, jobs, limits, outgoing, sealing
from cocreate.kernel.database import Base, db
from cocreate.members import queries as members
from cocreate.members.models import Identity
from cocreate.notices import letters
from tests.matrix.test_matrix import TABLES
from tests.support.browser import Client
from tests.sweep import filling, marks
from tests.sweep.filling import Filled
from tests.sweep.marks import Mark

LISTS = (
    "/ideas?sort=new", "/ideas?sort=top", "/?lang=zh", "/me?tab=supports", "/me?tab=comments", "/me?tab=drafts",
    "/desk?pile=all", "/desk?pile=mine", "/desk/members?q=member", "/api/v1/ideas?sort=new", "/api/v1/ideas?limit=100",
)  # fmt: skip
SEARCHES = (
    "/search?q={}", "/ideas?q={}", "/desk?pile=all&q={}", "/api/v1/search?q={}", "/api/v1/ideas?q={}",
    "/api/v1/ideas/similar?title={}",
)  # fmt: skip
BINARY = ("image/webp", "image/png", "application/zip")
SEARCHING = ("visitor", "member", "author", "product")  # what is found differs by no more than what these see
RunJobs = Callable[[], list[str]]


@pytest.fixture
def said(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What robots say."""
    heard: list[str] = []

    def post(_address: str, body: bytes) -> outgoing.Answer:
        heard.append(json.dumps(json.loads(body), ensure_ascii=False))
        return outgoing.Answer(200, b'{"errcode": 0, "errmsg": "ok"}')

    monkeypatch.setattr(outgoing, "post_json", post)
    return heard


@pytest.fixture
def filled(app: Flask, client: Client, said: list[str], monkeypatch: pytest.MonkeyPatch) -> Filled:
    """The site, with a picture of the author's whose file had a telling name."""
    monkeypatch.setattr(limits, "use", lambda *_limit: None)
    monkeypatch.setattr(limits, "use_all", lambda *_limits: None)
    made = filling.fill()
    filling.upload(client, made.members["author"])
    return made


def addresses(filled: Filled, reader: str) -> list[str]:
    """Everything `reader` can read, each once; what the door keeps from them is shown by the matrix."""
    actor = "member" if reader == "reporter" else reader
    rows = [row for rows in TABLES.values() for row in rows if row.method == "GET" and not row.refused(actor)]
    worlds = filled.worlds[:1] if reader == "reporter" else filled.worlds  # who reads the rest as a member does
    found = [world.address(row.address) for world in worlds for row in rows]
    names = (*marks.POSTS, "comment", "answer", "release") if reader in SEARCHING else ()
    searches = [search.format(f"needle{name}") for search in SEARCHES for name in names]
    return list(dict.fromkeys([*found, *LISTS, *searches]))


def read(app: Flask, filled: Filled, reader: str) -> Iterator[tuple[str, str]]:
    """What `reader` reads, by address, in lower case."""
    client = app.test_client()
    bearer = {}
    if reader in filled.members:
        member = members.by_public_id(filled.members[reader].public_id)
        assert isinstance(client, Client)
        assert member is not None
        client.sign_in(member)
        scopes = ["read", "write", "staff"] if member.is_staff else ["read", "write"]
        bearer = {"Authorization": f"Bearer {sessions.issue_token(member, scopes)[0]}"}
    for address in addresses(filled, reader):
        answer = client.get(address, headers=bearer if address.startswith("/api/v1/") else {}, buffered=True)
        assert answer.status_code < 500, address
        yield address, "" if answer.mimetype in BINARY else answer.get_data(as_text=True).lower()


def told(reader: str, where: str, words: str, found: list[Mark]) -> Iterator[str]:
    """The marks that `words` show to a reader who may not read them."""
    for mark in found:
        if reader not in mark.readers and mark.stands_in(words):
            yield f"{reader} reads the {mark.name} at {where}"


def test_nobody_reads_what_is_not_theirs(app: Flask, filled: Filled, capfd: pytest.CaptureFixture[str]) -> None:
    leaks: list[str] = []
    seen: set[str] = set()
    for reader in marks.READERS:
        for address, words in read(app, filled, reader):
            leaks += told(reader, address, words, filled.marks)
            seen |= {mark.name for mark in filled.marks if mark.stands_in(words)}
    logged = "".join(capfd.readouterr()).lower()
    leaks += [f"the log tells the {mark.name}" for mark in filled.marks if mark.stands_in(logged)]
    assert not leaks, "\n".join(leaks)
    readable = {mark.name for mark in filled.marks if mark.readers}
    assert readable - seen <= {"phone"}, "a mark that nobody ever reads proves nothing"


def test_what_is_sent_tells_nothing_private(app: Flask, filled: Filled, said: list[str], run_jobs: RunJobs) -> None:
    """Notices that were written while a post was seen are sent after it was hidden."""
    home: Path = app.config["COCREATE"].home
    before = set((home / "mail").glob("*.*"))  # what other tests have sent
    run_jobs()
    with time_machine.travel(clock.now() + timedelta(days=8)):
        jobs.work(letters.JOB)()
        run_jobs()
    files = set((home / "mail").glob("*.*")) - before
    sent = [message_from_bytes(file.read_bytes(), policy=policy.default) for file in sorted(files)]
    assert sent
    by_address = {sealing.unseal(row.sealed): row.member_id for row in db.session.scalars(select(Identity))}
    names = {member.id: who for who, member in filled.members.items()}
    leaks: list[str] = []
    for letter in sent:
        reader = names.get(by_address[letter["To"].addresses[0].addr_spec], "somebody")
        bodies = [part.get_content() for part in letter.walk() if part.get_content_maintype() == "text"]
        leaks += told(
            reader, f"a letter, {letter['Subject']}", "".join([letter["Subject"], *bodies]).lower(), filled.marks
        )
    leaks += [leak for words in said for leak in told("somebody", "a chat", words.lower(), filled.marks)]
    assert not leaks, "\n".join(leaks)


def kept() -> dict[str, str]:
    """Everything that stands in the database as text, by table."""
    tables = [table.name for table in Base.metadata.sorted_tables]
    rows = {table: db.session.scalars(text(f"SELECT t::text FROM {table} t")).all() for table in tables}
    return {table: "\n".join(found).lower() for table, found in rows.items()}


def test_addresses_numbers_and_cars_stand_nowhere_in_clear(filled: Filled) -> None:
    clear = [mark for mark in filled.marks if mark.name in ("email", "phone", "vin", "robot", "file")]
    assert [(table, mark.name) for table, rows in kept().items() for mark in clear if mark.stands_in(rows)] == []


@pytest.mark.parametrize("posts_too", [True, False], ids=["with their posts", "without"])
def test_of_whoever_was_erased_nothing_is_left(filled: Filled, run_jobs: RunJobs, posts_too: bool) -> None:
    """Neither what they said that nobody else saw, nor their name, addresses, cars.

    What others wrote of it stays, and so does the brand's own list of its owners.
    """
    author = filled.members["author"]
    name = author.name.lower()
    hashes = list(db.session.scalars(select(Identity.lookup).where(Identity.member_id == author.id)))
    erasing.erase(erasing.hold(author.id), posts_too)
    run_jobs()
    gone = [mark for mark in filled.marks if mark.name in {*marks.ERASED, *(marks.SEEN if posts_too else ())}]
    rows = {table: said for table, said in kept().items() if table != "owner_records"}
    left = [(table, mark.name) for table, said in rows.items() for mark in gone if mark.stands_in(said)]
    left += [(table, found) for table, said in rows.items() for found in (name, *hashes) if found in said]
    assert left == []
