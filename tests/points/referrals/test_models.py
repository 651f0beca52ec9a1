"""What the database refuses of referrals."""

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from cocreate.kernel.database import db
from tests.make import referrals

pytestmark = pytest.mark.usefixtures("app")
BREACHES = {
    "ck_referral_terms_one_row": "UPDATE referral_terms SET id = 2",
    "ck_referral_terms_cools_within_a_year": "UPDATE referral_terms SET cool_down_days = 366",
    "ck_referral_terms_age_within_ten_years": "UPDATE referral_terms SET minimum_age_days = -1",
    "ck_referral_terms_many_are_some": "UPDATE referral_terms SET many = 0",
    "ck_referral_terms_many_within_a_year": "UPDATE referral_terms SET many_days = 0",
    "uq_referral_codes_code": "INSERT INTO referral_codes SELECT referred_id, code FROM referrals, referral_codes",
    "fk_referral_codes_member_id": "UPDATE referral_codes SET member_id = 0",
    "pk_referrals": "INSERT INTO referrals SELECT * FROM referrals",
    "ck_referrals_state": "UPDATE referrals SET state = 'odd', due_at = now(), holding_id = 0",
    "ck_referrals_somebody_else": "UPDATE referrals SET referrer_id = referred_id",
    "ck_referrals_comes_to_a_car": "UPDATE referrals SET state = 'rewarded'",
    "ck_referrals_decided_by_somebody": "UPDATE referrals SET decided_at = now()",
    "ck_referrals_decided_by_another": "UPDATE referrals SET decided_by_id = referrer_id, decided_at = now()",
    "ck_referrals_refused_by_somebody": "UPDATE referrals SET state = 'refused', due_at = now(), holding_id = 0",
    "ck_referrals_reason_length": "UPDATE referrals SET reason = ''",
    "fk_referrals_referrer_id": "UPDATE referrals SET referrer_id = 0",
    "fk_referrals_holding_id": "UPDATE referrals SET state = 'waiting', due_at = now(), holding_id = 0",
}


def test_the_database_refuses_what_cannot_be() -> None:
    referrals.referral()
    for name, statement in BREACHES.items():
        with pytest.raises(IntegrityError) as refusal, db.session.begin_nested():
            db.session.execute(text(statement))
        assert f'"{name}"' in str(refusal.value)
