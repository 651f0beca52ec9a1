"""How far members are trusted: what they earn it by, what takes it away, what they are told."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import insert, select, update

from cocreate.journal.models import JournalEntry
from cocreate.kernel import clock
from cocreate.kernel.database import db
from cocreate.kernel.errors import Invalid
from cocreate.members.models import Member, MemberState, Trust
from cocreate.moderation import trust
from cocreate.moderation.decisions import undoing
from cocreate.moderation.decisions.models import Action
from cocreate.moderation.decisions.rules import decide
from cocreate.moderation.models import Reason
from cocreate.moderation.reports.rules import report
from cocreate.moderation.trust import Move
from cocreate.posts.models import Post, PostKind, PostState
from cocreate.screening.trust import queries
from cocreate.screening.trust import rules as levels
from cocreate.screening.trust.models import Threshold
from tests import make
from tests.support.race import Real


def known(days: int, posts: int = 0, level: Trust = Trust.NEWCOMER, **of_posts: Any) -> Member:
    """A member who joined so many days ago and wrote so many posts since, which stand for two days."""
    member = make.member(trust=level)
    member.joined_at = clock.now() - timedelta(days=days, minutes=1)
    write(member, posts, **of_posts)
    db.session.flush()
    return member


def write(author: Member, number: int, state: PostState = PostState.VISIBLE, age: float = 2) -> None:
    at = clock.now() - timedelta(days=age)
    row = {
        "kind": PostKind.RELEASE, "author_id": author.id, "state": state, "language": "en", "title": "A post",
        "body": "Words.", "html": "<p>Words.</p>", "excerpt": "Words.", "html_version": 1, "published_at": at,
    }  # fmt: skip
    if number:
        db.session.execute(insert(Post), [dict(row) for _number in range(number)])


def uphold(moderator: Member, author: Member, times: int = 1) -> list[Any]:
    """So many reports against `author`, each upheld."""
    made = []
    for _time in range(times):
        post = make.idea(author).post
        report(make.member(), post=post, reason=Reason.INSULT)
        made += decide(moderator, Action.HIDE, posts=[post], reason=Reason.INSULT)
    return made


def test_who_has_earned_which_level(app: Flask) -> None:
    earned = {
        (0, 0): Trust.NEWCOMER,
        (6, 5): Trust.NEWCOMER,
        (7, 0): Trust.NEWCOMER,
        (7, 1): Trust.SETTLED,
        (29, 99): Trust.SETTLED,
        (30, 9): Trust.SETTLED,
        (30, 10): Trust.REGULAR,
        (400, 49): Trust.REGULAR,
        (180, 50): Trust.TRUSTED,
    }
    members = {case: known(*case) for case in earned}
    assert trust.reckon([member.id for member in members.values()]) == 6
    assert {case: member.trust for case, member in members.items()} == earned
    assert {case: member.trust_earned for case, member in members.items()} == earned


def test_only_posts_that_are_seen_and_have_stood_for_a_day_count(app: Flask) -> None:
    fresh, hidden, removed = (
        known(7, 1, age=0.9), known(7, 1, state=PostState.HIDDEN), known(7, 1, state=PostState.REMOVED)
    )  # fmt: skip
    settled = known(7, 1, age=1.1)
    trust.reckon([each.id for each in (fresh, hidden, removed, settled)])
    assert [each.trust for each in (fresh, hidden, removed, settled)] == [Trust.NEWCOMER] * 3 + [Trust.SETTLED]


def test_the_job_done_twice_moves_nobody_twice_and_only_who_can_sign_in(app: Flask) -> None:
    known(400, 99)
    brought = make.member(state=MemberState.PLACEHOLDER, trust=Trust.NEWCOMER)
    brought.joined_at = clock.now() - timedelta(days=400)
    write(brought, 99)
    assert trust.reckon() == 1
    trust.reckon_all()
    assert trust.reckon() == 0
    db.session.refresh(brought, ["trust"])
    assert brought.trust is Trust.NEWCOMER


def test_nobody_falls_below_what_somebody_vouched_for(app: Flask) -> None:
    vouched = known(0, level=Trust.REGULAR)
    earned = known(400, 50, level=Trust.SETTLED)
    trust.reckon([vouched.id, earned.id])
    assert (vouched.trust, vouched.trust_earned) == (Trust.REGULAR, Trust.NEWCOMER)
    assert (earned.trust, earned.trust_floor) == (Trust.TRUSTED, Trust.SETTLED)
    db.session.execute(update(Post).where(Post.author_id == earned.id).values(state=PostState.REMOVED))
    trust.reckon([earned.id])
    assert (earned.trust, earned.trust_earned) == (Trust.SETTLED, Trust.NEWCOMER)


def test_upheld_reports_take_a_level_away_at_once_and_undoing_gives_it_back(app: Flask, moderator: Member) -> None:
    author = known(400, 60)
    trust.reckon([author.id])
    steps = [author.trust]
    (first,) = uphold(moderator, author)
    steps.append(author.trust)
    uphold(moderator, author, 2)
    steps.append(author.trust)
    undoing.overturn(moderator, first)
    steps.append(author.trust)
    assert steps == [Trust.TRUSTED, Trust.REGULAR, Trust.NEWCOMER, Trust.SETTLED]


def test_upheld_reports_are_forgotten_in_time(app: Flask, moderator: Member) -> None:
    author = known(400, 60)
    uphold(moderator, author, 3)
    db.session.execute(update(Threshold).values(report_days=1))
    before = author.trust
    later = clock.now() + timedelta(days=1, minutes=1)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(clock, "now", lambda: later)
        trust.reckon([author.id])
    assert (before, author.trust) == (Trust.NEWCOMER, Trust.TRUSTED)


def test_reports_that_were_not_upheld_cost_nothing(app: Flask, moderator: Member) -> None:
    author = known(400, 60)
    trust.reckon([author.id])
    post = make.idea(author).post
    report(make.member(), post=post, reason=Reason.SPAM)
    decide(moderator, Action.APPROVE, posts=[post])
    assert author.trust is Trust.TRUSTED


def test_the_preview_tells_who_would_move_and_moves_nobody(app: Flask) -> None:
    member = known(7, 1)
    known(31, 10)
    assert trust.moves(queries.thresholds()) == [
        Move(Trust.NEWCOMER, Trust.SETTLED, 1),
        Move(Trust.NEWCOMER, Trust.REGULAR, 1),
    ]
    numbers = {level: {"days": 1, "posts": 1, "reports": 0, "report_days": 30} for level in levels.ABOVE_NEWCOMERS}
    assert trust.moves(levels.asked(numbers)) == [Move(Trust.NEWCOMER, Trust.TRUSTED, 2)]
    assert member.trust is Trust.NEWCOMER
    assert [each.days for each in queries.thresholds()] == [7, 30, 180]


def test_what_levels_ask_for_is_changed_checked_and_written_down(app: Flask, run_jobs: Callable[[], list[str]]) -> None:
    admin, member = make.member(roles=["admin"]), known(2, 1)
    asked = {level: {"days": 1, "posts": 1, "reports": 0, "report_days": 30} for level in levels.ABOVE_NEWCOMERS}
    allowed = {each.level: {name: getattr(each, name) for name in levels.ALLOWED} for each in queries.allowances()}
    excess = {each.level: each.excess for each in queries.allowances()}
    for _time in range(2):
        trust.change(admin, levels.asked(asked), allowed, excess)
    assert run_jobs() == [trust.JOB]
    db.session.refresh(member, ["trust"])
    assert member.trust is Trust.TRUSTED
    kinds = db.session.scalars(select(JournalEntry.subject_kind).where(JournalEntry.verb == "change")).all()
    assert kinds == ["trust_threshold"] * 3
    allowed[Trust.NEWCOMER] = {**allowed[Trust.NEWCOMER], "glances": None}
    with pytest.raises(Invalid) as caught:
        trust.change(admin, levels.asked(asked), allowed, excess)
    assert caught.value.field == "newcomer_glances"
    asked[Trust.REGULAR]["days"] = -1
    with pytest.raises(Invalid) as caught:
        levels.asked(asked)
    assert caught.value.field == "regular_days"


def test_a_member_is_told_what_is_missing(app: Flask, moderator: Member) -> None:
    new = trust.progress(known(3))
    assert new is not None
    assert (new.level, new.following, new.days, new.posts, new.reports) == (0, Trust.SETTLED, 4, 1, 0)
    reported = known(400, 60)
    uphold(moderator, reported, 2)
    told = trust.progress(reported)
    assert told is not None
    assert (told.level, told.following, told.reports, told.report_days) == (1, Trust.REGULAR, 1, 90)
    best = trust.progress(make.member(trust=Trust.TRUSTED))
    assert best is not None
    assert best.following is None
    assert trust.progress(moderator) is None


def test_a_hundred_members_cost_as_many_statements_as_one(app: Flask, statements: Callable[[], Any]) -> None:
    costs = []
    for number in (1, 100):
        for _number in range(number):
            known(7, 1)
        with statements() as seen:
            assert trust.reckon() == number
        costs.append(len(seen))
    assert costs[0] == costs[1]


def test_two_reckonings_at_once_end_as_one(real: Real) -> None:
    def some() -> list[int]:
        return [known(30, 10).id for _number in range(20)]

    ids = real.commit(some)
    answers = real.together([trust.reckon] * 6)
    assert all(isinstance(answer, int) for answer in answers)
    assert real.commit(lambda: {db.session.get_one(Member, key).trust for key in ids}) == {Trust.REGULAR}
