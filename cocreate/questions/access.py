"""Who may do what to a question and its answers. Their posts are loaded."""

from datetime import timedelta

from sqlalchemy import select

from cocreate.kernel import clock
from cocreate.kernel.database import db
from cocreate.members.models import Member, Role
from cocreate.posts.access import KEEPERS, changes, stands_under
from cocreate.posts.models import Post, PostKind, PostState
from cocreate.questions.models import Answer

# So long the asker alone says which answer helped; who does not come back leaves it to the community's keepers.
WAIT = timedelta(days=7)
# How a post stands that its author can still change.
_CHANGEABLE = (PostState.VISIBLE, PostState.HELD, PostState.HIDDEN)


@stands_under(PostKind.ANSWER)
def thread(answer_id: int) -> Post:
    """The post of the question that is answered."""
    of_answer = select(Post).join(Answer, Answer.question_id == Post.id).where(Answer.id == answer_id)
    return db.session.scalars(of_answer).one()


@changes(PostKind.QUESTION)
def may_change(member: Member, question_id: int) -> bool:
    """As `may_edit`, of the question with this key."""
    return may_edit(member, db.session.get_one(Post, question_id))


@changes(PostKind.ANSWER)
def may_change_answer(member: Member, answer_id: int) -> bool:
    """As `may_edit_answer`, of the answer with this key."""
    post = db.session.get_one(Post, answer_id)
    return may_edit_answer(member, post.author_id, post.state)


def may_edit(member: Member | None, question: Post) -> bool:
    """The asker, unless it is removed, and staff who keep the place."""
    if member is None:
        return False
    is_own = question.author_id == member.id and question.state in _CHANGEABLE
    return is_own or member.has_role(Role.MODERATOR, Role.PRODUCT, Role.ADMIN)


def may_edit_answer(member: Member | None, author_id: int, state: str) -> bool:
    """The author of an answer in this `state`, unless it is removed."""
    return member is not None and author_id == member.id and state in _CHANGEABLE


def may_withdraw(member: Member | None, author_id: int, state: str) -> bool:
    """The author of a question or an answer, while it is visible: whoever moderates decides, and says why."""
    return member is not None and author_id == member.id and state == PostState.VISIBLE


def may_answer(member: Member | None, question: Post) -> bool:
    """Any member, the asker too, while the question is visible."""
    return member is not None and question.is_visible


def may_accept(member: Member | None, question: Post) -> bool:
    """The asker; the keepers a week after it was published."""
    if member is None or question.published_at is None:
        return False
    if question.author_id == member.id:
        return True
    return member.has_role(*KEEPERS) and question.published_at + WAIT <= clock.now()
