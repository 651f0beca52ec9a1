"""The audit says what is not as it must be."""

from collections.abc import Callable

import pytest
from flask import Flask

from cocreate.accounts import audit, sessions
from cocreate.accounts.models import Password
from cocreate.kernel import sealing
from cocreate.kernel.database import db
from cocreate.members.models import Identity, IdentityKind, Member, MemberState, Placeholder
from tests import make

HASH = "$argon2id$v=19$m=8,t=1,p=1$c2FsdHNhbHQ$aGFzaGhhc2g"


def without_identity() -> Member:
    member = make.member()
    db.session.query(Identity).filter_by(member_id=member.id).delete()
    return member


def with_password_only_for_a_phone() -> Member:
    member = make.member()
    db.session.query(Identity).filter_by(member_id=member.id).update({"kind": IdentityKind.PHONE})
    db.session.add(Password(member_id=member.id, hash=HASH))
    return member


def erased_but_signed_in() -> Member:
    member = without_identity()
    sessions.begin(member, "Firefox")
    member.state, member.name = MemberState.ERASED, "-"
    return member


def erased_but_in_charge() -> Member:
    return make.member("-", state=MemberState.ERASED, roles=["admin"])


def placeholder_from_nowhere() -> Member:
    return make.member(state=MemberState.PLACEHOLDER)


def claimed_by_a_placeholder() -> Member:
    former, claimer = (make.member(state=MemberState.PLACEHOLDER) for _number in range(2))
    db.session.add(Placeholder(member_id=former.id, source="forum", reference="1", claimed_by=claimer.id))
    db.session.add(Placeholder(member_id=claimer.id, source="forum", reference="2"))
    return claimer


def claimed_but_not_empty() -> Member:
    former = make.member(state=MemberState.PLACEHOLDER)
    db.session.add(Placeholder(member_id=former.id, source="forum", reference="1", claimed_by=make.member().id))
    make.idea(former)
    return former


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        (without_identity, "can sign in but has no identity"),
        (with_password_only_for_a_phone, "has a password but no e-mail address"),
        (erased_but_signed_in, "cannot sign in but has something to sign in with"),
        (erased_but_in_charge, "cannot sign in but holds a role"),
        (placeholder_from_nowhere, "is a placeholder without a source, or has a source and is none"),
        (claimed_by_a_placeholder, "claimed a placeholder and is one"),
        (claimed_but_not_empty, "was claimed but still owns something"),
    ],
)
def test_each_wrong_is_named_alone(app: Flask, wrong: Callable[[], Member], sentence: str) -> None:
    make.idea(supporters=2)
    assert list(audit.check()) == []
    member = wrong()
    db.session.flush()
    assert list(audit.check()) == [f"member {member.id} {sentence}"]


def test_identity_that_is_not_what_it_is_found_under_is_named(app: Flask) -> None:
    member = make.member()
    (identity,) = db.session.query(Identity).filter_by(member_id=member.id)
    identity.sealed = sealing.seal("somebody@else.org")
    db.session.flush()
    assert list(audit.check()) == [f"identity {identity.id} is not found under what is sealed in it"]
