"""Secrets at rest, and what happens to them when keys change."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

import pytest
from cryptography.fernet import Fernet, InvalidToken
from flask import Flask

from cocreate.kernel import sealing
from cocreate.kernel.settings import Settings


@pytest.fixture
def keys(settings: Settings) -> list[str]:
    return [Fernet.generate_key().decode() for _number in range(3)]


@contextmanager
def with_keys(settings: Settings, *keys: str) -> Iterator[None]:
    app = Flask("sealing")
    app.config["COCREATE"] = replace(settings, data_keys=keys)
    with app.app_context():
        yield


def test_what_is_sealed_opens_again_and_shows_nothing(settings: Settings, keys: list[str]) -> None:
    with with_keys(settings, keys[0]):
        sealed = sealing.seal("+8613800138000")
        assert "13800138000" not in sealed
        assert sealed != sealing.seal("+8613800138000")
        assert sealing.unseal(sealed) == "+8613800138000"


def test_an_old_key_still_opens_and_finds(settings: Settings, keys: list[str]) -> None:
    old, new, _other = keys
    with with_keys(settings, old):
        sealed, kept = sealing.seal("a@example.org"), sealing.lookup("a@example.org")
    with with_keys(settings, new, old):
        assert sealing.unseal(sealed) == "a@example.org"
        assert kept in sealing.lookups("a@example.org")
        assert sealing.lookup("a@example.org") == sealing.lookups("a@example.org")[0] != kept
        renewed = sealing.seal("a@example.org")
    with with_keys(settings, new):
        assert sealing.unseal(renewed) == "a@example.org"
        assert kept not in sealing.lookups("a@example.org")
        with pytest.raises(InvalidToken):
            sealing.unseal(sealed)


def test_what_was_tampered_with_does_not_open(settings: Settings, keys: list[str]) -> None:
    with with_keys(settings, keys[0]):
        sealed = sealing.seal("a@example.org")
        swapped = "A" if sealed[20] != "A" else "B"
        with pytest.raises(InvalidToken):
            sealing.unseal(sealed[:20] + swapped + sealed[21:])


def test_the_hash_of_a_value_cannot_be_made_without_the_key(settings: Settings, keys: list[str]) -> None:
    with with_keys(settings, keys[0]):
        one = sealing.lookup("a@example.org")
    with with_keys(settings, keys[1]):
        assert sealing.lookup("a@example.org") != one


def test_tokens_are_long_different_and_stored_as_hashes() -> None:
    one, other = sealing.new_token(), sealing.new_token()
    assert one != other
    assert len(one) >= 43
    assert sealing.token_hash(one) == sealing.token_hash(one) != one
