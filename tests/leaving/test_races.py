"""Several at once, on real connections: one erasure, one file, and nobody erased who thought better of it."""

from datetime import timedelta
from functools import partial

import pytest
from sqlalchemy import event, func, select

from cocreate.accounts import passwords
from cocreate.accounts import rules as accounts
from cocreate.accounts.leaving import audit, erasing, exports, rules, tasks
from cocreate.accounts.leaving.models import Departure, Erasure
from cocreate.accounts.vehicles import voiding
from cocreate.ideas import owners
from cocreate.ideas import rules as ideas
from cocreate.ideas.models import Idea
from cocreate.journal.models import JournalEntry
from cocreate.kernel import clock, jobs
from cocreate.kernel.database import db
from cocreate.kernel.errors import Refused
from cocreate.kernel.storage import storage
from cocreate.members import queries as members
from cocreate.members.models import Member, MemberState
from cocreate.vehicles.models import Holding
from tests import make
from tests.leaving.conftest import GOOD
from tests.make import referrals
from tests.support.race import Real


def leaver(real: Real, *roles: str) -> int:
    """A member of these roles with a password and a verified car."""

    def made() -> int:
        member = make.owner(make.member(roles=roles))
        accounts.set_password(member, passwords.hashed(GOOD))
        return member.id

    return real.commit(made)


def due(real: Real, *member_ids: int) -> None:
    """Have the members' time be over."""

    def pass_by() -> None:
        for member_id in member_ids:
            ask(member_id)
            departure = db.session.get_one(Departure, member_id)
            departure.asked_at = departure.due_at = clock.now() - timedelta(minutes=1)
            db.session.get_one(Member, member_id).leaves_at = departure.due_at
        jobs.take_waiting()

    real.commit(pass_by)


def ask(member_id: int) -> None:
    rules.ask_erasure(members.by_id(member_id), False, GOOD, None)


def stay(member_id: int) -> bool:
    return rules.stay(members.by_id(member_id))


def is_noted(member_id: int) -> bool:
    return db.session.get(Erasure, member_id) is not None


def state(real: Real, member_id: int) -> MemberState:
    return real.commit(lambda: db.session.get_one(Member, member_id).state)


def test_one_member_is_erased_once_whoever_works(real: Real) -> None:
    member = leaver(real)
    due(real, member)
    assert real.together([partial(tasks.erase, member)] * 4) == [None] * 4
    entries = select(func.count()).where(JournalEntry.verb == "erase", JournalEntry.subject_id == member)
    assert real.commit(lambda: db.session.scalar(entries)) == 1
    assert state(real, member) is MemberState.ERASED
    assert real.commit(lambda: list(audit.check())) == []


def test_whoever_presses_in_time_stays_and_whoever_comes_late_is_told(real: Real) -> None:
    for _turn in range(3):
        member = leaver(real)
        due(real, member)
        stayed, _erased = real.together([partial(stay, member), partial(tasks.erase, member)])
        gone = state(real, member) is MemberState.ERASED
        assert isinstance(stayed, Refused) if gone else stayed is True
        assert real.commit(partial(is_noted, member)) is gone
    assert real.commit(lambda: list(audit.check())) == []


def test_supports_cast_meanwhile_are_counted(real: Real) -> None:
    member, idea = leaver(real), real.commit(lambda: make.idea().id)
    due(real, member)
    others = [real.commit(lambda: make.member().id) for _number in range(4)]

    def support(who: int) -> None:
        ideas.support(members.by_id(who), db.session.get_one(Idea, idea))

    answers = real.together([partial(tasks.erase, member), *(partial(support, who) for who in (member, *others))])
    assert [answer for answer in answers if isinstance(answer, Exception)] == []
    counted = real.commit(lambda: db.session.get_one(Idea, idea).supports)
    assert counted == 5
    assert state(real, member) is MemberState.ERASED


def test_of_two_administrators_who_ask_at_once_one_stays(real: Real) -> None:
    pair = [leaver(real, "admin") for _number in range(2)]
    answers = real.together([partial(ask, member) for member in pair])
    assert sum(isinstance(answer, Refused) and answer.code == "last-admin" for answer in answers) == 1
    assert real.commit(lambda: db.session.scalar(select(func.count()).select_from(Departure))) == 1


def test_a_file_is_made_once(real: Real) -> None:
    member = leaver(real)
    asked = real.together([lambda: rules.ask_export(members.by_id(member))] * 4)
    assert asked == [None] * 4
    waiting = real.commit(jobs.take_waiting)
    assert [name for name, _arguments in waiting].count("make_export") == 1
    assert real.together([partial(exports.make, member)] * 3) == [None] * 3
    assert len([key for key in real.commit(lambda: list(storage().all_keys())) if key.startswith("exports/")]) == 1


def test_erasing_and_finding_a_car_false_make_no_ring(real: Real, monkeypatch: pytest.MonkeyPatch) -> None:
    def build() -> tuple[int, int, int]:
        referrer = referrals.referrer()
        referral = referrals.referral(referrer)
        idea = make.idea(author=referrer)
        ideas.support(members.by_id(referral.referred_id), idea)  # with a mark as soon as there is a car
        return referrer.id, referrals.delivered(referral).id, make.member(roles=["moderator"]).id

    mark = owners.mark

    def late(*people: Member) -> None:
        event.listen(db.session(), "before_commit", lambda _session: mark(*people), once=True)

    def void() -> None:
        voiding.void(members.by_id(moderator), db.session.get_one(Holding, held), "The invoice names another car.")

    referrer, held, moderator = real.commit(build)
    monkeypatch.setattr(owners, "mark", late)  # the idea is wanted when the other one waits
    with clock.telling(clock.now() + timedelta(days=2)):
        assert real.behind(void, lambda: erasing.erase(erasing.hold(referrer), True)) == [None, None]
    assert state(real, referrer) is MemberState.ERASED
