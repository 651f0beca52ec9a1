"""Merging while everybody supports and withdraws, on real connections."""

from collections.abc import Callable
from typing import Any

from sqlalchemy import select

from cocreate.ideas import rules as ideas
from cocreate.ideas.merging import rules
from cocreate.ideas.merging.models import Merge
from cocreate.ideas.models import Idea, Support
from cocreate.kernel.database import db
from cocreate.kernel.errors import Refused
from cocreate.members import queries as members
from cocreate.members.models import Member
from tests import make
from tests.make.groups import differences, voices
from tests.support.race import Real

PEOPLE = 50


def loaded(idea_id: int) -> Idea:
    return db.session.get_one(Idea, idea_id)


def of(verb: Callable[[Member, Idea], Any], member: int, idea: int) -> Callable[[], Any]:
    return lambda: verb(members.by_id(member), loaded(idea))


def merging(staff: int, source: int, target: int) -> Callable[[], Any]:
    return lambda: rules.merge(members.by_id(staff), [loaded(source)], loaded(target), "The same.")


def parting(staff: int, source: int) -> Callable[[], Any]:
    return lambda: rules.unmerge(members.by_id(staff), loaded(source), "Not the same.")


def only_refused(answers: list[Any]) -> bool:
    """Whether nothing went wrong but what rules refuse: no deadlock, no broken constraint."""
    return all(isinstance(one, Refused) for one in answers if isinstance(one, Exception))


def test_fifty_members_support_and_withdraw_while_ideas_are_merged_and_parted(real: Real) -> None:
    def build() -> tuple[int, int, int, list[int]]:
        staff = make.member(roles=["product"]).id
        people = [(make.owner() if number % 5 == 0 else make.member()).id for number in range(PEOPLE)]
        return make.idea().id, make.idea().id, staff, people

    target, source, staff, people = real.commit(build)
    works: list[Callable[[], Any]] = []
    for number, member in enumerate(people):
        works += [of(ideas.support, member, source), of(ideas.support, member, target)]
        if number % 2:
            works += [of(ideas.withdraw, member, target), of(ideas.withdraw, member, source)]
        if number % 5 == 0:
            works += [merging(staff, source, target), parting(staff, source)]
    answers = real.together(works)
    assert only_refused(answers), [one for one in answers if isinstance(one, Exception)]
    assert any(isinstance(one, list) for one in answers)
    assert real.commit(differences) == []

    def voice() -> set[int]:
        return set(db.session.scalars(select(Support.member_id)))

    # Whoever still has a support anywhere is heard exactly once where both are one, and nobody else is.
    real.together([merging(staff, source, target)])
    assert real.commit(lambda: voices(loaded(target))) == real.commit(voice)
    assert real.commit(differences) == []
    assert isinstance(real.together([parting(staff, source)])[0], Merge)
    assert real.commit(lambda: voices(loaded(target)) | voices(loaded(source))) == real.commit(voice)
    assert real.commit(differences) == []


def test_of_merges_at_once_that_would_make_a_circle_or_a_chain_one_is_made(real: Real) -> None:
    def build() -> tuple[int, list[int]]:
        return make.member(roles=["product"]).id, [make.idea(supporters=1).id for _number in range(3)]

    staff, (one, two, three) = real.commit(build)
    pairs = [(one, two), (two, three), (three, one), (two, one), (three, two), (one, three)]
    answers = real.together([merging(staff, source, target) for source, target in pairs])
    assert only_refused(answers), answers
    assert real.commit(differences) == []
    made = real.commit(lambda: db.session.execute(select(Merge.idea_id, Merge.into_id)).all())
    sources, targets = {row.idea_id for row in made}, {row.into_id for row in made}
    assert made
    assert not sources & targets


def test_cars_verified_while_ideas_are_merged_leave_every_mark_right(real: Real) -> None:
    def build() -> tuple[int, int, int, list[int]]:
        target, source = make.idea(), make.idea()
        people = [make.member() for _number in range(8)]
        for member in people:
            ideas.support(member, source)
            ideas.support(member, target)
        make.owner()  # so that the catalogue knows the car
        return target.id, source.id, make.member(roles=["product"]).id, [member.id for member in people]

    target, source, staff, people = real.commit(build)

    def verify(member: int) -> Callable[[], Any]:
        return lambda: make.owner(members.by_id(member))

    works: list[Callable[[], Any]] = []
    for member in people:
        works += [verify(member), merging(staff, source, target), parting(staff, source)]
    answers = real.together(works)
    assert only_refused(answers), [one for one in answers if isinstance(one, Exception)]
    assert real.commit(differences) == []


def test_a_merged_idea_and_its_target_are_edited_at_once(real: Real) -> None:
    def build() -> tuple[int, list[int]]:
        staff = make.member(roles=["product"])
        target, source = make.idea(), make.idea()
        rules.merge(staff, [source], target, "The same.")
        return staff.id, [source.id, target.id]

    staff, edited = real.commit(build)

    def edit(idea_id: int, body: str) -> Callable[[], bool]:
        def change() -> bool:
            idea = loaded(idea_id)
            return ideas.edit(members.by_id(staff), idea, "Warm seats", body, idea.stage, idea.kind)

        return change

    answers = real.together([edit(each, f"Number {turn}") for turn in range(4) for each in edited])
    assert answers == [True] * 8
