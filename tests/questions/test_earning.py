"""What answers bring their authors."""

from datetime import timedelta

import pytest
from sqlalchemy import select, update

from cocreate.accounts.leaving import erasing
from cocreate.comments.earning import HELPFUL_FROM
from cocreate.comments.helpful import rules as helpful
from cocreate.kernel import clock
from cocreate.kernel.database import db
from cocreate.kernel.errors import TooMany
from cocreate.ledger.models import Unit
from cocreate.ledger.queries import balances
from cocreate.members.models import Affiliation, Member, Trust
from cocreate.moderation.decisions import rules as decisions
from cocreate.moderation.decisions import undoing
from cocreate.moderation.decisions.models import Action
from cocreate.moderation.models import Reason
from cocreate.notices.models import Cause, Notice
from cocreate.posts import standing
from cocreate.posts.models import PostState
from cocreate.questions import rules
from cocreate.questions.earning import MOST_OF_A_PAIR, WITHIN
from cocreate.screening.rates import queries as rates
from cocreate.screening.rates.models import Deed, Rate, Scope
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


def test_newcomers_and_whoever_is_barred_accept_without_paying_and_moderators_pay() -> None:
    author, newcomer, barred = make.member(), make.member(), make.member()
    moderator = make.member(roles=["moderator"])
    asked = [questions.question(asker) for asker in (newcomer, barred, moderator)]
    answers = [questions.answer(question, author) for question in asked]
    for member in (newcomer, moderator):
        member.trust = member.trust_floor = member.trust_earned = Trust.NEWCOMER
    barred.suspended_until = clock.now() + timedelta(days=1)
    assert rules.accept(newcomer, asked[0], answers[0])
    assert rules.accept(barred, asked[1], answers[1])
    assert has(author) == (0, 0)
    newcomer.trust = newcomer.trust_floor = Trust.REGULAR
    (hiding,) = decisions.decide(moderator, Action.HIDE, posts=[answers[0].post], reason=Reason.SPAM)
    undoing.undo(moderator, hiding)
    assert has(author) == (0, 0), "what comes back has what it had"
    rules.accept(moderator, asked[2], answers[2])
    assert has(author) == ACCEPTED


def test_one_asker_pays_the_same_member_so_often_a_month() -> None:
    asker, author = make.member(), make.member()
    asked = [questions.question(asker) for _number in range(MOST_OF_A_PAIR + 2)]
    given = [questions.answer(question, author) for question in asked]
    for number in range(MOST_OF_A_PAIR + 1):
        rules.accept(asker, asked[number], given[number])
    assert has(author)[0] == MOST_OF_A_PAIR * ACCEPTED[0]
    assert asked[MOST_OF_A_PAIR].accepted_id == given[MOST_OF_A_PAIR].id
    questions.accepted(author)
    assert has(author)[0] == (MOST_OF_A_PAIR + 1) * ACCEPTED[0], "others pay"
    with clock.telling(clock.now() + WITHIN):
        rules.accept(asker, asked[-1], given[-1])
    assert has(author)[0] == (MOST_OF_A_PAIR + 2) * ACCEPTED[0]


@pytest.mark.parametrize("action", [Action.HIDE, Action.REMOVE])
def test_what_is_decided_away_pays_for_none_of_its_answers_until_it_is_back(action: Action) -> None:
    author, moderator = make.member(), make.member(roles=["moderator"])
    question, answer = questions.accepted(author)
    other = questions.answer(question)
    for one in (answer, other):
        for _number in range(HELPFUL_FROM):
            helpful.vote(make.member(), one.post)
    had = (has(author), has(other.post.author))
    assert had == ((ACCEPTED[0] + HELPFUL[0], ACCEPTED[1] + HELPFUL[1]), HELPFUL)
    (decision,) = decisions.decide(moderator, action, posts=[question.post], reason=Reason.SPAM)
    assert (has(author), has(other.post.author)) == ((0, 0), (0, 0))
    helpful.vote(make.member(), answer.post)
    assert has(author) == (0, 0), "nothing is earned meanwhile"
    undoing.undo(moderator, decision)
    assert (has(author), has(other.post.author)) == had


def test_what_is_held_first_and_removed_then_pays_nothing_and_who_leaves_takes_nothing() -> None:
    author, moderator = make.member(), make.member(roles=["moderator"])
    question, _answer = questions.accepted(author)
    standing.move(standing.lock([question.id])[question.id], PostState.HELD)
    assert has(author) == ACCEPTED
    decisions.decide(moderator, Action.REMOVE, posts=[question.post], reason=Reason.SPAM)
    assert has(author) == (0, 0)
    left, _answer = questions.accepted(author)
    erasing.erase(erasing.hold(left.post.author_id), posts_too=True)
    assert left.post.state is PostState.REMOVED
    assert has(author) == ACCEPTED


def test_accepting_and_finding_helpful_end_soon_and_are_told_twice_a_day_at_most() -> None:
    author, asker, voter = make.member(), make.member(), make.member()
    question = questions.question(asker)
    answer = questions.answer(question, author)
    db.session.execute(update(Rate).where(Rate.deed == Deed.SUPPORT, Rate.scope == Scope.MEMBER).values(times=8))
    rates.forget()

    def turn() -> None:
        for _number in range(5):
            rules.accept(asker, question, answer)
            rules.unaccept(asker, question)

    def vote() -> None:
        for _number in range(5):
            helpful.vote(voter, answer.post)
            helpful.withdraw(voter, answer.post)

    with pytest.raises(TooMany):
        turn()
    told = select(Notice.cause).where(Notice.member_id == author.id)
    assert sorted(db.session.scalars(told)) == [*[Cause.POINTS] * 4, Cause.STATUS]
    with pytest.raises(TooMany):
        vote()
