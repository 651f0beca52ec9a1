"""Where files that members or staff upload are kept: in a folder, or in a bucket that speaks S3."""

import os
import re
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Protocol
from urllib.parse import parse_qsl, unquote, urlsplit

import obstore
from flask import current_app
from obstore.exceptions import BaseError
from obstore.store import S3Store

from cocreate.kernel.settings import Settings
from cocreate.kernel.trouble import Trouble

_KEY = re.compile(r"[a-z0-9][a-z0-9_-]*(/[a-z0-9][a-z0-9_.-]*)+")
REGION = "us-east-1"  # what a server that knows no regions expects
PATIENCE = "20s"  # for one request
TRIES = 3


class NotStoredError(LookupError):
    """There is nothing under this key."""


class StorageError(Trouble):
    """The storage does not do what it is asked to; the message says why."""


class Storage(Protocol):
    """Files by key, such as ``marks/1f3a.png``: lower case, made by the application, never a name from outside."""

    def put(self, key: str, content: bytes) -> None:
        """Keep `content` under `key`, in place of what was there; all of it or nothing."""

    def get(self, key: str) -> bytes:
        """What is kept under `key`; raises `NotStoredError`."""

    def has(self, key: str) -> bool:
        """Whether anything is kept under `key`."""

    def delete(self, key: str) -> None:
        """Forget what is under `key`, if anything."""

    def all_keys(self, before: datetime | None = None) -> Iterator[str]:
        """All keys, or those put `before` an instant; those that come or go meanwhile may be among them or not."""


class FolderStorage:
    """Files below one folder, readable by the site's own account only."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def put(self, key: str, content: bytes) -> None:
        path = self._path(key)
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=path.parent, delete=False) as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        Path(file.name).replace(path)

    def get(self, key: str) -> bytes:
        try:
            return self._path(key).read_bytes()
        except FileNotFoundError as error:
            raise NotStoredError(key) from error

    def has(self, key: str) -> bool:
        return self._path(key).is_file()

    def delete(self, key: str) -> None:
        self._path(key).unlink(missing_ok=True)

    def all_keys(self, before: datetime | None = None) -> Iterator[str]:
        for path in self.folder.rglob("*"):
            key = path.relative_to(self.folder).as_posix()
            if _KEY.fullmatch(key) and path.is_file() and (before is None or _is_older(path, before)):
                yield key

    def _path(self, key: str) -> Path:
        return self.folder / checked(key)


class BucketStorage:
    """Files in a bucket of S3 or what speaks like it, below a prefix; nobody else needs to be able to read them.

    `url` is ``https://key:secret@host/bucket/prefix``, key and secret percent-encoded. In its query may stand
    ``region``, and ``style=virtual`` where the bucket is part of the host's name, which then stands there without it.
    """

    def __init__(self, url: str) -> None:
        parts = urlsplit(url)
        options = dict(parse_qsl(parts.query))
        bucket, _, prefix = parts.path.strip("/").partition("/")
        virtual = options.get("style") == "virtual"
        host = f"{bucket}.{parts.netloc.rpartition('@')[2]}" if virtual else parts.netloc.rpartition("@")[2]
        self.name = f"{bucket} at {parts.hostname}"
        self._store = S3Store(
            bucket,
            prefix=prefix or None,
            endpoint=f"{parts.scheme}://{host}",
            access_key_id=unquote(parts.username or ""),
            secret_access_key=unquote(parts.password or ""),
            region=options.get("region", REGION),
            virtual_hosted_style_request=virtual,
            disable_bulk_delete=True,  # not every server has it
            client_options={"allow_http": parts.scheme == "http", "timeout": PATIENCE, "connect_timeout": "5s"},
            retry_config={"max_retries": TRIES},
        )

    def put(self, key: str, content: bytes) -> None:
        with self._speaking():
            obstore.put(self._store, checked(key), content, use_multipart=False)

    def get(self, key: str) -> bytes:
        with self._speaking():
            try:
                return obstore.get(self._store, checked(key)).bytes().to_bytes()
            except FileNotFoundError as error:
                raise NotStoredError(key) from error

    def has(self, key: str) -> bool:
        with self._speaking():
            try:
                return bool(obstore.head(self._store, checked(key)))
            except FileNotFoundError:
                return False

    def delete(self, key: str) -> None:
        with self._speaking():
            try:
                obstore.delete(self._store, checked(key))
            except FileNotFoundError:
                return

    def all_keys(self, before: datetime | None = None) -> Iterator[str]:
        with self._speaking():
            for some in obstore.list(self._store):
                aged = (one["path"] for one in some if before is None or one["last_modified"] < before)
                yield from (key for key in aged if _KEY.fullmatch(key))

    @contextmanager
    def _speaking(self) -> Iterator[None]:
        """Tell what the server says without the keys, which the library would print among its settings."""
        try:
            yield
        except BaseError as error:
            told = str(error).partition("Debug source")[0].strip()
            raise StorageError(f"the bucket {self.name} does not answer as it should: {told}") from None


def _is_older(path: Path, instant: datetime) -> bool:
    """Whether the file was written before `instant`; one that is gone by now was not."""
    try:
        return path.stat().st_mtime < instant.timestamp()
    except FileNotFoundError:
        return False


def checked(key: str) -> str:
    """`key`, if it is one; raises ``ValueError`` otherwise."""
    if not _KEY.fullmatch(key):
        raise ValueError(f"not a storage key: {key!r}")
    return key


def storage() -> Storage:
    """The storage this site is set up with."""
    return of(current_app.config["COCREATE"])


def of(settings: Settings) -> Storage:
    """The storage that `settings` name."""
    return _bucket(settings.media_url) if settings.media_url else FolderStorage(settings.home / "media")


@cache
def _bucket(url: str) -> BucketStorage:
    return BucketStorage(url)
