"""What a report weighs: that of somebody who was right before more than that of somebody who was not."""

from typing import NamedTuple

from sqlalchemy import func, select

from cocreate.kernel.database import db
from cocreate.members.models import Member, Trust
from cocreate.moderation.reports.models import Outcome, Report

# The team knows the rules, yet two of them do not hold a post alone; a newcomer may be anybody's second account.
STAFF, NEWCOMER = 2.0, 0.5


def together(post_id: int, most_of_newcomers: float) -> float:
    """What the open reports of the post weigh together, those of members who are newcomers now up to a bound."""
    is_new = (Member.trust == Trust.NEWCOMER).label("is_new")
    weights = select(is_new, func.sum(Report.weight)).join(Report.reporter)
    weights = weights.where(Report.post_id == post_id, Report.outcome.is_(None)).group_by(is_new)
    return sum(min(weight, most_of_newcomers) if new else weight for new, weight in db.session.execute(weights))


class Record(NamedTuple):
    """How many of somebody's reports were upheld, and how many were not."""

    upheld: int
    not_upheld: int


def record(reporter: Member) -> Record:
    """What became of the reports of `reporter`."""
    upheld = func.count().filter(Report.outcome == Outcome.UPHELD)
    not_upheld = func.count().filter(Report.outcome == Outcome.NOT_UPHELD)
    found = db.session.execute(select(upheld, not_upheld).where(Report.reporter_id == reporter.id)).one()
    return Record(found[0], found[1])


def weigh(reporter: Member) -> float:
    """What a report by `reporter` weighs now, above 0. Needs their roles loaded.

    Twice the chance that the next report is upheld, after Laplace's rule of succession, ``(upheld + 1) / (settled +
    2)``: 1 with no record, 1.8 after eight upheld reports, 0.2 after eight that were not. Then by who they are.
    """
    said = record(reporter)
    chance = (said.upheld + 1) / (said.upheld + said.not_upheld + 2)
    known = STAFF if reporter.is_staff else NEWCOMER if reporter.trust is Trust.NEWCOMER else 1.0
    return 2 * chance * known
