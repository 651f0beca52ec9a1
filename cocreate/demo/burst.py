"""Supports of the demo that nobody meant: made up in one evening, found, and voided in public by two of the team."""

from collections.abc import Collection, Iterator, Mapping
from datetime import datetime, timedelta
from enum import Enum
from typing import NamedTuple

from cocreate.demo.crowd import Soul
from cocreate.demo.deeds import Team
from cocreate.demo.keeping import Burst
from cocreate.ideas import together
from cocreate.ideas.models import Idea
from cocreate.ideas.suspicion import voiding
from cocreate.members.models import Member

# They had joined just before, one after the other.
APART = timedelta(minutes=3)
# Where the numbers of these souls begin, behind those of the crowd.
FIRST = 900


class What(Enum):
    """What happens of a burst, one after the other."""

    COME = "come"
    PROPOSE = "propose"
    CONFIRM = "confirm"


class Beat(NamedTuple):
    """A step of a `burst` of these `members`."""

    burst: Burst
    what: What
    members: Collection[Member]


def souls(burst: Burst, now: datetime) -> list[Soul]:
    """Those who take part: new here, without a car."""
    began = now - timedelta(days=burst.days_ago) - len(burst.names) * APART
    joined = [began + place * APART for place in range(len(burst.names))]
    return [
        Soul(FIRST + place, name, "", "zh", joined[place], joined[place], None)
        for place, name in enumerate(burst.names)
    ]


def beats(burst: Burst, members: Collection[Member], now: datetime) -> Iterator[tuple[datetime, Beat]]:
    """All that happens, each with its instant."""
    came = now - timedelta(days=burst.days_ago) + timedelta(minutes=burst.minutes)
    for what, after in ((What.COME, 0.0), (What.PROPOSE, burst.proposed), (What.CONFIRM, burst.confirmed)):
        yield came + timedelta(hours=after), Beat(burst, what, members)


def do(team: Team, beat: Beat, known: Mapping[str, Idea]) -> None:
    """Let `beat` be now; nothing happens to an idea that is not told."""
    burst, what, members = beat
    idea = known.get(burst.idea)
    if idea is None:
        return
    if what is What.COME:
        began, step = team.now - timedelta(days=burst.days_ago), timedelta(minutes=burst.minutes) / len(members)
        together.support(idea, {member.id: began + place * step for place, member in enumerate(members, 1)})
    elif what is What.PROPOSE:
        voiding.propose(team.cast[burst.by], idea, [member.public_id for member in members], burst.reason)
    elif (proposed := voiding.open_of(idea.id)) is not None:
        voiding.confirm(team.cast[burst.confirmed_by], proposed)
