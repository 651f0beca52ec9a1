"""Reporting a post or a member."""

from flask import Blueprint, redirect, render_template, request
from flask_babel import gettext as _
from sqlalchemy import select
from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Response

from cocreate.kernel.access import signed_in
from cocreate.kernel.database import db
from cocreate.kernel.errors import Invalid
from cocreate.kernel.forms import Refusal
from cocreate.members import queries as members
from cocreate.members.models import Member, MemberState
from cocreate.members.reading import writer
from cocreate.moderation.reports import rules
from cocreate.moderation.reports.forms import ReportForm
from cocreate.moderation.reports.models import Report
from cocreate.posts.access import may_see
from cocreate.posts.models import Post

blueprint = Blueprint("reports", __name__)
Answer = Response | str | Refusal


@blueprint.get("/posts/<id:public_id>/report")
@signed_in
def ask_of_post(public_id: str) -> Answer:
    post = _post(public_id)
    reported = _reported(post=post)
    if reported is None:
        _check_seen(post)
    return _page(ReportForm(formdata=None), post=post, reported=reported)


@blueprint.post("/posts/<id:public_id>/report")
@signed_in
def report_post(public_id: str) -> Answer:
    post = _post(public_id)
    if _reported(post=post) is None:
        _check_seen(post)
    return _sent(post=post)


@blueprint.get("/members/<id:public_id>/report")
@signed_in
def ask_of_member(public_id: str) -> Answer:
    member = _member(public_id)
    return _page(ReportForm(formdata=None), member=member, reported=_reported(member=member))


@blueprint.post("/members/<id:public_id>/report")
@signed_in
def report_member(public_id: str) -> Answer:
    return _sent(member=_member(public_id))


def _sent(post: Post | None = None, member: Member | None = None) -> Answer:
    form = ReportForm()
    if form.carry_out(lambda: _reported_by(form, post, member), "reason") is None:
        return _page(form, post=post, member=member), *form.refusal
    return redirect(request.path, 303)


def _reported_by(form: ReportForm, post: Post | None, member: Member | None) -> Report:
    if (reason := form.chosen) is None:
        raise Invalid("reason", _("Choose what is wrong."))
    return rules.report(writer(), post=post, member=member, reason=reason, note=form.note.data or "")


def _page(
    form: ReportForm, post: Post | None = None, member: Member | None = None, reported: Report | None = None
) -> str:
    """The form, or thanks where it was `reported` already. Words that are no longer seen are not told."""
    author = members.by_id(post.author_id) if post else member
    return render_template(
        "moderation/reported.html" if reported else "moderation/report.html",
        form=form,
        post=post if post is not None and may_see(writer(), post) else None,
        person=members.person(author) if author else None,
        report=reported,
        about=post.kind.value if post else "member",
        back=f"/{post.kind.value}s/{post.public_id}" if post else members.url(member.public_id if member else ""),
    )


def _post(public_id: str) -> Post:
    """The post called so, which is not the reader's own."""
    post = db.session.scalar(select(Post).where(Post.public_id == public_id))
    if post is None or post.author_id == writer().id:
        raise NotFound
    return post


def _check_seen(post: Post) -> None:
    """Raise ``NotFound`` unless the reader sees `post`, and what it stands under."""
    if not rules.sees(writer(), post):
        raise NotFound


def _member(public_id: str) -> Member:
    """The member called so, who is not the reader."""
    member = members.by_public_id(public_id)
    if member is None or member.state is MemberState.ERASED or member.id == writer().id:
        raise NotFound
    return member


def _reported(post: Post | None = None, member: Member | None = None) -> Report | None:
    """The report of it by the reader that nothing came of yet."""
    subject = {"post_id": post.id} if post else {"member_id": member.id if member else None}
    query = select(Report).where(Report.reporter_id == writer().id, Report.outcome.is_(None))
    return db.session.scalar(query.filter_by(**subject))
