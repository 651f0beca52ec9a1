"""Becoming a member and proving to be one."""

from datetime import timedelta

import pytest
import time_machine
from flask import Flask
from sqlalchemy import func, select

from cocreate.accounts import challenges, passwords, profiles, rules, sessions
from cocreate.accounts.models import Challenge, Consent, Password, Purpose, Session
from cocreate.journal.models import JournalEntry
from cocreate.kernel import clock, sealing
from cocreate.kernel.database import db
from cocreate.kernel.errors import Invalid, Refused, TooMany
from cocreate.members import queries as members
from cocreate.members.models import Identity, IdentityKind, Member
from cocreate.site.models import LegalText
from tests import make
from tests.accounts.conftest import Outbox, path_in

PHONE = "13800138000"
GOOD = "a sentence nobody else says"


def wrong(code: str) -> str:
    """Six digits that are not `code`."""
    return f"{(int(code) + 1) % 10**6:06}"


def newcomer(outbox: Outbox, phone: str = PHONE, name: str = "Lin") -> Member:
    """A member who has just joined by phone."""
    token = rules.request_code(phone)
    (code,) = outbox.codes()
    return rules.complete(rules.prove_code(token, code).token, name)


def joined(outbox: Outbox, email: str = "lin@example.org", name: str = "Lin") -> Member:
    """A member who has just joined by mail."""
    rules.sign_up(name, email, GOOD)
    return rules.confirm_sign_up(outbox.token())


