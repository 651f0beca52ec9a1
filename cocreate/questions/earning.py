"""What answers bring their authors by being accepted, and what becomes of that when the question goes.

Whoever accepts has to be known here, and pays the same member so often: accounts that cost nothing to make ask and
accept at no cost either.
"""

from datetime import timedelta

from sqlalchemy import Select, String, cast, func, literal, select

from cocreate.comments import earning as helpful
from cocreate.kernel import clock
from cocreate.kernel.database import db
from cocreate.members.models import Member, Trust
from cocreate.points import deeds
from cocreate.points.models import Award, RuleKey
from cocreate.posts.models import Post
from cocreate.questions.models import Answer, Question

# So many accepted answers of one member to one asker are paid within these days: as many as an expert gives somebody
# whose car has a bad month. What is more is accepted all the same.
MOST_OF_A_PAIR, WITHIN = 3, timedelta(days=30)


def accepted(actor: Member | None, question: Question, answer: Answer) -> None:
    """Pay for `answer`, which `actor` accepts; without one it is accepted again, and has what that acceptance brought.

    Nobody is paid for answering themselves, nor the brand for answering, nor by newcomers and whoever is barred.
    """
    asked, author_id = db.session.get_one(Post, question.id), db.session.get_one(Post, answer.id).author_id
    asker_id = asked.author_id
    if answer.official or author_id == asker_id or not asked.is_visible:
        return
    if actor is None:
        if _was_paid(answer):
            deeds.earned(RuleKey.ANSWER_ACCEPTED, source(answer.id), [author_id])
    elif (actor.is_staff or actor.trust > Trust.NEWCOMER) and not actor.is_barred:
        answer_id = answer.id

        def few() -> bool:
            return _paid_lately(asker_id, author_id, answer_id) < MOST_OF_A_PAIR

        deeds.earned(RuleKey.ANSWER_ACCEPTED, source(answer_id), [author_id], when=few)


def judged(question_id: int) -> None:
    """Take back what the answers of a question brought that was hidden or removed by a decision: nobody reads them."""
    accepted_id = db.session.get_one(Question, question_id).accepted_id
    if accepted_id is not None:
        deeds.undone(source(accepted_id), [RuleKey.ANSWER_ACCEPTED])
    helpful.thread_went(_answers(question_id))


def came(question_id: int) -> None:
    """Give back what the answers of a question brought that is seen again."""
    question = db.session.get_one(Question, question_id)
    if question.accepted_id is not None:
        accepted(None, question, db.session.get_one(Answer, question.accepted_id))
    helpful.thread_came(_answers(question_id))


def source(answer_id: int | None) -> str:
    """By what awards name the answer."""
    return f"answer:{answer_id}"


def _answers(question_id: int) -> Select[int]:
    return select(Answer.id).where(Answer.question_id == question_id)


def _was_paid(answer: Answer) -> bool:
    """Whether the acceptance that `answer` bears was paid once."""
    same = (Award.rule == RuleKey.ANSWER_ACCEPTED, Award.source == source(answer.id))
    return db.session.scalar(select(Award.id).where(*same, Award.at >= answer.accepted_at).limit(1)) is not None


def _paid_lately(asker_id: int, author_id: int, but: int) -> int:
    """How many answers to the asker, `but` the one, stand paid to their author."""
    named = literal("answer:") + cast(Answer.id, String)
    asked = select(named).join(Post, Post.id == Answer.question_id).where(Post.author_id == asker_id, Answer.id != but)
    paid = (Award.rule == RuleKey.ANSWER_ACCEPTED, Award.member_id == author_id, Award.revoked_at.is_(None))
    lately = select(func.count()).where(*paid, Award.at > clock.now() - WITHIN, Award.source.in_(asked))
    return db.session.scalars(lately).one()
