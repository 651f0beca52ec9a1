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
from flask import Flask, Response, current_app, g, redirect, request
from flask_babel import Babel, Domain, force_locale, get_locale
from flask_login import current_user
from werkzeug.wrappers import Response as BaseResponse

from cocreate.kernel import clock
from cocreate.kernel.errors import wants_problem

LOCALES = ("zh", "en")
THEMES = ("auto", "light", "dark")
_TRANSLATIONS = Path(__file__).parent.parent / "translations"
_YEAR = timedelta(days=365)


class _CompiledDomain(Domain):
    """Messages from catalogues compiled by this process, not from ``.mo`` files."""

    def get_translations(self) -> NullTranslations:
        return catalogue(str(get_locale() or "en"))


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
    app.before_request(_remember_choice)
    for locale in LOCALES:
        catalogue(locale)


def choose_locale() -> str:
    """The language of this answer, ``zh`` or ``en``."""
    asked: str | None = g.get("asked_locale") or request.cookies.get("lang")
    if asked in LOCALES:
        return asked
    default: str = current_app.config["COCREATE"].default_locale
    if wants_problem():
        return request.accept_languages.best_match(LOCALES, default) or default
    if g.get("identified") and current_user.is_authenticated and current_user.locale in LOCALES:
        return str(current_user.locale)
    return default


def theme() -> str:
    """The visitor's choice of colours: ``auto``, ``light`` or ``dark``."""
    chosen = request.cookies.get("theme", "auto")
    return chosen if chosen in THEMES else "auto"


def switch_url(**choice: str) -> str:
    """The address of this page with another language (``lang=``) or theme (``theme=``)."""
    kept = [(k, v) for k, v in request.args.items(multi=True) if k not in ("lang", "theme")]
    path = request.path if request.method == "GET" else "/"
    return f"{path}?{urlencode([*kept, *choice.items()])}"


def _remember_choice() -> BaseResponse | None:
    """Keep ``?lang=`` and ``?theme=`` in cookies; the page itself is answered at once in the chosen language."""
    lang, colours = request.args.get("lang"), request.args.get("theme")
    if request.method != "GET" or wants_problem():
        return None
    g.asked_locale = lang if lang in LOCALES else None
    chosen = {"lang": g.asked_locale, "theme": colours if colours in THEMES else None}
    if not any(chosen.values()):
        return None
    kept = [(k, v) for k, v in request.args.items(multi=True) if k not in ("lang", "theme")]
    answer = redirect(f"{request.path}?{urlencode(kept)}" if kept else request.path, 303)
    for name, value in chosen.items():
        if value:
            _set_cookie(answer, name, value)
    return answer


def _set_cookie(answer: BaseResponse | Response, name: str, value: str) -> None:
    secure = current_app.config["SESSION_COOKIE_SECURE"]
    answer.set_cookie(name, value, expires=clock.now() + _YEAR, secure=secure, httponly=True, samesite="Lax")


def locale() -> str:
    """The language of this answer as views pass it down, ``zh`` or ``en``."""
    if "locale" not in g:
        g.locale = str(get_locale() or "en")
    chosen: str = g.locale
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


def gettext(message: str) -> str:
    """`message` in the language of this answer, for templates."""
    return catalogue(locale()).gettext(message)


def ngettext(singular: str, plural: str, number: int) -> str:
    """The form for `number` in the language of this answer, for templates."""
    return str(catalogue(locale()).ngettext(singular, plural, number))


def pgettext(context: str, message: str) -> str:
    """`message` as meant in `context` in the language of this answer, for templates."""
    return str(catalogue(locale()).pgettext(context, message))