class TestByPhone:
    def test_newcomer_proves_the_number_and_joins(self, outbox: Outbox) -> None:
        member = newcomer(outbox, "138 0013 8000", "林工")
        assert member.name == "林工"
        assert members.by_identity(IdentityKind.PHONE, "+8613800138000") is member
        assert db.session.scalars(select(JournalEntry.verb).order_by(JournalEntry.id)).all() == [
            "sign_up",
            "confirm_identity",
        ]

    def test_member_signs_in_however_the_number_is_typed(self, outbox: Outbox) -> None:
        member = newcomer(outbox)
        token = rules.request_code("+86 138-0013-8000")
        (code,) = outbox.codes()
        assert rules.prove_code(token, code).member is member

    def test_versions_of_the_legal_texts_are_kept(self, outbox: Outbox) -> None:
        member = newcomer(outbox)
        accepted = select(Consent.legal_text_id).where(Consent.member_id == member.id)
        assert set(db.session.scalars(accepted)) == set(db.session.scalars(select(LegalText.id)))

    def test_code_and_number_are_stored_sealed_only(self, outbox: Outbox) -> None:
        rules.request_code(PHONE)
        (code,) = outbox.codes()
        row = db.session.scalars(select(Challenge)).one()
        stored = f"{row.lookup} {row.sealed} {row.token_hash} {row.code_hash}"
        assert "13800138000" not in stored
        assert code != row.code_hash
        assert row.code_hash not in (sealing.lookup(code), sealing.token_hash(code))

    def test_known_and_unknown_number_get_a_code_alike(self, outbox: Outbox) -> None:
        newcomer(outbox)
        rules.request_code(PHONE)
        rules.request_code("13900139000")
        assert len(outbox.codes()) == 2

    def test_code_is_read_as_any_keyboard_sends_it(self, outbox: Outbox) -> None:
        token = rules.request_code(PHONE)
        (code,) = outbox.codes()
        full_width = "".join(chr(ord(digit) + 0xFEE0) for digit in code)
        assert rules.prove_code(token, f"{full_width[:3]} {full_width[3:]}").token

    def test_code_works_once(self, outbox: Outbox) -> None:
        token = rules.request_code(PHONE)
        (code,) = outbox.codes()
        rules.prove_code(token, code)
        with pytest.raises(Invalid) as refusal:
            rules.prove_code(token, code)
        assert refusal.value.field == "code"

    def test_code_lasts_ten_minutes(self, outbox: Outbox) -> None:
        token = rules.request_code(PHONE)
        (code,) = outbox.codes()
        with time_machine.travel(clock.now() + timedelta(minutes=10, seconds=1), tick=False), pytest.raises(Invalid):
            rules.prove_code(token, code)

    def test_code_of_another_challenge_does_not_fit(self, outbox: Outbox) -> None:
        tokens = [rules.request_code(PHONE), rules.request_code("13900139000")]
        first, second = outbox.codes()
        assert first != second
        with pytest.raises(Invalid):
            rules.prove_code(tokens[0], second)

    def test_fifth_try_still_counts_and_the_sixth_is_too_much(self, outbox: Outbox) -> None:
        token = rules.request_code(PHONE)
        (code,) = outbox.codes()
        for _try in range(4):
            with pytest.raises(Invalid):
                rules.prove_code(token, wrong(code))
        assert rules.prove_code(token, code).token

        token = rules.request_code(PHONE)
        (code,) = outbox.codes()
        for _try in range(5):
            with pytest.raises(Invalid):
                rules.prove_code(token, wrong(code))
        with pytest.raises(Invalid):
            rules.prove_code(token, code)

    def test_tries_count_even_when_everything_else_is_rolled_back(self, outbox: Outbox) -> None:
        token = rules.request_code(PHONE)
        (code,) = outbox.codes()
        for _try in range(5):
            with pytest.raises(Invalid), db.session.begin_nested():
                rules.prove_code(token, wrong(code))
        with pytest.raises(Invalid):
            rules.prove_code(token, code)

    def test_a_number_gets_five_codes_an_hour(self, outbox: Outbox) -> None:
        for _time in range(5):
            rules.request_code(PHONE)
        with pytest.raises(TooMany) as refusal:
            rules.request_code("+86 13800138000")
        assert 0 < refusal.value.retry_after <= 3600
        assert len(outbox.codes()) == 5

    def test_an_address_may_ask_for_sixty_codes_an_hour(self, app: Flask) -> None:
        for number in range(60):
            rules.request_code(f"138001380{number:02}")
        with pytest.raises(TooMany):
            rules.request_code("13900139000")

    @pytest.mark.parametrize("typed", ["", "12345", "hello", "+1", "1" * 500, "138001380001380013800"])
    def test_what_is_no_number_is_refused(self, app: Flask, typed: str) -> None:
        with pytest.raises(Invalid) as refusal:
            rules.request_code(typed)
        assert refusal.value.field == "phone"

    def test_proof_makes_one_member_only(self, outbox: Outbox) -> None:
        token = rules.request_code(PHONE)
        (code,) = outbox.codes()
        proven = rules.prove_code(token, code)
        rules.complete(proven.token, "Lin")
        with pytest.raises(Refused):
            rules.complete(proven.token, "Lin again")

    def test_two_proofs_of_one_number_make_one_member(self, outbox: Outbox) -> None:
        tokens = [rules.request_code(PHONE), rules.request_code(PHONE)]
        proofs = [rules.prove_code(token, code) for token, code in zip(tokens, outbox.codes(), strict=True)]
        rules.complete(proofs[0].token, "Lin")
        with pytest.raises(Refused) as refusal:
            rules.complete(proofs[1].token, "Lin too")
        assert refusal.value.code == "identity-taken"

    def test_code_token_does_not_complete_without_the_code(self, outbox: Outbox) -> None:
        token = rules.request_code(PHONE)
        with pytest.raises(Refused):
            rules.complete(token, "Lin")


class TestExchangeOfCodes:
    def test_member_gets_in_with_the_latest_code(self, outbox: Outbox) -> None:
        member = newcomer(outbox)
        rules.request_code(PHONE)
        rules.request_code(PHONE)
        old, new = outbox.codes()
        assert old != new
        assert rules.exchange_code(PHONE, old) is None
        assert rules.exchange_code(PHONE, new) is member
        assert rules.exchange_code(PHONE, new) is None

    def test_unknown_number_and_wrong_code_get_the_same_answer(self, outbox: Outbox) -> None:
        newcomer(outbox)
        rules.request_code(PHONE)
        rules.request_code("13900139000")
        known, unknown = outbox.codes()
        assert rules.exchange_code("13900139000", unknown) is None
        assert rules.exchange_code(PHONE, wrong(known)) is None
        assert rules.exchange_code("13700137000", "123456") is None

    def test_five_tries_hold_here_too(self, outbox: Outbox) -> None:
        newcomer(outbox)
        rules.request_code(PHONE)
        (code,) = outbox.codes()
        for _try in range(5):
            assert rules.exchange_code(PHONE, wrong(code)) is None
        assert rules.exchange_code(PHONE, code) is None


