"""The verbs of questions: ask, answer, edit, accept, unaccept, withdraw."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import Select, func, select

from cocreate.catalogue import about
from cocreate.catalogue.stages import Stage
from cocreate.comments import earning, naming
from cocreate.comments import rules as comments
from cocreate.comments.calm import rules as calm
from cocreate.comments.helpful import rules as helpful
from cocreate.journal import rules as journal
from cocreate.kernel import clock
from cocreate.kernel.database import db
from cocreate.kernel.errors import Invalid, NotNow, Refused
from cocreate.members.models import Member
from cocreate.points import deeds
from cocreate.points.models import RuleKey
from cocreate.posts import rules as posts
from cocreate.posts import standing
from cocreate.posts.drafts import rules as drafts
from cocreate.posts.models import Post, PostKind, PostState
from cocreate.posts.pictures.rules import attach, remove_of
from cocreate.posts.standing import Kept
from cocreate.questions import acceptance, search, telling
from cocreate.questions import earning as paying
from cocreate.questions.models import Answer, Question, QuestionModel
from cocreate.screening.rates import rules as rates
from cocreate.screening.rates.models import Deed
from cocreate.screening.rules import screen_words

MIN_TITLE, MAX_TITLE, MAX_BODY, MAX_ANSWER = 5, 120, 10_000, 20_000
# What others may change of a question meanwhile.
_CHANGING = ("stage", "answers", "active_at", "accepted_id")

helpful.takes(PostKind.ANSWER)


def ask(
    asker: Member,
    title: str,
    body: str,
    stage: Stage,
    tags: Sequence[str] = (),
    *,
    models: Sequence[str] = (),
    pictures: Collection[str] = (),
    at: datetime | None = None,
) -> Question:
    """Publish a question of `asker`, who follows it from then on. Raises `Invalid` at the field that cannot be taken.

    Everything may stand in the title: a question need not have a `body`.
    """
    _check_text(title, body, tags)
    screen_words(asker, "tags", *tags)
    cars = about.models(models)
    root = naming.write(asker, PostKind.QUESTION, body, title=title, at=at)
    question = Question(id=root.id, post=root, stage=stage, active_at=root.published_at or root.created_at)
    db.session.add(question)
    db.session.flush()
    posts.tag(root, tags)
    about.set_models(QuestionModel.question_id, question.id, cars)
    if pictures:
        attach(root, asker, pictures)
    comments.follow(asker, root, at=at)
    journal.note(asker.id, "ask", "post", question.id, at=at)
    naming.published(root, "ask")
    search.index(root)
    return question


def edit(
    editor: Member,
    question: Question,
    title: str,
    body: str,
    stage: Stage,
    tags: Sequence[str] = (),
    *,
    models: Sequence[str] = (),
    pictures: Collection[str] | None = None,
) -> bool:
    """Change what a question says; ``False`` when nothing differs. Earlier texts stay readable as revisions.

    Without `pictures` these stay as they are.
    """
    _check_text(title, body, tags)
    screen_words(editor, "tags", *tags)
    cars = about.models(models)
    posts.hold(editor)
    locked = _locked(question)
    search.lock(locked.post)
    moved = locked.stage is not stage
    replaced, fresh = naming.rewrite(editor, locked.post, body, _answerers(locked.id), title=title)
    locked.stage = stage
    retagged = posts.tag(locked.post, tags)
    of_other_cars = about.set_models(QuestionModel.question_id, locked.id, cars)
    pictured = pictures is not None and attach(locked.post, editor, pictures)
    if not (replaced or moved or retagged or of_other_cars or pictured):
        return False
    naming.edited(editor, locked.post, fresh, locked.id)
    search.index(locked.post)
    return True


def withdraw(asker: Member, question: Question) -> None:
    """Take a question away that nobody has answered. Raises `Refused` for others: the answers are others' work."""
    root = standing.lock([question.id])[question.id]
    if root.state is not PostState.VISIBLE:
        return
    if question.answers:
        raise Refused(
            "answered", _("It has answers, which help others too: you can still change it, but not withdraw it.")
        )
    standing.move(root, PostState.REMOVED, own=True)
    remove_of([question.id])
    journal.note(asker.id, "remove", "post", question.id)


def answer(
    author: Member,
    question: Question,
    body: str,
    *,
    official: bool = True,
    pictures: Collection[str] = (),
    at: datetime | None = None,
) -> Answer:
    """Answer `question`. It is the brand's answer if it is meant as `official` by one who may speak for the brand.

    The author follows the question from then on. Raises `NotNow` where the question is not visible, and as a comment
    does where its talk is calmed.
    """
    _check_answer(body)
    if not question.post.is_visible:
        raise NotNow("takes-no-answers", _("This question is not public at the moment and takes no answers."))
    calm.check(author, question.id)
    asker = question.post.author_id
    official = official and author.is_official
    # Where the brand speaks, members bear as many answers as come.
    target = None if official or asker == author.id else asker
    named = naming.find(body, question.post, _answerers(question.id))
    said: dict[str, Any] = {"mentions": naming.links(named), "reaches": {asker, *naming.ids(named)}}
    root = posts.write(author, PostKind.ANSWER, body, target=target, at=at, **said)
    db.session.flush()
    made = Answer(id=root.id, post=root, question_id=question.id, official=official)
    db.session.add(made)
    db.session.flush()
    naming.remember(root, named)
    if pictures:
        attach(root, author, pictures)
    comments.follow(author, question.post, at=at)
    if root.is_visible:
        _published(made, at)
    search.index(root)
    return made


