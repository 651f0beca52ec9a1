"""What a member asked and answered; the words are among the posts."""

from sqlalchemy import select
from sqlalchemy.orm import aliased

from cocreate.kernel.personal import Columns, Row, kept, rows
from cocreate.members.models import Member
from cocreate.posts.models import Post
from cocreate.questions.models import Answer, Question

COLUMNS: Columns = kept("answers", "accepted_by_id", "Who said which answer helped: it leads to a row without a name.")


def export(member: Member) -> Row:
    """The member's questions as they stand, and to what each of their answers is."""
    own, asked = aliased(Post), aliased(Post)
    questions = select(own.public_id.label("post"), Question.stage, Question.answers)
    questions = questions.join(own, own.id == Question.id).where(own.author_id == member.id).order_by(Question.id)
    answers = (
        select(own.public_id.label("post"), asked.public_id.label("answers"), Answer.official, Answer.accepted_at)
        .join(own, own.id == Answer.id)
        .join(asked, asked.id == Answer.question_id)
        .where(own.author_id == member.id)
        .order_by(Answer.id)
    )
    return {"questions": rows(questions), "answers": rows(answers)}
