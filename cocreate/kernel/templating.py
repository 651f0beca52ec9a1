"""What every template finds: the language, links to switch it, instants and numbers as people read them."""

import secrets
from datetime import date, datetime, timedelta
from functools import lru_cache

from babel.dates import format_date, format_timedelta
from flask import Flask, g
from flask_babel import format_decimal
from jinja2 import StrictUndefined
from markupsafe import Markup

from cocreate.kernel import clock, i18n

_WEEK = timedelta(days=7)
_TIME = '<time datetime="{}" title="{:%Y-%m-%d %H:%M}">{}</time>'
_JUST_NOW = {"zh": "刚刚", "en": "just now"}


def install(app: Flask) -> None:
    """Set up the template environment of `app`."""
    environment = app.jinja_env
    environment.undefined = StrictUndefined
    environment.trim_blocks = environment.lstrip_blocks = True
    # Flask-Babel's own functions look up their domain and locale at every call; a list page makes hundreds.
    environment.install_gettext_callables(i18n.gettext, i18n.ngettext, newstyle=True, pgettext=i18n.pgettext)  # type: ignore[attr-defined]
    environment.filters.update(ago=ago, number=format_decimal)
    environment.globals.update(
        theme=i18n.theme, locale=i18n.locale, switch_url=i18n.switch_url, idempotency_key=lambda: secrets.token_hex(12)
    )


def ago(at: datetime) -> Markup:
    """`at` as a ``<time>`` element: relative within a week, a date after that, the full instant as its title."""
    local = at.astimezone(clock.site_zone())
    age = _now() - at
    if age < _WEEK:
        words = _age_in_words(i18n.locale(), max(0, int(age.total_seconds())) // 60)
    else:
        words = _day_in_words(i18n.locale(), local.date())
    return Markup(_TIME.format(at.isoformat(timespec="seconds"), local, words))  # noqa: S704 - nothing from outside


@lru_cache(maxsize=4096)
def _age_in_words(locale: str, minutes: int) -> str:
    if minutes == 0:
        return _JUST_NOW[locale]
    return format_timedelta(
        -timedelta(minutes=minutes), granularity="minute", threshold=1, add_direction=True, locale=locale
    )


@lru_cache(maxsize=4096)
def _day_in_words(locale: str, day: date) -> str:
    return format_date(day, "long", locale=locale)


def _now() -> datetime:
    """One instant for all of a page."""
    if "now" not in g:
        g.now = clock.now()
    now: datetime = g.now
    return now
