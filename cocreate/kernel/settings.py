"""Settings of operation, read once from ``COCREATE_*``; everything a brand may decide lives in the site record.

Each field carries its own documentation, which the table in README repeats (a test compares them).
"""

import os
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any, Literal
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from cryptography.fernet import Fernet

from cocreate.kernel import secrets_file
from cocreate.kernel.trouble import Trouble

PREFIX = "COCREATE_"
LOCALES = ("zh", "en")
DEFAULT_BASE_URL = "http://127.0.0.1:8000"


class SettingsError(Trouble):
    """The environment does not make a site; the message says what to do, one line a setting."""


def setting(default: str, text: str, *, secret: bool = False) -> Any:
    """A field of Settings; `default` and `text` are written for README, `secret` keeps the value out of logs."""
    return field(repr=not secret, metadata={"default": default, "text": text})


@dataclass(frozen=True, kw_only=True)
class Settings:
    home: Path = setting("`instance`", "Folder for the embedded database, uploaded files and development secrets")
    env: Literal["development", "production"] = setting(
        "`development`", "`production` refuses to start without secrets and an address of its own"
    )
    database_url: str | None = setting(
        "the embedded server", "A PostgreSQL server (17 or newer): `postgresql://user:password@host/name`", secret=True
    )
    secret_key: str = setting("made once in development", "Signs cookies and links; 32 characters or more", secret=True)
    data_keys: tuple[str, ...] = setting(
        "made once in development",
        "Fernet keys for personal data at rest, newest first, separated by commas; old ones still read",
        secret=True,
    )
    base_url: str = setting(
        "the address `serve` listens on", "The address members see, such as `https://ideas.example.com`"
    )
    trusted_proxies: int = setting("`0`", "How many proxies in front of the site add to `X-Forwarded-For`")
    mail_url: str | None = setting(
        "files in `$COCREATE_HOME/mail`", "Mail server: `smtp://user:password@host:587` or `smtps://…`", secret=True
    )
    mail_from: str = setting("`no-reply@` the host of the address", "Sender of the site's mails")
    sms_url: str | None = setting(
        "files in `$COCREATE_HOME/sms`",
        'Gateway for sign-in codes by SMS: it is posted `{"phone": "+86…", "text": "…"}`',
        secret=True,
    )
    sms_per_hour: int = setting(
        "`1000`", "How many messages the site sends by SMS within an hour, whoever asks; they cost money"
    )
    redis_url: str | None = setting("limits are kept in PostgreSQL", "Redis for rate limits: `redis://…`", secret=True)
    media_url: str | None = setting(
        "the folder `$COCREATE_HOME/media`",
        "Bucket for uploaded files, S3 or compatible: `https://key:secret@host/bucket`; "
        "`?region=…` and `&style=virtual` where it wants them",
        secret=True,
    )
    timezone: str = setting("`Asia/Shanghai`", "Time zone in which days are counted")
    default_locale: str = setting("`zh`", "Language of pages for visitors who have chosen none: `zh` or `en`")

    @classmethod
    def from_env(cls, environ: Mapping[str, str] = os.environ) -> "Settings":
        """Read the settings; an empty variable counts as unset.

        In development missing secrets are made and kept in ``$COCREATE_HOME/secrets.json``.

        Raises:
            SettingsError: naming every setting that is wrong, not only the first.
        """
        given = {f.name: value for f in fields(cls) if (value := environ.get(variable(f.name), "").strip())}
        home = Path(given.get("home", "instance")).expanduser().absolute()
        problems = list(_problems(given, home))
        if problems:
            raise SettingsError("\n".join(problems))
        production = given.get("env") == "production"
        secret_key, data_keys = _secrets(given, home)
        base_url = given.get("base_url", DEFAULT_BASE_URL).rstrip("/")
        return cls(
            home=home,
            env="production" if production else "development",
            database_url=given.get("database_url"),
            secret_key=secret_key,
            data_keys=data_keys,
            base_url=base_url,
            trusted_proxies=int(given.get("trusted_proxies", "0")),
            mail_url=given.get("mail_url"),
            mail_from=given.get("mail_from", f"no-reply@{urlsplit(base_url).hostname}"),
            sms_url=given.get("sms_url"),
            sms_per_hour=int(given.get("sms_per_hour", "1000")),
            redis_url=given.get("redis_url"),
            media_url=given.get("media_url"),
            timezone=given.get("timezone", "Asia/Shanghai"),
            default_locale=given.get("default_locale", "zh"),
        )


def variable(name: str) -> str:
    """The environment variable of the field `name`."""
    return PREFIX + name.upper()


def unknown_variables(environ: Mapping[str, str]) -> list[str]:
    """``COCREATE_*`` variables that no setting reads: most likely misspelt."""
    known = {variable(f.name) for f in fields(Settings)}
    return sorted(name for name in environ if name.startswith(PREFIX) and name not in known)


