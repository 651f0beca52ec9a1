"""Asking, answering, and which answer helped."""

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from cocreate.accounts.leaving import erasing
from cocreate.catalogue.stages import Stage
from cocreate.comments import audit as comments_audit
from cocreate.comments import queries as comments
from cocreate.comments.helpful import rules as helpful
from cocreate.journal.models import JournalEntry
from cocreate.kernel import clock
from cocreate.kernel.database import db
from cocreate.kernel.errors import Invalid, NotNow, Refused
from cocreate.moderation.decisions import rules as decisions
from cocreate.moderation.decisions.models import Action
from cocreate.moderation.models import Reason
from cocreate.posts import queries as posts
from cocreate.posts import rules as writing
from cocreate.posts import standing
from cocreate.posts.models import PostState
from cocreate.posts.search import audit as search_audit
from cocreate.questions import access, answers, audit, rules
from cocreate.questions.models import Answer, Question
from tests import make
from tests.make import questions


def sound() -> bool:
    """Whether everything that is counted adds up."""
    db.session.flush()
    return not [*audit.check(), *comments_audit.check(), *search_audit.check()]


def verbs(question: Question) -> list[str]:
    """What the journal says happened to the question, in order."""
    of_it = select(JournalEntry.verb).where(JournalEntry.subject_kind == "post", JournalEntry.subject_id == question.id)
    return list(db.session.scalars(of_it.order_by(JournalEntry.id)))


def accepted_of(question: Question) -> int | None:
    """The key of the accepted answer, as it is now."""
    return question.accepted_id


def move(answer: Answer, to: PostState) -> None:
    """As moderators do it."""
    standing.move(standing.lock([answer.id])[answer.id], to)


def test_a_question_is_followed_by_its_asker_and_by_who_answers(app: Flask) -> None:
    asker, expert = make.member(), make.member()
    question = questions.question(asker)
    assert (question.answers, question.accepted_id) == (0, None)
    answer = questions.answer(question, expert)
    assert question.answers == 1
    assert question.active_at == answer.post.published_at
    assert comments.follows(asker, question.post)
    assert comments.follows(expert, question.post)
    assert sound()


def test_the_title_may_say_it_all(app: Flask) -> None:
    assert questions.question(title="Which tyres are quiet?", body="").post.body == ""
    with pytest.raises(Invalid) as refused:
        questions.question(title="Why?")
    assert refused.value.field == "title"


def test_a_change_keeps_the_earlier_text(app: Flask) -> None:
    question = questions.question(title="Which tyres are quiet?")
    said = ("Which winter tyres are quiet?", question.post.body, Stage.MAINTENANCE, ["tyres"])
    assert rules.edit(question.post.author, question, *said)
    assert not rules.edit(question.post.author, question, *said)
    assert [text.title for text in posts.revisions(question.post).items] == [said[0], "Which tyres are quiet?"]
    assert sound()


def test_only_who_may_speak_for_the_brand_gives_official_answers(app: Flask) -> None:
    question = questions.question()
    assert questions.answer(question, make.member(roles=["product"])).official
    assert not questions.answer(question, make.member()).official
    plain = rules.answer(make.member(roles=["service"]), question, "As a driver.", official=False)
    assert not plain.official


def test_the_accepted_answer_comes_first_then_the_brands_then_the_helpful_ones(app: Flask) -> None:
    question = questions.question()
    first, second, third = (questions.answer(question) for _number in range(3))
    official = questions.answer(question, make.member(roles=["product"]))
    helpful.vote(make.member(), third.post)
    rules.accept(question.post.author, question, second)
    order = [second, official, third, first]
    page = answers.under(question, None, limit=3)
    rest = answers.under(question, None, page.next_cursor)
    shown = [view.public_id for view in (*page.items, *rest.items)]
    assert shown == [answer.post.public_id for answer in order]


def test_another_acceptance_takes_the_place_of_the_first(app: Flask) -> None:
    question, first = questions.accepted()
    asker = question.post.author
    second = questions.answer(question)
    assert not rules.accept(asker, question, first)
    assert rules.accept(asker, question, second)
    assert question.accepted_id == second.id
    assert first.accepted_at is None
    assert rules.unaccept(asker, question)
    assert not rules.unaccept(asker, question)
    assert verbs(question) == ["ask", "answer", "accept", "answer", "unaccept", "accept", "unaccept"]
    assert sound()


def test_moderators_wait_a_week_and_leave_the_askers_word_alone(app: Flask) -> None:
    question, first = questions.accepted()
    moderator, other = make.member(roles=["moderator"]), questions.answer(question)
    assert not access.may_accept(moderator, question.post)
    assert access.may_accept(question.post.author, question.post)
    with clock.telling(clock.now() + access.WAIT + timedelta(minutes=1)):
        assert access.may_accept(moderator, question.post)
        assert not access.may_accept(make.member(roles=["product"]), question.post)
    with pytest.raises(Refused) as refused:
        rules.accept(moderator, question, other)
    assert refused.value.code == "accepted-by-asker"
    with pytest.raises(Refused) as refused:
        rules.unaccept(moderator, question)
    assert refused.value.code == "accepted-by-asker"
    rules.unaccept(question.post.author, question)
    assert rules.accept(moderator, question, other)
    assert rules.accept(question.post.author, question, first), "the asker may say otherwise"


