"""``backup`` and ``restore``: the whole site in one archive, without its keys.

The archive is a tar file: ``manifest.json``, ``database.dump`` (pg_dump's custom format) and ``media/``, wherever the
site keeps its files. They are gathered before and after the database is dumped, so that it names none that is missing:
one that was deleted in between is there from the first time, one that was added from the second. What members took
along is left out: each file of it has an end. Whoever was erased since is erased again by ``restore``.
"""

import hashlib
import json
import os
import shutil
import subprocess
import tarfile
import tempfile
from collections.abc import Iterator
from importlib.metadata import version
from pathlib import Path
from typing import Any

import click
import psycopg

from cocreate.accounts.leaving.files import PREFIX as EXPORTS
from cocreate.accounts.leaving.models import Export
from cocreate.cli import erasing, unsent
from cocreate.kernel import clock, migrating, postgres, postgres_place, secrets_file, storage
from cocreate.kernel.settings import Settings
from cocreate.kernel.storage import FolderStorage, NotStoredError, Storage
from cocreate.kernel.trouble import Trouble

FORMAT = 1
MANIFEST = "manifest.json"
DUMP = "database.dump"
MEDIA = "media"
# The schema as PostgreSQL makes it in a new database.
EMPTY_THE_DATABASE = """
SET client_min_messages = warning;
DROP SCHEMA public CASCADE;
CREATE SCHEMA public AUTHORIZATION pg_database_owner;
GRANT USAGE ON SCHEMA public TO PUBLIC;
"""


class BackupError(Trouble):
    """The archive cannot be written or read back; the message says why."""


@click.command()
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
def backup(file: Path) -> None:
    """Write database and media to the archive FILE, also while the site runs. Keep the keys apart from it."""
    settings = Settings.from_env()
    draft = file.with_name(f"{file.name}.draft")
    if not file.parent.is_dir():
        raise BackupError(f"{file.parent} is no folder: make it first")
    try:
        with tempfile.TemporaryDirectory(dir=file.parent) as folder, postgres.running(settings) as url:
            contents = Path(folder)
            _gather(storage.of(settings), contents / MEDIA)
            _dump(contents / DUMP, url)
            _gather(storage.of(settings), contents / MEDIA)
            _write(draft, contents, settings)
        draft.replace(file)
    finally:
        draft.unlink(missing_ok=True)
    click.echo(
        f"Wrote {file}, {file.stat().st_size // 1000:,} kB. It holds no keys: keep COCREATE_DATA_KEYS elsewhere."
    )


@click.command()
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option("--force", is_flag=True, help="Replace a site that has members, or one whose keys differ.")
@click.option(
    "--erased",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    help="The list of erased members of another machine; that of this one is in COCREATE_HOME.",
)
def restore(file: Path, force: bool, erased: Path | None) -> None:
    """Put back the archive FILE, checked before anything changes. The site must not be running.

    The database is brought up to date, and whoever was erased since the backup is erased again.
    """
    settings = Settings.from_env()
    secrets_file.make_home(settings.home)
    with tempfile.TemporaryDirectory(dir=settings.home) as folder, postgres.running(settings) as url:
        manifest = _unpack(file, Path(folder))
        _refuse_unless_safe(url, manifest, settings, force)
        erasing.remember(settings, url, erased)
        _load(Path(folder) / DUMP, url)
        _put_back(Path(folder) / MEDIA, storage.of(settings))
        migrating.upgrade(url)
        left = unsent.leave(url)
        again = erasing.erase_again(settings, url)
    click.echo(f"Restored {len(manifest['files'])} files from {manifest['made_at']}.")
    if left:
        click.echo(f"Not sent again: {left} letters, notices and alerts that waited when the backup was made.")
    if again:
        click.echo(f"Erased again: {again} members who have left since.")


def _gather(store: Storage, folder: Path) -> None:
    """Add the files of `store` to `folder`; those being there already stay. Files are replaced, never written to."""
    for key in store.all_keys():
        if key.startswith(EXPORTS):
            continue
        copy = folder / key
        if copy.exists():
            continue
        copy.parent.mkdir(parents=True, exist_ok=True)
        try:
            if isinstance(store, FolderStorage):
                _copy(store.folder / key, copy)
            else:
                copy.write_bytes(store.get(key))
        except (FileNotFoundError, NotStoredError):  # deleted meanwhile
            continue


def _copy(file: Path, copy: Path) -> None:
    try:
        os.link(file, copy)
    except FileNotFoundError:
        raise
    except OSError:  # another file system
        shutil.copy2(file, copy)


