"""Voiding supports: two people, a correction, appeals; and every count stays right."""

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import func, select, text
from sqlalchemy.exc import IntegrityError
from werkzeug.exceptions import Forbidden

from cocreate.desk.queue import piles
from cocreate.ideas import audit, queries, rules
from cocreate.ideas.evidence import queries as evidence
from cocreate.ideas.merging import rules as merging
from cocreate.ideas.models import Idea, Support
from cocreate.ideas.suspicion import voiding
from cocreate.ideas.suspicion.models import VoidedMember, Voiding, VoidingState
from cocreate.kernel.database import db
from cocreate.kernel.errors import Invalid, Refused
from cocreate.members import queries as members
from cocreate.members.models import Member
from cocreate.moderation import audit as moderation
from cocreate.moderation.appeals import rules as appeals
from cocreate.moderation.decisions import undoing
from cocreate.moderation.decisions.models import Action, Decision
from cocreate.notices.models import Notice
from tests import make
from tests.make.suspicion import keeper, proposed, voided
from tests.support.race import Real

pytestmark = pytest.mark.usefixtures("english")


def found() -> list[str]:
    return [*audit.check(), *moderation.check()]


def supported(number: int, owners: int = 0) -> tuple[Idea, list[Member]]:
    idea, people = make.idea(), [make.owner() if place < owners else make.member() for place in range(number)]
    for member in people:
        rules.support(member, idea)
    return idea, people


def decision_about(member: Member) -> Decision:
    return db.session.scalars(select(Decision).where(Decision.member_id == member.id)).one()


def test_what_two_moderators_void_counts_no_more_and_stays_as_it_was_given() -> None:
    idea, people = supported(5, owners=2)
    before, score = evidence.of(idea, "en"), idea.score
    made = proposed(idea, people[1:4])
    assert (idea.supports, made.state) == (5, VoidingState.OPEN)
    voiding.confirm(keeper(), made)
    assert (idea.supports, idea.owners, made.supports, made.owners) == (2, 1, 3, 1)
    assert idea.score < score
    after = evidence.of(idea, "en")
    assert sum(week.supports for week in before.weeks) == 5
    assert sum(week.supports for week in after.weeks) == 2
    assert db.session.scalar(select(func.count()).select_from(Support)) == 5
    assert found() == []


def test_each_is_told_of_a_decision_of_their_own() -> None:
    idea, people = supported(3)
    made = voided(idea, people[:2])
    decisions = db.session.scalars(select(Decision).order_by(Decision.id)).all()
    assert [(one.action, one.member_id, one.post_id, one.actor_id) for one in decisions] == [
        (Action.VOID, member.id, idea.id, made.decider_id) for member in people[:2]
    ]
    assert set(db.session.scalars(select(Notice.member_id))) >= {member.id for member in people[:2]}


def test_nobody_confirms_what_they_proposed_and_nobody_decides_twice() -> None:
    idea, people = supported(2)
    proposer = keeper()
    made = proposed(idea, people, proposer)
    for member, code in ((proposer, "needs-another"), (keeper(), None), (keeper(), "voiding-decided")):
        if code is None:
            voiding.confirm(member, made)
            continue
        with pytest.raises(Refused) as refused:
            voiding.confirm(member, made)
        assert refused.value.code == code
    with pytest.raises(Refused):
        voiding.decline(keeper(), made)


def test_a_proposal_is_declined_or_taken_back_and_voids_nothing() -> None:
    idea, people = supported(2)
    proposer = keeper()
    assert voiding.decline(proposer, proposed(idea, people, proposer)).state is VoidingState.TAKEN_BACK
    assert voiding.decline(keeper(), proposed(idea, people, proposer)).state is VoidingState.DECLINED
    proposed(idea, people)
    with pytest.raises(Refused) as refused:
        proposed(idea, people)
    assert (refused.value.code, idea.supports) == ("another-voiding", 2)


def test_what_cannot_be_proposed_is_refused() -> None:
    idea, people = supported(1)
    for who, reason, field in (([], "Because.", "members"), (people, "", "reason"), (people, "x" * 501, "reason")):
        with pytest.raises(Invalid) as refused:
            voiding.propose(keeper(), idea, [member.public_id for member in who], reason)
        assert refused.value.field == field
    own = keeper()
    rules.support(own, idea)
    with pytest.raises(Forbidden):
        proposed(idea, [own], own)
    source, target = make.idea(supporters=1), make.idea()
    merging.merge(keeper(), [source], target)
    with pytest.raises(Refused) as merged:
        proposed(source, people)
    assert merged.value.code == "merged"


