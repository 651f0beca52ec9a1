"""What robots are told: once, in the site's language, and the words of a post only where everybody sees them."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any
from unittest.mock import Mock

import pytest
import time_machine
from flask import Flask
from sqlalchemy import func, select

from cocreate.cli.audit import CHECKS
from cocreate.ideas.responses import rules as responses
from cocreate.ideas.safety import rules as safety
from cocreate.kernel.database import db
from cocreate.notices.robots import calling, rules
from cocreate.notices.robots.models import Alert, Robot, RobotAlert, RobotKind, Trouble
from cocreate.posts.models import Audience, PostState
from tests import make
from tests.make.answers import problem
from tests.make.robots import robot
from tests.support import chats
from tests.support.chats import Chat

NOW = datetime(2026, 3, 4, 4, 1, tzinfo=UTC)
Jobs = Callable[[], list[str]]


def sent() -> int:
    query = select(func.count()).select_from(RobotAlert).where(RobotAlert.sent_at.is_not(None))
    return db.session.scalars(query).one()


def texts(chat: Chat) -> list[str]:
    return [said["text"]["content"] for said in chat.said]


def asked(number: int = 1) -> Robot:
    """A robot with so many alerts waiting."""
    made = robot()
    rules.alert(Alert.SAFETY, [(cause, make.idea().id) for cause in range(1, number + 1)])
    return made


def test_a_safety_mark_is_told_at_once_and_once(chat: Chat, run_jobs: Jobs) -> None:
    robot()
    idea = problem(safety=True)
    run_jobs()
    assert texts(chat) == [
        f"CoCreate\n有问题可能危及人身安全\nIt locks me in\nhttp://localhost/ideas/{idea.post.public_id}"
    ]
    calling.call_all()
    assert run_jobs() == []
    assert [difference for check in CHECKS for difference in check()] == []


def test_a_mark_taken_away_at_once_is_not_told(chat: Chat, run_jobs: Jobs) -> None:
    robot()
    idea = problem(safety=True)
    safety.change(make.member(roles=["product"]), idea, False, "It was about the radio.")
    run_jobs()
    assert chat.said == []


def test_what_is_overdue_is_told_once_however_often_the_job_runs(chat: Chat, run_jobs: Jobs) -> None:
    with time_machine.travel(NOW, tick=False):
        robot()
        make.idea(title="Warm seats")
        run_jobs()
    with time_machine.travel(NOW + timedelta(days=60), tick=False):
        for _round in range(2):
            responses.mark_missed()
            calling.call_all()
            run_jobs()
    (text,) = texts(chat)
    assert text.count("有承诺的答复已逾期\nWarm seats") == 2  # an answer, and a decision
    assert sent() == 2


def test_a_robot_tells_only_what_it_is_to_tell_and_none_that_is_switched_off(chat: Chat, run_jobs: Jobs) -> None:
    robot(alerts=[Alert.OVERDUE])
    robot(active=False)
    problem(safety=True)
    assert "call_robot" not in run_jobs()
    assert chat.said == []


@pytest.mark.parametrize("kind", RobotKind)
def test_what_a_member_wrote_is_tamed_in_every_chat(chat: Chat, run_jobs: Jobs, kind: RobotKind) -> None:
    robot(kind, secret="" if kind is RobotKind.WECOM else "SEC1")
    rules.alert(Alert.SAFETY, [(1, make.idea(title='<at user_id="all"></at> @all [x](http://a.cc)').id)])
    chat.answers = [(200, {}, b'{"code": 0}')]
    run_jobs()
    (said,) = chat.said
    text = said["content"]["text"] if kind is RobotKind.FEISHU else said["text"]["content"]
    assert '＜at user＿id="all"＞＜/at＞ ＠all ［x］（http：//a.cc）' in text
    assert sent() == 1


@pytest.mark.parametrize("state", [PostState.HELD, PostState.HIDDEN])
def test_words_that_not_everybody_sees_stay_on_the_site(chat: Chat, run_jobs: Jobs, state: PostState) -> None:
    robot()
    idea = problem(safety=True)
    idea.post.state = state
    staff = make.idea(title="Between us")
    staff.post.audience = Audience.STAFF
    db.session.flush()
    rules.alert(Alert.OVERDUE, [(1, staff.id)])
    run_jobs()
    told = "\n".join(texts(chat))
    assert idea.post.public_id in told
    assert "It locks me in" not in told
    assert "Between us" not in told


def test_what_was_removed_is_not_told(chat: Chat, run_jobs: Jobs) -> None:
    robot()
    problem(safety=True).post.state = PostState.REMOVED
    db.session.flush()
    run_jobs()
    assert chat.said == []


def test_many_alerts_come_in_few_messages_that_wecom_takes(chat: Chat, run_jobs: Jobs) -> None:
    robot()
    rules.alert(Alert.SAFETY, [(cause, make.idea(title=f"{cause}" + "𠮷" * 110).id) for cause in range(12)])
    run_jobs()
    assert (len(chat.said), sent()) == (3, 12)
    assert max(len(text.encode()) for text in texts(chat)) <= 2048


def test_a_robot_that_was_called_often_rests_and_goes_on(chat: Chat, run_jobs: Jobs) -> None:
    with time_machine.travel(NOW, tick=False):
        made = asked(calling.PER_MINUTE.times * calling.MOST + 1)
        run_jobs()
        assert len(chat.said) == calling.PER_MINUTE.times
        assert (made.trouble, sent()) == (None, 50)
        calling.call_all()
        assert run_jobs() == []
    with time_machine.travel(NOW + timedelta(minutes=2), tick=False):
        calling.call_all()
        run_jobs()
    assert sent() == 51


def test_what_fails_for_now_is_tried_again_after_rests_that_grow(chat: Chat, run_jobs: Jobs) -> None:
    chat.answers = [(503, {}, b""), (200, {}, b'{"errcode": 45009, "errmsg": "slower"}')]
    with time_machine.travel(NOW, tick=False):
        made = asked()
        run_jobs()
        calling.call_all()
        run_jobs()
        assert (made.trouble, made.rests_until, len(chat.said)) == (Trouble.UNREACHABLE, NOW + timedelta(minutes=1), 1)
    with time_machine.travel(NOW + timedelta(minutes=1), tick=False):
        calling.call_all()
        run_jobs()
        assert (made.trouble, made.said, made.rests_until) == (
            Trouble.TOO_FAST,
            "45009: slower",
            NOW + timedelta(minutes=3),
        )
    with time_machine.travel(NOW + timedelta(minutes=3), tick=False):
        calling.call_all()
        run_jobs()
        assert (made.trouble, made.said, made.failures, made.rests_until, sent()) == (None, "", 0, None, 1)


@pytest.mark.parametrize(
    ("answer", "trouble"),
    [
        ((200, {}, b'{"errcode": 93000, "errmsg": "invalid webhook url"}'), Trouble.REFUSED),
        ((307, {"Location": "https://10.0.0.1/"}, b""), Trouble.REDIRECTED),
    ],
)
def test_what_fails_for_good_waits_for_an_administrator(
    chat: Chat, run_jobs: Jobs, answer: chats.Answer, trouble: Trouble
) -> None:
    chat.answers = [answer]
    with time_machine.travel(NOW, tick=False):
        made = asked()
        run_jobs()
    with time_machine.travel(NOW + timedelta(hours=5), tick=False):
        calling.call_all()
        calling.call(made.id)
        assert run_jobs() == []
        assert (made.trouble, len(chat.said), sent()) == (trouble, 1, 0)
        assert rules.try_out(make.member(roles=["admin"]), made)
        run_jobs()
    assert (made.trouble, len(chat.said), sent()) == (None, 3, 1)


def test_an_address_of_a_private_network_is_not_called(
    chat: Chat, run_jobs: Jobs, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("cocreate.kernel.outgoing.INTERNET", chat.door("10.0.0.1"))
    made = asked()
    run_jobs()
    assert (made.trouble, chat.connected) == (Trouble.PRIVATE, [])


def test_what_failed_on_our_side_before_anything_was_said_waits_on(
    chat: Chat, run_jobs: Jobs, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = asked()
    with monkeypatch.context() as patched:
        patched.setattr("cocreate.kernel.limits.use", Mock(side_effect=ConnectionError("Redis is away")))
        with pytest.raises(ConnectionError):
            calling.call(made.id)
    assert (chat.said, sent()) == ([], 0)
    calling.call(made.id)
    assert (len(chat.said), sent()) == (1, 1)


def test_an_answer_too_large_is_unclear(chat: Chat, run_jobs: Jobs) -> None:
    chat.answers = [(200, {}, b" " * 100_000)]
    made = asked()
    run_jobs()
    assert made.trouble is Trouble.UNCLEAR


def test_what_was_said_and_never_answered_is_not_said_again(
    chat: Chat, client: Any, run_jobs: Jobs, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("cocreate.kernel.outgoing.INTERNET", chat.door(within=0.5))
    chat.answers = [chats.HANG]
    with time_machine.travel(NOW, tick=False):
        made = asked()
        run_jobs()
        assert made.trouble is Trouble.UNREACHABLE
    with time_machine.travel(NOW + timedelta(hours=1), tick=False):
        calling.call_all()
        assert run_jobs() == []
        client.sign_in(make.member(roles=["admin"]))
        assert "1 alert may not have arrived" in client.get(f"/desk/robots/{made.public_id}?lang=en").text
    assert (len(chat.said), sent()) == (1, 0)


def test_old_news_is_not_told(chat: Chat, run_jobs: Jobs) -> None:
    with time_machine.travel(NOW, tick=False):
        made = asked()
    with time_machine.travel(NOW + timedelta(days=2), tick=False):
        calling.call_all()
        calling.call(made.id)
    assert chat.said == []


def test_the_log_of_long_ago_is_forgotten_and_nothing_else(app: Flask) -> None:
    asked()
    calling.forget_alerts()
    assert db.session.scalar(select(func.count()).select_from(RobotAlert)) == 1
    with time_machine.travel(datetime.now(UTC) + calling.KEPT_FOR + timedelta(hours=1), tick=False):
        for _twice in range(2):
            calling.forget_alerts()
    assert db.session.scalar(select(func.count()).select_from(RobotAlert)) == 0


def test_a_cause_asked_for_twice_is_told_once(app: Flask, chat: Chat, run_jobs: Jobs) -> None:
    robot()
    cause = [(7, make.idea().id)]
    for _round in range(2):
        rules.alert(Alert.SAFETY, cause)
        run_jobs()
    assert len(chat.said) == 1


def test_asking_takes_two_statements_whatever_many_causes(app: Flask, statements: Callable[[], Any]) -> None:
    robot()
    ideas = [make.idea().id for _number in range(12)]
    for number in (1, 12):
        with statements() as seen:
            rules.alert(Alert.OVERDUE, [(idea, idea) for idea in ideas[:number]])
        assert len([one for one in seen if "procrastinate" not in one]) == 2