def edit_answer(author: Member, answer: Answer, body: str, pictures: Collection[str] | None = None) -> None:
    """Change the text of `answer`; what it was stays readable as a revision. ``None`` leaves its `pictures` alone."""
    _check_answer(body)
    question = db.session.get_one(Post, answer.question_id)
    calm.check_change(author, question.id)
    named, before = naming.find(body, question, _answerers(question.id)), naming.present(answer.post)
    said: dict[str, Any] = {"mentions": naming.links(named), "reaches": {question.author_id, *naming.ids(named)}}
    rewritten = posts.rewrite(author, answer.post, body, **said) is not None
    fresh = naming.ids(named) - before if rewritten else set()
    if rewritten:
        answer.official = answer.official and author.is_official  # who has left the team no longer speaks for it
        naming.remember(answer.post, named)
        search.index(answer.post)
    pictured = pictures is not None and attach(answer.post, author, pictures)
    if rewritten or pictured:
        naming.edited(author, answer.post, fresh, question.id)


@deeds.together()
def withdraw_answer(author: Member, answer: Answer) -> None:
    """Take the visible `answer` away with its pictures; it is no longer accepted."""
    root = standing.lock([answer.id])[answer.id]
    if root.state is not PostState.VISIBLE:
        return
    standing.move(root, PostState.REMOVED, own=True)
    remove_of([answer.id])
    journal.note(author.id, "remove", "post", answer.id)


@deeds.together()
def accept(actor: Member, question: Question, answer: Answer) -> bool:
    """Let `answer` be the one that helped, instead of any other; ``False`` when it is.

    Raises `Refused` where either is not visible, and where `actor` is not the asker and the asker has accepted one
    already, or the answer is the actor's own; `TooMany` for one who is too quick, as with votes.
    """
    rates.use(Deed.SUPPORT, actor, target=answer.post.author_id)
    locked = _locked(question)
    db.session.refresh(answer.post, ["state"])
    if not (locked.post.is_visible and answer.post.is_visible):
        raise Refused("not-seen", _("This answer is no longer there. Look at the question again."))
    if locked.accepted_id == answer.id:
        return False
    is_asker = locked.post.author_id == actor.id
    _check_undecided(actor, locked)
    if not is_asker and answer.post.author_id == actor.id:
        raise Refused("own-answer", _("Whether your own answer is the best one, somebody else has to say."))
    if locked.accepted_id is not None:
        acceptance.end(actor, locked)
    acceptance.mark(actor, answer, clock.now())
    entry = acceptance.begin(actor, locked, answer)
    telling.accepted(entry, answer)
    return True


def unaccept(actor: Member, question: Question) -> bool:
    """Take back which answer helped; ``False`` when there is none.

    Raises `Refused` where the asker has said it, `TooMany`
    for one who is too quick.
    """
    rates.use(Deed.SUPPORT, actor)
    locked = _locked(question)
    _check_undecided(actor, locked)
    acceptance.unmark(locked.id)
    if locked.accepted_id is None:
        return False
    acceptance.end(actor, locked)
    return True


def answers_came(post: Post, first: bool) -> None:
    """What the answer of `post` brings with it when it is seen: it counts, and is accepted if it was."""
    made = db.session.get_one(Answer, post.id)
    if first:
        _published(made, None)
        return
    question = db.session.get_one(Question, made.question_id)
    _count(question, +1)
    if made.accepted_at is not None and question.accepted_id is None:
        acceptance.begin(None, question, made)
    naming.tell_meanwhile(post, question.id)
    earning.settle(post)


def answers_went(post: Post) -> None:
    """What goes with the answer of `post` when it is seen no more: its acceptance with it."""
    question = db.session.get_one(Question, db.session.get_one(Answer, post.id).question_id)
    if question.accepted_id == post.id:
        acceptance.end(None, question)
    _count(question, -1)
    if post.state is PostState.REMOVED:
        drafts.forget(answer_edit_key(post))
    earning.settle(post)


def lock_of_answers(answer_ids: Collection[int]) -> Collection[int]:
    """Hold the questions of these answers; no post changes along."""
    _hold(db.session.scalars(select(Answer.question_id).where(Answer.id.in_(answer_ids))).all())
    return ()


