"""Letters: what is due comes in one, once, to whoever still wants it."""

import smtplib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from typing import Any, cast
from unittest.mock import Mock

import pytest
import time_machine
from flask import Flask
from procrastinate.jobs import Job
from sqlalchemy import delete, func, select
from structlog.testing import capture_logs

from cocreate.comments import rules as comments
from cocreate.ideas import rules as ideas
from cocreate.ideas.models import Idea
from cocreate.kernel import handing, jobs, mail
from cocreate.kernel.database import db
from cocreate.kernel.handing import HandOver, InDoubt, InHand
from cocreate.members.models import Identity, Member, MemberState
from cocreate.notices import choices, leaving, letters, reading
from cocreate.notices.choices import Chosen
from cocreate.notices.models import Cause, Mailing, Notice, Pace
from cocreate.posts.models import PostState
from tests import make
from tests.notices.conftest import Postbox

NOW = datetime(2026, 3, 4, 4, 1, tzinfo=UTC)  # a Wednesday; noon where the site is
MORNING = datetime(2026, 3, 5, 0, 0, 30, tzinfo=UTC)
RunJobs = Callable[[], list[str]]


@pytest.fixture(autouse=True)
def _at_noon(app: Flask, postbox: Postbox, mailing_to: Callable[[Flask, Postbox], None]) -> Iterator[None]:
    mailing_to(app, postbox)
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def author() -> Member:
    return make.member("林晓舟", locale="zh", email="lin@example.org")


@pytest.fixture
def idea(author: Member) -> Idea:
    return make.idea(author, title="座椅通风")


@contextmanager
def at(moment: datetime) -> Iterator[None]:
    with time_machine.travel(moment, tick=False):
        yield


@pytest.fixture
def work(run_jobs: RunJobs) -> Callable[[datetime], list[str]]:
    """``work(moment)``: the worker's run of that minute, and the letters handed over."""

    def run(moment: datetime = NOW + timedelta(minutes=5)) -> list[str]:
        with at(moment):
            letters.write_due()
            return run_jobs()

    return run


Work = Callable[..., list[str]]


def words(letter: EmailMessage, kind: str = "plain") -> str:
    body = letter.get_body((kind,))
    assert body is not None
    return str(body.get_content())


def test_who_is_answered_is_written_to_once(idea: Idea, work: Work, postbox: Postbox) -> None:
    make.comment(idea, make.member("周宁"), "我也这样想。")
    assert work(NOW + timedelta(minutes=1)) == []
    assert work() == ["send_mail"]
    assert work() == []
    (letter,) = postbox.letters
    assert (letter["To"], letter["Subject"]) == ("lin@example.org", "周宁评论了你的建议：座椅通风")
    for kind in ("plain", "html"):
        assert "我也这样想。" in words(letter, kind)
        assert "http://localhost/me/notices/settings" in words(letter, kind)


def test_several_things_come_in_one_letter(idea: Idea, author: Member, work: Work, postbox: Postbox) -> None:
    for name in ("Ann", "Bob", "Cai"):
        make.comment(idea, make.member(name), f"{name} says so.")
    other = make.idea(author, title="另一个")
    make.comment(other, make.member("Dan"))
    work()
    (letter,) = postbox.letters
    assert letter["Subject"] == "Dan评论了你的建议，另有3条通知"
    assert "Cai和另外2人评论了你的建议" in words(letter)
    assert "另一个" in words(letter)


def test_a_digest_comes_in_the_morning(idea: Idea, work: Work, postbox: Postbox) -> None:
    supporter = make.member(locale="en")
    ideas.support(supporter, idea)
    ideas.change_status(make.member(roles=["product"]), idea, "reviewing", "We look at it.")
    assert work() == []
    assert work(MORNING) == ["send_mail", "send_mail"]
    assert work(MORNING + timedelta(days=1)) == []
    to_supporter = next(letter for letter in postbox.letters if letter["To"] != "lin@example.org")
    assert to_supporter["Subject"] == "An idea you support is now “Under review”: 座椅通风"
    assert "We look at it." in words(to_supporter)


def test_what_was_read_on_the_site_is_not_mailed(idea: Idea, author: Member, work: Work, postbox: Postbox) -> None:
    make.comment(idea)
    reading.read(author, db.session.scalars(select(Notice.entry_id)).one())
    assert work() == []
    assert postbox.letters == []


@pytest.mark.parametrize("part", ["idea", "comment"])
def test_what_was_hidden_meanwhile_is_not_mailed(idea: Idea, work: Work, part: str) -> None:
    supporter = make.member()
    answered = make.comment(idea, supporter)
    comment = make.comment(idea, make.member(), "Shameful words.", answered)
    post = idea.post if part == "idea" else comment.post
    post.state = PostState.HIDDEN
    work()
    told = {row.member_id: row.notices for row in db.session.scalars(select(Mailing))}
    of_author = 2 if part == "idea" else 1  # who wrote what is hidden still sees it
    assert told == {supporter.id: 0, idea.post.author_id: of_author}


