"""Each constraint on cars, broken."""

import pytest
from flask import Flask
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from cocreate.kernel.database import db
from tests import make
from tests.make import cars

VOIDED = "UPDATE holdings SET state = 'former', ended_at = statement_timestamp(), voided_at = statement_timestamp()"
OWNER, OTHER = "(SELECT min(id) FROM members)", "(SELECT max(id) FROM members)"
BREACHES = {
    "uq_vehicles_vin_lookup": """
        INSERT INTO vehicles (vin_lookup, vin_sealed, vin_tail) SELECT vin_lookup, 'x', '123456' FROM vehicles
    """,
    "ck_vehicles_tail_length": "UPDATE vehicles SET vin_tail = '12345'",
    "uq_holdings_public_id": "UPDATE holdings SET public_id = 'one'",
    "uq_holdings_one_verified_owner": """
        UPDATE holdings SET verified_at = now(), verified_by = 'list', state = 'owner',
               vehicle_id = (SELECT id FROM vehicles)
    """,
    "uq_holdings_one_open": """
        UPDATE holdings SET member_id = (SELECT min(member_id) FROM holdings), vehicle_id = (SELECT id FROM vehicles)
    """,
    "fk_holdings_vehicle_id": "UPDATE holdings SET vehicle_id = 0",
    "fk_holdings_member_id": "UPDATE holdings SET member_id = 0 WHERE verified_at IS NOT NULL",
    "fk_holdings_series_id": "UPDATE holdings SET series_id = 0, model_year_id = NULL",
    "fk_holdings_series_id_model_year_id": "UPDATE holdings SET model_year_id = 0",
    "fk_holdings_model_year_id_trim_id": "UPDATE holdings SET trim_id = 0",
    "ck_holdings_trim_has_a_year": "UPDATE holdings SET trim_id = 0, model_year_id = NULL",
    "ck_holdings_state": "UPDATE holdings SET state = 'lost'",
    "ck_holdings_use": "UPDATE holdings SET use = 'racing'",
    "ck_holdings_former_has_ended": "UPDATE holdings SET state = 'former'",
    "ck_holdings_verified_by_something": "UPDATE holdings SET verified_at = now() WHERE verified_at IS NULL",
    "ck_holdings_verified_has_the_car": "UPDATE holdings SET state = 'ordered' WHERE verified_at IS NOT NULL",
    "ck_holdings_verified_before_the_end": """
        UPDATE holdings SET state = 'former', ended_at = verified_at - interval '1 day' WHERE verified_at IS NOT NULL
    """,
    "ck_holdings_verifier_saw_a_document": "UPDATE holdings SET verifier_id = (SELECT max(id) FROM members)",
    "ck_holdings_verified_by_somebody_else": """
        UPDATE holdings SET verified_by = 'document', verifier_id = member_id WHERE verified_at IS NOT NULL
    """,
    "ck_holdings_delivered_after_the_order": """
        UPDATE holdings SET ordered_on = '2024-05-02', delivered_on = '2024-05-01'
    """,
    "ck_holdings_voided_by_somebody_for_a_reason": f"{VOIDED}, voider_id = {OTHER} WHERE verified_at IS NOT NULL",
    "ck_holdings_voided_reason_length": f"{VOIDED}, voider_id = {OTHER}, voided_for = '' WHERE verified_at IS NOT NULL",
    "ck_holdings_voided_was_verified": f"{VOIDED}, voider_id = {OWNER}, voided_for = 'x' WHERE verified_at IS NULL",
    "ck_holdings_voided_has_ended": f"""
        UPDATE holdings SET voided_at = now(), voider_id = {OTHER}, voided_for = 'x' WHERE verified_at IS NOT NULL
    """,
    "ck_holdings_voided_by_somebody_else": f"""
        {VOIDED}, voider_id = member_id, voided_for = 'x' WHERE verified_at IS NOT NULL
    """,
    "fk_holdings_voider_id": f"{VOIDED}, voider_id = 0, voided_for = 'x' WHERE verified_at IS NOT NULL",
    "ck_holdings_verified_by": "UPDATE holdings SET verified_by = 'rumour' WHERE verified_at IS NOT NULL",
    "uq_holding_documents_holding_id": """
        INSERT INTO holding_documents (holding_id, storage_key, sent_at)
        SELECT h.id, 'documents/' || h.id || n, now() FROM holdings h, generate_series(1, 2) n
    """,
    "uq_holding_documents_storage_key": """
        INSERT INTO holding_documents (holding_id, storage_key, sent_at) SELECT id, 'documents/one', now() FROM holdings
    """,
    "uq_owner_records_vin_lookup_phone_lookup": """
        INSERT INTO owner_records (vin_lookup, phone_lookup, series_id, use, imported_at)
        SELECT vin_lookup, phone_lookup, series_id, use, now() FROM owner_records
    """,
    "ck_owner_records_delivered_after_the_order": """
        UPDATE owner_records SET ordered_on = '2024-05-02', delivered_on = '2024-05-01'
    """,
    "ck_owner_records_trim_has_a_year": "UPDATE owner_records SET trim_id = 0, model_year_id = NULL",
    "ck_owner_records_use": "UPDATE owner_records SET use = 'racing'",
    "fk_owner_records_series_id_model_year_id": "UPDATE owner_records SET model_year_id = 0",
    "fk_owner_records_series_id": "UPDATE owner_records SET series_id = 0, model_year_id = NULL",
    "fk_owner_records_model_year_id_trim_id": "UPDATE owner_records SET trim_id = 0",
    "uq_disputes_public_id": """
        INSERT INTO disputes (public_id, claim_id, against_id, state, opened_at, decided_at, decider_id)
        SELECT public_id, claim_id, against_id, 'withdrawn', now(), now(), (SELECT max(id) FROM members) FROM disputes
    """,
    "uq_disputes_one_open": """
        INSERT INTO disputes (public_id, claim_id, against_id, state, opened_at)
        SELECT 'another', claim_id, against_id, 'open', now() FROM disputes
    """,
    "ck_disputes_state": """
        UPDATE disputes SET state = 'forgotten', decided_at = now(), decider_id = (SELECT max(id) FROM members)
    """,
    "ck_disputes_two_holdings": "UPDATE disputes SET against_id = claim_id",
    "ck_disputes_decided_by_somebody_for_a_reason": "UPDATE disputes SET state = 'upheld', decided_at = now()",
    "fk_disputes_claim_id": "UPDATE disputes SET claim_id = 0",
    "fk_disputes_against_id": "UPDATE disputes SET against_id = 0",
    "ck_members_staff_are_no_owners": "UPDATE members SET affiliation = 'staff' WHERE is_owner",
}  # fmt: skip


@pytest.mark.parametrize("constraint", BREACHES)
def test_the_database_refuses(app: Flask, constraint: str) -> None:
    vin, owner, other = cars.vin(), make.member(), make.member()
    cars.record(vin, cars.phone(owner))
    cars.car(owner, vin)
    cars.car(other, vin)
    with pytest.raises(IntegrityError, match=rf'"{constraint}"'):
        db.session.execute(text(BREACHES[constraint]))
