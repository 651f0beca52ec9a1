"""What waits for somebody's look: closed for a member who leaves, and let go of by one who looked."""

from collections.abc import Collection

from sqlalchemy import delete, update

from cocreate.kernel.database import db
from cocreate.kernel.personal import Columns, deleted, emptied, kept
from cocreate.members.models import Member
from cocreate.screening.cases import close_cases
from cocreate.screening.models import Case
from cocreate.screening.protection.models import Protection

COLUMNS: Columns = {
    **kept("cases", "public_id member_id causes", "That somebody looked, and why; it leads to a row without a name."),
    **kept("watched_words", "public_id pattern folded anchor value", "Words the team watches for."),
    **deleted("member_protections", "member_id reason", "That the member was protected, and why."),
    **kept("member_protections", "actor_id ended_by_id", "What the team did; by now a row without a name."),
    **emptied("cases", "claimed_by", "Nobody looks in the name of somebody who has left."),
}


def erase(member: Member, posts: Collection[int]) -> None:
    """Close what is open about the member and the `posts` that go, and let others claim what the member had."""
    close_cases(post_ids=posts, member_ids=[member.id])
    db.session.execute(delete(Protection).where(Protection.member_id == member.id))
    claimed = update(Case).where(Case.claimed_by == member.id)
    db.session.execute(claimed.values(claimed_by=None, claimed_until=None))