def test_what_was_muted_meanwhile_is_not_mailed(idea: Idea, author: Member, work: Work) -> None:
    make.comment(idea)
    reading.mute(author, idea.post)
    assert work() == []


def test_who_has_gone_is_not_written_to(idea: Idea, author: Member, work: Work) -> None:
    make.comment(idea)
    author.state, author.name = MemberState.ERASED, "-"
    assert work() == []
    assert db.session.scalars(select(Mailing.notices)).all() == [0]


def test_who_has_no_address_any_more_is_not_written_to(idea: Idea, author: Member, work: Work) -> None:
    make.comment(idea)
    db.session.execute(delete(Identity).where(Identity.member_id == author.id))
    assert work() == []
    assert db.session.scalars(select(Mailing.notices)).all() == [0]


def test_who_wants_it_later_gets_it_later(idea: Idea, author: Member, work: Work) -> None:
    make.comment(idea)
    choices.choose(author, {Cause.ANSWER: Chosen(site=True, mail=Pace.DAILY)})
    assert work() == []
    assert work(MORNING) == ["send_mail"]


def test_who_wants_it_no_more_gets_it_no_more(idea: Idea, author: Member, work: Work) -> None:
    make.comment(idea)
    choices.stop_mail(author, [Cause.ANSWER])
    assert work() == []
    assert choices.of(author)[Cause.ANSWER] == Chosen(site=True, mail=Pace.OFF)


def test_what_comes_too_late_for_a_letter_goes_with_the_next(idea: Idea, author: Member, work: Work) -> None:
    make.comment(idea)
    work()
    make.comment(idea)  # told before the period ended, in a transaction that ended after the letter
    assert work() == []
    late = db.session.scalars(select(Notice).order_by(Notice.id.desc()).limit(1)).one()
    assert late.due_at == NOW + timedelta(minutes=9)
    assert work(NOW + timedelta(minutes=9)) == ["send_mail"]


def test_many_are_written_to_in_batches(
    idea: Idea, work: Work, monkeypatch: pytest.MonkeyPatch, postbox: Postbox
) -> None:
    monkeypatch.setattr(letters, "BATCH", 2)
    for _number in range(5):
        make.comment(make.idea())
    assert sorted(work()) == ["send_mail"] * 5 + [letters.JOB] * 2
    assert len(postbox.letters) == 5


