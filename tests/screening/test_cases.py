"""What somebody should look at: one case for each post and member, heavier with each cause, closed and opened again."""

from functools import partial
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from cocreate.kernel import clock
from cocreate.kernel.database import db
from cocreate.screening.cases import WEIGHTS, close_cases, open_case, relieve
from cocreate.screening.models import Case, Cause
from tests import make
from tests.support.race import Real


def the_case() -> Case:
    return db.session.scalars(select(Case).execution_options(populate_existing=True)).one()


def test_each_cause_weighs_once_and_reports_on_top(app: Flask) -> None:
    post = make.idea().id
    open_case([Cause.FIRST], post_id=post)
    open_case([Cause.FIRST, Cause.WORD], post_id=post)
    open_case([Cause.REPORT], post_id=post, weight=1.5)
    case = the_case()
    assert case.causes == ["first", "word", "report"]
    assert case.weight == WEIGHTS[Cause.FIRST] + WEIGHTS[Cause.WORD] + 1.5
    relieve([post])
    assert the_case().weight == WEIGHTS[Cause.FIRST] + WEIGHTS[Cause.WORD]


def test_what_was_closed_begins_anew(app: Flask) -> None:
    member = make.member().id
    open_case([Cause.WORD], member_id=member)
    first = the_case().opened_at
    close_cases(member_ids=[member])
    assert the_case().closed_at is not None
    open_case([Cause.REPORT], member_id=member, weight=1.0)
    case = the_case()
    assert (case.causes, case.weight, case.closed_at) == (["report"], 1.0, None)
    assert case.opened_at > first


def test_causes_that_come_at_once_are_all_in_one_case(real: Real) -> None:
    post = real.commit(lambda: make.idea().id)
    causes = [Cause.WORD, Cause.RATE, Cause.TRUST, Cause.PROVIDER]
    real.together([partial(open_case, [cause], post_id=post) for cause in causes])
    case = real.commit(the_case)
    assert set(case.causes) == {cause.value for cause in causes}
    assert case.weight == sum(WEIGHTS[cause] for cause in causes)


def test_what_the_database_refuses(app: Flask) -> None:
    post, member, now = make.idea().id, make.member().id, clock.now()
    sound = {"post_id": post, "causes": ["word"], "weight": 1.0}
    cases: list[tuple[dict[str, Any], str]] = [
        ({"member_id": member}, "of_one_thing"),
        ({"post_id": None}, "of_one_thing"),
        ({"causes": []}, "causes_are_known"),
        ({"causes": ["whim"]}, "causes_are_known"),
        ({"weight": -1.0}, "weight_not_negative"),
        ({"claimed_by": member}, "claimed_by_somebody_for_a_while"),
        ({"claimed_by": member, "claimed_until": now, "closed_at": now}, "closed_is_not_claimed"),
    ]
    for said, constraint in cases:
        with pytest.raises(IntegrityError, match=constraint):
            _add(Case(**{**sound, **said}))
    _add(Case(**sound))
    with pytest.raises(IntegrityError, match="uq_cases_post_id"):
        _add(Case(**sound))


def _add(case: Case) -> None:
    with db.session.begin_nested():
        db.session.add(case)
        db.session.flush()
