"""What happens when it happens at once."""

import json
import re
from collections import Counter
from functools import partial

import pytest
from sqlalchemy import func, select

from cocreate.accounts import audit, challenges, claims, profiles, roles, rules
from cocreate.accounts.models import Challenge, Purpose
from cocreate.ideas import audit as ideas_audit
from cocreate.kernel import jobs, sealing
from cocreate.kernel.database import db
from cocreate.kernel.errors import Invalid, Refused, TooMany
from cocreate.members import queries as members
from cocreate.members.models import Identity, IdentityKind, Member, MemberState, Placeholder, Role, RoleGrant
from cocreate.posts.models import Post
from tests import make
from tests.support.race import Real

PHONE, EMAIL = "+8613800138000", "lin@example.org"
GOOD = "a sentence nobody else says"


def sent_code() -> str:
    """The code in the only message that waits to be sent."""
    ((_name, arguments),) = jobs.take_waiting()
    found = re.search(r"\d{6}", json.loads(sealing.unseal(arguments["sealed"]))["text"])
    assert found is not None
    return found.group()


def complete(token: str) -> int:
    """Join with the number proven by `token`."""
    return rules.complete(token, "Lin").id


def members_now() -> int:
    return db.session.scalar(select(func.count()).select_from(Member)) or 0


def outcomes(answers: list[object]) -> Counter[str]:
    return Counter(type(answer).__name__ for answer in answers)


def sound() -> list[str]:
    return [*audit.check(), *ideas_audit.check()]


def test_one_link_opened_eight_times_at_once_makes_one_member(real: Real) -> None:
    def ask() -> str:
        said = {"name": "Lin", "hash": "$argon2id$", "consents": rules.texts_in_force(), "onward": "/"}
        return challenges.begin_link(Purpose.SIGN_UP, IdentityKind.EMAIL, EMAIL, payload=said)

    token = real.commit(ask)
    answers = real.together([lambda: rules.confirm_sign_up(token).id] * 8)
    assert outcomes(answers) == {"int": 1, "Refused": 7}
    assert real.commit(members_now) == 1
    assert real.commit(sound) == []


def test_one_proven_number_completed_eight_times_at_once_makes_one_member(real: Real) -> None:
    token = real.commit(lambda: challenges.begin_link(Purpose.SIGN_UP, IdentityKind.PHONE, PHONE))
    answers = real.together([partial(complete, token)] * 8)
    assert outcomes(answers) == {"int": 1, "Refused": 7}
    assert real.commit(members_now) == 1


def test_eight_proofs_of_one_number_make_one_member(real: Real) -> None:
    tokens = [
        real.commit(lambda: challenges.begin_link(Purpose.SIGN_UP, IdentityKind.PHONE, PHONE)) for _proof in range(8)
    ]
    answers = real.together([partial(complete, token) for token in tokens])
    assert outcomes(answers) == {"int": 1, "Refused": 7}
    assert real.commit(members_now) == 1
    assert real.commit(sound) == []


def test_five_of_twenty_wrong_tries_at_once_are_looked_at(real: Real) -> None:
    token = real.commit(lambda: rules.request_code(PHONE))
    code = real.commit(sent_code)
    wrong = f"{(int(code) + 1) % 10**6:06}"

    def tried() -> str:
        try:
            rules.prove_code(token, wrong)
        except Invalid as error:
            return error.message
        return "let in"

    answers = real.together([tried] * 20)
    assert sorted(Counter(answers).values()) == [5, 15]
    with pytest.raises(Invalid):
        real.commit(lambda: rules.prove_code(token, code))


def test_one_code_proven_eight_times_at_once_is_used_once(real: Real) -> None:
    token = real.commit(lambda: rules.request_code(PHONE))
    code = real.commit(sent_code)
    answers = real.together([lambda: rules.prove_code(token, code).token] * 8)
    assert outcomes(answers)["str"] == 1
    used = real.commit(
        lambda: db.session.scalars(select(Challenge.used_at).where(Challenge.code_hash.is_not(None))).all()
    )
    assert len(used) == 1
    assert used[0] is not None


def test_a_number_asked_for_twenty_times_at_once_gets_five_codes(real: Real) -> None:
    answers = real.together([lambda: rules.request_code(PHONE)] * 20)
    assert outcomes(answers) == {"str": 5, "TooMany": 15}
    assert all(isinstance(answer, str | TooMany) for answer in answers)
    assert len(real.commit(jobs.take_waiting)) == 5


