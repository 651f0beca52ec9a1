"""What the demo's brand shipped and announced ahead: plain values, and `do`, which plays them through real verbs."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any

from cocreate.demo.deeds import Team
from cocreate.ideas.models import Idea
from cocreate.kernel import clock
from cocreate.members.models import Member
from cocreate.posts.models import LinkKind
from cocreate.roadmap.releases import plans, rules, shipping
from cocreate.roadmap.releases.models import Release
from cocreate.roadmap.releases.rules import Content
from cocreate.roadmap.words import Words

_TEXTS = ("body_zh", "body_en")
EVENING = time(22)  # later than the hours of the day at which members do something


@dataclass(frozen=True)
class Moved:
    """Another day, `after` days after it was announced."""

    by: str
    after: float
    planned: int
    reason_zh: str
    reason_en: str


@dataclass(frozen=True)
class Released:
    """A release. It came `days_ago`, or is still ahead; it was `announced` so many days ago for the day `planned` days
    from today, which is negative for what is past."""

    by: str
    title_zh: str
    body_zh: str
    title_en: str
    body_en: str
    models: tuple[str, ...] = ()
    days_ago: float | None = None
    announced: float | None = None
    planned: int | None = None
    existing_zh: str = ""
    existing_en: str = ""
    ships: tuple[str, ...] = ()
    ships_partly: tuple[str, ...] = ()
    moved: tuple[Moved, ...] = ()


@dataclass(frozen=True)
class Announcing:
    """That a release is announced ahead."""

    release: Released


@dataclass(frozen=True)
class Publishing:
    """That a release is there."""

    release: Released


@dataclass(frozen=True)
class Moving:
    """That a release is moved."""

    release: Released
    to: Moved


Step = Announcing | Publishing | Moving


def read(file: dict[str, Any]) -> tuple[Released, ...]:
    """The releases in the content `file`. A wrong field raises ``TypeError``."""
    return tuple(_released(**entry) for entry in file["releases"])


def steps(releases: tuple[Released, ...], now: datetime) -> Iterator[tuple[datetime, Step]]:
    """Everything that happened to `releases`, each with its instant."""
    for one in releases:
        if one.announced is not None:
            announced = _evening(one.announced, now)
            yield announced, Announcing(one)
            for move in one.moved:
                yield announced + timedelta(days=move.after), Moving(one, move)
        if one.days_ago is not None:
            yield _evening(one.days_ago, now), Publishing(one)


def _evening(days_ago: float, now: datetime) -> datetime:
    """When all that happened to ideas on the day `days_ago` has happened, whatever the hour at which one asks."""
    return datetime.combine(clock.local_day(now - timedelta(days=days_ago)), EVENING, clock.site_zone())


def do(team: Team, step: Step, written: dict[Released, Release], ideas: Mapping[str, Idea]) -> None:
    """Do one `step` now; `written` holds the releases of which something happened before."""
    release = written.get(step.release) or _write(team, step.release)
    written[step.release] = release
    author = team.cast[step.release.by]
    match step:
        case Announcing():
            plans.announce(author, release)
        case Moving(_release, move):
            planned_on = clock.local_day(team.now + timedelta(days=move.planned))
            plans.move(team.cast[move.by], release, planned_on, {"zh": move.reason_zh, "en": move.reason_en})
        case Publishing():
            _link(author, release, step.release, ideas)
            rules.publish(author, release)


def _released(moved: list[dict[str, Any]] | None = None, **entry: Any) -> Released:
    for name in _TEXTS:
        entry[name] = entry[name].strip()
    for name in ("models", "ships", "ships_partly"):
        entry[name] = tuple(entry.get(name, ()))
    return Released(**entry, moved=tuple(Moved(**each) for each in moved or ()))


def _write(team: Team, one: Released) -> Release:
    author = team.cast[one.by]
    planned_on = None if one.planned is None else clock.local_day(team.now + timedelta(days=one.planned))
    content = Content(
        texts={"zh": Words(one.title_zh, one.body_zh), "en": Words(one.title_en, one.body_en)},
        existing={"zh": one.existing_zh, "en": one.existing_en},
        models=one.models,
        planned_on=planned_on,
    )
    return rules.draft(author, content)


def _link(author: Member, release: Release, one: Released, ideas: Mapping[str, Idea]) -> None:
    for kind, keys in ((LinkKind.SHIPS, one.ships), (LinkKind.SHIPS_PARTLY, one.ships_partly)):
        for key in keys:
            if key in ideas:  # a part of the demo may be told alone
                shipping.link(author, release, ideas[key], kind)
