"""What a voided support means for whoever gave it."""

from flask_babel import gettext as _
from sqlalchemy import exists, select

from cocreate.ideas.merging.groups import in_group
from cocreate.ideas.models import Idea, Support
from cocreate.kernel.database import db
from cocreate.kernel.errors import Refused
from cocreate.members.models import Member


def check(member: Member, idea: Idea) -> None:
    """Raise `Refused` where a support that `member` gave to `idea`, or to what is merged into it, is voided."""
    theirs = (Support.member_id == member.id, in_group(Support.idea_id, idea.id), Support.voiding_id.is_not(None))
    if db.session.scalar(select(exists().where(*theirs))):
        raise Refused(
            "support-voided",
            _("Your support of this idea was voided and does not count. If that is wrong, appeal in your record."),
        )
