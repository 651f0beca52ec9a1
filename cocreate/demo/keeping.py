"""What the demo's moderators watch for and what they decided: plain values, and `do`, which plays them through real
verbs."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from cocreate.catalogue.stages import Stage
from cocreate.demo.deeds import Team
from cocreate.ideas import rules as ideas
from cocreate.ideas.models import Idea, IdeaKind
from cocreate.kernel import clock
from cocreate.members.models import Member
from cocreate.moderation.appeals import rules as appeals
from cocreate.moderation.appeals.models import Appeal
from cocreate.moderation.decisions.models import UPON_MEMBERS, Action, Decision
from cocreate.moderation.decisions.rules import decide
from cocreate.moderation.models import Reason
from cocreate.moderation.reports.rules import report
from cocreate.posts.models import Post
from cocreate.screening.words import editing
from cocreate.screening.words.editing import Entry
from cocreate.screening.words.models import WordAction


@dataclass(frozen=True)
class Reported:
    """A report, `after` so many hours."""

    by: str
    after: float
    reason: str
    note: str = ""


@dataclass(frozen=True)
class Decided:
    """A decision, `after` so many hours, upon the post or whoever wrote it, for so many `days` where it has an end."""

    by: str
    after: float
    action: str
    reason: str | None = None
    note: str = ""
    days: int | None = None


@dataclass(frozen=True)
class Answered:
    """What another moderator said to an appeal, `after` so many hours."""

    by: str
    after: float
    upheld: bool
    note: str


@dataclass(frozen=True)
class Appealed:
    """An appeal against the last decision, `after` so many hours; without an `answer` it waits."""

    after: float
    text: str
    answer: Answered | None = None


Step = Reported | Decided | Appealed | Answered


@dataclass(frozen=True)
class Affair:
    """A comment under `idea`, or an idea of its own with a `title`, and what came of it."""

    by: str
    days_ago: float
    text: str
    idea: str | None = None
    title: str | None = None
    stage: str = "driving"
    kind: str = "wish"
    reports: tuple[Reported, ...] = ()
    decisions: tuple[Decided, ...] = ()
    appeal: Appealed | None = None

    @property
    def steps(self) -> list[Step]:
        """All that followed."""
        answer = self.appeal.answer if self.appeal else None
        return [*self.reports, *self.decisions, *(step for step in (self.appeal, answer) if step)]


@dataclass(frozen=True)
class Burst:
    """Members with these `names` support `idea` within so many `minutes`, and have joined just before. One of the team
    proposes to void that, another agrees: so many hours after.
    """

    idea: str
    days_ago: float
    minutes: float
    names: tuple[str, ...]
    reason: str
    by: str
    proposed: float
    confirmed_by: str
    confirmed: float


@dataclass(frozen=True)
class Keeping:
    """All that moderators keep and did."""

    words: tuple[Entry, ...]
    affairs: tuple[Affair, ...]
    burst: Burst


@dataclass(frozen=True)
class Moment:
    """A step of an `affair`; ``None`` stands for its beginning, when it is written."""

    affair: Affair
    step: Step | None


@dataclass
class Course:
    """What has come of an affair so far."""

    post: Post
    decisions: list[Decision] = field(default_factory=list)
    appeal: Appeal | None = None


def read(file: Mapping[str, Any]) -> Keeping:
    """What the content `file` says. A wrong or missing field raises ``TypeError`` or ``KeyError``."""
    words = tuple(Entry(**entry | {"action": WordAction(entry["action"])}) for entry in file["words"])
    made_up = file["burst"]
    burst = Burst(**made_up | {"names": tuple(made_up["names"]), "reason": made_up["reason"].strip()})
    return Keeping(words, tuple(_affair(**entry) for entry in file["affairs"]), burst)


def watch(words: Sequence[Entry], moderator: Member) -> list[int]:
    """Have the site watch for `words`; answers their ids."""
    return [editing.add(moderator, entry).id for entry in words]


def moments(affairs: Sequence[Affair], now: datetime) -> Iterator[tuple[datetime, Moment]]:
    """Everything that happens in `affairs`, each with its instant."""
    for affair in affairs:
        written = now - timedelta(days=affair.days_ago)
        yield written, Moment(affair, None)
        for step in affair.steps:
            yield written + timedelta(hours=step.after), Moment(affair, step)


def do(team: Team, moment: Moment, courses: dict[Affair, Course], known: Mapping[str, Idea]) -> None:
    """Let `moment` be now; `courses` holds what came of the affairs before, `known` the ideas there are."""
    affair = moment.affair
    if moment.step is None:
        post = _write(team, affair, known)
        if post is not None:
            courses[affair] = Course(post)
    elif affair in courses:
        _go_on(team, affair, moment.step, courses[affair])


def _write(team: Team, affair: Affair, known: Mapping[str, Idea]) -> Post | None:
    """The post of `affair`; none where its idea is not told."""
    author = team.cast[affair.by]
    if affair.title:
        return ideas.post(author, affair.title, affair.text, Stage(affair.stage), IdeaKind(affair.kind)).post
    idea = known.get(affair.idea or "")
    return ideas.comment(author, idea, affair.text).post if idea else None


def _go_on(team: Team, affair: Affair, step: Step, course: Course) -> None:
    match step:
        case Reported():
            report(team.cast[step.by], post=course.post, reason=Reason(step.reason), note=step.note)
        case Decided():
            course.decisions += _decide(team, step, course.post)
        case Appealed():
            course.appeal = appeals.appeal(team.cast[affair.by], course.decisions[-1], step.text)
        case Answered() if course.appeal:
            appeals.decide_appeal(team.cast[step.by], course.appeal, step.upheld, step.note)


def _decide(team: Team, what: Decided, post: Post) -> list[Decision]:
    action = Action(what.action)
    until = clock.now() + timedelta(days=what.days) if what.days else None
    reason = Reason(what.reason) if what.reason else None
    author = next(member for member in team.cast.values() if member.id == post.author_id)
    upon = {"members": [author]} if action in UPON_MEMBERS else {"posts": [post]}
    return decide(team.cast[what.by], action, **upon, reason=reason, note=what.note, until=until)


def _affair(
    reports: Sequence[Mapping[str, Any]] = (),
    decisions: Sequence[Mapping[str, Any]] = (),
    appeal: Mapping[str, Any] | None = None,
    **entry: Any,
) -> Affair:
    return Affair(
        **entry,
        reports=tuple(Reported(**each) for each in reports),
        decisions=tuple(Decided(**each) for each in decisions),
        appeal=_appealed(**appeal) if appeal else None,
    )


def _appealed(answer: Mapping[str, Any] | None = None, **entry: Any) -> Appealed:
    return Appealed(**entry, answer=Answered(**answer) if answer else None)
