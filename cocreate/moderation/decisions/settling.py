"""What a decision ends: the case, and the reports that were open about it."""

from collections.abc import Collection, Sequence

from sqlalchemy import ColumnElement, exists, or_, select
from sqlalchemy.orm import aliased

from cocreate.kernel.database import db
from cocreate.moderation import trust
from cocreate.moderation.decisions.models import Decision
from cocreate.moderation.reports.models import Outcome, Report
from cocreate.posts.models import Post, PostState
from cocreate.screening import cases
from cocreate.screening.models import Cause


def settle(
    decision: Decision, outcome: Outcome, *, post_ids: Collection[int] = (), member_ids: Collection[int] = ()
) -> list[int]:
    """Close the cases of these posts and members, and let what was reported of them turn out so by `decision`.

    Of a post that is still held somebody has to decide whether it is published: its case stays open. Answers the keys
    of those who reported.
    """
    held = set(db.session.scalars(select(Post.id).where(Post.id.in_(post_ids), Post.state == PostState.HELD)))
    cases.close_cases(set(post_ids) - held, member_ids)
    cases.relieve(held)
    return _conclude(_locked(Report.outcome.is_(None), _of(post_ids, member_ids)), outcome, decision)


def turn(undone: Decision, decision: Decision) -> list[int]:
    """Let the reports that `undone` upheld not be upheld after all, by `decision`; answers who reported."""
    upheld = _locked(Report.decision_id == undone.id, Report.outcome == Outcome.UPHELD)
    return _conclude(upheld, Outcome.NOT_UPHELD, decision)


def reopen(undone: Decision) -> None:
    """Have the cases that `undone` closed looked at once more, with the reports it settled."""
    again = aliased(Report)
    same = or_(again.post_id == Report.post_id, again.member_id == Report.member_id)
    newer = exists().where(again.reporter_id == Report.reporter_id, again.outcome.is_(None), same)
    weights: dict[tuple[int | None, int | None], float] = {}
    for report in _locked(Report.decision_id == undone.id, ~newer):
        report.outcome = report.decision_id = None
        weights[report.post_id, report.member_id] = weights.get((report.post_id, report.member_id), 0.0) + report.weight
    db.session.flush()
    if undone.case_opened_at is not None:
        key = (undone.post_id, None if undone.post_id else undone.member_id)
        weights.setdefault(key, 0.0)
    for (post_id, member_id), weight in sorted(weights.items(), key=str):
        _open_again(post_id, member_id, weight)


def _open_again(post_id: int | None, member_id: int | None, weight: float) -> None:
    """Open the case of a post or member for the causes it had."""
    found = cases.lock([post_id] if post_id else [], [member_id] if member_id else [])
    causes = {Cause(cause) for case in found for cause in case.causes} or {Cause.REPORT}
    cases.open_case(causes, post_id=post_id, member_id=member_id, weight=weight)


def _locked(*conditions: ColumnElement[bool]) -> Sequence[Report]:
    """The reports of which these `conditions` hold, locked in the order of their keys."""
    query = select(Report).where(*conditions).order_by(Report.id).with_for_update(key_share=True)
    return db.session.scalars(query.execution_options(populate_existing=True)).all()


def _conclude(reports: Sequence[Report], outcome: Outcome, decision: Decision) -> list[int]:
    for report in reports:
        report.outcome, report.decision_id = outcome, decision.id
    db.session.flush()
    if reports:
        trust.reckon([decision.member_id])
    return sorted({report.reporter_id for report in reports})


def _of(post_ids: Collection[int], member_ids: Collection[int]) -> ColumnElement[bool]:
    return or_(Report.post_id.in_(post_ids), Report.member_id.in_(member_ids))
