"""Languages: which one an answer is in, and the catalogues, compiled in memory when the process starts.

English stands in the code; every other language has a catalogue in ``translations/``. Pages follow the
visitor's own choice (``?lang=``, remembered in a cookie), then the member's, then the site's; the API
follows ``Accept-Language``.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from functools import lru_cache
from io import BytesIO
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urlencode

import structlog
from babel.messages.catalog import Catalog, Message
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.support import NullTranslations, Translations
from flask import Flask, Response, current_app, g, has_app_context, has_request_context, request
from flask_babel import Babel, Domain, force_locale, get_locale
from flask_login import current_user
from markupsafe import Markup
from sqlalchemy.exc import SQLAlchemyError

from cocreate.kernel import clock
from cocreate.kernel.errors import wants_problem
from cocreate.kernel.settings import LOCALES
from cocreate.kernel.wording import Words, reworded

log = structlog.get_logger()
THEMES = ("auto", "light", "dark")
# Every message stands in it, with what it is in Chinese.
_CATALOGUE = Path(__file__).parent.parent / "translations" / "zh" / "LC_MESSAGES" / "messages.po"
_YEAR = timedelta(days=365)


class Voice(NamedTuple):
    """How a site speaks: the languages of its pages, and the brand's own words in each of them."""

    languages: tuple[str, ...] = LOCALES
    zh: Words = ()
    en: Words = ()


class Tongue(NamedTuple):
    """One language with the brand's words in it."""

    locale: str
    words: Words = ()


class _CompiledDomain(Domain):
    """Messages from catalogues compiled by this process, not from ``.mo`` files."""

    def get_translations(self) -> NullTranslations:
        return catalogue(tongue() if has_app_context() else Tongue("en"))


class _CompiledBabel(Babel):
    @property
    def domain_instance(self) -> Domain:
        return _DOMAIN


_DOMAIN = _CompiledDomain()


@lru_cache(maxsize=16)
def catalogue(tongue: Tongue) -> NullTranslations:
    """The messages of `tongue`; those of English are the msgids themselves."""
    if tongue == Tongue("en"):
        return NullTranslations()
    with _CATALOGUE.open("rb") as file:
        messages = read_po(file, locale="zh")
    spoken = Catalog(locale=tongue.locale)
    for message in filter(lambda message: message.id, messages):
        spoken.add(message.id, _said(message, tongue), context=message.context)
    compiled = BytesIO()
    write_mo(compiled, spoken)
    compiled.seek(0)
    return Translations(compiled)


def _said(message: Message, tongue: Tongue) -> str | tuple[str, ...]:
    said = message.id if tongue.locale == "en" else message.string or ""
    if isinstance(said, str):
        return reworded(said, tongue.words)
    return tuple(reworded(form, tongue.words) for form in said)


def install(app: Flask, voice: Callable[[], Voice]) -> None:
    """Give `app` its languages; `voice` tells how its site speaks."""
    _CompiledBabel(app, locale_selector=choose_locale, timezone_selector=lambda: app.config["COCREATE"].timezone)
    app.extensions["voice"] = voice
    app.before_request(_note_choice)
    app.after_request(_keep_choice)
    for locale in LOCALES:
        catalogue(Tongue(locale))


def voice() -> Voice:
    """How the site speaks, asked once a request; in the usual words where the database does not answer."""
    if "voice" not in g:
        try:
            g.voice = current_app.extensions["voice"]()
        except SQLAlchemyError as error:  # a page that says so must be able to speak
            log.warning("voice_unknown", error=type(error).__name__)
            g.voice = Voice()
    found: Voice = g.voice
    return found


def choose_locale() -> str:
    """The language of this answer, ``zh`` or ``en``; outside a request that of the site."""
    if has_request_context() and wants_problem():
        return next(filter(LOCALES.__contains__, _accepted()), _default())
    spoken = voice().languages
    if has_request_context():
        asked = _chosen("lang")
        if asked in spoken:
            return asked
        if g.get("identified") and current_user.is_authenticated and current_user.locale in spoken:
            return str(current_user.locale)
    return _default() if _default() in spoken else spoken[0]


def _default() -> str:
    default: str = current_app.config["COCREATE"].default_locale
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


def tongue() -> Tongue:
    """The language of this answer with the brand's words in it."""
    kept = g._get_current_object()  # noqa: SLF001 - as above
    if "tongue" not in kept:
        kept.tongue = Tongue(locale(), getattr(voice(), locale()))
    chosen: Tongue = kept.tongue
    return chosen


@contextmanager
def speaking(language: str) -> Iterator[None]:
    """Answer in `language` within the block: for a letter to somebody else."""
    before = {name: g.pop(name) for name in ("locale", "tongue") if name in g}
    g.locale = language
    try:
        with force_locale(language):
            yield
    finally:
        g.pop("locale")
        g.pop("tongue", None)
        for name, value in before.items():
            setattr(g, name, value)


def gettext(message: str, **values: object) -> Markup:
    """`message` in the language of this answer, for templates; `values` are escaped."""
    if not values:
        return _phrase(tongue(), message)
    return Markup(catalogue(tongue()).gettext(message)) % values  # noqa: S704 - our own catalogue  # nosec B704


def ngettext(singular: str, plural: str, number: int, **values: object) -> Markup:
    """The form for `number` (its ``num``, if not given) in the language of this answer, for templates."""
    words = Markup(catalogue(tongue()).ngettext(singular, plural, number))  # noqa: S704  # nosec B704
    return words % {"num": number, **values}


def pgettext(context: str, message: str) -> Markup:
    """`message` as meant in `context` in the language of this answer, for templates."""
    return Markup(catalogue(tongue()).pgettext(context, message))  # noqa: S704  # nosec B704


@lru_cache(maxsize=8192)
def _phrase(tongue: Tongue, message: str) -> Markup:
    """`message` in `tongue`. A page says dozens, and there are not more than templates say."""
    return Markup(catalogue(tongue).gettext(message)) % {}  # noqa: S704  # nosec B704
