"""The command: what it tells, and how it fails."""

import csv
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from sqlalchemy import func, select

from cocreate.cli import importing
from cocreate.importing.models import ImportRun
from cocreate.kernel.database import db
from cocreate.kernel.settings import Settings
from cocreate.posts.models import Post
from tests.cli.conftest import Command
from tests.support.race import Real


def test_ideas_and_comments_come_in_and_again_add_nothing(command: Command, tmp_path: Path) -> None:
    ideas, comments = tmp_path / "ideas.csv", tmp_path / "comments.csv"
    ideas.write_text("reference,title\n1,First\n2,\n3,Third\n")
    comments.write_text("reference,idea,body\na,1,Yes\nb,2,Lost\n")
    done = command("import", "ideas", str(ideas))
    assert done.exit_code == 0
    assert done.stdout.splitlines()[0] == "ideas: 2 added, 0 already there, 1 rejected"
    assert f"{ideas}.rejected.csv" in done.stdout
    assert "comments: 1 added, 0 already there, 1 rejected" in command("import", "comments", str(comments)).stdout
    assert "ideas: 0 added, 2 already there, 1 rejected" in command("import", "ideas", str(ideas)).stdout
    with Path(f"{comments}.rejected.csv").open(encoding="utf-8-sig") as file:
        (row,) = csv.DictReader(file)
    assert row["rejected_because"] == "the idea '2' has not been imported from the same source"
    assert command("audit").exit_code == 0


def test_a_mapping_file_is_used(command: Command, tmp_path: Path) -> None:
    (tmp_path / "ideas.jsonl").write_text('{"what": "Seats"}\n')
    (tmp_path / "map.toml").write_text("source = 'old'\n[fields]\ntitle = 'what'\n")
    done = command("import", "ideas", str(tmp_path / "ideas.jsonl"), "--map", str(tmp_path / "map.toml"))
    assert done.stdout == "ideas: 1 added, 0 already there, 0 rejected\n"


@pytest.mark.parametrize(
    ("content", "mapping", "reason"),
    [
        (None, None, "does not exist"),
        (b"", None, "is empty"),
        (b"title\n\xff\xfe\n", None, "is not UTF-8"),
        (b"name\nx\n", None, "no column 'title'; it has 'name'"),
        (b"name\nx\n", "[fields]\ntitle = 'Name'", "no column 'Name'; it has 'name'"),
        (b"name\nx\n", "[fields]\ntitle = 'name'\ncolour = 'name'", "no field 'colour'"),
        (b"name\nx\n", "[fields", "is not TOML"),
    ],
)
def test_what_cannot_be_used_is_told_in_one_line_with_status_2(
    command: Command, tmp_path: Path, content: bytes | None, mapping: str | None, reason: str
) -> None:
    file, map_file = tmp_path / "ideas.csv", tmp_path / "map.toml"
    if content is not None:
        file.write_bytes(content)
    if mapping is not None:
        map_file.write_text(mapping)
    done = command("import", "ideas", str(file), *(["--map", str(map_file)] if mapping else []))
    assert done.exit_code == 2
    assert reason in done.stderr
    assert "Traceback" not in done.output
    assert not Path(f"{file}.rejected.csv").exists()


def test_a_killed_import_goes_on(real: Real, settings: Settings, command: Command, tmp_path: Path) -> None:
    rows = 2000
    file = tmp_path / "ideas.csv"
    file.write_text("reference,title\n" + "".join(f"{number},Idea number {number}\n" for number in range(rows)))
    environ = os.environ | {
        "COCREATE_HOME": str(settings.home),
        "COCREATE_DATABASE_URL": settings.database_url or "",
        "COCREATE_SECRET_KEY": settings.secret_key,
        "COCREATE_DATA_KEYS": ",".join(settings.data_keys),
    }
    process = subprocess.Popen(
        [sys.executable, "-m", "cocreate.cli", "import", "ideas", str(file)],
        env=environ, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    while (process.poll() is None) and not _posts(real):
        time.sleep(0.02)
    process.send_signal(signal.SIGKILL)
    process.wait()
    before = _posts(real)
    assert 0 < before < rows
    done = command("import", "ideas", str(file))
    assert "Going on after" in done.stderr
    assert f"ideas: {rows} added, 0 already there, 0 rejected" in done.stdout
    assert _posts(real) == rows
    assert real.commit(lambda: db.session.scalar(select(func.count()).select_from(ImportRun))) == 1


def test_a_stopped_import_says_how_to_go_on(command: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def stop(*_arguments: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(importing, "_carried_out", stop)
    (tmp_path / "ideas.csv").write_text("title\nOne\n")
    done = command("import", "ideas", str(tmp_path / "ideas.csv"))
    assert done.exit_code == 1
    assert done.stderr.splitlines()[-1] == "Error: stopped; the same command goes on where this one was"


def _posts(real: Real) -> int:
    return real.commit(lambda: db.session.scalar(select(func.count()).select_from(Post)) or 0)
