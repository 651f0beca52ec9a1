"""What every template finds: the language, links to switch it, instants and numbers as people read them."""

import secrets
from datetime import date, datetime, timedelta, tzinfo
from functools import lru_cache

from babel.dates import format_date, format_timedelta
from flask import Flask, g
from jinja2 import StrictUndefined
from markupsafe import Markup

from cocreate.kernel import clock, i18n

_MINUTE = timedelta(minutes=1)
_WEEK = timedelta(days=7)
_JUST_NOW = {"zh": "刚刚", "en": "just now"}


def install(app: Flask) -> None:
    """Set up the template environment of `app`."""
    environment = app.jinja_env
    environment.undefined = StrictUndefined
    environment.trim_blocks = environment.lstrip_blocks = True
    environment.filters.update(ago=ago, number=number)
    environment.globals.update(
        # Flask-Babel's own functions look up their domain and locale at every call; a list page makes hundreds.
        _=i18n.gettext,
        gettext=i18n.gettext,
        ngettext=i18n.ngettext,
        pgettext=i18n.pgettext,
        theme=i18n.theme,
        locale=i18n.locale,
        switch_url=i18n.switch_url,
        idempotency_key=lambda: secrets.token_hex(12),
    )


def number(value: int) -> str:
    """`value` in groups of three digits, which all our languages write alike."""
    return f"{value:,}"


def ago(at: datetime) -> Markup:
    """`at` as a ``<time>`` element: relative within a week, a date after that, the full instant as its title."""
    now, zone = _now_and_here()
    local, age = at.astimezone(zone), now - at
    if age < _WEEK:
        words = _age_in_words(i18n.locale(), max(0, age // _MINUTE))
    else:
        words = _day_in_words(i18n.locale(), local.date())
    instant = at.isoformat(timespec="seconds")
    return Markup(f'<time datetime="{instant}" title="{str(local)[:16]}">{words}</time>')  # noqa: S704 - all our own


@lru_cache(maxsize=4096)
def _age_in_words(locale: str, minutes: int) -> str:
    if minutes == 0:
        return _JUST_NOW[locale]
    age = timedelta(minutes=minutes)
    return format_timedelta(-age, granularity="minute", threshold=1, add_direction=True, locale=locale)


@lru_cache(maxsize=4096)
def _day_in_words(locale: str, day: date) -> str:
    return format_date(day, "long", locale=locale)


def _now_and_here() -> tuple[datetime, tzinfo]:
    """One instant for all of a page, and the site's time zone."""
    if "now_and_here" not in g:
        g.now_and_here = (clock.now(), clock.site_zone())
    found: tuple[datetime, tzinfo] = g.now_and_here
    return found
