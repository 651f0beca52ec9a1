"""The script played through the real rules, each thing at its own instant, all ideas side by side.

Side by side because ids grow with time: lists and threads are ordered by them.
"""

import zlib
from collections.abc import Collection, Iterator, Mapping
from contextlib import nullcontext
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import TypeAlias

from cocreate.catalogue.stages import Stage
from cocreate.comments.models import Comment
from cocreate.demo import asking, burst, crowd, deeds, drawings, keeping, news, points, redeeming
from cocreate.demo.asking import Turn
from cocreate.demo.crowd import Soul
from cocreate.demo.deeds import Team
from cocreate.demo.keeping import Affair, Course, Moment
from cocreate.demo.news import Released, Step
from cocreate.demo.office import Announced, Deed, Merged
from cocreate.demo.redeeming import Redeemed
from cocreate.demo.script import Change, Person, Remark, Script, Topic
from cocreate.ideas import rules as ideas
from cocreate.ideas import together
from cocreate.ideas.evidence import queries as evidence
from cocreate.ideas.merging import rules as merging
from cocreate.ideas.models import Idea, IdeaKind
from cocreate.ideas.safety import closing
from cocreate.ideas.statements import rules as statements
from cocreate.kernel import clock
from cocreate.kernel.database import db
from cocreate.members.models import Member
from cocreate.notices import rules as notices
from cocreate.perks.redemptions.models import Redemption
from cocreate.posts.pictures import rules as pictures
from cocreate.roadmap.releases.models import Release

OPEN_HOURS = range(8, 22)


# A second person agrees to close, so long after the first one proposed it.
AGREED_AFTER = timedelta(hours=5)
# What happened so lately is still news to those who sign in; the rest is history, of which nobody is told.
NEWS = timedelta(days=21)


@dataclass(frozen=True)
class Vote:
    """A member's support."""

    by: Member


@dataclass(frozen=True)
class Wave:
    """Supports of many, at their instants, told at once: nothing hangs on their order any more."""

    votes: Mapping[int, datetime]


@dataclass(frozen=True)
class Agreement:
    """That a second person agrees to a change that was proposed."""

    to: Change


@dataclass(frozen=True)
class Event:
    """Something that happened to an idea; the `Topic` itself stands for its publishing."""

    at: datetime
    topic: Topic
    what: Topic | Vote | Wave | Remark | Change | Agreement | Deed


Happening: TypeAlias = (
    burst.Beat | Event | Announced | Step | Moment | Turn | redeeming.Step | points.Visit | points.Due
)


def tell(script: Script, team: Team, quiet: Mapping[Soul, Member], sudden: Collection[Member]) -> None:
    """Let the `team`, everybody else of its cast, the `quiet` ones and those of the burst, who came all of a `sudden`,
    do all that `script` says, until now.
    """
    joined = {person.key: joined_at(person, team.now) for person in script.people}
    happened: list[tuple[datetime, Happening]] = [*news.steps(script.releases, team.now)]
    happened += points.moments(team.cast, team.now)
    happened += redeeming.steps(script.shop.redeemed, team.now)
    happened += keeping.moments(script.keeping.affairs, team.now)
    happened += burst.beats(script.keeping.burst, sudden, team.now)
    happened += asking.turns(script.questions, team.now)
    happened += [(team.now - timedelta(days=one.days_ago), one) for one in script.office.announcements]
    for topic in script.topics:
        voices = _supported(topic, script, team, joined, quiet)
        happened += [(event.at, event) for event in (*_events(topic, script, team), *voices)]
    told = _Told(team, {}, {}, {}, {}, asking.Course(), {})
    for at, event in sorted(happened, key=lambda one: one[0]):
        with clock.telling(at), nullcontext() if at > team.now - NEWS else notices.untold():
            _let_be(event, told)


@dataclass(frozen=True)
class _Told:
    """What has been told so far."""

    team: Team
    ideas: dict[str, Idea]
    comments: dict[Remark, Comment]
    releases: dict[Released, Release]
    affairs: dict[Affair, Course]
    asked: asking.Course
    redeemed: dict[Redeemed, Redemption]


def _let_be(event: Happening, told: _Told) -> None:
    match event:
        case points.Visit() | points.Due():
            points.do(event)
        case Moment():
            keeping.do(told.team, event, told.affairs, told.ideas)
        case burst.Beat():
            burst.do(told.team, event, told.ideas)
        case redeeming.Step():
            redeeming.do(told.team.cast, event, told.redeemed)
        case Turn():
            asking.do(told.team.cast, event, told.asked)
        case Announced():
            deeds.announce(told.team, event)
        case Event():
            _happen(event, told)
        case _:
            news.do(told.team, event, told.releases, told.ideas)


