"""The page of one idea, put together; several views answer with it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from flask import render_template, request
from flask_babel import gettext as _
from markupsafe import Markup
from werkzeug.exceptions import NotFound

from cocreate.comments import queries as comments
from cocreate.comments.calm import access as calm
from cocreate.comments.calm import pages as calming
from cocreate.comments.calm.queries import MeasureView
from cocreate.comments.models import Comment
from cocreate.comments.queries import Branch
from cocreate.ideas import access, aside, history, queries, rules, statuses
from cocreate.ideas.evidence import queries as evidence
from cocreate.ideas.evidence.shown import ranges
from cocreate.ideas.forms import CommentForm, StatusForm
from cocreate.ideas.merging import queries as merging
from cocreate.ideas.merging.queries import MergedIdea
from cocreate.ideas.models import Category, Idea, IdeaKind
from cocreate.ideas.queries import IdeaRow
from cocreate.ideas.recorded.forms import RecordSupportForm
from cocreate.ideas.recorded.queries import met
from cocreate.ideas.responses.panel import panel
from cocreate.ideas.rules import REVISED_FROM
from cocreate.ideas.statements import queries as statements
from cocreate.ideas.statuses import StatusView
from cocreate.ideas.targets.forms import TargetForm, target_form
from cocreate.ideas.targets.windows import Window
from cocreate.ideas.triage.access import may_triage
from cocreate.ideas.triage.inserted import inserted
from cocreate.kernel.answers import is_fragment
from cocreate.kernel.errors import Invalid
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
from cocreate.posts.queries import html


@dataclass(frozen=True)
class May:
    """What the reader may do with the idea. `is_shut`: they could comment, were the thread not calmed."""

    edit: bool
    comment: bool
    sign_in_to_comment: bool
    support: bool
    change_status: bool
    is_shut: bool = False


@dataclass(frozen=True)
class Talk:
    """The comments shown: all of them in pages, or one branch when a single comment was asked for.

    `origins` are the merged ideas under which some of them were written, by the keys of their threads.
    """

    branches: list[Branch]
    more_url: str | None
    single: bool
    origins: dict[int, MergedIdea]

    @property
    def shown(self) -> list[str]:
        """The public ids of the comments whose words are seen."""
        comments = (one for branch in self.branches for one in (branch.comment, *branch.replies))
        return [comment.public_id for comment in comments if not comment.stub]

    @property
    def put_right(self) -> list[str]:
        """The public ids of the comments whose words somebody else has changed."""
        comments = (one for branch in self.branches for one in (branch.comment, *branch.replies))
        return [comment.public_id for comment in comments if comment.put_right]


@dataclass(frozen=True)
class Words:
    """The idea's text."""

    html: Markup
    edited_at: datetime | None
    revised: history.Revised | None


def idea_or_404(public_id: str) -> Idea:
    """The idea, if the reader may see it."""
    idea = queries.by_public_id(public_id, reader())
    if idea is None:
        raise NotFound
    return idea


def address(idea: Idea) -> str:
    """Where the idea's page is."""
    return queries.url(idea.post.public_id, idea.post.title or "")


def answered(idea: Idea, public_id: str) -> Comment:
    """The comment under `idea` that a reply names; raises `Invalid` at ``reply_to``."""
    comment = comments.by_public_id(public_id)
    if comment is None or not rules.is_under(comment, idea):
        raise Invalid("reply_to", _("The comment you answer is no longer there."))
    return comment


def status_form(idea: Idea, chosen: StatusForm | None = None) -> StatusForm:
    """A form with the statuses `idea` may go to."""
    return _with_statuses(chosen, statuses.following(idea, locale()))


def _with_statuses(chosen: StatusForm | None, offered: list[StatusView]) -> StatusForm:
    form = chosen or StatusForm(formdata=None)
    form.status.choices = [(status.key, status.name) for status in offered]
    return form


def comment_key(idea: Idea) -> str:
    """The key of drafts of comments under `idea`."""
    return f"ideas/{idea.post.public_id}/comment"


def render(
    idea: Idea,
    comment_form: CommentForm | None = None,
    chosen: StatusForm | None = None,
    comment_draft: Shown | None = None,
    refused: Form | None = None,
) -> str:
    """The page, with the forms as they were sent when one was refused."""
    member = reader()
    may = _may(member, idea)
    merged = merging.merged_into(idea, member)
    talk = _talk(idea, merged)
    if is_fragment() and request.method == "GET":
        return _more_talk(idea, talk, may)
    beside = aside.of(idea, locale(), [idea.post.public_id, *(one.public_id for one in merged), *talk.shown])
    may = _calmed(may, member, beside.calm)
    if comment_form is not None:  # typed before the thread was closed: nothing of it is lost
        may = replace(may, comment=True)
    figures, row = evidence.figures(idea, locale()), queries.row(idea, member, locale())
    return render_template(
        "ideas/show.html",
        idea=row,
        pictured=beside.pictures,
        words=Words(html(idea.post), idea.post.edited_at, history.revised(idea, REVISED_FROM)),
        tags=beside.tags,
        why=_why(idea, member),
        notes=decisions.edit_notes([*_put_right(idea), *talk.put_right]),
        history=beside.history,
        targets=beside.targets,
        links=beside.links,
        calm=beside.calm,
        corrections=beside.corrections,
        calm_form=calming.form(member, refused),
        driver=beside.driver,
        panel=panel(idea, beside.history, member, address(idea), refused),
        figures=figures,
        leading=ranges(figures.leading),
        signed=statements.signatures(idea),
        following=row.following,
        talk=talk,
        idea_url=address(idea),
        may=may,
        met=met(idea),
        **_of_merging(merged, row),
        **_forms_of_members(idea, may, comment_form, comment_draft),
        **_forms_of_the_team(idea, may, beside.next_statuses, chosen, refused),
    )


