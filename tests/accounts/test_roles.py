"""Roles and badges: granted, taken away, written down."""

import pytest
from flask import Flask
from sqlalchemy import select

from cocreate.accounts import roles
from cocreate.journal.models import JournalEntry
from cocreate.kernel.database import db
from cocreate.kernel.errors import Invalid, Refused
from cocreate.members.models import Affiliation, MemberState, Role, RoleGrant
from tests import make


def noted() -> list[tuple[str, int, dict[str, object]]]:
    """What the journal says, in order."""
    entries = db.session.scalars(select(JournalEntry).order_by(JournalEntry.id))
    return [(entry.verb, entry.subject_id, entry.data) for entry in entries]


def test_granted_role_is_held_and_written_down_once(app: Flask) -> None:
    admin, member = make.member(roles=["admin"]), make.member()
    assert roles.grant_role(admin, member, Role.PRODUCT)
    assert not roles.grant_role(admin, member, Role.PRODUCT)
    assert member.has_role("product")
    grant = db.session.scalars(select(RoleGrant).where(RoleGrant.member_id == member.id)).one()
    assert grant.granted_by == admin.id
    assert noted() == [("grant_role", member.id, {"role": "product", "scope": "site"})]


def test_role_within_a_scope_is_not_one_everywhere(app: Flask) -> None:
    member = make.member()
    roles.grant_role(make.member(roles=["admin"]), member, Role.ORGANISER, "event:17")
    assert [grant.scope for grant in member.grants] == ["event:17"]
    assert not member.has_role("organiser")
    assert not member.is_staff


def test_revoked_role_is_gone_and_written_down_once(app: Flask) -> None:
    admin, member = make.member(roles=["admin"]), make.member(roles=["product", "service"])
    assert roles.revoke_role(admin, member, Role.PRODUCT)
    assert not roles.revoke_role(admin, member, Role.PRODUCT)
    assert [grant.role for grant in member.grants] == ["service"]
    assert noted() == [("revoke_role", member.id, {"role": "product", "scope": "site"})]


def test_last_administrator_stays(app: Flask) -> None:
    first, second = make.member(roles=["admin"]), make.member(roles=["admin"])
    assert roles.revoke_role(first, second, Role.ADMIN)
    with pytest.raises(Refused) as refusal:
        roles.revoke_role(first, first, Role.ADMIN)
    assert refusal.value.code == "last-admin"
    assert first.has_role("admin")


def test_administrator_who_cannot_sign_in_does_not_count(app: Flask) -> None:
    gone, last = make.member(roles=["admin"]), make.member(roles=["admin"])
    gone.state, gone.name = MemberState.ERASED, "-"
    db.session.flush()
    with pytest.raises(Refused):
        roles.revoke_role(last, last, Role.ADMIN)


@pytest.mark.parametrize("state", [MemberState.PLACEHOLDER, MemberState.ERASED])
def test_who_cannot_sign_in_holds_no_role(app: Flask, state: MemberState) -> None:
    member = make.member("-", state=state)
    with pytest.raises(Invalid) as refusal:
        roles.grant_role(make.member(roles=["admin"]), member, Role.PRODUCT)
    assert refusal.value.field == "role"


def test_badge_is_set_and_written_down_once(app: Flask) -> None:
    moderator, member = make.member(roles=["moderator"]), make.member()
    assert roles.affiliate(moderator, member, Affiliation.DEALER)
    assert not roles.affiliate(moderator, member, Affiliation.DEALER)
    assert member.affiliation is Affiliation.DEALER
    assert noted() == [("affiliate", member.id, {"affiliation": "dealer"})]