def test_a_letter_can_be_left_by_one_click(
    idea: Idea, author: Member, work: Work, postbox: Postbox, client: Any
) -> None:
    make.comment(idea)
    work()
    (letter,) = postbox.letters
    assert letter["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert f"\r\nList-Unsubscribe: {letter['List-Unsubscribe']}\r\n".encode() in postbox.raw[0]
    address = letter["List-Unsubscribe"].strip("<>").removeprefix("http://localhost")
    assert address in words(letter)
    for _again in range(2):
        answer = client.post(address, data={"List-Unsubscribe": "One-Click"})
        assert answer.status_code == 200
    assert choices.of(author)[Cause.ANSWER].mail is Pace.OFF
    assert choices.of(author)[Cause.MENTION].mail is Pace.AT_ONCE


def test_an_old_letter_that_names_a_cause_there_is_no_more_can_be_left(author: Member, client: Any) -> None:
    old = cast("list[Cause]", ["answer", "retired"])
    address = leaving.address(author, old).removeprefix("http://localhost")
    assert (client.get(address).status_code, client.post(address).status_code) == (200, 200)
    assert choices.of(author)[Cause.ANSWER].mail is Pace.OFF


def test_a_mention_in_an_answer_is_one_notice(idea: Idea, author: Member) -> None:
    make.comment(idea, make.member(), "@林晓舟 你说得对")
    assert [(row.member_id, row.cause) for row in db.session.scalars(select(Notice))] == [(author.id, Cause.ANSWER)]


def test_who_is_named_later_hears_of_it(idea: Idea) -> None:
    writer, named = make.member(), make.member("阿白")
    comment = make.comment(idea, writer, "Well.")
    comments.edit(writer, comment, "Well, @阿白")
    comments.edit(writer, comment, "Well, dear @阿白")
    mentions = db.session.scalars(select(Notice).where(Notice.cause == Cause.MENTION)).all()
    assert [notice.member_id for notice in mentions] == [named.id]


def handed(idea: Idea) -> dict[str, Any]:
    """What the worker's job is given to hand over a letter about `idea`."""
    make.comment(idea)
    with at(NOW + timedelta(minutes=5)):
        letters.write_due()
        ((_name, arguments),) = jobs.take_waiting()
    return arguments


def test_a_letter_put_off_goes_when_the_server_takes_it_and_then_no_more(idea: Idea, postbox: Postbox) -> None:
    postbox.answers, postbox.hang_ups = ["451 later"], 1
    arguments = handed(idea)
    for _turn in range(2):
        with pytest.raises(smtplib.SMTPException) as failure:
            mail.send_mail(**arguments)
        assert decision(failure.value) is not None
    for _turn in range(2):
        mail.send_mail(**arguments)
    assert (len(postbox.letters), open_claims()) == (1, 0)


class Killed(BaseException):
    """What a worker that is killed leaves to be done."""


@pytest.mark.parametrize("end", ["drop", "hang", "kill"])
def test_a_letter_that_may_have_arrived_is_not_handed_over_again(
    idea: Idea, postbox: Postbox, monkeypatch: pytest.MonkeyPatch, end: str
) -> None:
    arguments = handed(idea)
    if end == "kill":
        monkeypatch.setattr(smtplib.SMTP, "quit", Mock(side_effect=Killed))
        with pytest.raises(Killed):
            mail.send_mail(**arguments)
    else:
        postbox.answers, postbox.delays = ([end], []) if end == "drop" else ([], [1])
        monkeypatch.setattr(mail, "PATIENCE", 0.3)
        mail.send_mail(**arguments)
    with pytest.raises(InHand) as failure:
        mail.send_mail(**arguments)
    assert decision(failure.value) is not None
    with at(NOW + timedelta(minutes=20)):
        mail.send_mail(**arguments)
    assert open_claims() == 1
    if end != "hang":
        assert len(postbox.letters) == 1


def test_a_letter_somebody_waits_for_comes_twice_rather_than_never(idea: Idea, postbox: Postbox) -> None:
    until = NOW + timedelta(hours=1)
    mail.send("lin@example.org", "en", "no_account", "Hello", until=until, link="", site_name="Nova", minutes=60)
    ((_name, arguments),) = jobs.take_waiting()
    postbox.answers = ["drop"]
    with pytest.raises(InDoubt) as failure:
        mail.send_mail(**arguments)
    assert decision(failure.value) is not None
    mail.send_mail(**arguments)
    first, second = postbox.letters
    assert first["Message-ID"] == second["Message-ID"]
    with at(until), capture_logs() as lines:
        mail.send_mail(**arguments)
    assert len(postbox.letters) == 2
    assert [(line["event"], line["key"]) for line in lines] == [("not_handed_over_in_time", first["Message-ID"])]


def open_claims() -> int:
    return len(db.session.scalars(select(HandOver).where(HandOver.taken_at.is_(None))).all())


def test_claims_of_long_ago_are_forgotten(idea: Idea) -> None:
    mail.send_mail(**handed(idea))
    for moment, left in ((NOW + timedelta(days=39), 1), (NOW + timedelta(days=41), 0)):
        with at(moment):
            handing.forget()
        assert db.session.scalars(select(func.count()).select_from(HandOver)).one() == left


def test_a_letter_refused_for_good_is_not_tried_again(idea: Idea, postbox: Postbox) -> None:
    postbox.answers = ["550 no such mailbox"]
    with pytest.raises(jobs.Hopeless) as failure:
        mail.send_mail(**handed(idea))
    assert decision(failure.value) is None
    assert ("lin@example.org" in str(failure.value), open_claims()) == (False, 0)


def decision(error: BaseException) -> Any:
    """What the worker does about a job that failed for the first time with `error`."""
    return jobs.RETRIES.get_retry_decision(
        exception=error, job=Job(id=1, queue="default", lock=None, queueing_lock=None, task_name="send_mail")
    )


def test_statements_grow_neither_with_members_nor_with_letters(statements: Callable[[], Any]) -> None:
    def cost(members: int, waiting: int, minutes: int) -> int:
        for _number in range(members):
            make.member()
        with at(NOW + timedelta(minutes=minutes)):
            for _number in range(waiting):
                make.comment(make.idea())
        with at(NOW + timedelta(minutes=minutes + 5)), statements() as seen:
            letters.write_due()
        jobs.take_waiting()
        return len(seen)

    assert cost(2, 0, 0) == cost(20, 0, 10) == 1
    cost(0, 1, 20)  # what a process reads once
    assert cost(2, 2, 30) == cost(20, 8, 40) <= 12


def test_no_statement_has_more_parameters_the_more_there_is_to_tell(idea: Idea, statements: Callable[[], Any]) -> None:
    def said(periods: int, minutes: int) -> set[str]:
        for number in range(periods):
            with at(NOW + timedelta(minutes=minutes + 5 * number)):
                make.comment(idea)
        with at(NOW + timedelta(minutes=minutes + 5 * periods)), statements() as seen:
            letters.write_due()
        jobs.take_waiting()
        return {one for one in seen if "mailing" in one}

    said(1, 0)  # what a process reads once
    few, many = said(2, 20), said(9, 60)
    assert len(db.session.scalars(select(Mailing)).all()) == 1 + 2 + 9
    assert few == many
