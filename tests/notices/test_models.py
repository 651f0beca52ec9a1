"""Every constraint of notices, broken; what is swept; what the audit finds."""

from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select, update
from sqlalchemy.exc import IntegrityError

from cocreate.ideas.models import Idea
from cocreate.journal import rules as journal
from cocreate.kernel import clock
from cocreate.kernel.database import db
from cocreate.kernel.handing import HandOver
from cocreate.members.models import Member
from cocreate.notices import audit, letters, reading, rules
from cocreate.notices.models import (
    Broadcast,
    BroadcastRead,
    Cause,
    Channel,
    Choice,
    Mailing,
    Mute,
    Notice,
    Pace,
    Why,
)
from tests import make


@pytest.fixture
def idea(app: Flask) -> Idea:
    return make.idea()


def test_nothing_is_taken_before_it_was_claimed(app: Flask) -> None:
    before = clock.now() - timedelta(seconds=1)
    refused(HandOver(key="<1@nova>", taken_at=before), "ck_hand_overs_taken_after_it_was_claimed")


@pytest.fixture
def notice(idea: Idea) -> Notice:
    """A notice that waits to be mailed."""
    make.comment(idea)
    return db.session.scalars(select(Notice)).one()


def refused(row: Any, name: str) -> None:
    with pytest.raises(IntegrityError, match=name):
        _add(row)


def _add(row: Any) -> None:
    with db.session.begin_nested():
        db.session.add(row)
        db.session.flush()


def changed(name: str, **values: Any) -> None:
    with pytest.raises(IntegrityError, match=name), db.session.begin_nested():
        db.session.execute(update(Notice).values(**values))


def test_nobody_is_told_twice(notice: Notice) -> None:
    again = Notice(member_id=notice.member_id, entry_id=notice.entry_id, cause=Cause.MENTION, why=Why.MENTIONED)
    refused(again, "uq_notices_entry_id_member_id")


def test_a_notice_is_told_somewhere(notice: Notice) -> None:
    changed("ck_notices_told_somewhere", on_site=False, pace=None, due_at=None)


def test_what_waits_for_a_letter_has_a_pace(notice: Notice) -> None:
    changed("ck_notices_waits_or_is_mailed", pace=None)
    changed("ck_notices_pace_of_a_letter", pace=Pace.OFF)


def test_what_is_mailed_waits_no_more(notice: Notice) -> None:
    made = Mailing(member_id=notice.member_id, pace=Pace.DAILY, due_at=clock.now())
    db.session.add(made)
    db.session.flush()
    changed("ck_notices_waits_or_is_mailed", mailing_id=made.id)


def test_nobody_is_written_to_twice_for_a_period(notice: Notice) -> None:
    period = {"member_id": notice.member_id, "pace": Pace.DAILY, "due_at": clock.now()}
    db.session.add(Mailing(**period))
    db.session.flush()
    refused(Mailing(**period), "uq_mailings_member_id_pace_due_at")
    refused(Mailing(**period | {"pace": Pace.OFF}), "ck_mailings_pace_of_a_letter")
    refused(Mailing(**period | {"pace": Pace.WEEKLY}, notices=-1), "ck_mailings_notices_not_negative")


def test_the_site_knows_no_digests(idea: Idea) -> None:
    choice = Choice(member_id=idea.post.author_id, cause=Cause.STATUS, channel=Channel.SITE, pace=Pace.DAILY)
    refused(choice, "ck_notice_choices_site_is_at_once")


def test_each_choice_mute_and_reading_is_one_row(idea: Idea) -> None:
    entry = journal.note(None, "announce", "post", idea.id)
    rules.tell_everyone(entry, Cause.ANNOUNCEMENT, about=idea.id)
    member = idea.post.author_id
    for make_row, name in (
        (lambda: Mute(member_id=member, post_id=idea.id), "pk_mutes"),
        (lambda: BroadcastRead(member_id=member, entry_id=entry.id), "pk_broadcast_reads"),
        (
            lambda: Choice(member_id=member, cause=Cause.EDIT, channel=Channel.MAIL, pace=Pace.OFF),
            "pk_notice_choices",
        ),
    ):
        db.session.add(make_row())
        db.session.flush()
        db.session.expunge_all()
        refused(make_row(), name)
    refused(Broadcast(entry_id=entry.id, cause=Cause.ANNOUNCEMENT, about_id=idea.id), "pk_broadcasts")


def number(table: type[Any]) -> int:
    return db.session.scalar(select(func.count()).select_from(table)) or 0


def test_what_was_read_long_ago_is_swept(idea: Idea) -> None:
    for _turn in range(3):
        make.comment(idea)
    old, lately, never = db.session.scalars(select(Notice).order_by(Notice.id))
    now = clock.now()
    old.read_at, lately.read_at = now - timedelta(days=91), now - timedelta(days=1)
    db.session.flush()
    for _again in range(2):
        reading.forget_read(now - timedelta(days=90))
    assert set(db.session.scalars(select(Notice.id))) == {lately.id, never.id}


def test_what_nobody_read_for_a_year_is_swept_with_its_letters(notice: Notice, idea: Idea) -> None:
    rules.tell_everyone(journal.note(None, "announce", "post", idea.id), Cause.ANNOUNCEMENT, about=idea.id)
    with clock.telling(clock.now() + timedelta(minutes=6)):
        letters.write_due()
    assert (number(Notice), number(Mailing), number(Broadcast)) == (1, 1, 1)
    for _again in range(2):
        reading.forget_old(clock.now() + timedelta(days=1))
    assert (number(Notice), number(Mailing), number(Broadcast)) == (0, 0, 0)


def test_what_goes_takes_its_notices_along(notice: Notice, idea: Idea) -> None:
    reading.mute(db.session.get_one(Member, idea.post.author_id), idea.post)
    rules.tell_everyone(journal.note(None, "announce", "post", idea.id), Cause.ANNOUNCEMENT, about=idea.id)
    reading.read(db.session.get_one(Member, notice.member_id), 2**40)
    reading.forget([idea.id], [])
    assert [number(table) for table in (Notice, Mute, Broadcast, BroadcastRead)] == [0, 0, 0, 0]


def test_the_audit_finds_nothing_where_all_is_well(notice: Notice) -> None:
    with clock.telling(clock.now() + timedelta(minutes=6)):
        letters.write_due()
    assert list(audit.check()) == []


def test_the_audit_finds_letters_that_tell_wrongly(notice: Notice) -> None:
    with clock.telling(clock.now() + timedelta(minutes=6)):
        letters.write_due()
    other = make.member()
    db.session.execute(update(Mailing).values(notices=5))
    db.session.execute(update(Notice).values(member_id=other.id))
    assert len(list(audit.check())) == 2


def test_the_audit_finds_who_was_told_of_their_own_deed(notice: Notice, idea: Idea) -> None:
    entry = journal.note(idea.post.author_id, "do", "post", idea.id)
    db.session.execute(update(Notice).values(entry_id=entry.id))
    assert list(audit.check()) == [f"notice {notice.id}: a member was told of what they did"]


def test_the_audit_finds_what_was_told_twice_to_everybody(notice: Notice, idea: Idea) -> None:
    db.session.add(Broadcast(entry_id=notice.entry_id, cause=Cause.ANSWER, about_id=idea.id))
    db.session.flush()
    assert len(list(audit.check())) == 1
