"""Files by key."""

from pathlib import Path

import pytest

from cocreate.kernel.storage import FolderStorage, NotStoredError


@pytest.fixture
def storage(tmp_path: Path) -> FolderStorage:
    return FolderStorage(tmp_path / "media")


def test_what_is_put_is_got_until_it_is_deleted(storage: FolderStorage) -> None:
    storage.put("marks/a1.png", b"one")
    storage.put("marks/a1.png", b"other")
    assert storage.get("marks/a1.png") == b"other"
    storage.delete("marks/a1.png")
    storage.delete("marks/a1.png")
    with pytest.raises(NotStoredError):
        storage.get("marks/a1.png")


def test_files_are_for_the_site_alone_and_nothing_is_left_beside_them(storage: FolderStorage) -> None:
    storage.put("marks/a1.png", b"one")
    (file,) = [path for path in storage.folder.rglob("*") if path.is_file()]
    assert file.stat().st_mode & 0o077 == 0
    assert file.parent.stat().st_mode & 0o077 == 0


@pytest.mark.parametrize(
    "key",
    [
        "",
        "a",
        "../a",
        "marks/../../a",
        "/etc/passwd",
        "marks/",
        "marks/.a",
        "Marks/a",
        "marks/a b",
        "marks\\a",
        "m/a\n",
    ],
)
def test_a_key_from_outside_is_refused(storage: FolderStorage, key: str) -> None:
    with pytest.raises(ValueError, match="not a storage key"):
        storage.put(key, b"")
