"""The access log: what is noted, what is found in it, what is forgotten."""

from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, insert, select
from sqlalchemy.exc import IntegrityError

from cocreate.ideas import rules
from cocreate.ideas.suspicion import detection, log
from cocreate.ideas.suspicion.detection import Signs, confidence
from cocreate.ideas.suspicion.models import Access, Suspicion
from cocreate.journal.models import JournalEntry
from cocreate.kernel import clock
from cocreate.kernel.database import db
from tests import make
from tests.make import suspicion
from tests.make.suspicion import given, keeper
from tests.support.browser import Client

MINUTES = timedelta(minutes=20)


def noted() -> int:
    return db.session.scalar(select(func.count()).select_from(Access)) or 0


def test_a_support_over_the_web_leaves_hashes_and_nothing_else_does(client: Client) -> None:
    idea, member = make.idea(supporters=2), make.member()
    assert noted() == 0
    url = f"/ideas/{idea.post.public_id}/support"
    client.sign_in(member)
    agent = {"User-Agent": "A phone of mine", "Accept-Language": "zh"}
    for _turn in range(2):
        assert client.post(url, headers=agent, environ_base={"REMOTE_ADDR": "203.0.113.9"}).status_code == 303
    row = db.session.scalars(select(Access)).one()
    assert (row.member_id, row.idea_id) == (member.id, idea.id)
    assert not {"203.0.113.9", "A phone of mine"} & {row.device, row.address}
    assert len({row.device, row.address}) == 2
    assert all(len(one) == 64 for one in (row.device, row.address))


def test_an_address_with_many_new_members_is_a_group_and_each_look_is_journalled(app: Flask) -> None:
    idea, other, actor = make.idea(), make.idea(supporters=5), keeper()
    people = suspicion.crowd(idea, 4)
    given(other, make.member(), "203.0.113.99")
    found = detection.look(actor, "en")
    assert [(group.signs.kind, group.signs.supports, group.signs.newcomers) for group in found] == [("address", 4, 4)]
    (group,) = found
    assert group.idea.public_id == idea.post.public_id
    assert {person.public_id for person in group.members} == {member.public_id for member in people}
    assert (group.signs.alike, group.signs.accounts) == (True, 4)
    entry = db.session.scalars(select(JournalEntry).where(JournalEntry.verb == "look_at_access_log")).one()
    assert (entry.actor_id, entry.data) == (actor.id, {"groups": 1})


def test_what_the_site_finds_while_somebody_looks_waits_for_the_next_look(app: Flask) -> None:
    actor, found_at = keeper(), clock.now() + MINUTES
    new = {"idea_id": make.idea().id, "marks": ["a"], "confidence": 50, "found_at": found_at}
    db.session.execute(insert(Suspicion).values(new))
    looked_at = select(Suspicion.looked_at)
    detection.look(actor, "en")
    assert db.session.scalar(looked_at) is None
    with clock.telling(found_at):
        detection.look(actor, "en")
    assert db.session.scalar(looked_at) == found_at


def test_those_who_have_been_here_for_long_are_no_group(app: Flask) -> None:
    idea = make.idea()
    for number in range(6):
        member = make.member()
        member.joined_at = clock.now() - timedelta(days=100 + number)
        given(idea, member)
    assert detection.look(keeper(), "en") == []


def test_a_kind_of_device_takes_more_newcomers_and_is_told_less_surely(app: Flask) -> None:
    idea = make.idea()
    for number in range(5):
        given(idea, make.member(), f"203.0.113.{number}", "The same browser")
    (group,) = detection.look(keeper(), "en")
    assert (group.signs.kind, group.signs.alike) == ("device", False)
    assert group.confidence < 50


