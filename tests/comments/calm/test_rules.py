"""Measures that calm a thread, and keeping to them."""

from collections.abc import Callable
from contextlib import nullcontext
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from sqlalchemy import func, select, text
from sqlalchemy.exc import IntegrityError

from cocreate.comments import rules as comments
from cocreate.comments.calm import queries, rules
from cocreate.comments.calm.models import Measure, MeasureKind, Turn
from cocreate.comments.models import Comment
from cocreate.ideas import queries as idea_queries
from cocreate.ideas import rules as ideas
from cocreate.ideas.merging import rules as merging
from cocreate.ideas.models import Idea
from cocreate.journal.models import JournalEntry
from cocreate.kernel import clock, jobs
from cocreate.kernel.database import db
from cocreate.kernel.errors import Invalid, NotNow, Refused, TooMany
from cocreate.members import queries as members
from cocreate.members.models import Member
from tests import make
from tests.support.race import Real

WHY = "Please listen to each other."


@pytest.fixture
def keeper(english: None) -> Member:
    return make.member(roles=["moderator"])


def taken(keeper: Member, idea: Idea, kind: MeasureKind, hours: int | None = 24, minutes: int | None = 10) -> Measure:
    until = clock.now() + timedelta(hours=hours) if hours else None
    return rules.take(keeper, idea.post, kind, WHY, minutes=minutes, until=until)


def test_in_slow_mode_everybody_has_a_turn_and_staff_answer_at_any_time(keeper: Member) -> None:
    idea, author, other = make.idea(), make.member(), make.member()
    taken(keeper, idea, MeasureKind.SLOW)
    with time_machine.travel(clock.now(), tick=False) as now:
        make.comment(idea, author)
        now.shift(timedelta(minutes=4))
        make.comment(idea, other)
        with pytest.raises(TooMany, match="in 6 minutes") as refused:
            make.comment(idea, author)
        assert refused.value.retry_after == 6 * 60
        make.comment(idea, keeper)
        make.comment(idea, keeper)
        now.shift(timedelta(minutes=6))
        make.comment(idea, author)
        now.shift(timedelta(days=1))
        make.comment(idea, author)
        make.comment(idea, author)


def test_only_owners_comment_for_a_while_and_nobody_where_it_is_closed(keeper: Member) -> None:
    idea, owner, member = make.idea(), make.owner(), make.member()
    taken(keeper, idea, MeasureKind.OWNERS, hours=1)
    make.comment(idea, owner)
    make.comment(idea, keeper)
    for kind, code in ((MeasureKind.OWNERS, "owners-only"), (MeasureKind.CLOSED, "thread-closed")):
        taken(keeper, idea, kind, hours=1)
        with pytest.raises(Refused) as refused:
            make.comment(idea, member)
        assert refused.value.code == code
    with pytest.raises(Refused):
        make.comment(idea, owner)
    make.comment(idea, keeper)
    with time_machine.travel(clock.now() + timedelta(hours=1)):
        make.comment(idea, member)


def test_nobody_goes_on_talking_by_changing_what_they_said(keeper: Member) -> None:
    idea, owner, member = make.idea(), make.owner(), make.member()
    slip, theirs, official = make.comment(idea, member), make.comment(idea, owner), make.comment(idea, keeper)
    taken(keeper, idea, MeasureKind.SLOW, minutes=60, hours=1)
    comments.edit(member, slip, "A slip is mended at any time.")
    for kind, open_to in ((MeasureKind.OWNERS, [theirs, official]), (MeasureKind.CLOSED, [official])):
        taken(keeper, idea, kind, hours=1)
        for comment, author in ((slip, member), (theirs, owner), (official, keeper)):
            with nullcontext() if comment in open_to else pytest.raises(NotNow):
                comments.edit(author, comment, f"Said on, {kind.value}.")


def test_another_measure_of_its_kind_takes_its_place_and_what_is_lifted_is_over(keeper: Member) -> None:
    idea, member = make.idea(), make.member()
    first, second = taken(keeper, idea, MeasureKind.SLOW), taken(keeper, idea, MeasureKind.SLOW, minutes=60)
    closed = taken(keeper, idea, MeasureKind.CLOSED, hours=None)
    assert queries.lasting(idea.id, clock.now()) == {MeasureKind.SLOW: second, MeasureKind.CLOSED: closed}
    db.session.refresh(first)
    assert first.ended_by_id == keeper.id
    assert rules.lift(keeper, idea.post, MeasureKind.CLOSED)
    assert not rules.lift(keeper, idea.post, MeasureKind.CLOSED)
    make.comment(idea, member)
    said = select(JournalEntry.verb, JournalEntry.data).where(JournalEntry.verb.in_(("calm", "end_calm")))
    assert [(row.verb, row.data["kind"]) for row in db.session.execute(said.order_by(JournalEntry.id))] == [
        ("calm", "slow"),
        ("calm", "slow"),
        ("calm", "closed"),
        ("end_calm", "closed"),
    ]


def test_a_reply_under_a_merged_idea_keeps_to_what_lasts_where_it_shows(keeper: Member) -> None:
    target, source, member = make.idea(), make.idea(), make.member()
    answered = make.comment(source)
    merging.merge(keeper, [source], target)
    taken(keeper, target, MeasureKind.CLOSED)
    with pytest.raises(Refused):
        ideas.comment(member, target, "And I?", answered)


