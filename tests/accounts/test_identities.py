"""The normal forms of e-mail addresses and phone numbers."""

import pytest
from flask import Flask

from cocreate.accounts import identities
from cocreate.kernel.errors import Invalid
from cocreate.members.models import IdentityKind


@pytest.mark.parametrize(
    ("typed", "normal"),
    [
        ("lin@example.org", "lin@example.org"),
        ("  Lin.Wei+cars@Example.ORG ", "lin.wei+cars@example.org"),
        ("ｌｉｎ＠ｅｘａｍｐｌｅ．ｏｒｇ", "lin@example.org"),
        ("lin@汽车.cn", "lin@xn--4tws85e.cn"),
        ("lin@MÜNCHEN.de", "lin@xn--mnchen-3ya.de"),
    ],
)
def test_email_has_one_form(typed: str, normal: str) -> None:
    assert identities.email(typed) == normal


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "lin",
        "@example.org",
        "lin@",
        "lin@example",
        "lin@@example.org",
        "lin,other@example.org",
        "lin@example.org\nBcc: all@example.org",
        "lin <lin@example.org>",
        "lin@-example.org",
        "lin@example..org",
        "lin@127.0.0.1",
        "林@example.org",
        "l" * 65 + "@example.org",
        "lin@" + "e" * 250 + ".org",
        "lin@" + "é" * 100 + ".org",
        "\ud800@example.org",
    ],
)
def test_what_is_no_address_is_refused(app: Flask, typed: str) -> None:
    with pytest.raises(Invalid) as refusal:
        identities.normal(IdentityKind.EMAIL, typed)
    assert refusal.value.field == "email"


@pytest.mark.parametrize(
    ("typed", "normal"),
    [
        ("13800138000", "+8613800138000"),
        ("138-0013 8000", "+8613800138000"),
        ("0086 138 0013 8000", "+8613800138000"),
        ("１３８００１３８０００", "+8613800138000"),
        ("+44 7911 123456", "+447911123456"),
    ],
)
def test_phone_has_one_form(typed: str, normal: str) -> None:
    assert identities.normal(IdentityKind.PHONE, typed) == normal


@pytest.mark.parametrize("typed", ["", "110", "+999 123 456 789", "lin@example.org", "9" * 10_000, "\ud800"])
def test_what_is_no_number_is_refused(app: Flask, typed: str) -> None:
    with pytest.raises(Invalid) as refusal:
        identities.normal(IdentityKind.PHONE, typed)
    assert refusal.value.field == "phone"


@pytest.mark.parametrize(
    ("value", "masked"),
    [("+8613800138000", "+86138••••8000"), ("+447911123456", "+4479••••3456"), ("lin@example.org", "l•••@example.org")],
)
def test_masked_form_hides_the_middle(value: str, masked: str) -> None:
    assert identities.masked(value) == masked


@pytest.mark.parametrize(
    ("value", "spaced"),
    [("+8613800138000", "+86 138 0013 8000"), ("+447911123456", "+44 7911 123456"), ("lin@example.org",) * 2],
)
def test_owners_read_their_number_in_groups(value: str, spaced: str) -> None:
    assert identities.spaced(value) == spaced
