"""Releases that publish themselves: at their time, once, by whoever may; what stands against it is shown."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from flask import Flask
from sqlalchemy import delete, func, select

from cocreate.ideas.models import Idea
from cocreate.journal.models import JournalEntry
from cocreate.kernel import jobs
from cocreate.kernel.database import db
from cocreate.kernel.errors import Invalid, Refused
from cocreate.members.models import Member, RoleGrant
from cocreate.roadmap.releases import embargo, queries, rules
from cocreate.roadmap.releases.models import Release, ReleaseState
from tests import make
from tests.make import releases

NOW = datetime(2026, 11, 22, 4, tzinfo=UTC)
LATER = NOW + timedelta(hours=2)


@pytest.fixture
def product(app: Flask) -> Member:
    return make.member(roles=["product"])


def scheduled(product: Member, *ideas: Idea) -> Release:
    release = releases.draft(product, ideas)
    with time_machine.travel(NOW, tick=False):
        embargo.schedule(product, release, LATER)
    return release


def work(at: datetime) -> None:
    """The jobs, twice: every job may run twice."""
    with time_machine.travel(at, tick=False):
        embargo.find_due()
        embargo.find_due()
        for _name, arguments in jobs.take_waiting() * 2:
            embargo.publish_due(**arguments)


def published() -> int:
    entries = select(func.count()).select_from(JournalEntry).where(JournalEntry.verb == "release")
    return db.session.scalar(entries) or 0


def test_it_appears_at_its_time_and_once(product: Member) -> None:
    idea = make.idea(status="adopted")
    release = scheduled(product, idea)
    work(LATER - timedelta(seconds=1))
    assert queries.by_public_id(release.post.public_id, None) is None
    work(LATER)
    assert queries.by_public_id(release.post.public_id, None) is release
    assert release.released_at == LATER
    assert published() == 1
    db.session.refresh(idea, ["status_key"])
    assert idea.status_key == "shipped"


def test_what_stands_against_it_is_shown_and_nothing_happens(product: Member) -> None:
    ready = make.idea(status="adopted")
    release, other = scheduled(product, ready, make.idea()), scheduled(product)
    work(LATER)
    assert (release.state, release.problem, release.publish_at) == (ReleaseState.DRAFT, "ideas-not-ready", None)
    assert other.state is ReleaseState.OUT, "one that fails leaves the others alone"
    db.session.refresh(ready, ["status_key"])
    assert ready.status_key == "adopted"


def test_each_is_published_by_a_job_of_its_own(product: Member) -> None:
    ids = [scheduled(product).id for _number in range(3)]
    jobs.take_waiting()
    with time_machine.travel(LATER, tick=False):
        embargo.find_due()
        embargo.find_due()
    assert jobs.take_waiting() == [("publish_release", {"release": each}) for each in ids]


def test_whoever_left_the_team_publishes_nothing(product: Member) -> None:
    release = scheduled(product)
    db.session.execute(delete(RoleGrant).where(RoleGrant.member_id == product.id))
    db.session.expunge(product)
    work(LATER)
    assert (release.state, release.problem) == (ReleaseState.DRAFT, embargo.NO_LONGER_TRUSTED)


def test_a_time_can_be_changed_and_taken_back(product: Member) -> None:
    release = scheduled(product)
    with time_machine.travel(NOW, tick=False):
        embargo.schedule(product, release, LATER + timedelta(days=1))
    work(LATER)
    assert release.state is ReleaseState.DRAFT
    embargo.cancel(product, release)
    work(LATER + timedelta(days=2))
    assert release.state is ReleaseState.DRAFT
    with pytest.raises(Refused):
        embargo.cancel(product, release)


@pytest.mark.parametrize("at", [NOW, NOW - timedelta(days=1), NOW + timedelta(days=400)])
@time_machine.travel(NOW, tick=False)
def test_a_time_that_makes_no_sense(product: Member, at: datetime) -> None:
    with pytest.raises(Invalid) as refused:
        embargo.schedule(product, releases.draft(product), at)
    assert refused.value.field == "publish_at"


def test_what_is_out_is_scheduled_no_more(product: Member) -> None:
    release = rules.publish(product, scheduled(product))
    assert (release.publish_at, release.scheduler_id) == (None, None)
    with pytest.raises(Refused):
        embargo.schedule(product, release, LATER)
    work(LATER)
    assert published() == 1
