"""What the database refuses of grants."""

from typing import Any

import pytest
from sqlalchemy import insert
from sqlalchemy.exc import IntegrityError

from cocreate.kernel import clock
from cocreate.kernel.database import db
from cocreate.points import awards
from cocreate.points.grants.models import Grant, GrantState
from cocreate.points.models import RuleKey
from tests import make

pytestmark = pytest.mark.usefixtures("app")
NOW, AWARD, BY, TO, SECOND = "now", "award", "by", "to", "second"  # what stands for an instant, an award, people
PENDING: dict[str, Any] = {"state": GrantState.PENDING, "needs_two": True}
REFUSED: dict[str, Any] = {"state": GrantState.REFUSED, "needs_two": True, "decided_at": NOW, "decided_by_id": SECOND}
BROKEN: dict[str, dict[str, Any]] = {
    "ck_point_grants_amount_is_some": {**PENDING, "amount": 0},
    "ck_point_grants_reason_length": {**PENDING, "reason": ""},
    "ck_point_grants_answer_length": {**REFUSED, "answer": ""},
    "ck_point_grants_nobody_gives_to_themselves": {**PENDING, "member_id": BY},
    "ck_point_grants_two_people_when_it_needs_two": {
        "state": GrantState.GIVEN, "needs_two": True, "decided_at": NOW, "decided_by_id": BY, "award_id": AWARD,
    },
    "ck_point_grants_small_ones_are_given": {**PENDING, "needs_two": False},
    "ck_point_grants_large_ones_are_decided": {**PENDING, "decided_at": NOW},
    "ck_point_grants_decided_at_an_instant": {**PENDING, "decided_by_id": SECOND},
    "ck_point_grants_given_by_a_second": {"state": GrantState.GIVEN, "needs_two": True, "decided_at": NOW},
    "ck_point_grants_given_is_awarded": {"state": GrantState.GIVEN, "needs_two": False},
    "ck_point_grants_revoked_by_somebody": {**PENDING, "revoked_at": NOW},
    "ck_point_grants_answer_to_something": {**PENDING, "answer": "No."},
    "ck_point_grants_state": {**PENDING, "state": "lost"},
}  # fmt: skip


@pytest.mark.parametrize("name", BROKEN)
def test_what_the_database_refuses(name: str) -> None:
    people = {who: make.member().id for who in (BY, TO, SECOND)}
    said = {"public_id": "2222222222", "by_id": BY, "member_id": TO, "amount": 5, "reason": "Why.", **BROKEN[name]}
    (award,) = awards.award(RuleKey.PROFILE_COMPLETED, "profile:1", [people[TO]])
    meant = {**people, NOW: clock.now(), AWARD: award.id}
    values = {key: meant.get(value, value) for key, value in said.items()}
    state = values.pop("state")
    with pytest.raises((IntegrityError, LookupError), match=name if state != "lost" else "lost"):
        db.session.execute(insert(Grant).values(state=state, at=clock.now(), **values))