def _write(archive: Path, contents: Path, settings: Settings) -> None:
    files = {path.relative_to(contents).as_posix(): _checksum(path) for path in _files(contents)}
    manifest = {
        "format": FORMAT,
        "cocreate": version("cocreate"),
        "made_at": clock.now().isoformat(timespec="seconds"),
        "data_keys": [_fingerprint(key) for key in settings.data_keys],
        "files": files,
    }
    (contents / MANIFEST).write_text(json.dumps(manifest, indent=1))
    descriptor = os.open(archive, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)  # everything members wrote is in it
    with os.fdopen(descriptor, "wb") as file, tarfile.open(fileobj=file, mode="w") as tar:
        for name in (MANIFEST, *files):
            tar.add(contents / name, name)


def _unpack(archive: Path, folder: Path) -> dict[str, Any]:
    """Unpack `archive` and check every file against the manifest, which is returned."""
    try:
        with tarfile.open(archive) as tar:
            tar.extractall(folder, filter="data")
        manifest: dict[str, Any] = json.loads((folder / MANIFEST).read_text())
        expected: dict[str, str] = manifest["files"]
    except (tarfile.TarError, OSError, ValueError, KeyError) as error:
        raise BackupError(f"{archive} is no complete backup: {error}") from error
    if manifest["format"] != FORMAT:
        raise BackupError(f"{archive} has format {manifest['format']}; this version reads format {FORMAT}")
    found = {path.relative_to(folder).as_posix(): _checksum(path) for path in _files(folder)}
    del found[MANIFEST]
    wrong = sorted(name for name in expected.keys() | found.keys() if expected.get(name) != found.get(name))
    if wrong:
        raise BackupError(f"{archive} is damaged, nothing was changed: {', '.join(wrong[:5])}")
    return manifest


def _refuse_unless_safe(url: str, manifest: dict[str, Any], settings: Settings, force: bool) -> None:
    with psycopg.connect(url) as connection:
        others = connection.execute(
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
            " AND backend_type = 'client backend'"
        ).fetchone()
        if others and others[0]:
            raise BackupError("the site is running: stop it before restoring")
        has_table = connection.execute("SELECT to_regclass('public.members') IS NOT NULL").fetchone()
        members = connection.execute("SELECT count(*) FROM members").fetchone() if has_table and has_table[0] else None
    if members and members[0] and not force:
        raise BackupError(f"this site has {members[0]} members: restore into an empty one, or replace it with --force")
    if not force and not {_fingerprint(key) for key in settings.data_keys} & set(manifest["data_keys"]):
        raise BackupError("the backup was made with other COCREATE_DATA_KEYS: set those, or addresses stay unreadable")


def _dump(file: Path, url: str) -> None:
    """Dump the database at `url` into `file`, without what members took along."""
    options = ("--format=custom", "--no-owner", "--no-privileges", f"--exclude-table-data={Export.__tablename__}")
    _run("pg_dump", *options, f"--file={file}", url)


def _load(dump: Path, url: str) -> None:
    """Replace everything in the database by `dump`, in one transaction."""
    with tempfile.TemporaryDirectory(dir=dump.parent) as folder:
        script = Path(folder) / "restore.sql"
        _run("pg_restore", "--no-owner", "--no-privileges", f"--file={script}", str(dump))
        emptying = Path(folder) / "empty.sql"
        emptying.write_text(EMPTY_THE_DATABASE)
        _run("psql", "--no-psqlrc", "--quiet", "--single-transaction", "--set=ON_ERROR_STOP=1",
             f"--file={emptying}", f"--file={script}", f"--dbname={url}")  # fmt: skip


def _put_back(restored: Path, store: Storage) -> None:
    """Put the files `restored` into `store`. A folder is replaced; in a bucket, others stay beside them, unused."""
    if isinstance(store, FolderStorage):
        _replace_media(restored, store.folder)
        return
    for path in _files(restored):
        store.put(path.relative_to(restored).as_posix(), path.read_bytes())


def _replace_media(restored: Path, media: Path) -> None:
    """Put `restored` in the place of `media`; what was there is kept as ``media.before``."""
    before = media.with_name("media.before")
    if media.exists():
        shutil.rmtree(before, ignore_errors=True)
        media.rename(before)
    if restored.exists():
        restored.rename(media)


def _run(program: str, *arguments: str) -> None:
    done = subprocess.run(
        [str(postgres_place.programs() / program), *arguments], capture_output=True, text=True, check=False
    )
    if done.returncode != 0:
        raise BackupError(f"{program} failed: {done.stderr.strip()}")


def _files(folder: Path) -> Iterator[Path]:
    return (path for path in sorted(folder.rglob("*")) if path.is_file())


def _checksum(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _fingerprint(key: str) -> str:
    """Tells whether two keys are the same without telling the key, which is 32 random bytes."""
    return hashlib.sha256(key.encode()).hexdigest()[:16]
