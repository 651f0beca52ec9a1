"""What moderation did, counted by month."""

from datetime import UTC, date, datetime, timedelta

import pytest
from flask import Flask

from cocreate.kernel import clock
from cocreate.kernel.database import db
from cocreate.kernel.errors import Refused
from cocreate.members.models import Member
from cocreate.moderation import audit
from cocreate.moderation.appeals.rules import appeal, decide_appeal
from cocreate.moderation.decisions.models import Action
from cocreate.moderation.decisions.rules import decide
from cocreate.moderation.models import Reason
from cocreate.moderation.reports.rules import report
from cocreate.moderation.transparency import Month, months
from tests import make
from tests.make.leaving import erased

# In Shanghai the month has begun, in UTC it has not.
FIRST_HOUR = datetime(2026, 8, 31, 16, 30, tzinfo=UTC)


def test_an_appeal_of_somebody_who_has_left_was_one_and_waits_for_nobody(app: Flask, moderator: Member) -> None:
    author = make.member()
    (warning,) = decide(moderator, Action.WARN, members=[author], reason=Reason.INSULT)
    made = appeal(author, warning, "I said nothing.")
    before = months(1)[0]
    assert (before.appeals, before.open, made.is_open) == (1, 1, True)
    erased(author)
    db.session.expire_all()
    after = months(1)[0]
    assert (after.appeals, after.open, made.is_open) == (1, 0, False)
    assert list(audit.check()) == []
    with pytest.raises(Refused, match="处理了这份申诉"):
        decide_appeal(make.member(roles=["moderator"]), made, upheld=False, note="Too late.")


def test_a_month_is_that_of_the_site_and_counts_everything(app: Flask, moderator: Member) -> None:
    author = make.member()
    with clock.telling(FIRST_HOUR):
        posts = [make.idea(author).post for _number in range(3)]
        for post in posts:
            report(make.member(), post=post, reason=Reason.SPAM)
    with clock.telling(FIRST_HOUR + timedelta(hours=4)):
        (hidden,) = decide(moderator, Action.HIDE, posts=posts[:1], reason=Reason.SPAM)
        decide(moderator, Action.APPROVE, posts=posts[1:2])
    with clock.telling(FIRST_HOUR + timedelta(hours=12)):
        decide(moderator, Action.WARN, posts=posts[2:], reason=Reason.INSULT)
        made = appeal(author, hidden, "It is about my car.")
        decide_appeal(make.member(roles=["moderator"]), made, upheld=True)
    with clock.telling(FIRST_HOUR + timedelta(days=40)):
        october, september, august, *_earlier = months()
    assert (october, august) == (Month(date(2026, 10, 1)), Month(date(2026, 8, 1)))
    assert september.first == date(2026, 9, 1)
    assert (september.reports, september.held, september.appeals, september.upheld, september.open) == (3, 0, 1, 1, 0)
    assert september.by_action() == {
        Action.APPROVE: 1, Action.HIDE: 1, Action.RESTORE: 1, Action.WARN: 1,
    }  # fmt: skip
    assert september.by_reason() == {Reason.SPAM: 1, Reason.INSULT: 1}
    assert (september.decided, september.median_hours) == (4, 4.0)


def test_what_the_site_holds_by_itself_is_counted_apart(app: Flask) -> None:
    post = make.idea().post
    for _number in range(3):
        report(make.member(), post=post, reason=Reason.SPAM)
    this_month = months(1)[0]
    assert (this_month.held, this_month.decisions, this_month.median_hours) == (1, {}, None)