def test_who_withdrew_meanwhile_is_left_out_and_with_nobody_left_nothing_is_voided() -> None:
    idea, people = supported(3)
    made = proposed(idea, people[:2])
    rules.withdraw(people[0], idea)
    assert voiding.confirm(keeper(), made).supports == 1
    assert list(db.session.scalars(select(VoidedMember.member_id))) == [people[1].id]
    made = proposed(idea, people[2:])
    rules.withdraw(people[2], idea)
    with pytest.raises(Refused) as refused:
        voiding.confirm(keeper(), made)
    assert (refused.value.code, found()) == ("nothing-to-void", [])


def test_a_proposer_who_has_left_the_team_is_no_second_pair_of_eyes() -> None:
    idea, people = supported(1)
    proposer = keeper()
    made = proposed(idea, people, proposer)
    db.session.execute(text("DELETE FROM role_grants WHERE member_id = :id"), {"id": proposer.id})
    with pytest.raises(Refused) as refused:
        voiding.confirm(keeper(), made)
    assert refused.value.code == "proposer-left"


def test_a_voided_supporter_cannot_simply_support_again_nor_take_it_back() -> None:
    idea, (member, other) = supported(2)
    voided(idea, [member])
    with pytest.raises(Refused, match="appeal in your record") as refused:
        rules.support(member, idea)
    assert refused.value.code == "support-voided"
    assert rules.withdraw(member, idea) is False
    assert rules.support(other, idea) is False
    assert queries.row(idea, member, "en").voided
    assert not queries.row(idea, other, "en").voided
    assert (idea.supports, found()) == (1, [])


def test_an_appeal_that_is_upheld_lets_the_support_count_again() -> None:
    idea, people = supported(3, owners=1)
    score = idea.score
    made = voided(idea, people[:2])
    decision = decision_about(people[0])
    appeal = appeals.appeal(people[0], decision, "I meant it.")
    for part in (made.proposer_id, made.decider_id):
        for upheld in (True, False):
            with pytest.raises(Forbidden):
                appeals.decide_appeal(members.by_id(part or 0), appeal, upheld, "No.")
        assert piles.counts(members.by_id(part or 0))["appeals"] == 0
    assert piles.counts(keeper())["appeals"] == 1
    appeals.decide_appeal(keeper(), appeal, upheld=True)
    assert (idea.supports, idea.owners) == (2, 1)
    undoing.undo(keeper(), decision_about(people[1]))
    assert (idea.supports, found()) == (3, [])
    assert idea.score == pytest.approx(score)
    assert rules.withdraw(people[0], idea)
    assert found() == []


def test_merging_and_parting_neither_bring_it_back_nor_lose_it() -> None:
    staff, source, target = make.member(roles=["product"]), make.idea(), make.idea()
    both, only_source = make.member(), make.member()
    for member, idea in ((both, source), (both, target), (only_source, source)):
        rules.support(member, idea)
    voided(source, [both])
    merging.merge(staff, [source], target)
    assert (target.supports, found()) == (2, [])  # what was given to the target was not voided
    voided(target, [both])
    assert (target.supports, found()) == (1, [])
    with pytest.raises(Refused):
        rules.support(both, target)
    merging.unmerge(staff, source)
    assert (source.supports, target.supports, found()) == (1, 0, [])
    first = db.session.scalars(select(Decision).where(Decision.member_id == both.id).order_by(Decision.id)).first()
    assert first is not None
    merging.merge(staff, [source], target)
    undoing.overturn(keeper(), first)
    assert (target.supports, found()) == (2, [])
    merging.unmerge(staff, source)
    assert (source.supports, target.supports, found()) == (2, 0, [])


def test_what_was_voided_under_a_duplicate_is_not_given_again_at_its_target() -> None:
    source, target, member = make.idea(), make.idea(), make.member()
    rules.support(member, source)
    merging.merge(keeper(), [source], target)
    voided(target, [member])
    with pytest.raises(Refused):
        rules.support(member, target)
    assert found() == []


