"""Languages: which one an answer is in, and the catalogues, compiled in memory when the process starts.

English stands in the code; every other language has a catalogue in ``translations/``. Pages follow the
visitor's own choice (``?lang=``, remembered in a cookie), then the member's, then the site's; the API
follows ``Accept-Language``.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from functools import cache
from io import BytesIO
from pathlib import Path
from urllib.parse import urlencode

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.support import NullTranslations, Translations
from flask import Flask, Response, current_app, g, has_app_context, has_request_context, request
from flask_babel import Babel, Domain, force_locale, get_locale
from flask_login import current_user
from markupsafe import Markup

from cocreate.kernel import clock
from cocreate.kernel.errors import wants_problem
from cocreate.kernel.settings import LOCALES

THEMES = ("auto", "light", "dark")
_TRANSLATIONS = Path(__file__).parent.parent / "translations"
_YEAR = timedelta(days=365)


class _CompiledDomain(Domain):
    """Messages from catalogues compiled by this process, not from ``.mo`` files."""

    def get_translations(self) -> NullTranslations:
        return catalogue(locale() if has_app_context() else "en")


class _CompiledBabel(Babel):
    @property
    def domain_instance(self) -> Domain:
        return _DOMAIN


_DOMAIN = _CompiledDomain()


@cache
def catalogue(locale: str) -> NullTranslations:
    """The messages of `locale`; those of English are the msgids themselves."""
    source = _TRANSLATIONS / locale / "LC_MESSAGES" / "messages.po"
    if not source.is_file():
        return NullTranslations()
    compiled = BytesIO()
    with source.open("rb") as file:
        write_mo(compiled, read_po(file, locale=locale))
    compiled.seek(0)
    return Translations(compiled)


def install(app: Flask) -> None:
    """Give `app` its languages."""
    _CompiledBabel(app, locale_selector=choose_locale, timezone_selector=lambda: app.config["COCREATE"].timezone)
    app.before_request(_note_choice)
    app.after_request(_keep_choice)
    for locale in LOCALES:
        catalogue(locale)


def choose_locale() -> str:
    """The language of this answer, ``zh`` or ``en``; outside a request that of the site."""
    default: str = current_app.config["COCREATE"].default_locale
    if not has_request_context():
        return default
    if wants_problem():
        return next(filter(LOCALES.__contains__, _accepted()), default)
    asked = _chosen("lang")
    if asked in LOCALES:
        return asked
    if g.get("identified") and current_user.is_authenticated and current_user.locale in LOCALES:
        return str(current_user.locale)
    return default


def _accepted() -> Iterator[str]:
    """The languages of ``Accept-Language``, the best first, without their regions: British English is English."""
    for tag, quality in request.accept_languages:
        if quality > 0:
            yield tag.lower().partition("-")[0]


def theme() -> str:
    """The visitor's choice of colours: ``auto``, ``light`` or ``dark``."""
    chosen = _chosen("theme")
    return chosen if chosen in THEMES else "auto"


def switch_url(**choice: str) -> str:
    """The address of this page with another language (``lang=``) or theme (``theme=``)."""
    kept = [(k, v) for k, v in request.args.items(multi=True) if k not in ("lang", "theme")] if request.args else []
    path = request.path if request.method == "GET" else "/"
    return f"{path}?{urlencode([*kept, *choice.items()])}"


def _note_choice() -> None:
    """Answer this page in the language and colours its address asks for."""
    if request.method == "GET" and not wants_problem():
        lang, colours = request.args.get("lang"), request.args.get("theme")
        g.asked = {"lang": lang} if lang in LOCALES else {}
        if colours in THEMES:
            g.asked["theme"] = colours


def _keep_choice(answer: Response) -> Response:
    """Keep what was asked for in cookies."""
    secure = current_app.config["SESSION_COOKIE_SECURE"]
    for name, value in g.get("asked", {}).items():
        expires = clock.now() + _YEAR
        answer.set_cookie(name, value, expires=expires, secure=secure, httponly=True, samesite="Lax")
    return answer


def _chosen(name: str) -> str | None:
    """What the address asks for, or an earlier one did."""
    value: str | None = g.get("asked", {}).get(name) or request.cookies.get(name)
    return value


def locale() -> str:
    """The language of this answer as views pass it down, ``zh`` or ``en``."""
    kept = g._get_current_object()  # noqa: SLF001 - documented; a page asks a hundred times
    if "locale" not in kept:
        kept.locale = str(get_locale() or "en")
    chosen: str = kept.locale
    return chosen


@contextmanager
def speaking(language: str) -> Iterator[None]:
    """Answer in `language` within the block: for a letter to somebody else."""
    before = g.pop("locale", None)
    g.locale = language
    try:
        with force_locale(language):
            yield
    finally:
        g.pop("locale")
        if before is not None:
            g.locale = before


def gettext(message: str, **values: object) -> Markup:
    """`message` in the language of this answer, for templates; `values` are escaped."""
    if not values:
        return _phrase(locale(), message)
    return Markup(catalogue(locale()).gettext(message)) % values  # noqa: S704 - our own catalogue


def ngettext(singular: str, plural: str, number: int, **values: object) -> Markup:
    """The form for `number` (its ``num``, if not given) in the language of this answer, for templates."""
    words = Markup(catalogue(locale()).ngettext(singular, plural, number))  # noqa: S704
    return words % {"num": number, **values}


def pgettext(context: str, message: str) -> Markup:
    """`message` as meant in `context` in the language of this answer, for templates."""
    return Markup(catalogue(locale()).pgettext(context, message))  # noqa: S704


@cache
def _phrase(locale: str, message: str) -> Markup:
    """`message` in `locale`. A page says dozens, and there are not more than templates say."""
    return Markup(catalogue(locale).gettext(message)) % {}  # noqa: S704
