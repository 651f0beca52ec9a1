"""Several workers at once: each alert is told once. And the worker needs no request around it."""

from datetime import UTC, datetime
from functools import partial
from threading import Thread

import pytest
import time_machine
from sqlalchemy import Select, func, select, text

from cocreate.kernel import bookkeeping, jobs, outgoing
from cocreate.kernel.database import db
from cocreate.kernel.outgoing import Answer
from cocreate.notices.robots import calling, rules
from cocreate.notices.robots.models import Alert, Robot, RobotAlert
from tests import make
from tests.make.robots import robot
from tests.serving.processes import eventually
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


def test_a_worker_that_dies_before_it_noted_what_it_sent_sends_it_again(real: Real, chat: Chat) -> None:
    robot_id = real.commit(lambda: robot().id)
    real.commit(lambda: rules.alert(Alert.SAFETY, [(1, make.idea().id)]))
    with real.app.test_request_context():
        calling.call(robot_id)  # and the worker is killed before it could commit
    jobs.run(real.app, calling.JOB, {"robot": robot_id})
    jobs.run(real.app, calling.JOB, {"robot": robot_id})
    assert len(chat.said) == 2


def test_a_robot_can_be_removed_while_it_is_called(real: Real, monkeypatch: pytest.MonkeyPatch) -> None:
    robot_id = real.commit(lambda: robot().id)
    real.commit(lambda: rules.alert(Alert.SAFETY, [(1, make.idea().id)]))
    outcome: list[object] = []

    def remove() -> None:
        rules.remove(make.member(roles=["admin"]), db.session.get_one(Robot, robot_id))

    def asked(query: Select[int]) -> int | None:
        with bookkeeping.engine(real.app).connect() as beside:  # the call's own transaction must stay open
            return beside.scalar(query)

    removal = Thread(target=lambda: outcome.extend(real.together([remove])))

    def answer(_url: str, _body: bytes) -> Answer:
        removal.start()
        waiting = select(func.count()).select_from(text("pg_stat_activity"))
        waiting = waiting.where(text("datname = current_database() AND wait_event_type = 'Lock'"))
        eventually(lambda: asked(waiting), 120)
        return Answer(200, b'{"errcode": 0}')

    monkeypatch.setattr(outgoing, "post_json", answer)
    assert real.together([partial(calling.call, robot_id)]) == [None]
    removal.join()
    assert outcome == [None]
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
