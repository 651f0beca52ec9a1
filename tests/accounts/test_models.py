"""Each constraint has a test that breaks it."""

from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from cocreate.accounts.models import ApiToken, Challenge, Consent, Password, Purpose, Session, SignIn, Way
from cocreate.kernel import clock
from cocreate.kernel.database import Base, db
from cocreate.members.models import IdentityKind
from tests import make

HASH = "$argon2id$v=19$m=8,t=1,p=1$c2FsdHNhbHQ$aGFzaGhhc2g"


def refused(constraint: str, *rows: Base) -> None:
    """Assert that the database refuses `rows` by `constraint`."""
    with pytest.raises(IntegrityError, match=constraint), db.session.begin_nested():
        db.session.add_all(rows)


def session(**given: Any) -> Session:
    return Session(**{"member_id": make.member().id, "token_hash": "t", "device": "", "ip_hint": "", **given})


def token(**given: Any) -> ApiToken:
    later = clock.now() + timedelta(days=1)
    return ApiToken(
        **{"member_id": make.member().id, "token_hash": "t", "scopes": ["read"], "expires_at": later, **given}
    )


def challenge(**given: Any) -> Challenge:
    later = clock.now() + timedelta(minutes=1)
    usual = {"purpose": Purpose.SIGN_IN, "kind": IdentityKind.PHONE, "lookup": "l", "sealed": "s", "token_hash": "t"}
    return Challenge(**{**usual, "code_hash": "c", "expires_at": later, **given})


def test_password_is_argon2id(app: Flask) -> None:
    refused("ck_passwords_hash_is_argon2id", Password(member_id=make.member().id, hash="secret"))


def test_member_has_one_password(app: Flask) -> None:
    member = make.member()
    db.session.add(Password(member_id=member.id, hash=HASH))
    db.session.flush()
    db.session.expunge_all()
    refused("pk_passwords", Password(member_id=member.id, hash=HASH))


def test_password_is_a_members(app: Flask) -> None:
    refused("fk_passwords_member_id", Password(member_id=0, hash=HASH))


def test_session_tokens_differ(app: Flask) -> None:
    refused("uq_sessions_token_hash", session(), session())


def test_session_is_a_members(app: Flask) -> None:
    refused("fk_sessions_member_id", session(member_id=0))


def test_session_is_not_seen_before_it_began(app: Flask) -> None:
    now = clock.now()
    refused("ck_sessions_seen_after_made", session(created_at=now, last_seen_at=now - timedelta(seconds=1)))


def test_session_is_not_proven_before_it_began(app: Flask) -> None:
    now = clock.now()
    refused("ck_sessions_proven_after_made", session(created_at=now, proven_at=now - timedelta(seconds=1)))


@pytest.mark.parametrize("who", [{}, {"member_id": 0, "lookup": "l"}])
def test_sign_in_is_a_members_or_a_try_as_somebody(app: Flask, who: dict[str, Any]) -> None:
    refused("ck_sign_ins_done_or_tried", SignIn(way=Way.CODE, device="", ip_hint="", **who))


def test_sign_in_goes_one_of_the_ways_and_is_a_members(app: Flask) -> None:
    refused("fk_sign_ins_member_id", SignIn(member_id=0, way=Way.CODE, device="", ip_hint=""))
    row = text("INSERT INTO sign_ins (at, lookup, way, device, ip_hint) VALUES (now(), 'l', 'x', '', '')")
    with pytest.raises(IntegrityError, match="ck_sign_ins_way"), db.session.begin_nested():
        db.session.execute(row)


def test_api_tokens_differ(app: Flask) -> None:
    refused("uq_api_tokens_token_hash", token(), token())


def test_api_token_is_a_members(app: Flask) -> None:
    refused("fk_api_tokens_member_id", token(member_id=0))


@pytest.mark.parametrize("scopes", [[], ["everything"], ["read", "everything"]])
def test_scopes_are_known(app: Flask, scopes: list[str]) -> None:
    refused("ck_api_tokens_scopes_are_known", token(scopes=scopes))


def test_api_token_ends_after_it_began(app: Flask) -> None:
    now = clock.now()
    refused("ck_api_tokens_expires_after_made", token(created_at=now, expires_at=now))


def test_challenge_tokens_differ(app: Flask) -> None:
    refused("uq_challenges_token_hash", challenge(), challenge())


def test_challenge_is_a_members(app: Flask) -> None:
    refused("fk_challenges_member_id", challenge(purpose=Purpose.CONFIRM_IDENTITY, member_id=0))


@pytest.mark.parametrize("purpose", [Purpose.CONFIRM_IDENTITY, Purpose.RESET])
def test_challenge_of_a_member_names_them(app: Flask, purpose: Purpose) -> None:
    given = {"kind": IdentityKind.EMAIL, "code_hash": None, "member_id": None}
    refused("ck_challenges_member_is_known", challenge(purpose=purpose, **given))


@pytest.mark.parametrize("purpose", [Purpose.SIGN_IN, Purpose.SIGN_UP])
def test_challenge_of_anybody_names_nobody(app: Flask, purpose: Purpose) -> None:
    given = {"kind": IdentityKind.EMAIL, "code_hash": None, "member_id": make.member().id}
    refused("ck_challenges_member_is_known", challenge(purpose=purpose, **given))


@pytest.mark.parametrize(
    ("purpose", "kind", "code_hash"),
    [
        (Purpose.SIGN_IN, IdentityKind.PHONE, None),
        (Purpose.SIGN_IN, IdentityKind.EMAIL, "c"),
        (Purpose.SIGN_UP, IdentityKind.PHONE, "c"),
        (Purpose.SIGN_UP, IdentityKind.EMAIL, "c"),
    ],
)
def test_code_goes_to_a_phone(app: Flask, purpose: Purpose, kind: IdentityKind, code_hash: str | None) -> None:
    refused("ck_challenges_code_goes_to_a_phone", challenge(purpose=purpose, kind=kind, code_hash=code_hash))


def test_reset_goes_by_mail(app: Flask) -> None:
    given = {"purpose": Purpose.RESET, "member_id": make.member().id, "code_hash": None}
    refused("ck_challenges_reset_goes_by_mail", challenge(**given))


def test_challenge_ends_after_it_began(app: Flask) -> None:
    now = clock.now()
    refused("ck_challenges_expires_after_made", challenge(created_at=now, expires_at=now))


def test_consent_is_a_members_to_a_text(app: Flask) -> None:
    refused("fk_consents_member_id", Consent(member_id=0, legal_text_id=1))
    refused("fk_consents_legal_text_id", Consent(member_id=make.member().id, legal_text_id=0))


def test_consent_is_given_once(app: Flask) -> None:
    member = make.member()
    db.session.add(Consent(member_id=member.id, legal_text_id=1))
    db.session.flush()
    db.session.expunge_all()
    refused("pk_consents", Consent(member_id=member.id, legal_text_id=1))