def _more_talk(idea: Idea, talk: Talk, may: May) -> str:
    pictured = pictures.of_all(talk.shown)
    notes = decisions.edit_notes(talk.put_right)
    return render_template(
        "ideas/_branches.html", talk=talk, pictured=pictured, notes=notes, idea_url=address(idea), may=may
    )


def _may(member: Member | None, idea: Idea) -> May:
    return May(
        edit=access.may_edit(member, idea),
        comment=access.may_comment(member, idea),
        sign_in_to_comment=member is None and access.takes_comments(idea),
        support=access.may_support(member, idea),
        change_status=access.may_change_status(member),
    )


def _why(idea: Idea, member: Member | None) -> Why | None:
    """Why others do not see the idea; what was written to its author is theirs, and the moderators'."""
    why = decisions.why(idea.post)
    is_theirs = member is not None and (member.id == idea.post.author_id or may_moderate(member))
    return why if why is None or is_theirs else why._replace(note="")


def _put_right(idea: Idea) -> list[str]:
    """The public id of `idea`, where somebody else has changed its words."""
    return [idea.post.public_id] if idea.post.edited_by_id not in (None, idea.post.author_id) else []


def _calmed(may: May, member: Member | None, measures: list[MeasureView]) -> May:
    """What is left of what the reader `may` do while `measures` last in the thread."""
    is_shut = calm.is_shut(member, measures)
    open_to = {"comment": may.comment and not is_shut, "sign_in_to_comment": may.sign_in_to_comment and not is_shut}
    return replace(may, is_shut=is_shut, **open_to)


def _of_merging(merged: Sequence[MergedIdea], row: IdeaRow) -> dict[str, Any]:
    """What the page says of the ideas `merged` into that of `row`."""
    return {
        "merged": merged,
        "co_authors": merging.co_authors(merged, row.author),
        "elsewhere": merging.elsewhere(merged),
        "came_from": _came_from(merged),
        "may_merge": access.may_merge(reader()) and row.kind != IdeaKind.STATEMENT,
    }


def _forms_of_members(idea: Idea, may: May, form: CommentForm | None, draft: Shown | None) -> dict[str, Any]:
    """What the page needs to ask for a comment, with the form that was refused: nothing where the reader may not."""
    member = reader() if may.comment else None
    if member is None:
        return {"comment_form": None, "comment_draft": None, "comment_pictures": []}
    if form is None:
        form, draft = _comment_form(idea, member)
    return {
        "comment_form": form,
        "comment_draft": draft or sent(comment_key(idea)),
        "comment_pictures": picker.shown(form, member, None),
    }


def _forms_of_the_team(
    idea: Idea, may: May, offered: list[StatusView], chosen: StatusForm | None, refused: Form | None
) -> dict[str, Any]:
    """The forms of those who work here: `None` for everybody else."""
    return {
        "may_triage": may_triage(reader()),
        "target_form": _target_form(idea, refused) if may.change_status else None,
        "status_form": _status_form(idea, chosen, offered) if may.change_status else None,
        "record_form": RecordSupportForm(formdata=None) if access.may_record(reader(), idea) else None,
    }


def _target_form(idea: Idea, refused: Form | None) -> TargetForm | None:
    """A form for the target of an idea the team has taken on, or the one that was refused."""
    sent = refused if isinstance(refused, TargetForm) else None
    if sent is None and idea.status.category is not Category.ACTIVE:
        return None
    return target_form(Window.of(idea.target_starts_on, idea.target_ends_on), sent)


def _status_form(idea: Idea, chosen: StatusForm | None, offered: list[StatusView]) -> StatusForm:
    """The form that was refused, or a new one, with the template the address puts into it."""
    form = _with_statuses(chosen, offered)
    form.reason.data = inserted(idea, reader(), "status", form.reason.data)
    return form


def _comment_form(idea: Idea, writer: Member) -> tuple[CommentForm, Shown]:
    """The form for a comment under `idea`, with what `writer` has not sent yet; the address says what it answers."""
    key, answers = comment_key(idea), request.args.get("reply_to", "")
    draft = drafts.of(writer, key)
    form = CommentForm(formdata=formdata(draft), data={"reply_to": answers})
    form.reply_to.data = answers or form.reply_to.data
    form.body.data = inserted(idea, writer, "comment", form.body.data)
    return form, shown(key, draft)


def _talk(idea: Idea, merged: Sequence[MergedIdea]) -> Talk:
    asked, cursor = request.args.get("comment"), request.args.get("cursor")
    origins = {one.id: one for one in merged}
    threads = [idea.id, *origins]
    if asked is None:
        page = comments.branches(threads, reader(), cursor)
        return Talk(page.items, _more(idea, cursor=page.next_cursor), single=False, origins=origins)
    comment = comments.in_threads(asked, threads, reader())
    if comment is None:
        raise NotFound
    branch, following = comments.branch(comment, reader(), cursor)
    return Talk([branch], _more(idea, comment=asked, cursor=following), single=True, origins=origins)


def _came_from(merged: Sequence[MergedIdea]) -> MergedIdea | None:
    """The merged idea whose page led here."""
    asked = request.args.get("merged")
    return next((one for one in merged if one.public_id == asked), None) if asked else None


def _more(idea: Idea, cursor: str | None, **named: str) -> str | None:
    return f"{address(idea)}?{urlencode({**named, 'cursor': cursor})}#comments" if cursor else None
