"""What every template finds: the language, links to switch it, instants and numbers as people read them."""

import secrets
from collections.abc import Callable, Hashable, MutableMapping
from datetime import date, datetime, timedelta, tzinfo
from functools import cache, lru_cache
from math import inf
from typing import Any, Literal, cast

from babel.dates import format_date, format_skeleton, format_timedelta
from babel.numbers import format_compact_decimal
from flask import Flask, g
from flask.templating import Environment as FlaskEnvironment
from jinja2 import StrictUndefined, nodes
from jinja2.compiler import CodeGenerator, Frame
from jinja2.runtime import Macro
from markupsafe import Markup, escape

from cocreate.kernel import clock, i18n
from cocreate.kernel.text import language_of

_MINUTE = timedelta(minutes=1)
_HOUR = timedelta(hours=1)
_WEEK = 7 * 24 * 60  # minutes
_FIVE_DIGITS = 10_000
_SIX_DIGITS = 100_000
_THREE_DAYS = 72  # hours
_JUST_NOW = {"zh": "刚刚", "en": "just now"}


def shown(value: Any) -> str:
    """`value` as it stands in HTML. As ``markupsafe.escape``, which makes a new object of what needs no change too."""
    kind = type(value)
    if kind is Markup or (
        kind is str and not ("&" in value or "<" in value or ">" in value or '"' in value or "'" in value)
    ):
        return value  # type: ignore[no-any-return]
    return escape(value)


class _Generator(CodeGenerator):
    """Compiles ``{{ … }}`` to a call of `shown`. A page makes hundreds."""

    def _output_child_pre(self, node: nodes.Expr, frame: Frame, finalize: CodeGenerator._FinalizeInfo) -> None:
        if frame.eval_ctx.autoescape and not frame.eval_ctx.volatile and finalize.src is None:
            self.write("environment.shown(")
        else:
            super()._output_child_pre(node, frame, finalize)


class Environment(FlaskEnvironment):
    """Templates whose globals are one dictionary, made when a template is loaded.

    Jinja's own chain of two is walked by every import of every page. So globals must be complete before the first
    template is loaded.
    """

    code_generator_class = _Generator
    shown = staticmethod(shown)

    def make_globals(self, d: MutableMapping[str, Any] | None) -> MutableMapping[str, Any]:
        return {**self.globals, **(d or {})}


def install(app: Flask) -> None:
    """Set up the template environment of `app`."""
    environment = app.jinja_env
    environment.undefined = StrictUndefined
    environment.trim_blocks = environment.lstrip_blocks = True
    environment.filters.update(ago=ago, time_of_day=time_of_day, day=day, number=number, brief=brief)
    environment.filters.update(moment=moment, month=month, lasting=lasting, language=language_of)
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
        once=once,
        drawn=_icons(cast("Callable[[str], str]", environment.globals["asset"])),
    )


def _icons(asset: Callable[[str], str]) -> Callable[[str], Markup]:
    """Draws an icon by its name in the sprite; each is written once."""

    @cache
    def draw(name: str) -> Markup:
        return Markup('<svg class="icon" aria-hidden="true"><use href="{}#{}"></use></svg>').format(
            asset("icons.svg"), name
        )

    return draw


def once(macro: Macro, *values: Hashable) -> Markup:
    """What `macro` writes of `values`, written once for the same ones in the same tongue.

    The macro may depend on nothing else: not on the reader, the clock or the address.
    """
    return _written(macro, i18n.tongue(), values)


@lru_cache(maxsize=4096)
def _written(macro: Macro, _spoken: i18n.Tongue, values: tuple[Hashable, ...]) -> Markup:
    return Markup(macro(*values))  # noqa: S704 - what a template wrote, escaped there  # nosec B704


def number(value: int) -> str:
    """`value` in groups of three digits, which all our languages write alike."""
    return f"{value:,}"


def brief(value: int) -> str:
    """`value` for where four digits fit: beyond them rounded, with the language's word for the magnitude."""
    if value < _FIVE_DIGITS:
        return number(value)
    decimals = 1 if value < _SIX_DIGITS else 0
    return format_compact_decimal(value, locale=i18n.locale(), fraction_digits=decimals)


def ago(at: datetime) -> Markup:
    """`at` as a ``<time>`` element: relative within a week, a date after that, the full instant as its title."""
    now, zone = _now_and_here()
    minutes = max(0, (now - at) // _MINUTE)
    return _ago(at, zone, i18n.locale(), min(_WEEK, minutes))


def day(on: date) -> str:
    """The day `on` in words."""
    return _day_in_words(i18n.locale(), on)


def month(on: date) -> str:
    """The month of the day `on` in words."""
    return format_skeleton("yMMMM", on, locale=i18n.locale())


def time_of_day(at: datetime) -> Markup:
    """The hour and minute of `at` as a ``<time>`` element, for what has just happened."""
    start, _day = _start_of_time(at, clock.site_zone())
    return Markup(f"{start}{at.astimezone(clock.site_zone()):%H:%M}</time>")  # noqa: S704 - all our own  # nosec B704


def moment(at: datetime) -> Markup:
    """`at` as a ``<time>`` element with its day and minute, for what is still ahead."""
    zone = _now_and_here()[1]
    start, day = _start_of_time(at, zone)
    words = _day_in_words(i18n.locale(), day)
    return Markup(f"{start}{words} {at.astimezone(zone):%H:%M}</time>")  # noqa: S704 - all our own  # nosec B704


def lasting(hours: float, in_days: bool = True) -> str:
    """So many `hours` in words: minutes below one, and from three days on days, unless not `in_days`."""
    unit: Literal["day", "hour", "minute"]
    unit, length = ("hour", _HOUR) if hours >= 1 else ("minute", _MINUTE)
    if in_days and hours >= _THREE_DAYS:
        unit, length = "day", 24 * _HOUR
    whole = hours * _HOUR // length * length
    return format_timedelta(whole, granularity=unit, threshold=inf, locale=i18n.locale())


@lru_cache(maxsize=4096)
def _ago(at: datetime, zone: tzinfo, locale: str, minutes: int) -> Markup:
    start, day = _start_of_time(at, zone)
    words = _age_in_words(locale, minutes) if minutes < _WEEK else _day_in_words(locale, day)
    return Markup(f"{start}{words}</time>")  # noqa: S704 - all our own  # nosec B704


@lru_cache(maxsize=4096)
def _start_of_time(at: datetime, zone: tzinfo) -> tuple[str, date]:
    """The opening tag for the instant `at`, and its day in `zone`."""
    local = at.astimezone(zone)
    return f'<time datetime="{at.isoformat(timespec="seconds")}" title="{str(local)[:16]}">', local.date()


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
    kept = g._get_current_object()  # noqa: SLF001 - documented; a list asks for each of its rows
    if "now_and_here" not in kept:
        kept.now_and_here = (clock.now(), clock.site_zone())
    found: tuple[datetime, tzinfo] = kept.now_and_here
    return found
