"""Telling members of points that others' deeds brought them, and of those taken back."""

from collections.abc import Mapping, Sequence
from datetime import timedelta

from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy import func, select

from cocreate.journal.models import JournalEntry
from cocreate.kernel import templating
from cocreate.kernel.database import db
from cocreate.notices import rules as notices
from cocreate.notices.models import Cause, Why
from cocreate.notices.words import Saying, Told, tells
from cocreate.points import words
from cocreate.points.models import CONTRIBUTING, Award, RuleKey
from cocreate.posts.models import Post

# What members do themselves and see at once is no news; who gives by hand says it themselves.
_OF_POSTS = frozenset({*CONTRIBUTING, RuleKey.COMMENT_HELPFUL})
TOLD = frozenset({*_OF_POSTS, RuleKey.REFERRAL, RuleKey.ANNIVERSARY, RuleKey.VEHICLE_VERIFIED})
A_DAY = 2  # awards of one deed that are told


def of_award(entry: JournalEntry, award: Award) -> None:
    """Tell whose `award` it is that it was given or taken back, as `entry` says: once for each.

    What is given again is told again, lest the last that somebody heard is that it was taken back. Where others do and
    undo it again and again, the first `A_DAY` of a day are told, and their end; the statement of points has it all.
    """
    if award.rule in TOLD and _given_lately(award) < A_DAY:
        notices.tell(entry, Cause.POINTS, {Why.HOLDER: [award.member_id]})


def _given_lately(award: Award) -> int:
    """How often the member had got it for the same deed already, within the day before this `award`."""
    same = (Award.rule == award.rule, Award.source == award.source, Award.member_id == award.member_id)
    earlier = select(func.count()).where(*same, Award.id < award.id, Award.at > award.at - timedelta(days=1))
    return db.session.scalars(earlier).one()


@tells("award", "revoke_award")
def sayings(told: Sequence[Told], locale: str) -> list[Saying | None]:
    """For what, and how much. Two statements."""
    query = select(Award).where(Award.id.in_({notice.subject_id for notice in told}))
    found = {award.id: award for award in db.session.scalars(query)}
    posts = _posts(list(found.values()))
    each = ((notice, found.get(notice.subject_id)) for notice in told)
    return [_saying(notice, award, posts) if award else None for notice, award in each]


def _posts(awards: Sequence[Award]) -> Mapping[int, Post]:
    """The posts that were awarded, by key."""
    keys = {_post_id(award) for award in awards if award.rule in _OF_POSTS}
    return {post.id: post for post in db.session.scalars(select(Post).where(Post.id.in_(keys)))}


def _post_id(award: Award) -> int:
    return int(award.source.partition(":")[2])


def _saying(notice: Told, award: Award, posts: Mapping[int, Post]) -> Saying | None:
    if award.rule not in TOLD:
        return None
    deed = words.of_rule(award.rule)
    if notice.verb == "revoke_award":
        deed = words.of_kind("revoked", deed)
    line = str(_("%(deed)s: %(amount)s", deed=deed, amount=_amount(award)))
    post = posts.get(_post_id(award)) if award.rule in _OF_POSTS else None
    if post is None or not (post.is_visible or post.author_id == notice.member_id):
        return Saying(line)
    return Saying(line, post.title or post.excerpt, post.language)


def _amount(award: Award) -> str:
    given = {"points": templating.number(award.points)}
    points = str(ngettext("%(points)s point", "%(points)s points", award.points, **given))
    if not award.contribution:
        return points
    contribution = str(_("%(count)s contribution", count=templating.number(award.contribution)))
    return str(_("%(points)s and %(contribution)s", points=points, contribution=contribution))
