"""Whatever is done in whatever order, the site counts as a plain reckoning on paper does."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from random import Random

import pytest
from flask import Flask

from cocreate.ideas import rules as ideas
from cocreate.ideas.models import Idea
from cocreate.kernel.database import db
from cocreate.kernel.errors import Refused
from cocreate.members.models import Member
from tests import make
from tests.make.groups import apart, counts, differences, merged, voices

IDEAS, MEMBERS, STEPS = 4, 4, 50


@dataclass
class Paper:
    """Who gave a support to which idea, and which is merged into which."""

    given: set[tuple[int, int]] = field(default_factory=set)  # idea, member
    into: dict[int, int] = field(default_factory=dict)

    def group(self, idea: int) -> set[int]:
        return {idea, *(source for source, target in self.into.items() if target == idea)}

    def voices(self, idea: int) -> set[int]:
        """Whose voice counts in `idea`."""
        if idea in self.into:
            return set()
        return {member for given_to, member in self.given if given_to in self.group(idea)}

    def support(self, idea: int, member: int) -> bool:
        """Whether it is taken."""
        if idea in self.into:
            return False
        if member not in self.voices(idea):
            self.given.add((idea, member))
        return True

    def withdraw(self, idea: int, member: int) -> bool:
        if idea in self.into:
            return False
        self.given -= {(each, member) for each in self.group(idea)}
        return True

    def merge(self, source: int, target: int) -> bool:
        if self.into.get(source) == target:
            return True
        if source == target or source in self.into or target in self.into or source in self.into.values():
            return False
        self.into[source] = target
        return True

    def unmerge(self, source: int) -> bool:
        return self.into.pop(source, None) is not None


def taken(verb: Callable[[], object]) -> bool:
    """Whether the site does it, undoing what it has refused."""
    try:
        with db.session.begin_nested():
            verb()
    except Refused:
        return False
    return True


def step(random: Random, every: list[Idea], people: list[Member], staff: Member, paper: Paper) -> None:
    """One thing done here and on paper: both take it or neither does."""
    one, other, who = random.randrange(IDEAS), random.randrange(IDEAS), random.randrange(MEMBERS)
    act = random.choices(["support", "withdraw", "merge", "unmerge"], [6, 3, 2, 2])[0]
    if act == "support":
        done, right = taken(lambda: ideas.support(people[who], every[one])), paper.support(one, who)
    elif act == "withdraw":
        done, right = taken(lambda: ideas.withdraw(people[who], every[one])), paper.withdraw(one, who)
    elif act == "merge":
        done, right = taken(lambda: merged(every[one], every[other], actor=staff)), paper.merge(one, other)
    else:
        done, right = taken(lambda: apart(every[one], actor=staff)), paper.unmerge(one)
    assert done is right, (act, one, other, who)


@pytest.mark.parametrize("seed", range(3))
def test_a_random_life_of_ideas_is_counted_as_on_paper(app: Flask, seed: int) -> None:
    random, paper = Random(seed), Paper()
    staff = make.member(roles=["product"])
    people = [make.owner() if number % 2 else make.member() for number in range(MEMBERS)]
    every = [make.idea() for _number in range(IDEAS)]
    for number in range(STEPS):
        step(random, every, people, staff, paper)
        for place, idea in enumerate(every):
            expected = {people[who].id for who in paper.voices(place)}
            assert voices(idea) == expected, (number, place)
        if number % 10 == 9:
            assert differences() == []
    owners = Counter(place for place in range(IDEAS) for who in paper.voices(place) if who % 2)
    assert [counts(idea) for idea in every] == [(len(paper.voices(p)), owners[p]) for p in range(IDEAS)]
    for source in list(paper.into):
        apart(every[source], actor=staff)
        paper.unmerge(source)
    assert [voices(idea) for idea in every] == [{people[who].id for who in paper.voices(p)} for p in range(IDEAS)]
    assert differences() == []