class TestByMail:
    def test_link_makes_a_member_who_signs_in_with_the_password(self, outbox: Outbox) -> None:
        rules.sign_up("Lin", "Lin@Example.ORG", GOOD)
        assert db.session.scalar(select(func.count()).select_from(Member)) == 0
        member = rules.confirm_sign_up(outbox.token())
        assert rules.check_password(" lin@example.org ", GOOD) is member
        assert db.session.scalar(select(func.count()).select_from(Consent)) == 2

    def test_link_works_once(self, outbox: Outbox) -> None:
        rules.sign_up("Lin", "lin@example.org", GOOD)
        token = outbox.token()
        rules.confirm_sign_up(token)
        with pytest.raises(Refused):
            rules.confirm_sign_up(token)

    def test_link_lasts_an_hour(self, outbox: Outbox) -> None:
        rules.sign_up("Lin", "lin@example.org", GOOD)
        token = outbox.token()
        with time_machine.travel(clock.now() + timedelta(hours=1, seconds=1), tick=False), pytest.raises(Refused):
            rules.confirm_sign_up(token)

    def test_known_address_hears_that_it_has_an_account(self, outbox: Outbox) -> None:
        joined(outbox)
        rules.sign_up("Somebody", "lin@example.org", GOOD)
        (letter,) = outbox.mails()
        assert letter["To"] == "lin@example.org"
        assert path_in(letter) == "/sign-in"

    def test_second_link_for_one_address_is_refused_after_the_first(self, outbox: Outbox) -> None:
        rules.sign_up("Lin", "lin@example.org", GOOD)
        first = outbox.token()
        rules.sign_up("Lin", "lin@example.org", GOOD)
        second = outbox.token()
        rules.confirm_sign_up(first)
        with pytest.raises(Refused) as refusal:
            rules.confirm_sign_up(second)
        assert refusal.value.code == "identity-taken"

    def test_nothing_readable_waits_in_the_database(self, outbox: Outbox) -> None:
        rules.sign_up("Lin the newcomer", "lin@example.org", GOOD)
        row = db.session.scalars(select(Challenge)).one()
        stored = f"{row.lookup} {row.sealed} {row.payload}"
        assert not any(word in stored for word in ("lin@", "example.org", "argon2", "newcomer"))

    @pytest.mark.parametrize(
        ("name", "email", "password", "field"),
        [
            ("", "lin@example.org", GOOD, "name"),
            ("Lin", "lin", GOOD, "email"),
            ("Lin", "lin@example.org", "short", "password"),
            ("Lin", "lin@example.org", "password1", "password"),
        ],
    )
    def test_what_cannot_be_taken_is_told_at_its_field(
        self, app: Flask, name: str, email: str, password: str, field: str
    ) -> None:
        with pytest.raises(Invalid) as refusal:
            rules.sign_up(name, email, password)
        assert refusal.value.field == field

    def test_an_address_gets_five_letters_an_hour(self, outbox: Outbox) -> None:
        for _time in range(5):
            rules.sign_up("Lin", "lin@example.org", GOOD)
        with pytest.raises(TooMany):
            rules.request_reset("LIN@example.org")
        assert len(outbox.mails()) == 5


