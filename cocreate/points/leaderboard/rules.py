"""Leaving the leaderboard, and coming back."""

from sqlalchemy import delete
from sqlalchemy.dialects.postgresql import insert

from cocreate.kernel.database import db
from cocreate.members.models import Member
from cocreate.points.leaderboard.models import Absence


def leave(member: Member) -> None:
    """Show `member` on the leaderboard no more; once more changes nothing."""
    db.session.execute(insert(Absence).values(member_id=member.id).on_conflict_do_nothing())


def come_back(member: Member) -> None:
    """Show `member` there again; once more changes nothing."""
    db.session.execute(delete(Absence).where(Absence.member_id == member.id))
