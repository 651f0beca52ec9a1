"""Who is told of what happens, for which reason, and who is not."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from cocreate.comments.models import Follow
from cocreate.ideas.models import Idea, Support
from cocreate.journal import rules as journal
from cocreate.journal.models import JournalEntry
from cocreate.kernel import clock
from cocreate.kernel.database import db
from cocreate.members.models import Member, MemberState
from cocreate.notices import rules
from cocreate.notices.models import Broadcast, Cause, Channel, Choice, Mute, Notice, Pace, Why
from cocreate.posts.models import Audience, PostState
from tests import make

pytestmark = pytest.mark.usefixtures("app")
Counted = Callable[[], Any]


@pytest.fixture
def idea(app: Flask) -> Idea:
    return make.idea()


def entry(actor: Member | None, idea: Idea) -> JournalEntry:
    """That `actor` did something with `idea` which nobody is told of by itself."""
    return journal.note(actor.id if actor else None, "do", "post", idea.id)


def told() -> dict[int, Why]:
    return {notice.member_id: notice.why for notice in db.session.scalars(select(Notice))}


def test_each_is_told_once_for_the_first_reason(idea: Idea) -> None:
    supporter, follower, both = make.member(), make.member(), make.member()
    for member in (supporter, both):
        db.session.add(Support(idea_id=idea.id, member_id=member.id))
    for member in (follower, both):
        db.session.add(Follow(post_id=idea.id, member_id=member.id))
    hearers: rules.Hearers = {
        Why.AUTHOR: [idea.post.author_id],
        Why.SUPPORTER: select(Support.member_id).where(Support.idea_id == idea.id),
        Why.FOLLOWER: select(Follow.member_id).where(Follow.post_id == idea.id),
    }
    rules.tell(entry(make.member(), idea), Cause.STATUS, hearers, about=idea.id)
    assert told() == {
        idea.post.author_id: Why.AUTHOR,
        supporter.id: Why.SUPPORTER,
        both.id: Why.SUPPORTER,
        follower.id: Why.FOLLOWER,
    }


def test_a_second_telling_of_the_same_changes_nothing(idea: Idea) -> None:
    happened, member = entry(make.member(), idea), make.member()
    rules.tell(happened, Cause.ANSWER, {Why.ANSWERED: [member.id]}, about=idea.id)
    rules.tell(happened, Cause.MENTION, {Why.MENTIONED: [member.id]}, about=idea.id)
    assert told() == {member.id: Why.ANSWERED}


def test_who_did_it_is_not_told(idea: Idea) -> None:
    actor, other = make.member(), make.member()
    rules.tell(entry(actor, idea), Cause.EDIT, {Why.SUPPORTER: [actor.id, other.id]}, about=idea.id)
    assert set(told()) == {other.id}


def test_what_the_site_does_by_itself_is_told_to_all(idea: Idea) -> None:
    member = make.member()
    rules.tell(entry(None, idea), Cause.STATUS, {Why.SUPPORTER: [member.id]}, about=idea.id)
    assert set(told()) == {member.id}


@pytest.mark.parametrize("state", [MemberState.PLACEHOLDER, MemberState.ERASED])
def test_who_cannot_sign_in_is_not_told(idea: Idea, state: MemberState) -> None:
    gone = make.member("-" if state is MemberState.ERASED else None, state=state)
    rules.tell(entry(make.member(), idea), Cause.STATUS, {Why.AUTHOR: [gone.id]}, about=idea.id)
    assert told() == {}


def test_who_muted_it_is_not_told(idea: Idea) -> None:
    muting, other = make.member(), make.member()
    db.session.add(Mute(member_id=muting.id, post_id=idea.id))
    rules.tell(entry(make.member(), idea), Cause.STATUS, {Why.FOLLOWER: [muting.id, other.id]}, about=idea.id)
    assert set(told()) == {other.id}


@pytest.mark.parametrize("part", ["about", "said"])
@pytest.mark.parametrize(
    ("state", "audience", "who"),
    [
        (PostState.VISIBLE, Audience.EVERYONE, {"author", "member", "product", "moderator"}),
        (PostState.VISIBLE, Audience.MEMBERS, {"author", "member", "product", "moderator"}),
        (PostState.VISIBLE, Audience.STAFF, {"author", "product", "moderator"}),
        (PostState.HIDDEN, Audience.EVERYONE, {"author", "product", "moderator"}),
        (PostState.HELD, Audience.EVERYONE, {"author", "moderator"}),
        (PostState.REMOVED, Audience.EVERYONE, {"moderator"}),
        (PostState.DRAFT, Audience.EVERYONE, {"author"}),
    ],
)
def test_who_does_not_see_it_is_not_told(
    idea: Idea, part: str, state: PostState, audience: Audience, who: set[str]
) -> None:
    shown, members = make.idea(), {"member": make.member()}
    members |= {role: make.member(roles=[role]) for role in ("product", "moderator")}
    shown.post.state, shown.post.audience = state, audience
    names = {shown.post.author_id: "author"} | {member.id: name for name, member in members.items()}
    of = {"about": idea.id, "said": idea.id, part: shown.id}
    rules.tell(entry(make.member(), idea), Cause.ANSWER, {Why.FOLLOWER: list(names)}, **of)
    assert {names[member_id] for member_id in told()} == who


def test_history_brought_in_is_told_to_nobody(idea: Idea) -> None:
    member = make.member()
    with rules.untold():
        rules.tell(entry(None, idea), Cause.STATUS, {Why.SUPPORTER: [member.id]}, about=idea.id)
        rules.tell_everyone(entry(None, idea), Cause.ANNOUNCEMENT, about=idea.id)
    assert told() == {}
    assert db.session.scalars(select(Broadcast)).all() == []
    rules.tell(entry(None, idea), Cause.STATUS, {Why.SUPPORTER: [member.id]}, about=idea.id)
    assert set(told()) == {member.id}


NOON = datetime(2026, 3, 4, 4, tzinfo=UTC)  # a Wednesday; noon where the site is


@pytest.mark.parametrize(
    ("pace", "due"),
    [
        (Pace.AT_ONCE, datetime(2026, 3, 4, 4, 5, tzinfo=UTC)),
        (Pace.DAILY, datetime(2026, 3, 5, tzinfo=UTC)),
        (Pace.WEEKLY, datetime(2026, 3, 9, tzinfo=UTC)),
    ],
)
def test_a_letter_is_due_when_the_member_chose(idea: Idea, pace: Pace, due: datetime) -> None:
    member = make.member()
    db.session.add(Choice(member_id=member.id, cause=Cause.STATUS, channel=Channel.MAIL, pace=pace))
    with clock.telling(NOON):
        rules.tell(entry(None, idea), Cause.STATUS, {Why.SUPPORTER: [member.id]}, about=idea.id)
    notice = db.session.scalars(select(Notice)).one()
    assert (notice.pace, notice.due_at, notice.on_site) == (pace, due, True)


def choose(member: Member, channel: Channel, pace: Pace) -> None:
    db.session.add(Choice(member_id=member.id, cause=Cause.STATUS, channel=channel, pace=pace))


def test_who_wants_no_letter_gets_none(idea: Idea) -> None:
    member = make.member()
    choose(member, Channel.MAIL, Pace.OFF)
    rules.tell(entry(None, idea), Cause.STATUS, {Why.SUPPORTER: [member.id]}, about=idea.id)
    notice = db.session.scalars(select(Notice)).one()
    assert (notice.pace, notice.due_at, notice.on_site) == (None, None, True)


def test_who_wants_it_by_mail_only_finds_nothing_on_the_site(idea: Idea) -> None:
    member = make.member()
    choose(member, Channel.SITE, Pace.OFF)
    rules.tell(entry(None, idea), Cause.STATUS, {Why.SUPPORTER: [member.id]}, about=idea.id)
    notice = db.session.scalars(select(Notice)).one()
    assert (notice.pace, notice.on_site) == (Pace.DAILY, False)


def test_who_wants_nothing_of_a_cause_is_not_told(idea: Idea) -> None:
    member = make.member()
    choose(member, Channel.MAIL, Pace.OFF)
    choose(member, Channel.SITE, Pace.OFF)
    rules.tell(entry(None, idea), Cause.STATUS, {Why.SUPPORTER: [member.id]}, about=idea.id)
    assert told() == {}


def test_everybody_is_told_in_one_row_and_by_mail_only_who_asked(idea: Idea) -> None:
    make.member()
    asking = make.member()
    db.session.add(Choice(member_id=asking.id, cause=Cause.ANNOUNCEMENT, channel=Channel.MAIL, pace=Pace.WEEKLY))
    rules.tell_everyone(entry(make.member(), idea), Cause.ANNOUNCEMENT, about=idea.id)
    assert len(db.session.scalars(select(Broadcast)).all()) == 1
    notice = db.session.scalars(select(Notice)).one()
    assert (notice.member_id, notice.pace, notice.on_site) == (asking.id, Pace.WEEKLY, False)


def test_many_are_told_in_one_statement(idea: Idea, statements: Counted) -> None:
    members = [make.member().id for _ in range(12)]
    for hearers in (members[:2], members[2:]):
        happened = entry(None, idea)
        with statements() as seen:
            rules.tell(happened, Cause.STATUS, {Why.SUPPORTER: hearers}, about=idea.id)
        assert len(seen) == 1
    assert set(told()) == set(members)
