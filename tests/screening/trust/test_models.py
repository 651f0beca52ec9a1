"""What can never stand in the tables of levels, nor at a member."""

import pytest
from flask import Flask
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from cocreate.kernel.database import db
from cocreate.members.models import Trust
from tests import make

BROKEN = {
    "ck_trust_thresholds_above_newcomers": "UPDATE trust_thresholds SET level = 0 WHERE level = 1",
    "ck_trust_thresholds_days_within_ten_years": "UPDATE trust_thresholds SET days = -1",
    "ck_trust_thresholds_posts_can_be_written": "UPDATE trust_thresholds SET posts = 100001",
    "ck_trust_thresholds_reports_can_be_upheld": "UPDATE trust_thresholds SET reports = -1",
    "ck_trust_thresholds_report_days_within_ten_years": "UPDATE trust_thresholds SET report_days = 0",
    "pk_trust_thresholds": "INSERT INTO trust_thresholds SELECT * FROM trust_thresholds",
    "ck_trust_allowances_of_a_level": "UPDATE trust_allowances SET level = 4 WHERE level = 3",
    "ck_trust_allowances_excess": "UPDATE trust_allowances SET excess = 'shrug'",
    "ck_trust_allowances_links_are_some": "UPDATE trust_allowances SET links = -1",
    "ck_trust_allowances_pictures_are_some": "UPDATE trust_allowances SET pictures = 101",
    "ck_trust_allowances_mentions_are_some": "UPDATE trust_allowances SET mentions = -1",
    "ck_trust_allowances_first_posts_are_few": "UPDATE trust_allowances SET waits = 101",
    "pk_trust_allowances": "INSERT INTO trust_allowances SELECT * FROM trust_allowances",
    "ck_members_trust_earned_is_a_level": "UPDATE members SET trust_earned = -1",
    "ck_members_trust_is_earned_or_vouched_for": "UPDATE members SET trust = 3",
}


def test_each_constraint_speaks(app: Flask) -> None:
    make.member(trust=Trust.SETTLED)
    for constraint, statement in BROKEN.items():
        with pytest.raises(IntegrityError, match=constraint), db.session.begin_nested():
            db.session.execute(text(statement))
