"""Where files that members or staff upload are kept: a folder, behind an interface that other stores can fill."""

import os
import re
import tempfile
from pathlib import Path
from typing import Protocol

from flask import current_app

from cocreate.kernel.settings import Settings

_KEY = re.compile(r"[a-z0-9][a-z0-9_-]*(/[a-z0-9][a-z0-9_.-]*)+")


class NotStoredError(LookupError):
    """There is nothing under this key."""


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

    def _path(self, key: str) -> Path:
        if not _KEY.fullmatch(key):
            raise ValueError(f"not a storage key: {key!r}")
        return self.folder / key


def storage() -> Storage:
    """The storage this site is set up with."""
    settings: Settings = current_app.config["COCREATE"]
    return FolderStorage(settings.home / "media")