def test_two_members_who_confirm_at_once_share_nothing(real: Real) -> None:
    """One placeholder with an address and a number; one member confirms this, another that."""

    def waiting() -> tuple[int, int, int]:
        author = make.member("Lin", state=MemberState.PLACEHOLDER)
        found = {"email_lookup": sealing.lookup(EMAIL), "phone_lookup": sealing.lookup(PHONE)}
        db.session.add(Placeholder(member_id=author.id, source="forum", reference="1", **found))
        for _number in range(3):
            make.idea(author)
        return author.id, make.member().id, make.member().id

    former, first, second = real.commit(waiting)

    def confirm(member_id: int, kind: IdentityKind, value: str) -> None:
        rules.confirm(db.session.get_one(Member, member_id), kind, value)

    answers = real.together(
        [lambda: confirm(first, IdentityKind.EMAIL, EMAIL), lambda: confirm(second, IdentityKind.PHONE, PHONE)]
    )
    assert answers == [None, None]

    def owners() -> tuple[set[int], int | None]:
        authors = set(db.session.scalars(select(Post.author_id)))
        return authors, db.session.get_one(Placeholder, former).claimed_by

    authors, claimed_by = real.commit(owners)
    assert claimed_by in (first, second)
    assert authors == {claimed_by}
    assert real.commit(sound) == []


def test_one_placeholder_claimed_eight_times_at_once_is_claimed_once(real: Real) -> None:
    def waiting() -> tuple[int, list[str]]:
        author = make.member("Lin", state=MemberState.PLACEHOLDER)
        db.session.add(Placeholder(member_id=author.id, source="forum", reference="1"))
        make.idea(author)
        return author.id, [make.member().public_id for _number in range(8)]

    former, claimers = real.commit(waiting)

    def claim(public_id: str) -> bool:
        member = members.by_public_id(public_id)
        assert member is not None
        return claims.claim(member, member, db.session.get_one(Placeholder, former))

    answers = real.together([partial(claim, public_id) for public_id in claimers])
    assert sorted(answers) == [False] * 7 + [True]
    assert real.commit(sound) == []


def test_two_administrators_who_depose_each_other_leave_one(real: Real) -> None:
    def reign() -> tuple[str, str]:
        return make.member(roles=["admin"]).public_id, make.member(roles=["admin"]).public_id

    first, second = real.commit(reign)

    def depose(actor_id: str, member_id: str) -> bool:
        actor, member = members.by_public_id(actor_id), members.by_public_id(member_id)
        assert actor is not None
        assert member is not None
        return roles.revoke_role(actor, member, Role.ADMIN)

    answers = real.together([lambda: depose(first, second), lambda: depose(second, first)])
    assert outcomes(answers) == {"bool": 1, "Refused": 1}
    assert real.commit(lambda: len(db.session.scalars(select(RoleGrant.id)).all())) == 1


def test_a_role_granted_eight_times_at_once_is_granted_once(real: Real) -> None:
    member = real.commit(lambda: make.member().public_id)

    def grant() -> bool:
        found = members.by_public_id(member)
        assert found is not None
        return roles.grant_role(None, found, Role.PRODUCT)

    assert sorted(real.together([grant] * 8)) == [False] * 7 + [True]


def test_two_identities_removed_at_once_leave_one(real: Real) -> None:
    def two() -> int:
        member = make.member()
        rules.confirm(member, IdentityKind.PHONE, PHONE)
        return member.id

    member_id = real.commit(two)

    def remove(identity_id: int) -> bool:
        return profiles.remove_identity(db.session.get_one(Member, member_id), identity_id)

    identities = real.commit(lambda: list(db.session.scalars(select(Identity.id))))
    answers = real.together([partial(remove, each) for each in identities])
    assert outcomes(answers) == {"bool": 1, "Refused": 1}
    assert real.commit(sound) == []


def test_operator_adds_one_member_eight_times_at_once(real: Real) -> None:
    answers = real.together([lambda: rules.add_member(EMAIL, "Ops", GOOD).id] * 8)
    made = {answer for answer in answers if isinstance(answer, int)}
    assert len(made) == 1
    assert all(isinstance(answer, int | Refused) for answer in answers)
    assert real.commit(members_now) == 1
