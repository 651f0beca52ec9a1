"""Secrets at rest: personal values are encrypted, and found again by a keyed hash.

Keys come from ``COCREATE_DATA_KEYS``, newest first: the newest seals, every one opens and finds. The
session key is never used here, so that it can be changed on its own.
"""

import base64
import hashlib
import hmac
import secrets

from cryptography.fernet import Fernet, MultiFernet
from flask import current_app


def seal(text: str) -> str:
    """`text` encrypted and authenticated (Fernet: AES-128-CBC with HMAC-SHA-256) under the newest key."""
    return _fernet().encrypt(text.encode()).decode()


def unseal(sealed: str) -> str:
    """The text inside `sealed`; raises ``cryptography.fernet.InvalidToken`` when no key fits."""
    return _fernet().decrypt(sealed.encode()).decode()


def seal_bytes(content: bytes) -> bytes:
    """`content` sealed as `seal` does."""
    return _fernet().encrypt(content)


def unseal_bytes(sealed: bytes) -> bytes:
    """What is inside `sealed`; raises as `unseal`."""
    return _fernet().decrypt(sealed)


def lookup(text: str) -> str:
    """The keyed hash (HMAC-SHA-256, hexadecimal) under which `text` is stored."""
    return lookups(text)[0]


def lookups(text: str) -> list[str]:
    """Every keyed hash `text` may be stored under, that of the newest key first."""
    return [hmac.new(_hash_key(key), text.encode(), hashlib.sha256).hexdigest() for key in _keys()]


def new_token() -> str:
    """A secret for a link, a session or an API client: 256 random bits."""
    return secrets.token_urlsafe(32)


def token_hash(token: str) -> str:
    """What is stored of a token: a plain SHA-256, enough for 256 random bits."""
    return hashlib.sha256(token.encode()).hexdigest()


def _keys() -> tuple[str, ...]:
    keys: tuple[str, ...] = current_app.config["COCREATE"].data_keys
    return keys


def _fernet() -> MultiFernet:
    return MultiFernet([Fernet(key) for key in _keys()])


def _hash_key(key: str) -> bytes:
    return hmac.new(base64.urlsafe_b64decode(key), b"cocreate lookup", hashlib.sha256).digest()
