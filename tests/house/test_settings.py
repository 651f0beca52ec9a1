"""Settings: what is refused and how it is told, and that README documents every one."""

import json
import re
from dataclasses import fields
from pathlib import Path

import pytest

from cocreate.kernel import secrets_file
from cocreate.kernel.settings import Settings, SettingsError, unknown_variables, variable

README = Path(__file__).resolve().parents[2] / "README.md"
KEY = "k" * 43 + "="
PRODUCTION = {
    "COCREATE_ENV": "production",
    "COCREATE_SECRET_KEY": "a secret of thirty-two characters, or more",
    "COCREATE_DATA_KEYS": KEY,
    "COCREATE_BASE_URL": "https://ideas.example.com/",
}


def test_readme_documents_every_setting() -> None:
    rows = re.findall(r"^\| `(COCREATE_\w+)` \| (.+) \| (.+) \|$", README.read_text(), re.MULTILINE)
    assert rows == [(variable(f.name), f.metadata["default"], f.metadata["text"]) for f in fields(Settings)]


def test_secrets_of_development_are_made_once_and_kept_from_others(tmp_path: Path) -> None:
    environ = {"COCREATE_HOME": str(tmp_path / "site")}
    first, second = Settings.from_env(environ), Settings.from_env(environ)
    assert first == second
    kept = secrets_file.path(first.home)
    assert json.loads(kept.read_text())["secret_key"] == first.secret_key
    assert kept.stat().st_mode & 0o777 == 0o600
    assert Settings.from_env({"COCREATE_HOME": str(tmp_path / "other")}).secret_key != first.secret_key


def test_secrets_do_not_show_when_settings_are_printed(tmp_path: Path) -> None:
    settings = Settings.from_env(PRODUCTION | {"COCREATE_HOME": str(tmp_path)})
    assert settings.secret_key not in repr(settings)
    assert KEY not in repr(settings)


def test_production_takes_its_own_secrets_and_writes_none(tmp_path: Path) -> None:
    settings = Settings.from_env(PRODUCTION | {"COCREATE_HOME": str(tmp_path)})
    assert (settings.base_url, settings.data_keys) == ("https://ideas.example.com", (KEY,))
    assert settings.mail_from == "no-reply@ideas.example.com"
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("missing", ["COCREATE_SECRET_KEY", "COCREATE_DATA_KEYS", "COCREATE_BASE_URL"])
def test_production_does_not_start_without(missing: str, tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match=f"^{missing} is missing: "):
        Settings.from_env(PRODUCTION | {"COCREATE_HOME": str(tmp_path), missing: ""})


def test_production_does_not_start_with_secrets_of_development(tmp_path: Path) -> None:
    development = Settings.from_env({"COCREATE_HOME": str(tmp_path)})
    taken_over = {"COCREATE_SECRET_KEY": development.secret_key, "COCREATE_DATA_KEYS": ",".join(development.data_keys)}
    with pytest.raises(SettingsError) as caught:
        Settings.from_env(PRODUCTION | {"COCREATE_HOME": str(tmp_path)} | taken_over)
    assert "COCREATE_SECRET_KEY is the one made for development" in str(caught.value)
    assert "COCREATE_DATA_KEYS holds the one made for development" in str(caught.value)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("ENV", "staging"),
        ("DATABASE_URL", "mysql://localhost/site"),
        ("SECRET_KEY", "hunter2"),
        ("DATA_KEYS", f"{KEY},no-key"),
        ("BASE_URL", "ideas.example.com"),
        ("BASE_URL", "https://example.com/ideas"),
        ("TRUSTED_PROXIES", "-1"),
        ("MAIL_URL", "mail.example.com:25"),
        ("MAIL_FROM", "CoCreate"),
        ("SMS_URL", "sms.example.com"),
        ("REDIS_URL", "localhost:6379"),
        ("TIMEZONE", "Asia/Tianjin"),
        ("TIMEZONE", "../../etc/passwd"),
        ("DEFAULT_LOCALE", "de"),
    ],
)
def test_a_wrong_value_is_refused_by_name_and_not_repeated(name: str, value: str, tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match=rf"^COCREATE_{name} (must|is)") as caught:
        Settings.from_env({"COCREATE_HOME": str(tmp_path), f"COCREATE_{name}": value})
    assert name == "ENV" or value not in str(caught.value)


def test_everything_wrong_is_told_at_once(tmp_path: Path) -> None:
    with pytest.raises(SettingsError) as caught:
        Settings.from_env(
            {"COCREATE_HOME": str(tmp_path), "COCREATE_TIMEZONE": "Nowhere", "COCREATE_DEFAULT_LOCALE": "de"}
        )
    assert str(caught.value).count("\n") == 1


def test_damaged_secrets_are_not_replaced(tmp_path: Path) -> None:
    secrets_file.path(tmp_path).write_text('{"secret_key": "x"}')
    with pytest.raises(SettingsError, match="cannot be read"):
        Settings.from_env({"COCREATE_HOME": str(tmp_path)})
    assert secrets_file.path(tmp_path).read_text() == '{"secret_key": "x"}'


def test_misspelt_variables_are_found() -> None:
    environ = {"COCREATE_HOME": "/srv/site", "COCREATE_MAILURL": "smtp://localhost", "HOME": "/root"}
    assert unknown_variables(environ) == ["COCREATE_MAILURL"]
