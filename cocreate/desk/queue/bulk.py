"""One decision upon several cases: what, a look at what it will do to whom, what became of it."""

from collections.abc import Collection

from flask import render_template, request
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from cocreate.desk import ticked
from cocreate.desk.queue import filtering, piles, previews, rows
from cocreate.desk.queue.blueprint import blueprint
from cocreate.desk.queue.forms import MOST, BulkForm
from cocreate.desk.queue.piles import Key
from cocreate.desk.queue.rows import Row
from cocreate.kernel import clock
from cocreate.kernel.access import staff
from cocreate.kernel.database import db
from cocreate.kernel.forms import CHANGE, CONFIRMED, Refusal
from cocreate.kernel.i18n import locale
from cocreate.kernel.ids import is_public_id
from cocreate.members.models import Member
from cocreate.members.reading import writer
from cocreate.moderation.decisions import rules
from cocreate.moderation.decisions.models import UPON_MEMBERS, Action, Decision
from cocreate.posts.models import Post
from cocreate.screening.models import Case

Answer = str | tuple[str, int] | Refusal


@blueprint.get("/moderation/bulk")
@staff("moderator")
def begin_bulk() -> str:
    sent = {**ticked.sent_along("case"), "pile": request.args.get("pile", "")}
    return _page(BulkForm(formdata=None, data=sent))


@blueprint.post("/moderation/bulk")
@staff("moderator")
def decide_bulk() -> Answer:
    """What became of it is answered as 201, and so is kept under the form's key: sent again, it is told again."""
    form = BulkForm()
    if not form.validate() or CHANGE in request.form:
        return _page(form), 200 if CHANGE in request.form else 422
    if CONFIRMED not in request.form:
        return _confirm(form) if form.says_why() else (_page(form), 422)
    cases = _cases(form.case.data or [])
    made = form.carry_out(lambda: _carried_out(cases, form))
    if made is None:
        return _page(form), *form.refusal
    left = len(cases) - _covered(cases, made)
    return render_template("moderation/bulk_done.html", made=made, left=left, form=form, back=_back(form)), 201


def _carried_out(cases: Collection[Case], form: BulkForm) -> list[Decision]:
    posts, people = _subjects(cases)
    return rules.decide(
        writer(),
        form.chosen_action,
        posts=posts,
        members=[] if form.chosen_action in (Action.HIDE, Action.REMOVE) else people,
        reason=form.chosen_reason,
        note=form.note.data or "",
        until=form.until,
        as_of=form.seen_at,
    )


def _covered(cases: Collection[Case], made: Collection[Decision]) -> int:
    """How many of `cases` the decisions `made` are about."""
    posts, members = {one.post_id for one in made}, {one.member_id for one in made}
    authors = {post.id: post.author_id for post in _subjects(cases)[0]}
    upon_members = any(one.action in UPON_MEMBERS for one in made)
    return sum(
        case.post_id in posts or (authors.get(case.post_id or 0) in members if upon_members else False)
        if case.post_id is not None
        else case.member_id in members
        for case in cases
    )


def _cases(public_ids: Collection[str]) -> list[Case]:
    """The open cases called so, but those about the reader; in the order of their keys."""
    known = [each for each in public_ids if is_public_id(each)][:MOST]
    query = select(Case).where(Case.public_id.in_(known), *piles.open_cases(writer())).order_by(Case.id)
    return list(db.session.scalars(query))


def _subjects(cases: Collection[Case]) -> tuple[list[Post], list[Member]]:
    """The posts and the members these cases are about."""
    posts = select(Post).where(Post.id.in_([case.post_id for case in cases])).options(joinedload(Post.author))
    members = select(Member).where(Member.id.in_([case.member_id for case in cases]))
    return list(db.session.scalars(posts)), list(db.session.scalars(members))


def _rows(cases: Collection[Case]) -> list[Row]:
    keys = [Key(piles.CASE, case.id, case.weight, case.opened_at) for case in cases]
    return rows.rows(keys, writer(), locale())


def _confirm(form: BulkForm) -> str:
    """What the decision will do to how many, and to whom."""
    cases = _cases(form.case.data or [])
    posts, people = _subjects(cases)
    authors = {post.author_id for post in posts} | {member.id for member in people}
    return render_template(
        "moderation/bulk_confirm.html",
        form=form,
        rows=_rows(cases),
        missing=len(form.case.data or []) - len(cases),
        concerned=previews.concerned(authors),
        back=_back(form),
    )


def _page(form: BulkForm) -> str:
    found = _rows(_cases((form.case.data or [])[:MOST]))
    now = form.as_of.data or clock.now().isoformat()
    return render_template("moderation/bulk.html", form=form, rows=found, now=now, back=_back(form))


def _back(form: BulkForm) -> str:
    """The list the cases were ticked in."""
    return filtering.address(filtering.read({"pile": form.pile.data or ""}))
