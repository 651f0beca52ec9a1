"""What every template finds: the language, links to switch it, instants and numbers as people read them."""

import secrets
from datetime import datetime, timedelta

from flask import Flask, g
from flask_babel import format_date, format_datetime, format_decimal, format_timedelta
from flask_babel import gettext as _
from jinja2 import StrictUndefined
from markupsafe import Markup

from cocreate.kernel import clock, i18n

_WEEK = timedelta(days=7)


def install(app: Flask) -> None:
    """Set up the template environment of `app`."""
    environment = app.jinja_env
    environment.undefined = StrictUndefined
    environment.trim_blocks = environment.lstrip_blocks = True
    environment.filters.update(ago=ago, number=format_decimal)
    environment.globals.update(
        theme=i18n.theme, locale=i18n.locale, switch_url=i18n.switch_url, idempotency_key=lambda: secrets.token_hex(12)
    )


def ago(at: datetime) -> Markup:
    """`at` as a ``<time>`` element: relative within a week, a date after that, the full instant as its title."""
    age = _now() - at
    if age < timedelta(minutes=1):
        words = _("just now")
    elif age < _WEEK:
        words = format_timedelta(-age, granularity="minute", add_direction=True)
    else:
        words = format_date(at, "long")
    full = format_datetime(at, "long")
    return Markup('<time datetime="{}" title="{}">{}</time>').format(at.isoformat(timespec="seconds"), full, words)


def _now() -> datetime:
    """One instant for all of a page."""
    if "now" not in g:
        g.now = clock.now()
    now: datetime = g.now
    return now