BROKEN = {
    "ck_supports_voided_counts_nowhere": "UPDATE supports SET counted_in_id = idea_id",
    "ck_voidings_state": "UPDATE voidings SET state = 'maybe', decider_id = NULL, supports = 0",
    "ck_voidings_reason_length": "UPDATE voidings SET reason = ''",
    "ck_voidings_two_people": "UPDATE voidings SET decider_id = proposer_id",
    "ck_voidings_decided_by_somebody": "UPDATE voidings SET decider_id = NULL",
    "ck_voidings_decided_at_some_time": "UPDATE voidings SET decided_at = NULL",
    "ck_voidings_owners_among_supports": "UPDATE voidings SET owners = supports + 1",
    "ck_voidings_confirmed_voids": "UPDATE voidings SET state = 'declined'",
    "ck_voided_members_decided_before_restored": "UPDATE voided_members SET decision_id = NULL, restored_at = now()",
    "uq_voided_members_decision_id": "INSERT INTO voided_members (voiding_id, member_id, decision_id) "
    "SELECT v.id, v.proposer_id, m.decision_id FROM voidings v JOIN voided_members m ON m.voiding_id = v.id",
    "uq_voidings_one_open": "INSERT INTO voidings (public_id, idea_id, reason, proposer_id, proposed_at, state, "
    "supports, owners) SELECT x, idea_id, reason, proposer_id, proposed_at, 'open', 0, 0 "
    "FROM voidings, unnest(ARRAY['a', 'b']) AS x",
}


def test_the_database_keeps_what_is_true_of_every_voiding() -> None:
    idea, people = supported(1)
    voided(idea, people)
    for constraint, statement in BROKEN.items():
        with pytest.raises(IntegrityError, match=constraint), db.session.begin_nested():
            db.session.execute(text(statement))


def test_the_audit_says_what_differs() -> None:
    idea, people = supported(3)
    voided(idea, people[:1])
    voided(idea, people[1:2])
    assert found() == []
    one, two = db.session.scalars(select(Voiding.id).order_by(Voiding.id))
    for statement, said in (
        ("UPDATE voidings SET supports = 2 WHERE id = :one", "2 supports kept, decided upon 1 members"),
        ("UPDATE supports SET voiding_id = :two WHERE voiding_id = :one", "is voided, and not listed"),
        ("UPDATE supports SET voiding_id = NULL", "is listed, and nothing of theirs is voided"),
        ("UPDATE voided_members SET restored_at = now()", "counts again is not what was decided"),
    ):
        with db.session.begin_nested() as nested:
            db.session.execute(
                text(statement),
                {"one": one, "two": two} if ":two" in statement else {"one": one} if ":one" in statement else {},
            )
            assert [line for line in audit.check() if said in line], said
            nested.rollback()


def of(verb: Callable[[Member, Idea], Any], member: int, idea: int) -> Callable[[], Any]:
    return lambda: verb(members.by_id(member), db.session.get_one(Idea, idea))


def confirming(actor: int, which: int) -> Callable[[], Any]:
    return lambda: voiding.confirm(members.by_id(actor), db.session.get_one(Voiding, which))


def overturning(actor: int, member: int) -> Callable[[], Any]:
    def overturn() -> Any:
        decided = db.session.scalars(select(Decision).where(Decision.member_id == member)).first()
        return undoing.overturn(members.by_id(actor), decided) if decided else None

    return overturn


def test_supports_are_voided_while_the_same_members_support_withdraw_and_ideas_merge(real: Real) -> None:
    def build() -> tuple[int, int, list[int], list[int], list[int]]:
        source, target = make.idea(), make.idea()
        people = [make.owner() if place % 4 == 0 else make.member() for place in range(12)]
        for member in people:
            rules.support(member, source)
            rules.support(member, target)
        proposals = [proposed(idea, people[:8]).id for idea in (source, target)]
        return source.id, target.id, [one.id for one in people], proposals, [keeper().id for _number in range(2)]

    source, target, people, proposals, (first, second) = real.commit(build)
    merge = of(lambda staff, idea: merging.merge(staff, [db.session.get_one(Idea, source)], idea), second, target)
    works: list[Callable[[], Any]] = []
    for place, member in enumerate(people):
        works += [of(verb, member, idea) for idea in (source, target) for verb in (rules.withdraw, rules.support)]
        if place == 3:
            works += [confirming(first, proposal) for proposal in proposals]
        if place % 4 == 1:
            works += [merge, of(merging.unmerge, second, source)]
        if place > 6:
            works.append(overturning(second, people[place - 7]))
    answers = real.together(works)
    wrong = [one for one in answers if isinstance(one, Exception) and not isinstance(one, Refused)]
    assert wrong == []
    assert real.commit(found) == []


def test_of_two_who_confirm_at_once_one_does(real: Real) -> None:
    def build() -> tuple[int, list[int]]:
        idea, people = supported(3)
        return proposed(idea, people).id, [keeper().id for _number in range(3)]

    which, staff = real.commit(build)

    answers = real.together([confirming(actor, which) for actor in staff])
    assert sum(isinstance(one, Refused) for one in answers) == 2
    assert real.commit(found) == []