def _happen(event: Event, told: _Told) -> None:
    topic, cast = event.topic, told.team.cast
    match event.what:
        case Topic():
            told.ideas[topic.key] = _publish(topic, cast[topic.author])
            if topic.counters:
                countered = told.ideas[topic.counters].post.public_id
                statements.counter(cast[topic.author], told.ideas[topic.key], countered)
        case Vote(by):
            ideas.support(by, told.ideas[topic.key])
        case Wave(votes):
            together.support(told.ideas[topic.key], votes)
        case Remark() as remark:
            answers = told.comments[topic.comments[remark.reply_to - 1]] if remark.reply_to else None
            told.comments[remark] = ideas.comment(cast[remark.by], told.ideas[topic.key], remark.text, answers)
        case Change() as change:
            ideas.change_status(cast[change.by], told.ideas[topic.key], change.to, change.reason)
        case Agreement(Change(confirmed_by=str(by))):
            closing.confirm(cast[by], told.ideas[topic.key])
        case Merged() as deed:
            merging.merge(cast[deed.by], [told.ideas[topic.key]], told.ideas[deed.into], deed.reason)
        case Deed() as deed:
            deeds.do(told.team, deed, told.ideas[topic.key], cast[topic.author])


def joined_at(person: Person, now: datetime) -> datetime:
    """When `person` joined, at an hour of the day that differs from person to person."""
    return _on_a_day(person.joined, person.key, now)


def _publish(topic: Topic, author: Member) -> Idea:
    stage, kind = Stage(topic.stage), IdeaKind(topic.kind)
    drawn = [pictures.add(author, drawings.draw(one.scene, one.variant), one.alt) for one in topic.pictures]
    shown = [picture.public_id for picture in drawn]
    said = (topic.title, topic.body, stage, kind, topic.tags)
    idea = ideas.post(author, *said, models=topic.models, pictures=shown, safety=topic.safety)
    if topic.elsewhere:
        idea.elsewhere, idea.elsewhere_label = topic.elsewhere.count, topic.elsewhere.source
        db.session.flush()
    return idea


def _events(topic: Topic, script: Script, team: Team) -> Iterator[Event]:
    """All that is written down of `topic`."""
    published = _on_a_day(topic.days_ago, topic.key, team.now)
    yield Event(published, topic, topic)
    done = [deed for deed in script.office.deeds if deed.idea == topic.key]
    moments: list[Remark | Change | Deed] = [*topic.comments, *topic.changes, *done]
    for moment in moments:
        at = published + timedelta(days=moment.after)
        yield Event(at, topic, moment)
        if isinstance(moment, Change) and moment.confirmed_by:
            yield Event(at + AGREED_AFTER, topic, Agreement(moment))


def _supported(
    topic: Topic, script: Script, team: Team, joined: Mapping[str, datetime], quiet: Mapping[Soul, Member]
) -> Iterator[Event]:
    """The supports of the cast and of the `quiet` ones: one by one where their number may move the idea; those before
    that at once, and else all before the first change of status at once, and all after it."""
    published = _on_a_day(topic.days_ago, topic.key, team.now)
    until, number = _closes(topic, script, published, team.now), script.crowd.supporters_of(topic)
    cast = {quiet[soul]: at for soul, at in crowd.votes(topic, number, list(quiet), published, until).items()}
    for place, supporter in enumerate(topic.supporters, 1):
        # Most come soon, some late: squares of equal steps.
        start = max(published, joined[supporter])
        share = (place / (len(topic.supporters) + 1)) ** 2
        cast[team.cast[supporter]] = start + (until - start) * share
    votes = sorted(cast.items(), key=lambda vote: vote[1])
    if topic.changes:
        moved = published + timedelta(days=topic.changes[0].after)
        first = sum(at < moved for _member, at in votes)
        waves, alone = (votes[:first], votes[first:]), []
    else:
        enough = evidence.thresholds().get((Stage(topic.stage), IdeaKind(topic.kind)), len(votes) + 1)
        waves, alone = (votes[: enough - 1], []), votes[enough - 1 :]
    for wave in filter(None, waves):
        yield Event(wave[-1][1], topic, Wave({member.id: at for member, at in wave}))
    yield from (Event(at, topic, Vote(member)) for member, at in alone)


def _closes(topic: Topic, script: Script, published: datetime, now: datetime) -> datetime:
    """When `topic` takes no more supports."""
    closed = [change.after for change in topic.changes if change.ends_supports]
    closed += [deed.after for deed in script.office.deeds if isinstance(deed, Merged) and deed.idea == topic.key]
    return min((published + timedelta(days=after) for after in closed), default=now)


def _on_a_day(days_ago: float, key: str, now: datetime) -> datetime:
    """An instant in the waking hours of the day `days_ago`, always the same for one `key`."""
    number = zlib.crc32(key.encode())
    hour = OPEN_HOURS[number % len(OPEN_HOURS)]
    day = clock.local_day(now - timedelta(days=days_ago))
    return datetime.combine(day, time(hour, number // 100 % 60, number // 7 % 60), clock.site_zone())
