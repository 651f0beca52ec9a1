"""How often a password may be guessed."""

import pytest
from flask import Flask

from cocreate.accounts import rules
from cocreate.kernel.errors import Invalid, TooMany

PASSWORD = "seven quiet herons by the weir"


def test_signing_in_correctly_uses_up_nothing(app: Flask) -> None:
    rules.add_member("often@example.org", "Often Here", PASSWORD)
    for _time in range(rules.SIGN_INS_PER_IDENTITY.times + 5):
        assert rules.check_password("often@example.org", PASSWORD) is not None


def test_guesses_are_counted_and_then_refused_even_when_right(app: Flask) -> None:
    rules.add_member("guessed@example.org", "Guessed At", PASSWORD)
    for number in range(rules.SIGN_INS_PER_IDENTITY.times):
        assert rules.check_password("guessed@example.org", f"guess {number}") is None
    with pytest.raises(TooMany):
        rules.check_password("guessed@example.org", PASSWORD)


def test_signing_up_is_limited_before_a_password_is_judged(app: Flask) -> None:
    for _time in range(rules.SIGN_UPS_PER_ADDRESS.times):
        with pytest.raises(Invalid):
            rules.sign_up("Lin", "lin@example.org", "short")
    with pytest.raises(TooMany):
        rules.sign_up("Lin", "lin@example.org", "short")