class TestPasswords:
    def test_wrong_password_and_unknown_address_get_the_same_answer(self, outbox: Outbox) -> None:
        joined(outbox)
        assert rules.check_password("lin@example.org", "another sentence") is None
        assert rules.check_password("nobody@example.org", GOOD) is None
        assert rules.check_password("no address at all", GOOD) is None

    def test_unknown_address_costs_a_check_too(self, app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
        checked: list[str | None] = []

        def noted(stored: str | None, password: str) -> bool:
            checked.append(stored)
            return fits(stored, password)

        fits = passwords.fits
        monkeypatch.setattr(passwords, "fits", noted)
        rules.check_password("nobody@example.org", GOOD)
        assert checked == [None]

    def test_member_without_password_is_not_let_in(self, app: Flask) -> None:
        make.member(email="lin@example.org")
        assert rules.check_password("lin@example.org", "nobody's password") is None

    def test_ten_tries_a_quarter_of_an_hour(self, outbox: Outbox) -> None:
        joined(outbox)
        for _try in range(10):
            rules.check_password("lin@example.org", "another sentence")
        with pytest.raises(TooMany):
            rules.check_password("LIN@example.org", GOOD)

    def test_hash_is_made_anew_when_its_cost_changes(
        self, app: Flask, outbox: Outbox, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        member = joined(outbox)
        before = db.session.get_one(Password, member.id).hash
        monkeypatch.setitem(app.config, "PASSWORD_COST", (16, 1, 1))
        assert rules.check_password("lin@example.org", GOOD) is member
        after = db.session.get_one(Password, member.id).hash
        assert "m=8," in before
        assert "m=16," in after
        assert rules.check_password("lin@example.org", GOOD) is member

    def test_reset_sets_a_password_and_ends_everything_else(self, outbox: Outbox) -> None:
        member = joined(outbox)
        sessions.begin(member, "Firefox")
        bearer, _row = sessions.issue_token(member, ["read"])
        rules.request_reset("lin@example.org")
        rules.reset_password(outbox.token(), "quite another sentence")
        assert rules.check_password("lin@example.org", GOOD) is None
        assert rules.check_password("lin@example.org", "quite another sentence") is member
        assert db.session.scalars(select(Session)).all() == []
        assert sessions.by_bearer(bearer) is None

    def test_a_new_password_voids_the_other_links(self, outbox: Outbox) -> None:
        joined(outbox)
        rules.request_reset("lin@example.org")
        rules.request_reset("lin@example.org")
        first, second = (path_in(letter).rpartition("/")[2] for letter in outbox.mails())
        rules.reset_password(first, "quite another sentence")
        with pytest.raises(Refused):
            rules.reset_password(second, "a third sentence for today")

    def test_refused_password_leaves_the_link_good(self, outbox: Outbox) -> None:
        joined(outbox)
        rules.request_reset("lin@example.org")
        token = outbox.token()
        with pytest.raises(Invalid):
            rules.reset_password(token, "12345678")
        rules.reset_password(token, "quite another sentence")
        with pytest.raises(Refused):
            rules.reset_password(token, "a third sentence for today")

    def test_unknown_address_hears_that_it_has_no_account(self, outbox: Outbox) -> None:
        rules.request_reset("nobody@example.org")
        (letter,) = outbox.mails()
        assert letter["To"] == "nobody@example.org"
        assert path_in(letter) == "/sign-up"

    def test_reset_gives_a_first_password_to_who_has_an_address(self, outbox: Outbox) -> None:
        member = make.member(email="lin@example.org")
        rules.request_reset("lin@example.org")
        rules.reset_password(outbox.token(), GOOD)
        assert rules.check_password("lin@example.org", GOOD) is member

    def test_reset_of_a_removed_address_is_void(self, outbox: Outbox) -> None:
        member = newcomer(outbox)
        rules.confirm(member, IdentityKind.EMAIL, "lin@example.org")
        rules.request_reset("lin@example.org")
        token = outbox.token()
        identity = select(Identity.id).where(Identity.member_id == member.id, Identity.kind == IdentityKind.EMAIL)
        profiles.remove_identity(member, db.session.scalars(identity).one())
        with pytest.raises(Refused):
            rules.reset_password(token, GOOD)

    def test_link_for_one_purpose_serves_no_other(self, outbox: Outbox) -> None:
        joined(outbox)
        rules.request_reset("lin@example.org")
        token = outbox.token()
        with pytest.raises(Refused):
            rules.confirm_sign_up(token)
        with pytest.raises(Refused):
            rules.complete(token, "Lin")


def test_expired_challenges_are_removed_after_a_day(app: Flask) -> None:
    rules.request_code(PHONE)
    with time_machine.travel(clock.now() + timedelta(hours=23), tick=False):
        challenges.forget_expired()
    assert db.session.scalars(select(Challenge.purpose)).all() == [Purpose.SIGN_IN]
    with time_machine.travel(clock.now() + timedelta(hours=25), tick=False):
        challenges.forget_expired()
        challenges.forget_expired()
    assert db.session.scalars(select(Challenge)).all() == []
