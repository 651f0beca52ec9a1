"""The stored score against the one made anew, whatever was given and taken back."""

import random
from datetime import datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from cocreate.ideas import ranking

AUDITED = 1e-6  # what audit lets pass
# Steps: the time until the next support in seconds, or which of those that stand is taken back.
STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("give"), st.integers(0, 90 * 86_400)),
        st.tuples(st.just("take"), st.sampled_from(["newest", "oldest", "any"])),
    ),
    max_size=200,
)


class Kept:
    """An idea as the rules keep it: its instants, and the score carried along."""

    def __init__(self) -> None:
        self.published = self.now = ranking.EPOCH + timedelta(days=2000)
        self.given: list[datetime] = []
        self.score = ranking.age(self.published)
        self.afresh = 0

    def give(self, later: timedelta) -> None:
        self.now += later
        self.given.append(self.now)
        self.score = ranking.raised(self.score, self.now)

    def take(self, place: int) -> None:
        lowered = ranking.lowered(self.score, self.given.pop(place), len(self.given))
        self.afresh += lowered is None
        self.score = self.counted() if lowered is None else lowered

    def counted(self) -> float:
        return ranking.score([self.published, *self.given])


@given(STEPS, st.integers(0, 300), st.randoms(use_true_random=False))
def test_what_is_taken_back_leaves_the_score_of_what_is_left(
    steps: list[tuple[str, int | str]], before: int, chance: random.Random
) -> None:
    idea = Kept()
    for _support in range(before):
        idea.give(timedelta(seconds=chance.randrange(86_400)))
    for step, how in steps:
        if step == "give":
            idea.give(timedelta(seconds=int(how)))
        elif idea.given:
            idea.take({"newest": -1, "oldest": 0, "any": chance.randrange(len(idea.given))}[str(how)])
        assert abs(idea.score - idea.counted()) < AUDITED / 1000


def test_many_leaving_one_after_the_other_lose_no_digits() -> None:
    idea = Kept()
    for _support in range(2000):  # ten a day for more than half a year: the sum falls by 2**28 as they leave
        idea.give(timedelta(hours=2.4))
    while idea.given:
        idea.take(-1)
        assert abs(idea.score - idea.counted()) < AUDITED / 1000


def test_one_who_gives_and_takes_back_for_ever_is_seldom_reason_to_count() -> None:
    idea = Kept()
    for _support in range(100):
        idea.give(timedelta(hours=1))
    for _turn in range(20_000):
        idea.give(timedelta(seconds=1))
        idea.take(-1)
    assert idea.afresh == 0
    assert abs(idea.score - idea.counted()) < AUDITED / 100
