"""Several workers, several hands: each member is told once and written to once."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import partial

import time_machine
from flask import Flask
from sqlalchemy import func, select, text

from cocreate.comments import rules as comments
from cocreate.journal import rules as journal
from cocreate.journal.models import JournalEntry
from cocreate.kernel import mail
from cocreate.kernel.database import db
from cocreate.kernel.jobs import take_waiting
from cocreate.members.models import Member
from cocreate.notices import letters, reading, rules
from cocreate.notices.models import Cause, Mailing, Notice, Why
from cocreate.posts.models import Post
from tests import make
from tests.notices.conftest import Postbox
from tests.support.race import Real

NOW = datetime(2026, 3, 4, 4, 1, tzinfo=UTC)


def answered(number: int) -> list[int]:
    """So many members whose ideas were commented on; their ids."""
    ideas = [make.idea() for _number in range(number)]
    for idea in ideas:
        make.comment(idea)
    return [idea.post.author_id for idea in ideas]


def test_two_workers_write_one_letter_to_each(
    real: Real, postbox: Postbox, mailing_to: Callable[[Flask, Postbox], None]
) -> None:
    mailing_to(real.app, postbox)
    with time_machine.travel(NOW, tick=False):
        members = real.commit(lambda: answered(6))
    with time_machine.travel(NOW + timedelta(minutes=5), tick=False):
        outcomes = real.together([letters.write_due] * 4)
        outcomes += real.together([letters.write_due] * 2)
        waiting = real.commit(take_waiting)
        outcomes += real.together([partial(mail.send_mail, **given) for _name, given in waiting])
    assert [outcome for outcome in outcomes if outcome is not None] == []
    assert len(postbox.letters) == len({letter["To"] for letter in postbox.letters}) == len(members)
    logged = real.commit(lambda: db.session.execute(select(Mailing.member_id, Mailing.notices)).all())
    assert sorted(logged) == sorted((member, 1) for member in members)


def test_a_worker_that_dies_leaves_no_letter_out_and_none_behind(real: Real) -> None:
    with time_machine.travel(NOW, tick=False):
        real.commit(lambda: answered(1))
    with time_machine.travel(NOW + timedelta(minutes=5), tick=False):
        with real.app.test_request_context():
            letters.write_due()  # and the worker is killed before it could commit
        assert real.commit(take_waiting) == []
        real.commit(letters.write_due)
        assert [name for name, _given in real.commit(take_waiting)] == ["send_mail"]


def test_one_entry_told_by_many_at_once_is_told_once(real: Real) -> None:
    def begin() -> tuple[int, int, list[int]]:
        idea = make.idea()
        return journal.note(None, "do", "post", idea.id).id, idea.id, [make.member().id for _number in range(20)]

    entry_id, idea_id, members = real.commit(begin)

    def tell() -> None:
        entry = db.session.get_one(JournalEntry, entry_id)
        rules.tell(entry, Cause.STATUS, {Why.FOLLOWER: members}, about=idea_id)

    assert real.together([tell] * 6) == [None] * 6
    assert real.commit(lambda: db.session.scalar(select(func.count()).select_from(Notice))) == len(members)


def test_reading_and_muting_twice_at_once_is_doing_it_once(real: Real) -> None:
    def begin() -> tuple[Member, int, int]:
        member, idea = make.member(), make.idea()
        comments.follow(member, idea.post)
        for _number in range(5):
            rules.tell(
                journal.note(None, "do", "post", idea.id), Cause.STATUS, {Why.FOLLOWER: [member.id]}, about=idea.id
            )
        last = db.session.scalars(select(func.max(JournalEntry.id))).one()
        return member, idea.id, last

    member, idea_id, last = real.commit(begin)
    works = [lambda: reading.read(member, last), lambda: reading.mute(member, db.session.get_one(Post, idea_id))] * 4
    assert real.together(works) == [None] * 8
    assert real.commit(lambda: db.session.scalar(text("SELECT count(*) FROM mutes"))) == 1
    unread = select(func.count()).select_from(Notice).where(Notice.read_at.is_(None))
    assert real.commit(lambda: db.session.scalar(unread)) == 0
