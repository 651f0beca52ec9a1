"""The page of one question, put together; several views answer with it."""

from dataclasses import dataclass
from urllib.parse import urlencode

from flask import render_template, request
from werkzeug.exceptions import NotFound

from cocreate.comments.calm import pages as calming
from cocreate.comments.calm import queries as calm
from cocreate.comments.calm.access import is_shut
from cocreate.comments.calm.queries import MeasureView
from cocreate.kernel.answers import is_fragment
from cocreate.kernel.forms import Form
from cocreate.kernel.i18n import locale
from cocreate.members.models import Member
from cocreate.members.reading import reader
from cocreate.moderation.decisions import queries as decisions
from cocreate.moderation.decisions.access import may_moderate
from cocreate.moderation.decisions.queries import Why
from cocreate.posts.drafts import queries as drafts
from cocreate.posts.drafts.forms import Shown, formdata, sent, shown
from cocreate.posts.pictures import forms as picker
from cocreate.posts.pictures import queries as pictures
from cocreate.posts.queries import html, tags
from cocreate.questions import access, answers, queries, rules
from cocreate.questions.answers import AnswerView
from cocreate.questions.forms import AnswerForm
from cocreate.questions.models import Question


@dataclass(frozen=True)
class May:
    """What the reader may do with the question. `is_shut`: they could answer, were its talk not calmed."""

    edit: bool
    withdraw: bool
    answer: bool
    accept: bool
    speak: bool
    is_shut: bool


@dataclass(frozen=True)
class Answers:
    """The answers shown: all of them in pages, or a `single` one that was asked for."""

    items: list[AnswerView]
    more_url: str | None
    single: bool

    @property
    def ids(self) -> list[str]:
        """Their public ids."""
        return [answer.public_id for answer in self.items]


def question_or_404(public_id: str) -> Question:
    """The question, if the reader may see it."""
    question = queries.by_public_id(public_id, reader())
    if question is None:
        raise NotFound
    return question


def address(question: Question) -> str:
    """Where the question's page is."""
    return queries.url(question.post.public_id, question.post.title or "")


def render(
    question: Question, form: AnswerForm | None = None, draft: Shown | None = None, refused: Form | None = None
) -> str:
    """The page, with the forms as they were sent when one was refused."""
    member, post, measures = reader(), question.post, calm.of(question.id)
    may, given = _may(member, question, measures), _answers(question)
    put_right = [*_put_right(question), *(one.public_id for one in given.items if one.put_right)]
    shown_here = {
        "answers": given,
        "may": may,
        "question_url": address(question),
        "notes": decisions.edit_notes(put_right),
        "pictured": pictures.of_all([post.public_id, *given.ids]),
    }
    row = queries.row(question, member, locale())
    if is_fragment() and request.method == "GET":
        return render_template("questions/_answers.html", question=row, **shown_here)
    if form is None and may.answer and member is not None:
        form, draft = _form(question, member)
    return render_template(
        "questions/show.html",
        question=row,
        html=html(post),
        edited_at=post.edited_at,
        tags=tags(post),
        why=_why(question, member),
        form=form,
        draft=draft or sent(rules.answer_key(post)),
        calm=measures,
        calm_form=calming.form(member, refused),
        pictures=picker.shown(form, member, None) if form is not None and member is not None else [],
        **shown_here,
    )


def _may(member: Member | None, question: Question, measures: list[MeasureView]) -> May:
    post, shut = question.post, is_shut(member, measures)
    return May(
        edit=access.may_edit(member, post),
        withdraw=access.may_withdraw(member, post.author_id, post.state) and not question.answers,
        answer=access.may_answer(member, post) and not shut,
        accept=access.may_accept(member, post) and post.is_visible,
        speak=member is not None and member.is_official,
        is_shut=shut,
    )


def _answers(question: Question) -> Answers:
    """All answers, or where there are many the one that the address asks for."""
    asked, cursor = request.args.get("answer"), request.args.get("cursor")
    if asked is not None and question.answers > answers.PAGE:
        one = answers.by_public_id(asked, question)
        seen = answers.seen_by(reader(), asked) if one is not None else None
        if seen is None:
            raise NotFound
        return Answers([answers.view(seen[0], reader())], None, single=True)
    page = answers.under(question, reader(), cursor)
    more = f"{address(question)}?{urlencode({'cursor': page.next_cursor})}#answers" if page.next_cursor else None
    return Answers(page.items, more, single=False)


def _why(question: Question, member: Member | None) -> Why | None:
    """Why others do not see the question; what was written to its author is theirs, and the moderators'."""
    why = decisions.why(question.post)
    is_theirs = member is not None and (member.id == question.post.author_id or may_moderate(member))
    return why if why is None or is_theirs else why._replace(note="")


def _put_right(question: Question) -> list[str]:
    """The public id of `question`, where somebody else has changed its words."""
    return [question.post.public_id] if question.post.edited_by_id not in (None, question.post.author_id) else []


def _form(question: Question, writer: Member) -> tuple[AnswerForm, Shown]:
    """The form of an answer to `question`, with what `writer` has not sent yet."""
    key = rules.answer_key(question.post)
    draft = drafts.of(writer, key)
    return AnswerForm(formdata=formdata(draft)), shown(key, draft)
