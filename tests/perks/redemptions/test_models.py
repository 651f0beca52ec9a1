"""What the database refuses of redemptions and codes, whoever asks."""

import pytest
from flask import Flask
from sqlalchemy import select, text
from sqlalchemy.exc import IntegrityError, ProgrammingError

from cocreate.kernel.database import db
from cocreate.perks.codes import rules as codes
from cocreate.perks.codes.models import PerkCode
from cocreate.perks.models import PerkKind
from cocreate.perks.redemptions import rules
from tests import make
from tests.make import redemptions

_USE = "INSERT INTO perk_code_uses (code_id, used, actor_id, nonce, centre, note, at) "
_COPY = "SELECT code_id, {used}, actor_id, {nonce}, {centre}, '', at FROM perk_code_uses"
BROKEN = {
    "ck_redemptions_price_is_some": "UPDATE redemptions SET price = 0",
    "ck_redemptions_key_length": "UPDATE redemptions SET key = ''",
    "ck_redemptions_tracking_length": "UPDATE redemptions SET tracking = repeat('x', 61) WHERE id = :sent",
    "ck_redemptions_state": "UPDATE redemptions SET state = 'lost' WHERE id = :sent",
    "ck_redemptions_resolved_at_some_time": "UPDATE redemptions SET resolved_at = now() WHERE id = :waits",
    "ck_redemptions_ordered_until_some_time": "UPDATE redemptions SET due_at = NULL, address = NULL WHERE id = :waits",
    "ck_redemptions_shipped_is_ordered": "UPDATE redemptions SET address = 'x' WHERE id = :coded",
    "ck_redemptions_tracking_of_what_is_sent": "UPDATE redemptions SET tracking = 'x' WHERE id = :waits",
    "uq_redemptions_transfer_id": "UPDATE redemptions SET transfer_id = (SELECT min(transfer_id) FROM redemptions)",
    "uq_redemptions_member_id_key": "UPDATE redemptions SET key = 'k', member_id = (SELECT min(id) FROM members)",
    "uq_redemptions_public_id": "UPDATE redemptions SET public_id = 'x'",
    "fk_redemptions_perk_id_variant_id": "UPDATE redemptions SET variant_id = (SELECT max(id) FROM perk_variants) "
    "WHERE id = :waits",
    "fk_redemptions_perk_id": "UPDATE redemptions SET perk_id = 0 WHERE id = :waits",
    "fk_redemptions_member_id": "UPDATE redemptions SET member_id = 0 WHERE id = :waits",
    "fk_redemptions_transfer_id": "UPDATE redemptions SET transfer_id = 0 WHERE id = :waits",
    "uq_redemption_changes_redemption_id_state": "INSERT INTO redemption_changes (redemption_id, state, reason, at) "
    "VALUES (:waits, 'ordered', '', now())",
    "ck_redemption_changes_only_cancelling_has_a_reason": "INSERT INTO redemption_changes "
    "(redemption_id, state, reason, at) VALUES (:waits, 'fulfilled', 'x', now())",
    "ck_redemption_changes_reason_length": "INSERT INTO redemption_changes (redemption_id, state, reason, at) "
    "VALUES (:waits, 'cancelled', repeat('x', 301), now())",
    "ck_order_terms_one_row": "UPDATE order_terms SET id = 2",
    "ck_order_terms_days_are_some": "UPDATE order_terms SET days = 0",
    "ck_perk_codes_assigned_to_a_redemption": "UPDATE perk_codes SET redemption_id = NULL",
    "ck_perk_codes_state": "UPDATE perk_codes SET state = 'lost'",
    "ck_perk_codes_runs_out_of_hands": "UPDATE perk_codes SET state = 'free', redemption_id = NULL, "
    "valid_until_on = now()",
    "uq_perk_codes_redemption_id": "UPDATE perk_codes SET redemption_id = :coded",
    "uq_perk_codes_lookup": "UPDATE perk_codes SET lookup = 'x'",
    "fk_perk_codes_perk_id_variant_id": "UPDATE perk_codes SET variant_id = (SELECT min(id) FROM perk_variants)",
    "uq_perk_code_uses_code_id_nonce": _USE + _COPY.format(used="true", nonce="nonce", centre="''"),
    "ck_perk_code_uses_nonce_length": _USE + _COPY.format(used="true", nonce="''", centre="''"),
    "ck_perk_code_uses_words_length": _USE + _COPY.format(used="true", nonce="'2'", centre="repeat('x', 81)"),
    "ck_perk_code_uses_taken_back_for_a_reason": _USE + _COPY.format(used="false", nonce="'2'", centre="''"),
    "ck_perk_variants_pool_is_counted": "UPDATE perk_variants SET pooled = true",
}


@pytest.fixture
def keys(app: Flask) -> dict[str, int]:
    """An order that waits, one that was sent, two codes, one of them taken in."""
    waits, sent = redemptions.redemption(), redemptions.redemption()
    rules.fulfil(make.member(), sent)
    coded, _other = (redemptions.redemption(variant=redemptions.perk(PerkKind.VOUCHER)) for _number in range(2))
    code = db.session.scalars(select(PerkCode).where(PerkCode.redemption_id == coded.id)).one()
    codes.use(make.member(), code, "n")
    return {"waits": waits.id, "sent": sent.id, "coded": coded.id}


def test_the_database_keeps_every_constraint(keys: dict[str, int]) -> None:
    for name, statement in BROKEN.items():
        with pytest.raises(IntegrityError, match=f'"{name}"'), db.session.begin_nested():
            db.session.execute(text(statement), keys)


def test_what_happened_is_not_rewritten(keys: dict[str, int]) -> None:
    for table in ("redemption_changes", "perk_code_uses"):
        for statement in (f"UPDATE {table} SET at = now()", f"DELETE FROM {table}"):
            with pytest.raises((IntegrityError, ProgrammingError)), db.session.begin_nested():
                db.session.execute(text(statement))