def _problems(given: Mapping[str, str], home: Path) -> Iterator[str]:
    for name, (is_good, demand) in _DEMANDS.items():
        if name in given and not is_good(given[name]):
            yield f"{variable(name)} {demand}"
    if given.get("env") == "production":
        yield from _problems_of_production(given, home)


def _problems_of_production(given: Mapping[str, str], home: Path) -> Iterator[str]:
    for name, advice in _NEEDED_IN_PRODUCTION.items():
        if name not in given:
            yield f"{variable(name)} is missing: {advice}"
    development = _kept_secrets(home)
    if development and given.get("secret_key") == development["secret_key"]:
        yield f"{variable('secret_key')} is the one made for development: make a new one"
    if development and set(_split(given.get("data_keys", ""))) & set(development["data_keys"]):
        yield f"{variable('data_keys')} holds the one made for development: make a new one"


def _secrets(given: Mapping[str, str], home: Path) -> tuple[str, tuple[str, ...]]:
    """Secret key and data keys: the given ones; what is missing comes from the development file."""
    if "secret_key" in given and "data_keys" in given:
        return given["secret_key"], _split(given["data_keys"])
    kept = _kept_secrets(home) or _made_secrets(home)
    return given.get("secret_key", kept["secret_key"]), _split(given.get("data_keys", ",".join(kept["data_keys"])))


def _kept_secrets(home: Path) -> secrets_file.Secrets | None:
    try:
        return secrets_file.read(home)
    except (OSError, ValueError) as error:
        raise SettingsError(f"the secrets in {secrets_file.path(home)} cannot be read: {error}") from error


def _made_secrets(home: Path) -> secrets_file.Secrets:
    try:
        return secrets_file.make(home)
    except OSError as error:
        raise SettingsError(f"COCREATE_HOME {home} cannot hold the site's secrets: {error}") from error


def _split(keys: str) -> tuple[str, ...]:
    return tuple(key.strip() for key in keys.split(",") if key.strip())


def _are_fernet_keys(value: str) -> bool:
    try:
        return bool([Fernet(key) for key in _split(value)])
    except ValueError:
        return False


def _is_zone(value: str) -> bool:
    try:
        return bool(ZoneInfo(value).key)
    except (ValueError, OSError, KeyError):  # ZoneInfoNotFoundError is a KeyError
        return False


def _is_address(*schemes: str) -> Callable[[str], bool]:
    def check(value: str) -> bool:
        try:
            return urlsplit(value).scheme in schemes
        except ValueError:
            return False

    return check


def _is_bucket(value: str) -> bool:
    try:
        parts = urlsplit(value)
    except ValueError:
        return False
    named = parts.hostname and parts.username and parts.password and parts.path.strip("/")
    return parts.scheme in ("http", "https") and bool(named)


def _is_site_address(value: str) -> bool:
    try:
        parts = urlsplit(value)
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and bool(parts.hostname) and parts.path in ("", "/") and not parts.query


_HOW_TO_MAKE_ONE = 'python3 -c "import secrets; print(secrets.token_urlsafe(48))"'
_HOW_TO_MAKE_A_KEY = 'python3 -c "import base64, os; print(base64.urlsafe_b64encode(os.urandom(32)).decode())"'

_NEEDED_IN_PRODUCTION = {
    "secret_key": f"make one with {_HOW_TO_MAKE_ONE}",
    "data_keys": f"make one with {_HOW_TO_MAKE_A_KEY} and keep a copy apart from the backups",
    "base_url": "set it to the address members see, such as https://ideas.example.com",
}

_DEMANDS: Mapping[str, tuple[Callable[[str], bool], str]] = {
    "env": (lambda value: value in ("development", "production"), "must be development or production"),
    "database_url": (_is_address("postgresql", "postgres"), "must look like postgresql://user:password@host/name"),
    "secret_key": (lambda value: len(value) >= 32, f"is too short: make one with {_HOW_TO_MAKE_ONE}"),
    "data_keys": (_are_fernet_keys, f"must hold Fernet keys separated by commas: make one with {_HOW_TO_MAKE_A_KEY}"),
    "base_url": (_is_site_address, "must be http:// or https:// and a host, without a path"),
    "trusted_proxies": (str.isdecimal, "must be a whole number: how many proxies stand in front of the site"),
    "mail_url": (_is_address("smtp", "smtps"), "must look like smtp://user:password@host:587"),
    "mail_from": (lambda value: "@" in value, "must be a mail address"),
    "sms_url": (_is_address("http", "https"), "must be the address of the gateway, https://…"),
    "sms_per_hour": (str.isdecimal, "must be a whole number"),
    "redis_url": (_is_address("redis", "rediss", "unix"), "must look like redis://host:6379/0"),
    "media_url": (_is_bucket, "must look like https://key:secret@host/bucket"),
    "timezone": (_is_zone, "must be a name of the time zone database, such as Asia/Shanghai"),
    "default_locale": (lambda value: value in LOCALES, "must be zh or en"),
}
