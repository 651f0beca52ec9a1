"""What answers bring their authors."""

import pytest

from cocreate.comments.earning import HELPFUL_FROM
from cocreate.comments.helpful import rules as helpful
from cocreate.ledger.models import Unit
from cocreate.ledger.queries import balances
from cocreate.members.models import Affiliation, Member
from cocreate.moderation.decisions import rules as decisions
from cocreate.moderation.decisions import undoing
from cocreate.moderation.decisions.models import Action
from cocreate.moderation.models import Reason
from cocreate.questions import rules
from tests import make
from tests.make import questions

pytestmark = pytest.mark.usefixtures("app")
ACCEPTED, HELPFUL = (50, 10), (10, 2)


def has(member: Member) -> tuple[int, int]:
    """Points and contribution."""
    return balances(member.id, Unit.POINTS).balance, balances(member.id, Unit.CONTRIBUTION).balance


def test_the_accepted_answer_pays_until_another_one_is() -> None:
    asker, first, second = make.member(), make.member(), make.member()
    question = questions.question(asker)
    answers = [questions.answer(question, author) for author in (first, second)]
    rules.accept(asker, question, answers[0])
    assert (has(first), has(second)) == (ACCEPTED, (0, 0))
    rules.accept(asker, question, answers[1])
    assert (has(first), has(second)) == ((0, 0), ACCEPTED)
    rules.unaccept(asker, question)
    assert has(second) == (0, 0)


def test_nobody_is_paid_for_answering_themselves_nor_the_team_for_answering() -> None:
    asker, colleague = make.member(), make.member(affiliation=Affiliation.STAFF)
    official = make.member(roles=["service"])
    for author in (asker, colleague, official):
        question = questions.question(asker)
        rules.accept(asker, question, questions.answer(question, author))
        assert has(author) == (0, 0)


def test_a_removed_answer_pays_nothing_until_it_is_back() -> None:
    author, moderator = make.member(), make.member(roles=["moderator"])
    _question, answer = questions.accepted(author)
    for _number in range(HELPFUL_FROM):
        helpful.vote(make.member(), answer.post)
    both = (ACCEPTED[0] + HELPFUL[0], ACCEPTED[1] + HELPFUL[1])
    assert has(author) == both
    (removal,) = decisions.decide(moderator, Action.REMOVE, posts=[answer.post], reason=Reason.SPAM)
    assert has(author) == (0, 0)
    undoing.undo(moderator, removal)
    assert has(author) == both
