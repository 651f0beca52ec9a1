"""Putting right what somebody else wrote, with a note that everybody reads."""

from collections.abc import Callable
from datetime import datetime

from flask import redirect, render_template
from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm import joinedload
from werkzeug.exceptions import Forbidden, NotFound
from werkzeug.wrappers import Response

from cocreate.catalogue import about
from cocreate.catalogue.stages import Stage
from cocreate.comments import queries as comments
from cocreate.comments import rules as comment_rules
from cocreate.desk.queue import context, filtering
from cocreate.desk.queue.blueprint import blueprint
from cocreate.desk.queue.cases import case_or_404
from cocreate.desk.queue.forms import EditForm
from cocreate.ideas import queries as ideas
from cocreate.ideas import rules as idea_rules
from cocreate.ideas.models import Idea, IdeaKind
from cocreate.kernel import clock
from cocreate.kernel.access import staff
from cocreate.kernel.database import db
from cocreate.kernel.errors import Invalid
from cocreate.kernel.forms import Refusal
from cocreate.kernel.i18n import locale
from cocreate.members import queries as members
from cocreate.members.reading import writer
from cocreate.moderation.decisions import rules, subjects
from cocreate.moderation.decisions.access import may_decide_upon
from cocreate.moderation.decisions.models import Action
from cocreate.posts import rules as posts
from cocreate.posts.models import Post, PostKind
from cocreate.posts.queries import tags, version
from cocreate.questions import answers
from cocreate.questions import queries as questions
from cocreate.questions import rules as question_rules
from cocreate.questions.models import QuestionModel
from cocreate.screening.models import Case


@blueprint.get("/moderation/cases/<id:public_id>/edit")
@staff("moderator")
def edit(public_id: str) -> str:
    case, post = _editable(public_id)
    said = {"title": post.title or "", "body": post.body, "as_of": clock.now().isoformat()}
    return _page(case, post, EditForm(formdata=None, data=said))


@blueprint.post("/moderation/cases/<id:public_id>/edit")
@staff("moderator")
def change(public_id: str) -> Response | Refusal:
    case, post = _editable(public_id)
    form = EditForm()
    made = form.carry_out(lambda: _carried_out(post, form))
    if made is not None:
        return redirect(filtering.address(filtering.read({}), done=made), 303)
    return _page(case, post, form), *form.refusal


def _editable(public_id: str) -> tuple[Case, Post]:
    """The case called so and its post, of a kind that members write, upon whose author the reader decides."""
    case = case_or_404(public_id)
    post = db.session.get(Post, case.post_id) if case.post_id is not None else None
    if post is None or post.kind not in _REWRITING:
        raise NotFound
    if not may_decide_upon(writer(), context.subject(case)):
        raise Forbidden
    return case, post


def _carried_out(post: Post, form: EditForm) -> str:
    """Change the words, and note why; the public id of the decision. What broke the rules is no public history."""
    subjects.hold({post.author_id})  # changing the post locks it, and members come first
    _check_unchanged(post, form.seen_at)
    before = version(post)
    _REWRITING[post.kind](post, form)
    posts.withhold(post, before)
    note = form.note.data or ""
    (made,) = rules.decide(writer(), Action.EDIT, posts=[post], reason=form.chosen_reason, note=note)
    return made.public_id


def _check_unchanged(post: Post, seen_at: datetime | None) -> None:
    if seen_at is not None and post.edited_at is not None and post.edited_at > seen_at:
        raise Invalid("body", _("The author has changed this meanwhile. Look at it again."))


def _rewrite_idea(post: Post, form: EditForm) -> None:
    query = select(Idea).where(Idea.id == post.id).options(joinedload(Idea.post), joinedload(Idea.status))
    idea = db.session.scalars(query).one()
    row = ideas.row(idea, writer(), locale())
    title, body, models = form.title.data or "", form.body.data or "", [model.key for model in row.models]
    idea_rules.edit(writer(), idea, title, body, Stage(row.stage), IdeaKind(row.kind), tags(post), models=models)


def _rewrite_comment(post: Post, form: EditForm) -> None:
    comment = comments.by_public_id(post.public_id)
    if comment is None:
        raise NotFound
    comment_rules.edit(writer(), comment, form.body.data or "")


def _rewrite_question(post: Post, form: EditForm) -> None:
    question = questions.by_public_id(post.public_id, writer())
    if question is None:
        raise NotFound
    models = about.keys(QuestionModel.question_id, question.id)
    title, body = form.title.data or "", form.body.data or ""
    question_rules.edit(writer(), question, title, body, question.stage, tags(post), models=models)


def _rewrite_answer(post: Post, form: EditForm) -> None:
    answer = answers.by_public_id(post.public_id)
    if answer is None:
        raise NotFound
    question_rules.edit_answer(writer(), answer, form.body.data or "")


# How the words are changed of each kind that members write.
_REWRITING: dict[PostKind, Callable[[Post, EditForm], None]] = {
    PostKind.IDEA: _rewrite_idea,
    PostKind.COMMENT: _rewrite_comment,
    PostKind.QUESTION: _rewrite_question,
    PostKind.ANSWER: _rewrite_answer,
}


def _page(case: Case, post: Post, form: EditForm) -> str:
    author = members.person(members.by_id(post.author_id))
    back = f"/moderation/cases/{case.public_id}"
    return render_template("moderation/edit.html", post=post, author=author, form=form, back=back)
