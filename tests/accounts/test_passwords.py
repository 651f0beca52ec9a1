"""Which passwords are good enough, and how they are kept."""

from time import process_time

import pytest
from flask import Flask

from cocreate.accounts import passwords
from cocreate.kernel.errors import Invalid


@pytest.mark.parametrize(
    "password", ["a sentence nobody else says", "xK9#mQ2$vL", "雨天开车要慢一点才好", "é" * 3 + "Qw7!kzPx"]
)
def test_what_is_hard_to_guess_is_taken(app: Flask, password: str) -> None:
    passwords.check(password)


@pytest.mark.parametrize(
    "password", ["", "1234567", "12345678", "password1", "qwertyuiop", "aaaaaaaaaaaa", "x" * 129, "letmein123"]
)
def test_what_is_short_long_or_common_is_refused(app: Flask, password: str) -> None:
    with pytest.raises(Invalid) as refusal:
        passwords.check(password)
    assert refusal.value.field == "password"


def test_no_password_takes_long_to_judge(app: Flask) -> None:
    start = process_time()
    passwords.check("4@8({[<369&#!1|0$5+7%2" * 4)
    assert process_time() - start < 1.5  # seconds


def test_what_repeats_the_name_is_refused(app: Flask) -> None:
    passwords.check("Zhoukoudian88")
    with pytest.raises(Invalid):
        passwords.check("Zhoukoudian88", ("zhoukoudian88",))


def test_keyboards_that_send_other_forms_of_a_character_agree(app: Flask) -> None:
    assert passwords.fits(passwords.hashed("Ｐａｓｓwörter füllen"), "Passwo\u0308rter fu\u0308llen")


def test_hash_is_salted_argon2id(app: Flask) -> None:
    first, second = passwords.hashed("the same"), passwords.hashed("the same")
    assert first != second
    assert first.startswith("$argon2id$")


def test_shipped_cost_is_what_owasp_names() -> None:
    assert passwords.COST == (19 * 1024, 2, 1)


@pytest.mark.parametrize("password", ["", "x" * 10_000, "\ud800", "wrong"])
def test_nothing_else_fits(app: Flask, password: str) -> None:
    assert not passwords.fits(passwords.hashed("right and proper"), password)
    assert not passwords.fits(None, password)
