"""Reporting a post or a member."""

from datetime import timedelta

from flask_babel import gettext as _
from sqlalchemy import select

from cocreate.journal import rules as journal
from cocreate.kernel import limits
from cocreate.kernel.database import db
from cocreate.kernel.errors import Invalid
from cocreate.kernel.limits import Limit
from cocreate.members.models import Member, MemberState
from cocreate.moderation import queries
from cocreate.moderation.decisions import automatic
from cocreate.moderation.models import Reason
from cocreate.moderation.reports import weighing
from cocreate.moderation.reports.models import Report
from cocreate.posts import standing
from cocreate.posts.access import may_see, thread_of
from cocreate.posts.models import Post
from cocreate.screening.cases import open_case
from cocreate.screening.models import Cause
from cocreate.screening.rates import rules as rates
from cocreate.screening.rates.models import Deed

MAX_NOTE = 1000


def report(
    reporter: Member, *, post: Post | None = None, member: Member | None = None, reason: Reason, note: str = ""
) -> Report:
    """Have `reporter` say what is wrong with a post they see or with a member, exactly one of the two.

    As long as a report of theirs about it is open, another one changes nothing and answers the first. The case of what
    is reported grows heavier; where that is enough, a post is held by itself. Post or member are locked, so that a
    report that comes while somebody decides opens the case anew. Raises `Invalid` at ``post``, ``member``, ``reason``
    or ``note``, `TooMany` for who reports without end. Needs the roles of `reporter` loaded.
    """
    if post is not None:
        post = standing.lock([post.id])[post.id]
    elif member is not None:
        db.session.refresh(member, ["state"], with_for_update={"key_share": True})
    _check(reporter, post, member, reason, note)  # as they are now: who has left meanwhile is reported no more
    subject = {"post_id": post.id if post else None, "member_id": member.id if member else None}
    if (found := _open_of(reporter, subject)) is not None:
        return found
    rates.use(Deed.REPORT, reporter, target=post.author_id if post else subject["member_id"])
    limits.use(Limit("reports_per_member", queries.settings().reports_per_day, timedelta(days=1)), str(reporter.id))
    made = Report(reporter_id=reporter.id, reason=reason, note=note, weight=weighing.weigh(reporter), **subject)
    db.session.add(made)
    db.session.flush()
    open_case([Cause.REPORT], weight=made.weight, **subject)
    journal.note(reporter.id, "report", "report", made.id)
    if post is not None:
        automatic.hold_if_heavy(post)
    return made


def sees(reporter: Member, post: Post) -> bool:
    """Whether `reporter` sees `post`, and what it stands under."""
    under = thread_of(post.kind, post.id)
    return may_see(reporter, post) and (under is None or may_see(reporter, under))


def _check(reporter: Member, post: Post | None, member: Member | None, reason: Reason, note: str) -> None:
    if (post is None) == (member is None):
        raise Invalid("post", _("Name either a post or a member."))
    if post is not None and not sees(reporter, post):
        raise Invalid("post", _("There is no such post."))
    if post is not None and post.author_id == reporter.id:
        raise Invalid("post", _("This is your own post: you can change it yourself."))
    if member is not None and member.state is MemberState.ERASED:
        raise Invalid("member", _("This member has left."))
    if member is not None and member.id == reporter.id:
        raise Invalid("member", _("That is you."))
    if reason is Reason.OTHER and not note:
        raise Invalid("note", _("Tell in a few words what is wrong."))
    if len(note) > MAX_NOTE:
        raise Invalid("note", _("At most %(count)s characters, please.", count=MAX_NOTE))


def _open_of(reporter: Member, subject: dict[str, int | None]) -> Report | None:
    query = select(Report).where(Report.reporter_id == reporter.id, Report.outcome.is_(None))
    return db.session.scalar(query.filter_by(**subject))
