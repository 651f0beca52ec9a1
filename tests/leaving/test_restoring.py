"""Whoever was erased, and every file of an export, stays gone when an older backup is put back."""

import json
import tarfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select

from cocreate.accounts.leaving import erased, exports, rules, tasks
from cocreate.accounts.leaving.erased import ListError
from cocreate.accounts.leaving.models import Export
from cocreate.kernel import jobs
from cocreate.kernel.database import db
from cocreate.kernel.settings import Settings
from cocreate.kernel.storage import storage
from cocreate.members import queries as members
from cocreate.members.models import Member, MemberState
from tests import make
from tests.cli.conftest import Command, command, settings
from tests.make import leaving
from tests.support.race import Real

__all__ = ["command", "settings"]


def done(real: Real) -> None:
    """Do what waits to be done."""

    def work() -> None:
        for name, arguments in jobs.take_waiting():
            jobs.work(name)(**arguments)

    real.commit(work)


def leave(real: Real, member_id: int, *, posts_too: bool = False) -> None:
    real.commit(lambda: leaving.erased(db.session.get_one(Member, member_id), posts_too=posts_too))
    done(real)


def states(real: Real) -> dict[int, tuple[str, str]]:
    rows = select(Member.id, Member.name, Member.state).order_by(Member.id)
    return real.commit(lambda: {key: (name, state) for key, name, state in db.session.execute(rows)})


def test_an_older_backup_brings_nobody_back(real: Real, command: Command, settings: Settings, tmp_path: Path) -> None:
    lin = real.commit(lambda: make.member("Lin", roles=["admin"]).id)
    zhao = real.commit(lambda: make.member("Zhao", roles=["admin"]).id)
    words = real.commit(lambda: make.idea(members.by_id(zhao), body="words of Zhao").id)
    real.commit(lambda: rules.ask_export(db.session.get_one(Member, lin)))
    done(real)
    file = str(tmp_path / "site.tar")
    assert command("backup", file).exit_code == 0
    leave(real, zhao, posts_too=True)
    restored = command("restore", "--force", file)
    assert restored.exit_code == 0, restored.output
    assert "Erased again: 1 members" in restored.output
    assert states(real)[lin] == ("Lin", MemberState.ACTIVE)
    assert states(real)[zhao] == ("-", MemberState.ERASED)
    assert real.commit(lambda: leaving.post_of_id(words).body) == ""
    assert real.commit(lambda: db.session.scalars(select(Export)).all()) == []
    assert not [key for key in real.commit(lambda: list(storage().all_keys())) if key.startswith("exports/")]
    assert command("audit").output == "Everything adds up.\n"


def test_the_list_is_carried_to_another_machine(
    real: Real, command: Command, settings: Settings, tmp_path: Path
) -> None:
    zhao = real.commit(lambda: make.member("Zhao", roles=["admin"]).id)  # the only administrator then
    file, carried = str(tmp_path / "site.tar"), tmp_path / "carried.jsonl"
    assert command("backup", file).exit_code == 0
    real.commit(lambda: make.member("Lin", roles=["admin"]))
    leave(real, zhao)
    erased.file_of(settings.home).rename(carried)
    real.empty()
    restored = command("restore", "--erased", str(carried), file)
    assert restored.exit_code == 0, restored.output
    assert states(real)[zhao] == ("-", MemberState.ERASED)
    assert erased.file_of(settings.home).read_text() == carried.read_text()


def test_what_is_no_list_is_refused_before_anything_changes(real: Real, command: Command, tmp_path: Path) -> None:
    real.commit(lambda: make.member("Lin"))
    file, wrong = str(tmp_path / "site.tar"), tmp_path / "wrong.jsonl"
    assert command("backup", file).exit_code == 0
    for content in ("[]", "{}", '{"member": 7, "at": "2026-01-01T00:00:00+00:00", "posts_too": true}', "cut off {"):
        wrong.write_text(f"{content}\n")
        refused = command("restore", "--force", "--erased", str(wrong), file)
        assert refused.exit_code == 1
        assert "line 1: this is no erased member" in refused.output
    assert [name for name, _state in states(real).values()] == ["Lin"]


class TestTheList:
    @pytest.fixture
    def listed(self, app: Flask) -> Iterator[Path]:
        """The list of a site whose home other tests share."""
        file = erased.file_of(app.config["COCREATE"].home)
        file.unlink(missing_ok=True)
        yield file
        file.unlink(missing_ok=True)

    def test_an_erasure_is_on_it_once(self, app: Flask, listed: Path) -> None:
        first, second = (leaving.erased(make.member(), posts_too=choice) for choice in (False, True))
        for _time in range(2):
            erased.write()
        lines = [json.loads(line) for line in listed.read_text().splitlines()]
        assert [(line["member"], line["posts_too"]) for line in lines] == [
            (first.public_id, False), (second.public_id, True),
        ]  # fmt: skip

    def test_what_the_database_no_longer_knows_stays_on_it(self, app: Flask, listed: Path) -> None:
        listed.write_text('{"member": "gone-long-ago", "at": "2025-01-01T00:00:00+00:00", "posts_too": false}\n')
        member = leaving.erased(make.member())
        erased.write()
        assert list(erased.read(listed)) == ["gone-long-ago", member.public_id]

    def test_a_line_cut_off_is_told(self, listed: Path) -> None:
        listed.write_text('{"member": "gone')
        with pytest.raises(ListError, match="line 1"):
            erased.read(listed)

    def test_whoever_came_back_by_another_way_goes_in_the_night(self, app: Flask, listed: Path) -> None:
        member = make.member()
        listed.write_text(
            json.dumps({"member": member.public_id, "at": member.joined_at.isoformat(), "posts_too": False}) + "\n"
        )
        tasks.look_after()
        for name, arguments in jobs.take_waiting():
            jobs.work(name)(**arguments)
        assert member.state is MemberState.ERASED


def test_exports_are_in_no_archive(real: Real, command: Command, tmp_path: Path) -> None:
    member = real.commit(make.member)
    real.commit(lambda: rules.ask_export(db.session.merge(member)))
    real.commit(lambda: exports.make(member.id))
    file = tmp_path / "site.tar"
    assert command("backup", str(file)).exit_code == 0
    with tarfile.open(file) as archive:
        assert [name for name in archive.getnames() if "exports" in name] == []
