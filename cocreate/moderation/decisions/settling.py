"""What a decision ends: the case, and the reports that were open about it."""

from collections.abc import Collection

from sqlalchemy import ColumnElement, exists, or_, select, update
from sqlalchemy.orm import aliased

from cocreate.kernel.database import db
from cocreate.moderation.decisions.models import Decision
from cocreate.moderation.reports.models import Outcome, Report
from cocreate.screening import cases
from cocreate.screening.models import Cause


def settle(
    decision: Decision, outcome: Outcome, *, post_ids: Collection[int] = (), member_ids: Collection[int] = ()
) -> list[int]:
    """Close the cases of these posts and members, and let what was reported of them turn out so by `decision`.

    Answers the keys of those who reported.
    """
    cases.close_cases(post_ids, member_ids)
    still_open = Report.outcome.is_(None)
    settling = update(Report).where(still_open, _of(post_ids, member_ids))
    settled = settling.values(outcome=outcome, decision_id=decision.id).returning(Report.reporter_id)
    return sorted(set(db.session.scalars(settled)))


def turn(undone: Decision, decision: Decision) -> list[int]:
    """Let the reports that `undone` upheld not be upheld after all, by `decision`; answers who reported."""
    upheld = (Report.decision_id == undone.id, Report.outcome == Outcome.UPHELD)
    turning = update(Report).where(*upheld).values(outcome=Outcome.NOT_UPHELD, decision_id=decision.id)
    return sorted(set(db.session.scalars(turning.returning(Report.reporter_id))))


def reopen(undone: Decision) -> None:
    """Have the cases that `undone` closed looked at once more, with the reports it settled."""
    again = aliased(Report)
    same = or_(again.post_id == Report.post_id, again.member_id == Report.member_id)
    newer = exists().where(again.reporter_id == Report.reporter_id, again.outcome.is_(None), same)
    reopening = update(Report).where(Report.decision_id == undone.id, ~newer).values(outcome=None, decision_id=None)
    weights: dict[tuple[int | None, int | None], float] = {}
    for post_id, member_id, weight in db.session.execute(
        reopening.returning(Report.post_id, Report.member_id, Report.weight)
    ):
        weights[post_id, member_id] = weights.get((post_id, member_id), 0.0) + weight
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


def _of(post_ids: Collection[int], member_ids: Collection[int]) -> ColumnElement[bool]:
    return or_(Report.post_id.in_(post_ids), Report.member_id.in_(member_ids))


def weight_of_reports(post_id: int) -> float:
    """What the open reports of the post weigh together."""
    weights = select(Report.weight).where(Report.post_id == post_id, Report.outcome.is_(None))
    return sum(db.session.scalars(weights))