def test_many_within_an_hour_are_a_burst_unless_the_idea_always_finds_as_many(app: Flask) -> None:
    start = clock.now() - timedelta(days=2)
    quiet, busy = make.idea(at=start), make.idea(supporters=40, at=start)
    for number in range(10):
        for idea in (quiet, busy):
            given(idea, make.member(), f"203.0.{number}.{idea.id % 200}", f"Browser {number}")
    found = [group for group in detection.look(keeper(), "en") if group.signs.kind == "burst"]
    assert [group.idea.public_id for group in found] == [quiet.post.public_id]


def test_what_was_withdrawn_or_voided_is_no_group_any_more(app: Flask) -> None:
    idea = make.idea()
    people = suspicion.crowd(idea, 5)
    rules.withdraw(people[0], idea)
    assert detection.look(keeper(), "en")[0].signs.supports == 4
    suspicion.voided(idea, people[1:])
    assert detection.look(keeper(), "en") == []


def test_how_sure_it_is_grows_with_newcomers_nearness_and_likeness() -> None:
    assert confidence(Signs("address", 3, 3, timedelta(hours=5))) < 40  # a family
    assert confidence(Signs("address", 20, 20, MINUTES, alike=True, accounts=20)) > 90
    for kind in detection.TELLING:
        ladder = [confidence(Signs(kind, 20, number, MINUTES)) for number in range(3, 21)]
        assert ladder == sorted(ladder)
        assert 0 <= ladder[0] <= ladder[-1] <= 99
        near, far = (confidence(Signs(kind, 9, 9, after)) for after in (MINUTES, timedelta(days=3)))
        assert far < near < confidence(Signs(kind, 9, 9, MINUTES, alike=True))


def test_the_site_itself_finds_a_group_once_and_more_of_it_only_when_there_is_more(app: Flask) -> None:
    idea, family = make.idea(), make.idea()
    suspicion.crowd(idea, 6)
    for member in (make.member(), make.member(), make.member()):
        given(family, member, "203.0.113.50", f"Phone {member.id}")

    def waits() -> list[int]:
        detection.look_by_itself()
        return list(db.session.scalars(select(Suspicion.idea_id).where(Suspicion.looked_at.is_(None))))

    assert (waits(), waits()) == ([idea.id], [idea.id])
    entries = select(func.count()).select_from(JournalEntry).where(JournalEntry.verb == "suspect_supports")
    assert db.session.scalar(entries) == 1
    detection.look(keeper(), "en")
    db.session.expire_all()
    assert waits() == []
    for number in range(6):
        given(idea, make.member(), "203.0.113.80", f"Phone {number}")
    assert waits() == [idea.id]


@pytest.mark.parametrize(
    ("changed", "broken"),
    [("marks", "of_a_group"), ("confidence", "never_certain"), ("looked_at", "looked_at_later")],
)
def test_a_suspicion_is_of_a_group_never_certain_and_looked_at_later(app: Flask, changed: str, broken: str) -> None:
    now = clock.now()
    wrong: dict[str, Any] = {"marks": [], "confidence": 100, "looked_at": now - MINUTES}
    row = {"idea_id": make.idea().id, "marks": ["a"], "confidence": 50, "found_at": now, "looked_at": now}
    row[changed] = wrong[changed]
    with pytest.raises(IntegrityError, match=broken):
        db.session.execute(insert(Suspicion).values(row))


def test_what_is_old_is_forgotten_twice_over(app: Flask) -> None:
    idea = make.idea()
    with clock.telling(clock.now() - timedelta(days=200)):
        given(idea, make.member())
        suspicion.crowd(idea, 6)
        detection.look_by_itself()
    given(idea, make.member())
    for _turn in range(2):
        log.forget_old(clock.now() - timedelta(days=180))
        assert (noted(), db.session.scalar(select(func.count()).select_from(Suspicion))) == (1, 0)


@pytest.mark.parametrize("address", ["", None])
def test_whose_address_nobody_knows_is_not_noted(app: Flask, address: str | None) -> None:
    with app.test_request_context(environ_base={"REMOTE_ADDR": address} if address is not None else {}):
        log.note(make.member())
    assert noted() == 0
