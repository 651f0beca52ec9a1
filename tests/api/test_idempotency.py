"""A call with a key is carried out once, however often it is sent."""

import gzip
import json
import time
from typing import Any

from sqlalchemy import func, select, text

from cocreate.ideas.models import Idea
from cocreate.kernel import bookkeeping
from cocreate.kernel.database import db
from cocreate.members import queries as members
from tests import make
from tests.api.conftest import Start
from tests.support.program import Program
from tests.support.race import Real

SAID = {"title": "A hook for bags", "body": "In the back.", "stage": "design"}


def ideas() -> int:
    return db.session.scalar(select(func.count()).select_from(Idea)) or 0


def test_the_same_call_repeats_its_answer(program: Start) -> None:
    mine = program(make.member())
    first, second = (mine("POST /ideas", SAID, Idempotency_Key="one") for _again in range(2))
    assert (second.status_code, second.json) == (201, first.json)
    assert second.headers["Location"] == first.headers["Location"]
    assert ideas() == 1


def test_an_answer_is_repeated_in_the_coding_that_is_asked_for_then(program: Start) -> None:
    mine = program(make.member())
    long = {**SAID, "body": "In the back. " * 200}
    told = []
    for coding in ("gzip", "gzip", "identity"):
        answer = mine("POST /ideas", long, Idempotency_Key="one", Accept_Encoding=coding)
        assert answer.headers.get("Content-Encoding", "identity") == coding
        told.append(json.loads(gzip.decompress(answer.get_data()) if coding == "gzip" else answer.get_data()))
    assert told[0] == told[1] == told[2]


def test_the_same_key_with_another_body_is_refused(program: Start) -> None:
    mine = program(make.member())
    mine("POST /ideas", SAID, Idempotency_Key="one")
    answer = mine("POST /ideas", {**SAID, "title": "Another hook"}, Idempotency_Key="one")
    assert (answer.status_code, answer.json["type"]) == (422, "urn:cocreate:key-reused")
    assert list(answer.json["errors"]) == ["Idempotency-Key"]
    assert ideas() == 1


def test_the_same_key_of_somebody_else_is_another_key(program: Start) -> None:
    one, other = program(make.member()), program(make.member())
    one("POST /ideas", SAID, Idempotency_Key="one")
    assert other("POST /ideas", SAID, Idempotency_Key="one").status_code == 201
    assert ideas() == 2


def test_another_key_or_none_carries_it_out_again(program: Start) -> None:
    mine = program(make.member())
    for key in ({"Idempotency_Key": "one"}, {"Idempotency_Key": "two"}, {}, {}):
        assert mine("POST /ideas", SAID, **key).status_code == 201
    assert ideas() == 4


def test_a_refused_call_may_be_tried_again(program: Start) -> None:
    idea, mine = make.idea(), program(make.member())
    call = f"POST /ideas/{idea.post.public_id}/comments"
    idea.status.may_comment = False
    assert mine(call, {"body": "Yes."}, Idempotency_Key="one").status_code == 409
    db.session.execute(text("UPDATE statuses SET may_comment = true"))
    assert mine(call, {"body": "Yes."}, Idempotency_Key="one").status_code == 201


def test_a_key_is_of_reasonable_length(program: Start) -> None:
    mine = program(make.member())
    for key in ("", "x" * 201):
        answer = mine("POST /ideas", SAID, Idempotency_Key=key)
        assert (answer.status_code, list(answer.json["errors"])) == (422, ["Idempotency-Key"])


def test_many_at_once_are_carried_out_once(real: Real) -> None:
    public_id = real.commit(lambda: make.member().public_id)
    mine = real.commit(lambda: of(real, public_id))

    def send() -> tuple[int, Any]:
        answer = mine("POST /ideas", SAID, Idempotency_Key="one")
        return answer.status_code, answer.json.get("id")

    outcomes = real.together([send] * 12)
    assert {status for status, _id in outcomes} <= {201, 409}
    assert len({public_id for status, public_id in outcomes if status == 201}) == 1
    assert real.commit(ideas) == 1


def test_a_call_in_flight_refuses_its_double(real: Real) -> None:
    def prepare() -> tuple[str, int, Program]:
        idea = make.idea()
        return f"POST /ideas/{idea.post.public_id}/comments", idea.id, of(real, make.member().public_id)

    call, thread, mine = real.commit(prepare)

    def first() -> int:
        return mine(call, {"body": "Yes."}, Idempotency_Key="one").status_code

    def second() -> int:
        with bookkeeping.engine(real.app).connect() as watch, watch.begin() as blocked:
            watch.execute(text("SELECT 1 FROM posts WHERE id = :id FOR UPDATE"), {"id": thread})
            started.append(True)
            wait_for_the_key(watch)
            answer = mine(call, {"body": "Yes."}, Idempotency_Key="one")
            blocked.rollback()
        assert answer.json["type"] == "urn:cocreate:in-flight"
        return answer.status_code

    def first_once_blocked() -> int:
        while not started:
            time.sleep(0.01)
        return first()

    started: list[bool] = []
    assert real.together([first_once_blocked, second]) == [201, 409]
    assert real.commit(first) == 201


def wait_for_the_key(connection: Any) -> None:
    """Until another connection holds the lock of a key."""
    held = text("SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND granted AND objsubid = 1")
    until = time.monotonic() + 90
    while not connection.scalar(held):
        assert time.monotonic() < until, "nobody took the key"
        time.sleep(0.01)


def of(real: Real, public_id: str) -> Program:
    """A program of the member with `public_id`, on real connections."""
    member = members.by_public_id(public_id)
    assert member is not None
    return Program(real.app.test_client(), member)