@pytest.mark.parametrize(
    ("kind", "hours", "minutes", "reason", "field"),
    [
        (MeasureKind.SLOW, 1, None, WHY, "minutes"),
        (MeasureKind.SLOW, 1, 0, WHY, "minutes"),
        (MeasureKind.SLOW, 1, 1441, WHY, "minutes"),
        (MeasureKind.SLOW, None, 5, WHY, "until"),
        (MeasureKind.OWNERS, None, None, WHY, "until"),
        (MeasureKind.OWNERS, -1, None, WHY, "until"),
        (MeasureKind.CLOSED, 1, None, "", "reason"),
        (MeasureKind.CLOSED, 1, None, "x" * 501, "reason"),
    ],
)
def test_what_cannot_be_taken_is_said_at_its_field(
    keeper: Member, kind: MeasureKind, hours: int | None, minutes: int | None, reason: str, field: str
) -> None:
    until = clock.now() + timedelta(hours=hours) if hours else None
    with pytest.raises(Invalid) as refused:
        rules.take(keeper, make.idea().post, kind, reason, minutes=minutes, until=until)
    assert refused.value.field == field


def test_turns_that_hold_nobody_back_are_forgotten_twice_over(keeper: Member) -> None:
    idea = make.idea()
    taken(keeper, idea, MeasureKind.SLOW, hours=48)
    make.comment(idea)
    with time_machine.travel(clock.now() + timedelta(hours=23)):
        last = make.comment(idea).post.author_id
    with time_machine.travel(clock.now() + timedelta(hours=25)):
        for _turn in range(2):
            jobs.work("forget_turns")()
            assert list(db.session.scalars(select(Turn.member_id))) == [last]


BROKEN = {
    "ck_calm_measures_kind": "UPDATE calm_measures SET kind = 'loud', minutes = NULL",
    "ck_calm_measures_slow_has_minutes": "UPDATE calm_measures SET minutes = NULL",
    "ck_calm_measures_minutes_within_a_day": "UPDATE calm_measures SET minutes = 1441",
    "ck_calm_measures_ends_by_itself": "UPDATE calm_measures SET until = NULL",
    "ck_calm_measures_lasts": "UPDATE calm_measures SET until = at",
    "ck_calm_measures_reason_length": "UPDATE calm_measures SET reason = ''",
    "ck_calm_measures_ended_by_somebody": "UPDATE calm_measures SET ended_at = at",
    "uq_calm_measures_one_of_a_kind": "INSERT INTO calm_measures (thread_id, kind, until, minutes, reason, actor_id, "
    "at) SELECT thread_id, kind, until, minutes, reason, actor_id, at FROM calm_measures",
}


def test_the_database_keeps_what_is_true_of_every_measure(keeper: Member) -> None:
    taken(keeper, make.idea(), MeasureKind.SLOW)
    for constraint, statement in BROKEN.items():
        with pytest.raises(IntegrityError, match=constraint), db.session.begin_nested():
            db.session.execute(text(statement))


def test_of_comments_of_one_member_at_once_one_passes(real: Real) -> None:
    def build() -> tuple[str, list[int]]:
        keeper, idea = make.member(roles=["moderator"]), make.idea()
        taken(keeper, idea, MeasureKind.SLOW)
        return idea.post.public_id, [make.member().id for _number in range(3)]

    idea, people = real.commit(build)

    def comment(member: int) -> Callable[[], Comment]:
        def write() -> Comment:
            found = idea_queries.by_public_id(idea, None)
            assert found is not None
            return ideas.comment(members.by_id(member), found, "Me first.")

        return write

    answers = real.together([comment(member) for _time in range(6) for member in people])
    assert sum(isinstance(answer, TooMany) for answer in answers) == 15
    assert sorted(real.commit(lambda: list(db.session.scalars(select(Turn.member_id))))) == sorted(people)


def test_of_measures_of_one_kind_at_once_the_last_one_stands(real: Real) -> None:
    keeper, idea = real.commit(lambda: (make.member(roles=["moderator"]).id, make.idea().post.public_id))

    def take() -> Measure:
        found = idea_queries.by_public_id(idea, None)
        assert found is not None
        return taken(members.by_id(keeper), found, MeasureKind.OWNERS)

    assert not [answer for answer in real.together([take] * 6) if isinstance(answer, Exception)]
    lasting = select(func.count()).select_from(Measure).where(Measure.ended_at.is_(None))
    assert real.commit(lambda: db.session.scalar(lasting)) == 1


def test_a_member_is_locked_before_their_turn_as_in_an_erasure(keeper: Member, statements: Callable[[], Any]) -> None:
    idea, author = make.idea(), make.member()
    taken(keeper, idea, MeasureKind.SLOW)
    with statements() as seen:
        make.comment(idea, author)
    locked = next(place for place, said in enumerate(seen) if "FROM members" in said and "FOR NO KEY UPDATE" in said)
    assert locked < next(place for place, said in enumerate(seen) if "INSERT INTO calm_turns" in said)
