"""What the examples of the API decide upon and appeal against."""

from cocreate.kernel import clock
from cocreate.kernel.database import db
from cocreate.members.models import Member
from cocreate.moderation.api import EXAMPLE
from cocreate.moderation.decisions import chain
from cocreate.moderation.decisions.models import Action, Decision
from cocreate.moderation.models import Reason
from tests import make


def moderated(member: Member) -> None:
    """A post that `member` can decide upon, and a decision upon `member` that they can appeal against."""
    make.idea().post.public_id = EXAMPLE["post"]
    moderator = make.member(roles=["moderator"])
    warning = Decision(
        action=Action.WARN, actor_id=moderator.id, member_id=member.id, reason=Reason.SPAM, at=clock.now()
    )
    warning.public_id = EXAMPLE["decision"]
    chain.extend([warning])
    db.session.flush()
