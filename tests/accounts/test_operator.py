"""Members made by the operator."""

import pytest
from flask import Flask

from cocreate.accounts import rules
from cocreate.kernel.errors import Invalid
from cocreate.members.models import Role


def test_a_member_made_by_the_operator_is_confirmed_and_holds_the_roles(app: Flask) -> None:
    member = rules.add_member("ops@example.org", "Ops", "12345678", [Role.ADMIN, Role.PRODUCT])
    assert member.has_role("admin")
    assert member.has_role("product")
    assert rules.check_password("ops@example.org", "12345678") is member


def test_a_known_address_changes_nothing(app: Flask) -> None:
    member = rules.add_member("ops@example.org", "Ops", "12345678", [Role.ADMIN])
    again = rules.add_member("OPS@example.org", "Other", "87654321", [Role.PRODUCT])
    assert again is member
    assert (member.name, member.has_role("product")) == ("Ops", False)
    assert rules.check_password("ops@example.org", "12345678") is member


@pytest.mark.parametrize(
    ("email", "name", "password", "field"),
    [("ops", "Ops", "12345678", "email"), ("o@e.org", "", "12345678", "name"), ("o@e.org", "O", "1", "password")],
)
def test_the_form_of_what_the_operator_gives_is_checked(
    app: Flask, email: str, name: str, password: str, field: str
) -> None:
    with pytest.raises(Invalid) as refusal:
        rules.add_member(email, name, password)
    assert refusal.value.field == field
