"""How far members are trusted: reckoned from their days here, the posts that stood, the reports that were upheld.

What somebody wrote stands above this floor's decisions only in number, never in how many liked it: who says what few
want to hear can be trusted as well as anybody.
"""

from collections.abc import Collection, Mapping, Sequence
from datetime import timedelta
from typing import Any, NamedTuple, cast

from sqlalchemy import ColumnElement, CursorResult, Select, case, func, or_, select, update
from sqlalchemy.orm import InstrumentedAttribute

from cocreate.kernel import clock
from cocreate.kernel.database import db, written
from cocreate.kernel.jobs import defer, job
from cocreate.members.models import Member, MemberState, Trust
from cocreate.moderation.decisions import marks
from cocreate.moderation.decisions.models import Decision
from cocreate.moderation.reports.models import Outcome, Report
from cocreate.posts.models import Post, PostState
from cocreate.screening.trust import queries as levels
from cocreate.screening.trust import rules as level_rules
from cocreate.screening.trust.models import Allowance, Excess, Threshold
from cocreate.screening.trust.rules import Numbers

# A post has stood when it was there for everybody to report for so long, and is seen still.
STOOD_FOR = timedelta(days=1)
JOB = "reckon_trust"
Rows = Select[*tuple[Any, ...]]


class Move(NamedTuple):
    """How many members would go from one level to another."""

    before: Trust
    after: Trust
    members: int


class Progress(NamedTuple):
    """Where a member stands: their `level`, what it allows, and what the `following` one still asks for.

    `days` and `posts` are what is missing; `reports` how many upheld ones are too many within `report_days`.
    """

    level: Trust
    allowance: Allowance
    following: Trust | None
    days: int = 0
    posts: int = 0
    reports: int = 0
    report_days: int = 0


@job(JOB, cron="37 19 * * *")
def reckon_all() -> None:
    """Set anew what every member has earned."""
    reckon()


def reckon(member_ids: Collection[int] | None = None) -> int:
    """Set anew what these members (default: all) have earned; how many of them moved.

    The rows of those who move are locked in the order of their keys. Where all are reckoned anew, members that are
    loaded do not hear of it.
    """
    earned = _earned(levels.thresholds(), member_ids).subquery()
    moving = (Member.id == earned.c.id, Member.trust_earned != earned.c.level)
    locked = select(Member.id).where(*moving).order_by(Member.id).with_for_update(key_share=True, of=Member)
    if not db.session.scalar(select(func.count()).select_from(locked.subquery())):
        return 0
    values = {"trust_earned": earned.c.level, "trust": func.greatest(Member.trust_floor, earned.c.level)}
    seen_here = {"synchronize_session": False if member_ids is None else "fetch"}
    moved = db.session.execute(update(Member).where(*moving).values(values), execution_options=seen_here)
    return cast("CursorResult[Any]", moved).rowcount


def moves(asked: Sequence[Threshold]) -> list[Move]:
    """Who would move if the levels asked for this."""
    earned = _earned(asked, None).subquery()
    after = func.greatest(Member.trust_floor, earned.c.level)
    query = select(Member.trust, after, func.count()).join(earned, earned.c.id == Member.id)
    query = query.where(Member.trust != after).group_by(Member.trust, after).order_by(Member.trust, after)
    return [Move(before, Trust(to), number) for before, to, number in db.session.execute(query)]


def change(
    actor: Member,
    asked: Sequence[Threshold],
    allowed: Mapping[Trust, Numbers],
    excess: Mapping[Trust, Excess],
) -> None:
    """Let levels ask for and allow this, as ``screening.trust.rules`` has it; whoever moves does so in a moment."""
    if level_rules.change(actor, asked, allowed, excess):
        defer(JOB, queueing_lock=JOB)


