"""Reports, the queue, decisions and appeals for programs."""

from collections.abc import Sequence
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy import select
from sqlalchemy.orm import selectinload
from werkzeug.exceptions import Forbidden, NotFound

from cocreate.kernel.access import token
from cocreate.kernel.api import Operations, absolute
from cocreate.kernel.database import db
from cocreate.kernel.errors import Invalid
from cocreate.kernel.schemas import PageQuery
from cocreate.members import queries as members
from cocreate.members.models import Member
from cocreate.members.reading import writer
from cocreate.moderation import waiting
from cocreate.moderation.appeals import rules as appeals
from cocreate.moderation.decisions import rules as decisions
from cocreate.moderation.decisions.access import may_moderate
from cocreate.moderation.decisions.models import Action, Decision
from cocreate.moderation.reports import rules as reports
from cocreate.moderation.schemas import (
    MOST,
    AppealOutput,
    CasePage,
    DecisionList,
    NewAppeal,
    NewDecisions,
    NewReport,
    ReportOutput,
)
from cocreate.moderation.waiting import Waiting
from cocreate.posts.models import Post

blueprint = Operations("moderation", __name__, _l("Saying what is wrong, deciding upon it, and appealing."))
# What the examples name; a site for tests has both.
EXAMPLE = {"post": "4t8qwx2nhm", "decision": "5w9rdk3fpz"}


@blueprint.operation(
    "POST /reports",
    _l("Report a post or a member"),
    _l("Name one of the two. As long as a report of the caller's about it is open, another one changes nothing."),
    errors=(404, 429),
)
@token("write")
@blueprint.reads(NewReport, example={"post": EXAMPLE["post"], "reason": "spam"})
@blueprint.answers(201, ReportOutput)
def report(said: dict[str, Any]) -> dict[str, Any]:
    post, member = _post(said.get("post")), _member(said.get("member"))
    made = reports.report(writer(), post=post, member=member, reason=said["reason"], note=said["note"])
    return {
        "id": made.public_id,
        "reason": made.reason.value,
        "note": made.note or "",
        "at": made.at,
        "outcome": made.outcome.value if made.outcome else None,
    }


@blueprint.operation(
    "GET /moderation/queue",
    _l("List what somebody should look at"),
    _l("For moderators. The heaviest first, then what waits longest; nothing that is about the caller."),
)
@token("staff")
@blueprint.reads(PageQuery, location="query")
@blueprint.answers(200, CasePage)
def queue(said: dict[str, Any]) -> dict[str, Any]:
    _check_moderates()
    page = waiting.cases(writer(), said.get("cursor"), said["limit"])
    return {"items": [_case(case) for case in page.items], "next_cursor": page.next_cursor}


@blueprint.operation(
    "POST /moderation/decisions",
    _l("Decide upon posts and members"),
    _l(
        "For moderators. What is done to members is done to the authors of the posts named. What somebody else was "
        "quicker with is left out; 409 where nothing is left."
    ),
    errors=(409,),
)
@token("staff")
@blueprint.reads(NewDecisions, example={"posts": [EXAMPLE["post"]], "action": "hide", "reason": "spam"})
@blueprint.answers(201, DecisionList)
def decide(said: dict[str, Any]) -> dict[str, Any]:
    _check_moderates()
    posts, people = _all_posts(said["posts"]), _all_members(said["members"])
    made = decisions.decide(
        writer(),
        Action(said["action"].value),
        posts=posts,
        members=people,
        reason=said["reason"],
        note=said["note"],
        until=said["until"],
    )
    return {"items": _told(made)}


@blueprint.operation(
    "POST /appeals",
    _l("Appeal against a decision"),
    _l(
        "Once, within the time the site sets; somebody else looks at it. Whoever is suspended or banned signs in on "
        "the site."
    ),
    errors=(404, 409),
)
@token("write")
@blueprint.reads(NewAppeal, example={"decision": EXAMPLE["decision"], "text": "It was about my own car."})
@blueprint.answers(201, AppealOutput)
def appeal(said: dict[str, str]) -> dict[str, Any]:
    query = select(Decision).where(Decision.public_id == said["decision"], Decision.member_id == writer().id)
    decision = db.session.scalar(query)
    if decision is None:
        raise NotFound
    made = appeals.appeal(writer(), decision, said["text"])
    return {
        "id": made.public_id,
        "decision": decision.public_id,
        "text": made.text or "",
        "at": made.at,
        "state": made.state.value,
    }


def _check_moderates() -> None:
    if not may_moderate(writer()):
        raise Forbidden


def _post(public_id: str | None) -> Post | None:
    """The post called so, as far as the caller sees it."""
    if public_id is None:
        return None
    post = db.session.scalar(select(Post).where(Post.public_id == public_id))
    if post is None or not reports.sees(writer(), post):
        raise NotFound
    return post


def _member(public_id: str | None) -> Member | None:
    if public_id is None:
        return None
    member = members.by_public_id(public_id)
    if member is None:
        raise NotFound
    return member


def _all_posts(public_ids: Sequence[str]) -> Sequence[Post]:
    """The posts called so; a moderator sees them all."""
    _check_number("posts", public_ids)
    found = db.session.scalars(select(Post).where(Post.public_id.in_(public_ids)).order_by(Post.id)).all()
    if len(found) < len(set(public_ids)):
        raise Invalid("posts", _("There is no such post."))
    return found


def _all_members(public_ids: Sequence[str]) -> Sequence[Member]:
    _check_number("members", public_ids)
    query = select(Member).where(Member.public_id.in_(public_ids)).options(selectinload(Member.grants))
    found = db.session.scalars(query.order_by(Member.id)).all()
    if len(found) < len(set(public_ids)):
        raise Invalid("members", _("There is no such member."))
    return found


def _check_number(field: str, public_ids: Sequence[str]) -> None:
    if len(public_ids) > MOST:
        raise Invalid(field, _("At most %(count)s at once, please.", count=MOST))


def _case(found: Waiting) -> dict[str, Any]:
    case, post = found.case, found.post
    return {
        "id": case.public_id,
        "post": _case_post(post) if post else None,
        "member": members.person(found.member),
        "causes": sorted(case.causes),
        "weight": case.weight,
        "reports": found.reports,
        "opened_at": case.opened_at,
        "claimed_until": case.claimed_until if waiting.is_claimed(case) else None,
    }


def _case_post(post: Post) -> dict[str, Any]:
    return {
        "id": post.public_id,
        "kind": post.kind.value,
        "url": absolute(f"/{post.kind.value}s/{post.public_id}"),
        "state": post.state.value,
        "title": post.title,
        "body": post.body,
        "language": post.language,
    }


def _told(made: Sequence[Decision]) -> list[dict[str, Any]]:
    about = select(Post).where(Post.id.in_([decision.post_id for decision in made]))
    posts = {post.id: post.public_id for post in db.session.scalars(about)}
    concerned = select(Member).where(Member.id.in_([decision.member_id for decision in made]))
    people = {member.id: members.person(member) for member in db.session.scalars(concerned)}
    return [
        {
            "id": decision.public_id,
            "action": decision.action.value,
            "post": posts.get(decision.post_id or 0),
            "state": decision.to_state.value if decision.to_state else None,
            "member": people[decision.member_id],
            "reason": decision.reason.value if decision.reason else None,
            "until": decision.until,
            "at": decision.at,
        }
        for decision in made
    ]