def questions_came(post: Post, first: bool) -> None:
    """What the question of `post` brings with it when it is seen: at first, all that begins with publishing."""
    if first:
        _count(db.session.get_one(Question, post.id), 0)
        naming.published(post, "ask")
    else:
        paying.came(post.id)
        naming.tell_meanwhile(post, post.id)


def questions_went(post: Post) -> None:
    """What goes with the question of `post` when it is seen no more."""
    if post.state is PostState.REMOVED:
        for key in (edit_key(post), answer_key(post)):
            drafts.forget(key)


def questions_judged(post: Post) -> None:
    """What its answers brought goes with the question of `post` that others took away; who leaves takes nothing."""
    paying.judged(post.id)


def lock_of_questions(question_ids: Collection[int]) -> Collection[int]:
    """Hold these questions; what their answers earned changes along."""
    _hold(question_ids)
    return db.session.scalars(select(Answer.id).where(Answer.question_id.in_(question_ids))).all()


def question_of(answer_id: int) -> int:
    """The key of the question that was answered."""
    return db.session.get_one(Answer, answer_id).question_id


def is_official(answer_id: int) -> bool:
    """Whether the answer was given for the brand."""
    return db.session.get_one(Answer, answer_id).official


earning.pays(PostKind.ANSWER, RuleKey.ANSWER_HELPFUL, is_official, question_of)
standing.keeps(PostKind.ANSWER, Kept(lock_of_answers, answers_came, answers_went))
standing.keeps(PostKind.QUESTION, Kept(lock_of_questions, questions_came, questions_went, questions_judged))


def edit_key(question: Post) -> str:
    """The key of drafts of changes to the question of this post."""
    return f"questions/{question.public_id}/edit"


def answer_key(question: Post) -> str:
    """The key of drafts of answers to the question of this post."""
    return f"questions/{question.public_id}/answer"


def answer_edit_key(answer: Post) -> str:
    """The key of drafts of changes to the answer of this post."""
    return f"answers/{answer.public_id}/edit"


def _published(answer: Answer, at: datetime | None) -> None:
    """Count `answer`, which is seen for the first time, and tell of it."""
    question = _locked(db.session.get_one(Question, answer.question_id))
    _count(question, +1)
    said = {"answer": answer.id} | ({"official": True} if answer.official else {})
    entry = journal.note(answer.post.author_id, "answer", "post", question.id, at=at, **said)
    telling.answered(entry, answer)


def _count(question: Question, change: int) -> None:
    """Add `change` to the visible answers of the locked `question`, and find anew when it was last active."""
    last = select(func.max(Post.published_at)).join(Answer, Answer.id == Post.id)
    answered = db.session.scalar(last.where(Answer.question_id == question.id, Post.state == PostState.VISIBLE))
    root = db.session.get_one(Post, question.id)
    question.answers += change
    question.active_at = max(filter(None, (root.published_at or root.created_at, answered)))
    db.session.flush()


def _locked(question: Question) -> Question:
    """`question`, read afresh and held until the transaction ends."""
    db.session.refresh(question, _CHANGING, with_for_update={"key_share": True})
    db.session.refresh(db.session.get_one(Post, question.id), ["state"])
    return question


def _hold(question_ids: Collection[int]) -> None:
    """Lock these questions in the order of their keys, and read them afresh."""
    db.session.flush()
    wanted = select(Question.id).where(Question.id.in_(question_ids)).order_by(Question.id)
    held = db.session.scalars(wanted.with_for_update(key_share=True)).all()
    for question in db.session.scalars(select(Question).where(Question.id.in_(held))):
        db.session.expire(question, _CHANGING)


def _answerers(question_id: int) -> Select[int]:
    """The keys of those who answered the question."""
    return select(Post.author_id).join(Answer, Answer.id == Post.id).where(Answer.question_id == question_id)


def _check_undecided(actor: Member, question: Question) -> None:
    """Raise `Refused` where the asker has accepted an answer, and `actor` is somebody else."""
    asker = question.post.author_id
    if question.accepted_id is None or actor.id == asker:
        return
    if db.session.get_one(Answer, question.accepted_id).accepted_by_id == asker:
        raise Refused("accepted-by-asker", _("The asker has said which answer helped; it is theirs to change."))


def _check_text(title: str, body: str, tags: Sequence[str]) -> None:
    if len(title) < MIN_TITLE:
        raise Invalid("title", _("Ask in a title of at least %(count)s characters.", count=MIN_TITLE))
    if len(title) > MAX_TITLE:
        raise Invalid("title", _("At most %(count)s characters, please.", count=MAX_TITLE))
    if len(body) > MAX_BODY:
        raise Invalid("body", _("At most %(count)s characters, please.", count=MAX_BODY))
    posts.check_tags(tags)


def _check_answer(body: str) -> None:
    if not body:
        raise Invalid("body", _("Write something first."))
    if len(body) > MAX_ANSWER:
        raise Invalid("body", _("At most %(count)s characters, please.", count=MAX_ANSWER))