def progress(member: Member) -> Progress | None:
    """Where `member` stands and what is missing; ``None`` for staff, who are not measured. Needs their roles loaded."""
    if member.is_staff:
        return None
    asked = levels.thresholds()
    higher = [each for each in asked if each.level > member.trust]
    allowance = levels.allowance(member.trust)
    if not higher:
        return Progress(member.trust, allowance, None)
    upto = [each for each in asked if each.level <= higher[0].level]
    stood, *upheld = db.session.execute(_record(upto, member)).one()
    worst = max(zip(upto, upheld, strict=True), key=lambda pair: pair[1] - pair[0].reports)
    return Progress(
        member.trust,
        allowance,
        higher[0].level,
        days=max(0, max(each.days for each in upto) - (clock.now() - member.joined_at).days),
        posts=max(0, max(each.posts for each in upto) - stood),
        reports=max(0, worst[1] - worst[0].reports),
        report_days=worst[0].report_days,
    )


def _earned(asked: Sequence[Threshold], member_ids: Collection[int] | None) -> Rows:
    """The ``id`` of each of these active members (default: of all) with the ``level`` they have earned."""
    # Counted for themselves: to have them in the order of the members, the planner would fetch post by post.
    posts = _posts(member_ids).cte("stood").prefix_with("MATERIALIZED")
    upheld = _upheld(asked, member_ids).subquery()
    lacking = [
        (_lacks(each, posts.c.number, upheld.c[f"level_{each.level}"]), each.level - 1)
        for each in sorted(asked, key=lambda each: each.level)
    ]
    query = select(Member.id, case(*lacking, else_=int(Trust.TRUSTED)).label("level"))
    query = query.outerjoin(posts, posts.c.member_id == Member.id).outerjoin(upheld, upheld.c.member_id == Member.id)
    return query.where(Member.state == written(MemberState.ACTIVE), *_among(Member.id, member_ids))


def _lacks(asked: Threshold, posts: ColumnElement[int], upheld: ColumnElement[int]) -> ColumnElement[bool]:
    return or_(
        Member.joined_at > clock.now() - timedelta(days=asked.days),
        func.coalesce(posts, 0) < asked.posts,
        func.coalesce(upheld, 0) > asked.reports,
    )


def _posts(member_ids: Collection[int] | None) -> Rows:
    """The ``member_id`` of authors with the ``number`` of their posts that have stood."""
    stood = (Post.state == written(PostState.VISIBLE), Post.published_at <= clock.now() - STOOD_FOR)
    query = select(Post.author_id.label("member_id"), func.count().label("number"))
    return query.where(*stood, *_among(Post.author_id, member_ids)).group_by(Post.author_id)


def _upheld(asked: Sequence[Threshold], member_ids: Collection[int] | None) -> Rows:
    """The ``member_id`` of members with how many decisions upheld reports against them, as each level counts them."""
    within = [
        func.count(Decision.id.distinct())
        .filter(Decision.at > clock.now() - timedelta(days=each.report_days))
        .label(f"level_{each.level}")
        for each in asked
    ]
    query = select(Decision.member_id.label("member_id"), *within).join(Report, Report.decision_id == Decision.id)
    upheld = (Report.outcome == written(Outcome.UPHELD), marks.stands())
    return query.where(*upheld, *_among(Decision.member_id, member_ids)).group_by(Decision.member_id)


def _record(asked: Sequence[Threshold], member: Member) -> Rows:
    """How many posts of `member` have stood, and their upheld reports as each level counts them."""
    posts, upheld = _posts([member.id]).subquery(), _upheld(asked, [member.id]).subquery()
    counts = [func.coalesce(upheld.c[f"level_{each.level}"], 0) for each in asked]
    query = select(func.coalesce(posts.c.number, 0), *counts).select_from(Member)
    query = query.outerjoin(posts, posts.c.member_id == Member.id).outerjoin(upheld, upheld.c.member_id == Member.id)
    return query.where(Member.id == member.id)


def _among(key: InstrumentedAttribute[int], member_ids: Collection[int] | None) -> list[ColumnElement[bool]]:
    return [] if member_ids is None else [key.in_(member_ids)]
