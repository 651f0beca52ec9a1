"""What the site decides by itself, until somebody has looked."""

from datetime import timedelta

from sqlalchemy import exists, func, select

from cocreate.kernel import clock
from cocreate.kernel.database import db
from cocreate.members import queries as members
from cocreate.members.models import Member
from cocreate.moderation import queries
from cocreate.moderation.decisions import chain, marks, subjects, telling
from cocreate.moderation.decisions.models import Action, Decision
from cocreate.moderation.reports import weighing
from cocreate.posts import standing
from cocreate.posts.models import Post, PostState
from cocreate.screening.silencing import silences

# Of what holds a post, as much as newcomers' reports can make up together: the rest has to come from members who are
# known here, since new accounts cost nothing.
NEWCOMERS_SHARE = 0.5


def hold_if_heavy(post: Post) -> Decision | None:
    """Hold the locked `post` where its open reports weigh enough.

    Not what the team has written, and not what somebody has approved as it is: of that the reports are in the queue,
    and no crowd takes it away. Nor does one of new accounts alone.
    """
    enough = queries.settings().hold_weight
    heavy = weighing.together(post.id, enough * NEWCOMERS_SHARE) >= enough
    if not (heavy and post.is_visible) or members.by_id(post.author_id).is_staff or _is_approved(post):
        return None
    opened = subjects.opened([post.id], [])
    before = standing.move(post, PostState.HELD)
    decision = Decision(
        action=Action.HOLD,
        post_id=post.id,
        member_id=post.author_id,
        from_state=before,
        to_state=post.state,
        case_opened_at=opened.get(("post", post.id)),
        at=clock.now(),
    )
    chain.extend([decision])
    telling.tell(decision)
    return decision


@silences
def silence(author: Member, period: timedelta, post_id: int) -> None:
    """Silence the locked `author` for `period`, for what they wrote in the post, unless they are for longer."""
    now = clock.now()
    if author.silenced_until is not None and author.silenced_until >= now + period:
        return
    decision = Decision(action=Action.SILENCE, member_id=author.id, post_id=post_id, until=now + period, at=now)
    chain.extend([decision])
    marks.settle([author])
    telling.tell(decision)


def _is_approved(post: Post) -> bool:
    """Whether somebody has approved `post` since its text was changed last."""
    approving = Decision.action.in_((Action.APPROVE, Action.APPROVE_TRUST, Action.RESTORE))
    since = func.coalesce(post.edited_at, post.created_at)
    standing_so = (Decision.post_id == post.id, approving, Decision.at >= since, marks.stands())
    return bool(db.session.scalar(select(exists().where(*standing_so))))
