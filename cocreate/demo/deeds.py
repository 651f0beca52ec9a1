"""What the demo's team does, done through the real verbs at the instant the clock tells."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import islice

from sqlalchemy import delete
from sqlalchemy.exc import IntegrityError

from cocreate.demo.office import Announced, Deed, Driven, Embargoed, Judged, Met, Office, Paused, Promised, Said
from cocreate.ideas.models import Idea
from cocreate.ideas.recorded import rules as recorded
from cocreate.ideas.recorded.models import Source
from cocreate.ideas.recorded.rules import Meeting
from cocreate.ideas.responses import rules as responses
from cocreate.ideas.responses import verdicts
from cocreate.ideas.targets import rules as targets
from cocreate.ideas.targets.windows import Window, quarters
from cocreate.ideas.triage import departments, scheduled, templates
from cocreate.ideas.triage import rules as triage
from cocreate.ideas.triage.models import AnswerTemplate, Department
from cocreate.ideas.triage.rules import Driving
from cocreate.kernel import clock
from cocreate.kernel.database import db
from cocreate.members.models import Member
from cocreate.roadmap.announcements import rules as announcements
from cocreate.roadmap.words import Words
from cocreate.screening.words.models import WatchedWord


@dataclass(frozen=True)
class Team:
    """Those who act, by key, their departments, and the real present."""

    cast: Mapping[str, Member]
    now: datetime
    departments: dict[str, Department] = field(default_factory=dict)

    def quarter(self, away: int) -> Window:
        """The quarter so many `away` from the present one; what is past has a negative number."""
        day = clock.local_day(self.now)
        if away >= 0:
            return next(islice(quarters(day, away + 1), away, None))
        window = Window.quarter(day)
        for _step in range(-away):
            window = Window.quarter(window.starts_on - timedelta(days=1))
        return window


def furnish(office: Office, team: Team, administrator: Member) -> dict[str, list[int]]:
    """Give the team its departments and answer templates; answers their ids, by the journal's words."""
    for one in office.departments:
        team.departments[one.key] = departments.add(administrator, one.name_zh, one.name_en)
    written = [templates.write(administrator, one.name, one.body_zh, one.body_en) for one in office.templates]
    return {
        "department": [one.id for one in team.departments.values()],
        "answer_template": [one.id for one in written],
    }


def clear(made: Mapping[str, list[int]]) -> dict[str, list[int]]:
    """Delete what the office has `made`, as far as nobody else uses it; answers what is gone."""
    gone: dict[str, list[int]] = {}
    kept = ((Department, "department"), (AnswerTemplate, "answer_template"), (WatchedWord, "watched_word"))
    for model, subject in kept:
        gone[subject] = [key for key in made.get(subject, ()) if _deleted(model, key)]
    return gone


def announce(team: Team, one: Announced) -> None:
    """Tell everybody."""
    today = clock.local_day(clock.now())
    until = None if one.pinned is None else clock.local_day(team.now) + timedelta(days=one.pinned)
    texts = {"zh": Words(one.title_zh, one.body_zh), "en": Words(one.title_en, one.body_en)}
    announcements.announce(team.cast[one.by], texts, max(until, today) if until else None)


def do(team: Team, deed: Deed, idea: Idea, author: Member) -> None:
    """Do `deed` to `idea`, now."""
    match deed:
        case Promised():
            targets.set_target(team.cast[deed.by], idea, team.quarter(deed.quarter), deed.reason)
        case Judged():
            verdicts.give(author, idea, deed.solved)
        case Paused():
            responses.pause(team.cast[deed.by], idea, deed.reason)
        case Met():
            meeting = Meeting(Source(deed.source), deed.reference, clock.local_day(clock.now()), deed.note)
            recorded.record_support(team.cast[deed.by], idea, meeting)
        case Said():
            forward_to = team.departments[deed.forward_to] if deed.forward_to else None
            triage.note(team.cast[deed.by], idea, deed.text, forward_to)
        case Driven():
            triage.drive(team.cast[deed.by], idea, _driving(team, deed))
        case Embargoed():
            target = team.quarter(deed.quarter).key if deed.quarter is not None else None
            publish_at = team.now + timedelta(days=deed.days)
            scheduled.schedule(team.cast[deed.by], idea, deed.to, deed.reason, publish_at, target=target)


def _driving(team: Team, deed: Driven) -> Driving:
    due_on = None if deed.due is None else clock.local_day(team.now + timedelta(days=deed.due))
    lead = team.cast[deed.lead] if deed.lead else None
    return Driving(team.departments[deed.department], lead, due_on, deed.ticket)


def _deleted(model: type[Department] | type[AnswerTemplate] | type[WatchedWord], key: int) -> bool:
    try:
        with db.session.begin_nested():
            db.session.execute(delete(model).where(model.id == key))
    except IntegrityError:
        return False
    return True