def test_nobody_but_the_asker_accepts_their_own_answer(app: Flask) -> None:
    question, moderator = questions.question(), make.member(roles=["moderator"])
    own = questions.answer(question, moderator)
    with pytest.raises(Refused) as refused:
        rules.accept(moderator, question, own)
    assert refused.value.code == "own-answer"
    assert rules.accept(question.post.author, question, questions.answer(question, question.post.author))


def test_an_answer_that_is_hidden_is_not_accepted_until_it_is_restored(app: Flask) -> None:
    question, answer = questions.accepted()
    move(answer, PostState.HIDDEN)
    assert (question.accepted_id, question.answers) == (None, 0)
    assert sound()
    move(answer, PostState.VISIBLE)
    assert (question.accepted_id, question.answers) == (answer.id, 1)
    assert verbs(question)[-2:] == ["unaccept", "accept"]
    assert sound()


def test_a_decision_takes_the_acceptance_away_and_its_undoing_brings_it_back(app: Flask) -> None:
    question, answer = questions.accepted()
    moderator = make.member(roles=["moderator"])
    (made,) = decisions.decide(moderator, Action.REMOVE, posts=[answer.post], reason=Reason.SPAM)
    assert made.to_state is PostState.REMOVED
    assert accepted_of(question) is None
    decisions.decide(moderator, Action.RESTORE, posts=[answer.post], reason=Reason.SPAM)
    assert accepted_of(question) == answer.id
    assert sound()


def test_an_answer_that_comes_back_leaves_the_place_to_another(app: Flask) -> None:
    question, answer = questions.accepted()
    move(answer, PostState.HIDDEN)
    with pytest.raises(Refused):
        rules.accept(question.post.author, question, answer)
    other = questions.answer(question)
    rules.accept(question.post.author, question, other)
    move(answer, PostState.VISIBLE)
    assert question.accepted_id == other.id
    assert sound()


def test_taken_back_while_it_was_hidden_it_stays_taken_back(app: Flask) -> None:
    question, answer = questions.accepted()
    move(answer, PostState.HIDDEN)
    rules.unaccept(question.post.author, question)
    move(answer, PostState.VISIBLE)
    assert question.accepted_id is None
    assert sound()


def test_who_withdraws_the_accepted_answer_opens_the_question(app: Flask) -> None:
    question, answer = questions.accepted()
    rules.withdraw_answer(answer.post.author, answer)
    assert (question.accepted_id, question.answers) == (None, 0)
    assert question.active_at == question.post.published_at
    assert sound()


@pytest.mark.parametrize("posts_too", [True, False])
def test_who_leaves_takes_the_acceptance_along_only_with_their_words(app: Flask, posts_too: bool) -> None:
    question, answer = questions.accepted()
    erasing.erase(answer.post.author, posts_too=posts_too)
    assert (accepted_of(question) is None) is posts_too
    assert question.answers == (0 if posts_too else 1)
    assert sound()


def test_a_question_is_withdrawn_only_while_nobody_has_answered(app: Flask) -> None:
    question = questions.question()
    questions.answer(question)
    with pytest.raises(Refused) as refused:
        rules.withdraw(question.post.author, question)
    assert refused.value.code == "answered"
    lonely = questions.question()
    rules.withdraw(lonely.post.author, lonely)
    assert lonely.post.state is PostState.REMOVED
    with pytest.raises(NotNow):
        questions.answer(lonely)
    assert sound()


def test_a_held_answer_counts_once_it_is_seen(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    question = questions.question()
    monkeypatch.setattr(writing, "screen", make.holding)
    answer = questions.answer(question)
    assert (question.answers, answers.under(question, None).items) == (0, [])
    assert len(answers.under(question, answer.post.author).items) == 1
    move(answer, PostState.VISIBLE)
    assert question.answers == 1
    assert verbs(question) == ["ask", "answer"]
    assert sound()


def test_helpful_counts_once_and_never_for_oneself(app: Flask) -> None:
    answer, member = questions.answer(), make.member()
    assert helpful.vote(member, answer.post)
    assert not helpful.vote(member, answer.post)
    assert answer.post.helpful == 1
    assert helpful.withdraw(member, answer.post)
    assert not helpful.withdraw(member, answer.post)
    assert answer.post.helpful == 0
    for voter, post, code in (
        (answer.post.author, answer.post, "own-post"),
        (member, make.idea().post, "takes-no-votes"),
        (member, questions.question().post, "takes-no-votes"),
    ):
        with pytest.raises(Refused) as refused:
            helpful.vote(voter, post)
        assert refused.value.code == code
    move(answer, PostState.HIDDEN)
    with pytest.raises(Refused):
        helpful.vote(member, answer.post)
    assert sound()
