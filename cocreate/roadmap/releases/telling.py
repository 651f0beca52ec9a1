"""What notices of releases say: which one, in the reader's language, and what it is to the reader."""

from collections.abc import Callable, Sequence
from datetime import date

from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from cocreate.kernel import text
from cocreate.kernel.database import db
from cocreate.kernel.templating import day
from cocreate.notices.models import Why
from cocreate.notices.words import Saying, Told, tells
from cocreate.posts.models import PostKind
from cocreate.roadmap import words
from cocreate.roadmap.releases import queries
from cocreate.roadmap.releases.models import Release, ReleasePlan
from cocreate.roadmap.words import Read


@tells("release")
def of_releases(told: Sequence[Told], locale: str) -> list[Saying | None]:
    """That it is there."""
    return [_saying(notice, found, read, _out(notice.why, read.title)) for notice, found, read in _each(told, locale)]


@tells("announce_release")
def of_announced(told: Sequence[Told], locale: str) -> list[Saying | None]:
    """That it is planned."""
    each = _each(told, locale)
    return [_saying(notice, found, read, _("Announced: “%(title)s”", title=read.title)) for notice, found, read in each]


@tells("move_release")
def of_moves(told: Sequence[Told], locale: str) -> list[Saying | None]:
    """To which day it was moved, and why."""
    return _changed(told, locale, _moved)


@tells("drop_release")
def of_dropped(told: Sequence[Told], locale: str) -> list[Saying | None]:
    """That it will not come, and why."""
    return _changed(told, locale, lambda _notice, title: _("“%(title)s” was given up", title=title))


def _changed(told: Sequence[Told], locale: str, line: Callable[[Told, str], str]) -> list[Saying | None]:
    """What became of each promise, as `line` says of a notice and a title, with the reason. Two statements."""
    plans = select(ReleasePlan).where(ReleasePlan.id.in_({notice.data.get("plan") for notice in told}))
    why = {plan.id: words.one_of(plan.reason, plan.reason_en, locale) for plan in db.session.scalars(plans)}
    each = _each(told, locale)
    return [
        _saying(notice, found, read, line(notice, read.title), why.get(notice.data.get("plan", 0)))
        for notice, found, read in each
    ]


def _each(told: Sequence[Told], locale: str) -> list[tuple[Told, Release, Read]]:
    """Each notice with its release and that one's words. One statement."""
    query = select(Release).where(Release.id.in_([notice.subject_id for notice in told]))
    releases = {release.id: release for release in db.session.scalars(query.options(joinedload(Release.post)))}
    found = [(notice, releases[notice.subject_id]) for notice in told]
    return [(notice, release, words.read(release, release.post, locale)) for notice, release in found]


def _saying(notice: Told, release: Release, read: Read, line: str, why: tuple[str, str] | None = None) -> Saying:
    """`line` with the reason and its language, or the beginning of the release; what is about an idea keeps the idea's
    title."""
    own = notice.about is None or notice.about.kind == PostKind.RELEASE
    said, language = (text.excerpt(why[0]), why[1]) if why else (read.excerpt, read.language)
    return Saying(str(line), said, language, queries.address(release), read.title if own else "")


def _out(why: Why, title: str) -> str:
    sentences = {
        Why.AUTHOR: _("It is there: your idea is part of “%(title)s”. Thank you!", title=title),
        Why.CO_AUTHOR: _("It is there: your idea is part of “%(title)s”. Thank you!", title=title),
        Why.SUPPORTER: _("It is there: an idea you support is part of “%(title)s”", title=title),
        Why.FOLLOWER: _("It is there: an idea you follow is part of “%(title)s”", title=title),
    }
    return str(sentences.get(why) or _("It is there: “%(title)s”", title=title))


def _moved(notice: Told, title: str) -> str:
    return str(_("“%(title)s” is now planned for %(day)s", title=title, day=day(date.fromisoformat(notice.data["on"]))))
