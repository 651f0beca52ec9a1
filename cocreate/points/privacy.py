"""What members earned, have and did for it. On leaving, what is left goes back to the house; the books stay."""

from collections.abc import Collection

from sqlalchemy import delete, exists, select

from cocreate.kernel.database import db
from cocreate.kernel.personal import Columns, Row, deleted, kept, rows
from cocreate.members.models import Member
from cocreate.points import wallets
from cocreate.points.checkins.models import CheckIn
from cocreate.points.expiry.models import Reminder
from cocreate.points.leaderboard.models import Absence
from cocreate.points.models import Award, Lot

_BOOKS = "The books add up for ever; the member's row they lead to has no name any more."
COLUMNS: Columns = {
    **kept("point_awards", "source member_id", _BOOKS),
    **kept("point_lots", "member_id", _BOOKS),
    **deleted("check_ins", "member_id", "On which days the member was here."),
    **deleted("expiry_reminders", "member_id", "Of what the member was reminded."),
    **deleted("leaderboard_absences", "member_id", "That the member did not want to be on the leaderboard."),
    **kept("tiers", "key name_zh name_en benefits_zh benefits_en", "What the brand calls its tiers."),
}


def export(member: Member) -> Row:
    """What the member earned for what, in which lots it lies, when they checked in and were reminded; the movements
    themselves are with the ledger."""
    awards = select(Award.at, Award.rule, Award.points, Award.contribution, Award.revoked_at)
    lots = select(Lot.amount, Lot.remaining, Lot.spendable_at, Lot.expires_at).where(Lot.member_id == member.id)
    check_ins = select(CheckIn.on_day, CheckIn.at).where(CheckIn.member_id == member.id)
    reminders = select(Reminder.at, Reminder.last_on, Reminder.days).where(Reminder.member_id == member.id)
    absent = select(exists().where(Absence.member_id == member.id))
    return {
        "awards": rows(awards.where(Award.member_id == member.id).order_by(Award.id)),
        "lots": rows(lots.order_by(Lot.id)),
        "check_ins": rows(check_ins.order_by(CheckIn.on_day)),
        "expiry_reminders": rows(reminders.order_by(Reminder.last_on, Reminder.days)),
        "leaderboard": {"left": bool(db.session.scalar(absent))},
    }


def erase(member: Member, _posts: Collection[int]) -> None:
    """Give back what the member has, and forget when they were here."""
    wallets.forfeit(member.id)
    for table in (CheckIn, Reminder, Absence):
        db.session.execute(delete(table).where(table.member_id == member.id))
