"""Asking to leave, thinking better of it, and what happens when the time has come."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask

from cocreate.accounts import passwords, roles, sessions
from cocreate.accounts import rules as accounts
from cocreate.accounts.leaving import audit, retention, rules, tasks
from cocreate.accounts.leaving.models import Departure, Erasure
from cocreate.accounts.models import Session
from cocreate.kernel import clock
from cocreate.kernel.database import db
from cocreate.kernel.errors import Invalid, Refused
from cocreate.members.models import Member, MemberState, Role
from cocreate.moderation.decisions.models import Action
from cocreate.moderation.decisions.rules import decide
from cocreate.moderation.models import Reason
from tests import make
from tests.leaving.conftest import GOOD
from tests.make.leaving import erased

Letters = Callable[[], list[dict[str, Any]]]
Jobs = Callable[[], list[str]]
DAY = timedelta(days=1)
pytestmark = pytest.mark.usefixtures("english")


def passworded(**more: Any) -> Member:
    member = make.member(**more)
    accounts.set_password(member, passwords.hashed(GOOD))
    return member


def leaving(member: Member | None = None, *, posts_too: bool = False) -> Departure:
    return rules.ask_erasure(member or passworded(), posts_too, GOOD, None)


def signed_in(member: Member, ago: timedelta) -> Session:
    sessions.begin(member, "test")
    session = db.session.query(Session).filter_by(member_id=member.id).one()
    session.created_at = session.proven_at = clock.now() - ago
    return session


def is_gone(member: Member) -> bool:
    return member.state is MemberState.ERASED


def later(days: float, jobs: Jobs) -> None:
    """The hourly look, so many days from now, with all that follows from it; twice is as once."""
    with clock.telling(clock.now() + timedelta(days=days)):
        for _time in range(2):
            tasks.see_to()
            jobs()


class TestAsking:
    def test_there_is_time_to_think_better_of_it(self, app: Flask, letters: Letters) -> None:
        member = passworded(email="lin@example.org")
        departure = leaving(member)
        assert departure.due_at - departure.asked_at == timedelta(days=14)
        assert member.leaves_at == departure.due_at
        (letter,) = letters()
        assert letter["to"] == "lin@example.org"
        assert letter["subject"].startswith("Your account will be erased on ")
        assert "/me/data" in letter["text"]
        assert list(audit.check()) == []

    def test_the_grace_is_data(self, app: Flask) -> None:
        retention.change(make.member(roles=["admin"]), {"erasure": 3})
        departure = leaving()
        assert departure.due_at - departure.asked_at == timedelta(days=3)

    def test_asking_again_changes_the_choice_and_not_the_day(self, app: Flask, letters: Letters) -> None:
        member = passworded()
        due = leaving(member).due_at
        with clock.telling(clock.now() + DAY):
            again = leaving(member, posts_too=True)
        assert (again.due_at, again.posts_too, len(letters())) == (due, True, 1)

    def test_a_wrong_password_is_told_at_its_field(self, app: Flask) -> None:
        with pytest.raises(Invalid) as refusal:
            rules.ask_erasure(passworded(), False, "not mine", None)
        assert refusal.value.field == "password"

    def test_without_a_password_a_fresh_sign_in_proves_who_it_is(self, app: Flask) -> None:
        member = make.member()
        for here in (None, signed_in(member, timedelta(minutes=16))):
            with pytest.raises(Refused, match="Show once more"):
                rules.ask_erasure(member, False, "", here)
        fresh = make.member()
        rules.ask_erasure(fresh, False, "", signed_in(fresh, timedelta(minutes=14)))
        assert fresh.leaves_at is not None

    def test_the_last_administrator_stays_also_when_the_other_one_leaves(self, app: Flask) -> None:
        first, second = (passworded(roles=["admin"]) for _number in range(2))
        leaving(first)
        with pytest.raises(Refused) as refusal:
            leaving(second)
        assert refusal.value.code == "last-admin"


class TestStaying:
    def test_one_press_is_enough(self, app: Flask, run_jobs: Jobs) -> None:
        member = passworded()
        leaving(member)
        assert rules.stay(member)
        assert not rules.stay(member)
        assert member.leaves_at is None
        later(15, run_jobs)
        assert not is_gone(member)

    def test_there_is_no_way_back_for_whoever_is_erased(self, app: Flask) -> None:
        member = erased(make.member())
        for late in (rules.stay, rules.ask_export):
            with pytest.raises(Refused, match="no longer exists"):
                late(member)


class TestTheEnd:
    def test_it_comes_when_it_is_due_and_not_before(self, app: Flask, run_jobs: Jobs) -> None:
        member = passworded()
        leaving(member)
        later(13.9, run_jobs)
        assert not is_gone(member)
        later(14.1, run_jobs)
        assert is_gone(member)
        assert db.session.get(Departure, member.id) is None
        assert db.session.get_one(Erasure, member.id).posts_too is False

    def test_the_choice_is_kept(self, app: Flask, run_jobs: Jobs) -> None:
        member = passworded()
        idea = make.idea(member)
        leaving(member, posts_too=True)
        later(15, run_jobs)
        db.session.refresh(idea.post)
        assert (idea.post.title, idea.post.body) == ("-", "")

    def test_whoever_leaves_is_reminded_once(self, app: Flask, run_jobs: Jobs, letters: Letters) -> None:
        leaving(passworded())
        with clock.telling(clock.now() + 12.5 * DAY):
            for _time in range(2):
                tasks.see_to()
        _asked, reminded = letters()
        assert reminded["subject"].startswith("Soon: your account will be erased on ")

    def test_no_reminder_follows_at_once_where_the_grace_is_short(self, app: Flask, letters: Letters) -> None:
        retention.change(make.member(roles=["admin"]), {"erasure": 1})
        leaving()
        tasks.see_to()
        assert len(letters()) == 1

    def test_an_administrator_who_is_barred_or_leaves_counts_as_nobody(self, app: Flask) -> None:
        barred, admin = make.member(roles=["admin"]), passworded(roles=["admin"])
        barred.banned_at = clock.now()
        db.session.flush()
        with pytest.raises(Refused, match="last administrator"):
            leaving(admin)
        barred.banned_at = None
        leaving(admin)
        with pytest.raises(Refused, match="last administrator"):
            decide(admin, Action.BAN, members=[barred], reason=Reason.SPAM)

    def test_who_has_become_the_last_administrator_waits(self, app: Flask, run_jobs: Jobs) -> None:
        first, second = (passworded(roles=["admin"]) for _number in range(2))
        leaving(first)
        second.banned_at = clock.now()
        later(15, run_jobs)
        assert not is_gone(first)
        make.member(roles=["admin"])
        later(15, run_jobs)
        assert is_gone(first)

    def test_what_comes_late_is_looked_after(self, app: Flask, run_jobs: Jobs) -> None:
        member = erased(make.member())
        sessions.begin(member, "a request that was under way")
        db.session.flush()
        tasks.look_after()
        run_jobs()
        assert db.session.query(Session).filter_by(member_id=member.id).count() == 0


def test_roles_are_taken_away_with_their_scope(app: Flask) -> None:
    member = make.member(roles=["moderator"])
    roles.grant_role(None, member, Role.ORGANISER, "event:17")
    assert [grant.role for grant in erased(member).grants] == []
