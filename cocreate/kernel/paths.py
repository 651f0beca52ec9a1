"""Where what is no Python lies: beside the package in a checkout, in its ``_data`` folder in a wheel."""

from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent.parent
_SHIPPED = _PACKAGE / "_data"
_ROOT = _SHIPPED if _SHIPPED.is_dir() else _PACKAGE.parent


def templates() -> Path:
    """The folder of the templates."""
    return _ROOT / "templates"


def static() -> Path:
    """The folder of stylesheets, scripts and icons."""
    return _ROOT / "static"


def migrations() -> Path:
    """The folder of the alembic environment."""
    return _ROOT / "migrations"
