"""Notices for programs."""

from typing import Any

from flask_babel import lazy_gettext as _l

from cocreate.kernel.access import token
from cocreate.kernel.api import Operations, absolute
from cocreate.kernel.fields import BIGINT
from cocreate.kernel.i18n import locale
from cocreate.kernel.schemas import PageQuery
from cocreate.members.reading import writer
from cocreate.notices import queries, reading, words
from cocreate.notices.schemas import NoticePage, Reading, UnreadOutput
from cocreate.notices.words import Saying, Subject, Told

blueprint = Operations("notices", __name__, _l("What the caller was told."))


@blueprint.operation("GET /notices", _l("List what the caller was told"), _l("On the site, the latest first."))
@token("read")
@blueprint.reads(PageQuery, location="query")
@blueprint.answers(200, NoticePage)
def index(said: dict[str, Any]) -> dict[str, Any]:
    page = queries.flat(writer(), said.get("cursor"), said["limit"])
    sayings = words.sayings(page.items, locale())
    return {
        "items": [_item(notice, sayings[notice]) for notice in page.items],
        "next_cursor": page.next_cursor,
        "unread": queries.unread(writer()),
    }


@blueprint.operation(
    "POST /notices/read",
    _l("Have read notices"),
    _l("All, or up to one of them, so that what came since stays unread. Doing it twice is doing it once."),
)
@token("write")
@blueprint.reads(Reading, example={"up_to": 4711})
@blueprint.answers(200, UnreadOutput)
def read(said: dict[str, Any]) -> dict[str, int]:
    reading.read(writer(), said.get("up_to", BIGINT), said.get("about", ""))
    return {"unread": queries.unread(writer())}


def _item(notice: Told, saying: Saying) -> dict[str, Any]:
    subject = notice.about or words.own_subject(notice.cause)
    return {
        "id": notice.id,
        "cause": notice.cause.value,
        "why": notice.why.value,
        "line": words.unmarked(saying.line),
        "words": saying.words,
        "url": absolute(saying.url or subject.url),
        "about": _subject(notice.about) if notice.about else None,
        "actor": notice.actor,
        "at": notice.at,
        "read": not notice.unread,
    }


def _subject(about: Subject) -> dict[str, str]:
    return {
        "id": about.public_id,
        "kind": about.kind,
        "url": absolute(about.url),
        "title": about.title,
        "language": about.language,
    }
