"""What can never stand in the table of rates."""

import pytest
from flask import Flask
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from cocreate.kernel.database import db

BROKEN = {
    "pk_rates": "INSERT INTO rates SELECT * FROM rates",
    "ck_rates_deed": "UPDATE rates SET deed = 'sneeze' WHERE scope = 'address' AND deed = 'post'",
    "ck_rates_scope": "UPDATE rates SET scope = 'moon' WHERE scope = 'crowd'",
    "ck_rates_reply": "UPDATE rates SET reply = 'shrug'",
    "ck_rates_of_a_level": "UPDATE rates SET level = 9 WHERE level = 3 AND deed = 'edit'",
    "ck_rates_times_are_some": "UPDATE rates SET times = 0",
    "ck_rates_within_a_week": "UPDATE rates SET seconds = 604801",
    "ck_rates_texts_are_held": "UPDATE rates SET reply = 'hold' WHERE deed = 'support'",
    "ck_rates_towards_an_author": "UPDATE rates SET scope = 'target' WHERE deed = 'edit'",
}


def test_each_constraint_speaks(app: Flask) -> None:
    for constraint, statement in BROKEN.items():
        with pytest.raises(IntegrityError, match=constraint), db.session.begin_nested():
            db.session.execute(text(statement))
