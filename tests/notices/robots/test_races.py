"""Several workers at once: each alert is told once. And the worker needs no request around it."""

from contextlib import nullcontext
from datetime import UTC, datetime
from functools import partial
from unittest.mock import Mock

import pytest
import time_machine
from sqlalchemy import func, select

from cocreate.kernel import jobs, outgoing
from cocreate.kernel.database import db
from cocreate.kernel.outgoing import Answer
from cocreate.notices.robots import calling, rules
from cocreate.notices.robots.models import Alert, Robot, RobotAlert
from tests import make
from tests.make.robots import robot
from tests.support.chats import Chat
from tests.support.race import Real

NOW = datetime(2026, 3, 4, 4, 1, tzinfo=UTC)


def test_workers_share_what_waits_and_tell_it_once(real: Real, chat: Chat) -> None:
    robot_id = real.commit(lambda: robot().id)
    ideas = real.commit(lambda: [make.idea().id for _number in range(12)])
    ask = partial(rules.alert, Alert.SAFETY, [(idea, idea) for idea in ideas])
    assert real.together([ask] * 3) == [None] * 3
    waiting = [given for name, given in real.commit(jobs.take_waiting) if name == calling.JOB]
    assert waiting == [{"robot": robot_id}]
    assert real.together([partial(calling.call, robot_id)] * 4) == [None] * 4
    assert real.together([partial(calling.call, robot_id)] * 3) == [None] * 3
    links = [line for said in chat.said for line in said["text"]["content"].splitlines() if "/ideas/" in line]
    assert (len(links), len(set(links))) == (12, 12)
    left = select(func.count()).select_from(RobotAlert).where(RobotAlert.sent_at.is_(None))
    assert real.commit(lambda: db.session.scalar(left)) == 0


def test_what_a_worker_said_before_it_died_is_not_said_again(real: Real, monkeypatch: pytest.MonkeyPatch) -> None:
    robot_id = real.commit(lambda: robot().id)
    real.commit(lambda: rules.alert(Alert.SAFETY, [(1, make.idea().id)]))
    said = Mock(side_effect=KeyboardInterrupt)
    monkeypatch.setattr(outgoing, "post_json", said)
    for outcome in (pytest.raises(KeyboardInterrupt), nullcontext()):
        with outcome:
            jobs.run(real.app, calling.JOB, {"robot": robot_id})
    real.commit(calling.call_all)
    said.assert_called_once()


def test_a_robot_can_be_removed_while_it_is_called(real: Real, monkeypatch: pytest.MonkeyPatch) -> None:
    robot_id = real.commit(lambda: robot().id)
    real.commit(lambda: rules.alert(Alert.SAFETY, [(1, make.idea().id)]))

    def remove() -> None:
        rules.remove(make.member(roles=["admin"]), db.session.get_one(Robot, robot_id))

    def answer(_url: str, _body: bytes) -> Answer:
        assert real.together([remove]) == [None]
        return Answer(200, b'{"errcode": 0}')

    monkeypatch.setattr(outgoing, "post_json", answer)
    assert real.together([partial(calling.call, robot_id)]) == [None]
    assert real.commit(lambda: db.session.scalars(select(RobotAlert)).all()) == []


def test_the_worker_needs_no_request_even_to_rest(real: Real, chat: Chat) -> None:
    with time_machine.travel(NOW, tick=False):
        robot_id = real.commit(lambda: robot().id)
    number = calling.PER_MINUTE.times * calling.MOST + 1
    ideas = real.commit(lambda: [make.idea().id for _number in range(number)])
    with time_machine.travel(NOW, tick=False):
        real.commit(lambda: rules.alert(Alert.SAFETY, [(idea, idea) for idea in ideas]))
    with time_machine.travel(NOW, tick=False):
        for _round in range(calling.PER_MINUTE.times + 1):
            jobs.run(real.app, calling.JOB, {"robot": robot_id})
    assert len(chat.said) == calling.PER_MINUTE.times
