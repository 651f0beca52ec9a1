"""The script played through the real rules, each thing at its own instant, all ideas side by side.

Side by side because ids grow with time: lists and threads are ordered by them.
"""

import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from operator import attrgetter

from cocreate.comments.models import Comment
from cocreate.demo import drawings
from cocreate.demo.script import Change, Person, Remark, Script, Topic
from cocreate.ideas import rules as ideas
from cocreate.ideas.models import Idea, IdeaKind, Stage
from cocreate.kernel import clock
from cocreate.kernel.database import db
from cocreate.members.models import Member
from cocreate.posts.pictures import rules as pictures

OPEN_HOURS = range(8, 22)


@dataclass(frozen=True)
class Vote:
    """A member's support."""

    by: str


@dataclass(frozen=True)
class Event:
    """Something that happened to an idea; the `Topic` itself stands for its publishing."""

    at: datetime
    topic: Topic
    what: Topic | Vote | Remark | Change


def tell(script: Script, cast: Mapping[str, Member], now: datetime) -> None:
    """Let the members of `cast` (by key) do all that `script` says, ending before `now`."""
    joined = {person.key: joined_at(person, now) for person in script.people}
    happened = [event for topic in script.topics for event in _events(topic, joined, now)]
    told: dict[str, Idea] = {}
    said: dict[Remark, Comment] = {}
    for event in sorted(happened, key=attrgetter("at")):
        topic = event.topic
        match event.what:
            case Topic():
                told[topic.key] = _publish(topic, cast[topic.author], event.at)
            case Vote(by):
                ideas.support(cast[by], told[topic.key], at=event.at)
            case Remark() as remark:
                answers = said[topic.comments[remark.reply_to - 1]] if remark.reply_to else None
                said[remark] = ideas.comment(cast[remark.by], told[topic.key], remark.text, answers, at=event.at)
            case Change() as change:
                ideas.change_status(cast[change.by], told[topic.key], change.to, change.reason, at=event.at)


def joined_at(person: Person, now: datetime) -> datetime:
    """When `person` joined, at an hour of the day that differs from person to person."""
    return _on_a_day(person.joined, person.key, now)


def _publish(topic: Topic, author: Member, at: datetime) -> Idea:
    stage, kind = Stage(topic.stage), IdeaKind(topic.kind)
    drawn = [pictures.add(author, drawings.draw(one.scene, one.variant), one.alt) for one in topic.pictures]
    shown = [picture.public_id for picture in drawn]
    said = (topic.title, topic.body, stage, kind, topic.tags)
    idea = ideas.post(author, *said, models=topic.models, pictures=shown, at=at)
    if topic.elsewhere:
        idea.elsewhere, idea.elsewhere_label = topic.elsewhere.count, topic.elsewhere.source
        db.session.flush()
    return idea


def _events(topic: Topic, joined: Mapping[str, datetime], now: datetime) -> Iterator[Event]:
    published = _on_a_day(topic.days_ago, topic.key, now)
    yield Event(published, topic, topic)
    moments: list[Remark | Change] = [*topic.comments, *topic.changes]
    for moment in moments:
        yield Event(published + timedelta(days=moment.after), topic, moment)
    until = min(
        (published + timedelta(days=change.after) for change in topic.changes if change.ends_supports), default=now
    )
    for place, supporter in enumerate(topic.supporters, 1):
        # Most come soon, some late: squares of equal steps.
        start = max(published, joined[supporter])
        share = (place / (len(topic.supporters) + 1)) ** 2
        yield Event(start + (until - start) * share, topic, Vote(supporter))


def _on_a_day(days_ago: float, key: str, now: datetime) -> datetime:
    """An instant in the waking hours of the day `days_ago`, always the same for one `key`."""
    number = zlib.crc32(key.encode())
    hour = OPEN_HOURS[number % len(OPEN_HOURS)]
    day = clock.local_day(now - timedelta(days=days_ago))
    return datetime.combine(day, time(hour, number // 100 % 60, number // 7 % 60), clock.site_zone())
