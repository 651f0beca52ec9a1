"""Files by key, in a folder and in a bucket."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from cocreate.kernel.storage import BucketStorage, FolderStorage, NotStoredError, Storage, StorageError
from tests.support import s3


@pytest.fixture
def bucket() -> Iterator[s3.Bucket]:
    """An empty bucket."""
    with s3.running() as bucket:
        yield bucket


@pytest.fixture(params=["folder", "bucket"])
def storage(request: pytest.FixtureRequest, tmp_path: Path) -> Storage:
    if request.param == "folder":
        return FolderStorage(tmp_path / "media")
    bucket: s3.Bucket = request.getfixturevalue("bucket")
    return BucketStorage(bucket.url)


def test_what_is_put_is_got_until_it_is_deleted(storage: Storage) -> None:
    storage.put("marks/a1.png", b"one")
    storage.put("marks/a1.png", b"other")
    assert storage.get("marks/a1.png") == b"other"
    assert storage.has("marks/a1.png")
    storage.delete("marks/a1.png")
    storage.delete("marks/a1.png")
    assert not storage.has("marks/a1.png")
    with pytest.raises(NotStoredError):
        storage.get("marks/a1.png")


def test_a_large_file_is_kept_as_it_is(storage: Storage) -> None:
    content = bytes(range(256)) * 30_000
    storage.put("pictures/a/large.webp", content)
    assert storage.get("pictures/a/large.webp") == content


def test_all_keys_are_told(storage: Storage) -> None:
    assert list(storage.all_keys()) == []
    keys = [f"pictures/{number}/small.webp" for number in range(8)]
    for key in [*keys, "marks/a1.png"]:
        storage.put(key, key.encode())
    assert sorted(storage.all_keys()) == ["marks/a1.png", *keys]


def test_keys_are_told_by_when_they_were_put(storage: Storage) -> None:
    storage.put("pictures/a/small.webp", b"one")
    assert list(storage.all_keys(before=datetime(2020, 1, 1, tzinfo=UTC))) == []
    assert list(storage.all_keys(before=datetime.now(UTC) + timedelta(hours=1))) == ["pictures/a/small.webp"]


def test_files_are_for_the_site_alone_and_nothing_is_left_beside_them(tmp_path: Path) -> None:
    FolderStorage(tmp_path / "media").put("marks/a1.png", b"one")
    (file,) = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert file.stat().st_mode & 0o077 == 0
    assert file.parent.stat().st_mode & 0o077 == 0


def test_a_bucket_keeps_files_below_its_prefix_and_minds_no_others(bucket: s3.Bucket) -> None:
    bucket.files["elsewhere/a.png"] = b"of somebody else"
    BucketStorage(bucket.url).put("marks/a1.png", b"one")
    assert bucket.files["site/marks/a1.png"] == b"one"
    assert list(BucketStorage(bucket.url).all_keys()) == ["marks/a1.png"]


def test_a_bucket_that_refuses_is_told_without_its_secret(bucket: s3.Bucket) -> None:
    wrong = BucketStorage(bucket.url.replace("wJalr", "other"))
    for trial in (
        lambda: wrong.put("marks/a1.png", b""),
        lambda: wrong.get("marks/a1.png"),
        lambda: list(wrong.all_keys()),
    ):
        with pytest.raises(StorageError, match=r"bucket media at 127\.0\.0\.1") as caught:
            trial()
        assert "XUtn" not in str(caught.value)


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
