"""Each constraint on promises and pauses, broken."""

import pytest
from flask import Flask
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from cocreate.ideas.responses import rules
from cocreate.kernel.database import db
from tests import make

BREACHES = {
    "uq_responses_idea_id_kind": "INSERT INTO responses (idea_id, kind, state, hours, started_at, due_at) "
    "SELECT idea_id, kind, state, hours, started_at, due_at FROM responses",
    "ck_responses_kind": "UPDATE responses SET kind = 'target'",
    "ck_responses_state": "UPDATE responses SET state = 'forgotten'",
    "ck_responses_hours_are_some": "UPDATE responses SET hours = 0",
    "ck_responses_due_after_the_start": "UPDATE responses SET due_at = started_at",
    "ck_responses_met_after_some_hours": "UPDATE responses SET state = 'met', met_at = started_at",
    "ck_responses_met_after_the_start": "UPDATE responses SET state = 'met', met_at = started_at, taken = -1",
    "ck_responses_open_is_not_met": "UPDATE responses SET state = 'running', met_at = started_at, taken = 0",
    "ck_responses_met_in_time": "UPDATE responses SET state = 'met', met_at = due_at, taken = 24",
    "ck_responses_missed_is_late": "UPDATE responses SET state = 'missed', met_at = started_at, taken = 0",
    "ck_response_pauses_reason_length": "UPDATE response_pauses SET reason = ''",
    "ck_response_pauses_ends_after_the_start": "UPDATE response_pauses SET ended_at = at - interval '1 second'",
    "uq_response_pauses_one_open": "INSERT INTO response_pauses (response_id, reason, actor_id, at) "
    "SELECT response_id, reason, actor_id, at FROM response_pauses",
    "ck_ideas_reopened_are_problems": "UPDATE ideas SET reopened_at = now()",
    "ck_site_hours_are_some": "UPDATE site SET answer_hours = 0",
    "ck_site_days_of_a_week": "UPDATE site SET working_days = '{}'",
    "ck_site_minutes_of_a_day": "UPDATE site SET working_from = working_to",
    "ck_site_some_holidays": "UPDATE site SET holidays = array_fill(date '2026-10-01', ARRAY[401])",
}


@pytest.mark.parametrize("constraint", BREACHES)
def test_the_database_refuses(app: Flask, constraint: str) -> None:
    rules.pause(make.member(roles=["product"]), make.idea(), "Waiting for a picture.")
    with pytest.raises(IntegrityError, match=constraint):
        db.session.execute(text(BREACHES[constraint]))
