"""What was backed up comes back exactly, and nothing is put back that is not whole."""

import errno
import io
import json
import tarfile
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import select

from cocreate.cli import telling
from cocreate.kernel.database import db
from cocreate.kernel.settings import Settings
from cocreate.kernel.storage import storage
from cocreate.members.models import Member
from cocreate.posts.pictures import rules as pictures
from tests import make
from tests.cli.conftest import Command
from tests.make.pictures import drawn
from tests.support import s3
from tests.support.race import Real

OTHER_KEY = "b3RoZXIga2V5IG9mIHRoaXJ0eS10d28gYnl0ZXMuLi4="


def names(real: Real) -> list[str]:
    return real.commit(lambda: list(db.session.scalars(select(Member.name).order_by(Member.id))))


@pytest.fixture(scope="module")
def made() -> list[bytes]:
    """What the first test that wanted `archive` got."""
    return []


@pytest.fixture
def archive(real: Real, command: Command, settings: Settings, tmp_path: Path, made: list[bytes]) -> Path:
    """A backup of a site with one member and one file, and that site."""
    real.commit(lambda: make.member("Before"))
    (settings.home / "media" / "ab").mkdir(parents=True)
    (settings.home / "media" / "ab" / "photo").write_bytes(b"a photo")
    file = tmp_path / "site.tar"
    if made:
        file.write_bytes(made[0])
        return file
    done = command("backup", str(file))
    assert done.exit_code == 0, done.output
    made.append(file.read_bytes())
    return file


def test_restore_puts_back_database_and_files(real: Real, command: Command, settings: Settings, archive: Path) -> None:
    photo = settings.home / "media" / "ab" / "photo"
    for _ in range(2):
        real.commit(lambda: make.member("After"))
        photo.write_bytes(b"another photo")
        done = command("restore", "--force", str(archive))
        assert done.exit_code == 0, done.output
        assert names(real) == ["Before"]
        assert photo.read_bytes() == b"a photo"
        assert command("backup", str(archive)).exit_code == 0  # what was restored can be backed up and restored again
        assert archive.stat().st_mode & 0o777 == 0o600
    assert command("migrate").exit_code == 0
    assert command("audit").output == "Everything adds up.\n"


def test_pictures_come_back(real: Real, command: Command, tmp_path: Path) -> None:
    picture = real.commit(lambda: pictures.add(make.member(), drawn()))
    file = tmp_path / "pictures.tar"
    assert command("backup", str(file)).exit_code == 0
    real.commit(lambda: storage().delete(picture.file("large")))
    assert command("audit").exit_code == 1
    assert command("restore", "--force", str(file)).exit_code == 0
    assert command("audit").output == "Everything adds up.\n"


def test_a_site_with_members_is_not_replaced_unasked(real: Real, command: Command, archive: Path) -> None:
    real.commit(lambda: make.member("After"))
    done = command("restore", str(archive))
    assert done.exit_code == 1
    assert "this site has 2 members" in done.output
    assert names(real) == ["Before", "After"]


def test_a_running_site_is_not_replaced(command: Command, settings: Settings, archive: Path) -> None:
    with psycopg.connect(settings.database_url or ""):
        done = command("restore", "--force", str(archive))
    assert done.exit_code == 1
    assert "the site is running" in done.output


def test_a_backup_made_with_other_keys_is_refused(real: Real, command: Command, archive: Path) -> None:
    real.empty()
    done = command("restore", str(archive), COCREATE_DATA_KEYS=OTHER_KEY)
    assert done.exit_code == 1
    assert "other COCREATE_DATA_KEYS" in done.output


def test_no_key_is_in_the_archive(settings: Settings, archive: Path) -> None:
    with tarfile.open(archive) as tar:
        manifest = tar.extractfile("manifest.json")
        assert manifest is not None
        text = manifest.read().decode()
    assert settings.data_keys[0] not in text
    assert sorted(json.loads(text)["files"]) == ["database.dump", "media/ab/photo"]


def test_a_damaged_archive_changes_nothing(real: Real, command: Command, archive: Path) -> None:
    content = bytearray(archive.read_bytes())
    content[content.index(b"a photo")] ^= 1
    archive.write_bytes(content)
    done = command("restore", "--force", str(archive))
    assert done.exit_code == 1
    assert "is damaged, nothing was changed: media/ab/photo" in done.output
    assert names(real) == ["Before"]


@pytest.mark.parametrize("content", [b"", b"no archive at all", None])
def test_what_is_no_backup_is_refused(command: Command, tmp_path: Path, content: bytes | None) -> None:
    file = tmp_path / "file.tar"
    if content is None:  # an archive of something else
        with tarfile.open(file, "w") as tar:
            tar.addfile(tarfile.TarInfo("letter"), io.BytesIO())
    else:
        file.write_bytes(content)
    done = command("restore", str(file))
    assert done.exit_code == 1
    assert "is no complete backup" in done.output


def test_files_outside_its_folder_are_not_unpacked(command: Command, tmp_path: Path) -> None:
    file = tmp_path / "file.tar"
    with tarfile.open(file, "w") as tar:
        tar.addfile(tarfile.TarInfo("../outside"), io.BytesIO())
    assert "is no complete backup" in command("restore", str(file)).output
    assert not list(tmp_path.rglob("outside"))


def test_a_failed_backup_leaves_no_half_file(command: Command, tmp_path: Path) -> None:
    done = command("backup", str(tmp_path / "site.tar"), COCREATE_DATABASE_URL="postgresql://localhost:1/none")
    assert done.exit_code == 1
    assert list(tmp_path.glob("*.tar*")) == []


def test_an_archive_that_cannot_be_written_is_told_in_one_line(command: Command, tmp_path: Path) -> None:
    assert (
        f"Error: {tmp_path / 'none'} is no folder: make it first"
        in command("backup", str(tmp_path / "none" / "x")).output
    )
    unwritable = OSError(errno.EACCES, "Permission denied", "/srv/site.tar.draft")
    assert [str(telling.told(error)) for error in (unwritable, OSError(errno.ENOSPC, "No space left on device"))] == [
        "/srv/site.tar.draft: Permission denied",
        "the disk is full",
    ]


def test_what_is_in_a_bucket_comes_back(real: Real, command: Command, tmp_path: Path) -> None:
    real.commit(lambda: make.member("Before"))
    file = str(tmp_path / "site.tar")
    with s3.running() as bucket:
        bucket.files.update({"site/ab/photo": b"a photo", "elsewhere/cd": b"of somebody else"})
        done = command("backup", file, COCREATE_MEDIA_URL=bucket.url)
        assert done.exit_code == 0, done.output
        bucket.files.clear()
        done = command("restore", "--force", file, COCREATE_MEDIA_URL=bucket.url)
        assert done.exit_code == 0, done.output
        assert bucket.files == {"site/ab/photo": b"a photo"}
    assert names(real) == ["Before"]


def test_files_move_from_the_folder_to_a_bucket(command: Command, archive: Path) -> None:
    with s3.running() as bucket:
        done = command("restore", "--force", str(archive), COCREATE_MEDIA_URL=bucket.url)
        assert done.exit_code == 0, done.output
        assert bucket.files == {"site/ab/photo": b"a photo"}
