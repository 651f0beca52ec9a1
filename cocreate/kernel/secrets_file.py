"""Secrets of a development site: made once, kept in ``$COCREATE_HOME/secrets.json``, readable by their owner only."""

import json
import os
import secrets
from pathlib import Path
from typing import TypedDict

from cryptography.fernet import Fernet


class Secrets(TypedDict):
    """What is kept beside the database for a site that was given no secrets."""

    secret_key: str
    data_keys: list[str]


def path(home: Path) -> Path:
    """Where the secrets of the site at `home` are kept."""
    return home / "secrets.json"


def read(home: Path) -> Secrets | None:
    """The secrets kept in `home`, or None while there are none.

    Raises:
        OSError: the file belongs to somebody else.
        ValueError: the file is damaged.
    """
    try:
        text = path(home).read_text()
    except FileNotFoundError:
        return None
    data = json.loads(text)
    try:
        return Secrets(secret_key=str(data["secret_key"]), data_keys=[str(key) for key in data["data_keys"]])
    except (KeyError, TypeError) as error:
        raise ValueError(f"{path(home)} lacks {error}") from error


def make(home: Path) -> Secrets:
    """New secrets, kept in `home`; of two processes that make them at the same moment, both get the first one's."""
    make_home(home)
    made = Secrets(secret_key=secrets.token_urlsafe(48), data_keys=[Fernet.generate_key().decode()])
    draft = path(home).with_name(f"secrets.{os.getpid()}.{secrets.token_hex(4)}.draft")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w") as file:
        json.dump(made, file, indent=1)
        file.flush()
        os.fsync(file.fileno())
    try:
        os.link(draft, path(home))  # fails when another process was first, never replaces
    except FileExistsError:
        return read(home) or made
    finally:
        draft.unlink()
    return made


def make_home(home: Path) -> None:
    """Make the folder of the site: closed to others, except that root's may be walked through.

    As root the database runs under another user and has to reach its own folder inside.
    """
    if not home.is_dir():
        home.parent.mkdir(parents=True, exist_ok=True)
        home.mkdir(mode=0o711 if os.geteuid() == 0 else 0o700, exist_ok=True)
