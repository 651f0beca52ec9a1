"""The letter that tells moderators what waits: once a day, at a civil hour, only if something does."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any
from unittest.mock import patch

import pytest
import time_machine
from flask import Flask
from sqlalchemy import insert
from sqlalchemy.exc import IntegrityError

from cocreate.desk.queue import letters
from cocreate.ideas.suspicion import detection
from cocreate.kernel import clock, mail, sealing
from cocreate.kernel.database import db
from cocreate.moderation.letters import QueueLetter
from cocreate.screening.cases import open_case
from cocreate.screening.models import Cause
from tests import make
from tests.make import suspicion

NIGHT, MORNING = datetime(2026, 11, 22, 19, 5, tzinfo=UTC), datetime(2026, 11, 23, 1, 5, tzinfo=UTC)


@pytest.fixture
def sent(app: Flask) -> Iterator[list[tuple[str, str, list[letters.Line]]]]:
    """To whom was written, with which subject, about what."""
    written: list[tuple[str, str, list[letters.Line]]] = []

    def send(to: str, _locale: str, _template: str, subject: str, **said: object) -> None:
        lines = said["lines"]
        assert isinstance(lines, list)
        written.append((to, str(subject), lines))

    with patch.object(mail, "send", send):
        yield written


def test_each_moderator_hears_once_a_day_and_only_if_something_waits(
    sent: list[tuple[str, str, list[letters.Line]]],
) -> None:
    make.member(roles=["moderator"], email="mo@example.org", locale="en")
    make.member(roles=["product"], email="qing@example.org")
    with time_machine.travel(MORNING, tick=False):
        letters.write_due()
    assert sent == []
    with time_machine.travel(NIGHT, tick=False):
        open_case([Cause.FIRST], post_id=make.idea().id)
        open_case([Cause.WORD, Cause.FIRST], post_id=make.held().id)
        suspicion.crowd(make.idea(), 6)
        detection.look_by_itself()
        letters.write_due()
    assert sent == []
    with time_machine.travel(MORNING, tick=False):
        letters.write_due()
        letters.write_due()
    ((to, subject, lines),) = sent
    assert (to, subject) == ("mo@example.org", "3 things wait for the moderators")
    assert [(line.name, line.number, line.hours) for line in lines] == [
        ("Held", 1, 6.0), ("First posts", 2, 6.0), ("Suspicious supports", 1, 6.0)
    ]  # fmt: skip


def test_of_what_is_about_themselves_nobody_hears(sent: list[tuple[str, str, list[letters.Line]]]) -> None:
    alone = make.member(roles=["moderator"], email="mo@example.org", locale="en")
    with time_machine.travel(NIGHT, tick=False):
        open_case([Cause.REPORT], post_id=make.idea(alone).id)
    with time_machine.travel(MORNING, tick=False):
        letters.write_due()
    assert sent == []
    make.member(roles=["moderator"], email="ada@example.org", locale="en")
    with time_machine.travel(MORNING, tick=False):
        letters.write_due()
    assert [to for to, _subject, _lines in sent] == ["ada@example.org"]


def test_the_letter_says_so_in_both_languages(app: Flask) -> None:
    said: Any = {"lines": [letters.Line("Held", 2, 6.0)], "link": "/moderation", "site_name": "Site"}
    for locale, words in (("en", "the first for 6 hours"), ("zh", "6小时")):
        letter = json.loads(sealing.unseal(mail.written("mo@example.org", locale, "queue", "Waiting", **said)))
        assert words in letter["text"]
        assert words in letter["html"]


def test_a_day_of_a_moderator_is_noted_once(app: Flask) -> None:
    member = make.member()
    row = {"member_id": member.id, "on": clock.local_day(clock.now()), "at": clock.now()}
    db.session.execute(insert(QueueLetter).values(row))
    with pytest.raises(IntegrityError), db.session.begin_nested():
        db.session.execute(insert(QueueLetter).values(row))
