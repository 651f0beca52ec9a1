"""Signing in with a program, and who is signed in."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from flask import Flask

from cocreate.accounts import rules
from cocreate.kernel import clock, sealing
from cocreate.kernel.database import db
from cocreate.kernel.settings import Settings
from cocreate.members.models import Identity, IdentityKind, Member, Role
from tests import make
from tests.api.conftest import Start
from tests.support.program import Program

PHONE = "+8613800138000"
PASSWORD = "seven quiet miles"


@pytest.fixture
def code(app: Flask, run_jobs: Callable[[], list[str]]) -> Callable[[], str]:
    """The code in the newest message sent."""

    def read() -> str:
        run_jobs()
        settings: Settings = app.config["COCREATE"]
        newest = max((settings.home / "sms").iterdir())
        return next(word for word in newest.read_text(encoding="utf-8").split() if len(word) == 6 and word.isdigit())

    return read


def with_phone(member: Member) -> Member:
    db.session.add(
        Identity(member_id=member.id, kind=IdentityKind.PHONE, lookup=sealing.lookup(PHONE), sealed=sealing.seal(PHONE))
    )
    db.session.flush()
    return member


def test_a_password_gives_a_token(anybody: Program) -> None:
    member = rules.add_member("lin@example.org", "Lin", PASSWORD)
    public_id = member.public_id
    answer = anybody("POST /tokens", {"email": "LIN@example.org", "password": PASSWORD})
    assert (answer.status_code, answer.json["scopes"]) == (201, ["read", "write"])
    assert datetime.fromisoformat(answer.json["expires_at"]) > clock.now() + timedelta(days=1)
    token = {"Authorization": f"Bearer {answer.json['token']}"}
    assert anybody("GET /me", **token).json["id"] == public_id


def test_the_scope_staff_comes_with_a_role(anybody: Program) -> None:
    rules.add_member("qin@example.org", "Qin", PASSWORD, [Role.PRODUCT])
    answer = anybody("POST /tokens", {"email": "qin@example.org", "password": PASSWORD})
    assert answer.json["scopes"] == ["read", "staff", "write"]


def test_known_and_unknown_addresses_are_refused_alike(anybody: Program) -> None:
    rules.add_member("lin@example.org", "Lin", PASSWORD)
    answers = [
        anybody("POST /tokens", {"email": email, "password": "eight noisy miles"})
        for email in ("lin@example.org", "nobody@example.org", "no address")
    ]
    assert {answer.status_code for answer in answers} == {401}
    assert len({answer.get_data() for answer in answers}) == 1
    assert answers[0].json["type"] == "urn:cocreate:wrong-credentials"
    assert answers[0].headers["WWW-Authenticate"] == "Bearer"


def test_too_many_tries_are_told_when_to_come_back(anybody: Program) -> None:
    said = {"email": "nobody@example.org", "password": "eight noisy miles"}
    statuses = [anybody("POST /tokens", said).status_code for _try in range(11)]
    assert statuses == [401] * 10 + [429]
    answer = anybody("POST /tokens", said)
    assert answer.json["type"] == "urn:cocreate:too-many-requests"
    assert 0 < int(answer.headers["Retry-After"]) <= 15 * 60


def test_a_code_sent_to_a_phone_gives_a_token_once(anybody: Program, code: Callable[[], str]) -> None:
    public_id = with_phone(make.member()).public_id
    answer = anybody("POST /codes", {"phone": "138 0013 8000"})
    assert (answer.status_code, answer.get_data()) == (202, b"")
    said = {"phone": "13800138000", "code": code()}
    answer = anybody("POST /tokens", said)
    assert answer.status_code == 201
    assert anybody("GET /me", Authorization=f"Bearer {answer.json['token']}").json["id"] == public_id
    assert anybody("POST /tokens", said).status_code == 401


def test_a_phone_without_a_member_gets_a_code_and_no_token(anybody: Program, code: Callable[[], str]) -> None:
    assert anybody("POST /codes", {"phone": PHONE}).status_code == 202
    assert anybody("POST /tokens", {"phone": PHONE, "code": code()}).status_code == 401


def test_a_wrong_code_gives_no_token(anybody: Program, code: Callable[[], str]) -> None:
    with_phone(make.member())
    anybody("POST /codes", {"phone": PHONE})
    wrong = f"{(int(code()) + 1) % 10**6:06}"
    for guess in (wrong, "", "\x00", "\ud800"):
        assert anybody("POST /tokens", {"phone": PHONE, "code": guess}).status_code == 401


@pytest.mark.parametrize(
    "said",
    [
        {},
        {"email": "a@example.org"},
        {"phone": PHONE},
        {"email": "a@example.org", "code": "123456"},
        {"email": "a@example.org", "password": "x", "phone": PHONE, "code": "123456"},
    ],
)
def test_only_a_pair_signs_in(anybody: Program, said: dict[str, str]) -> None:
    answer = anybody("POST /tokens", said)
    assert (answer.status_code, list(answer.json["errors"])) == (422, ["body"])


def test_a_phone_number_is_checked(anybody: Program) -> None:
    answer = anybody("POST /codes", {"phone": "12"})
    assert (answer.status_code, list(answer.json["errors"])) == (422, ["phone"])


def test_a_token_is_never_kept_for_a_key(anybody: Program, program: Start) -> None:
    rules.add_member("lin@example.org", "Lin", PASSWORD)
    mine = program(make.member())
    said = {"email": "lin@example.org", "password": PASSWORD}
    first, second = (mine("POST /tokens", said, Idempotency_Key="one").json["token"] for _again in range(2))
    assert first != second


def test_me_tells_who_holds_the_token(program: Start) -> None:
    member = make.member("Qin", roles=["product", "admin"])
    member.bio, member.city = "Seats.", "上海"
    expected = {
        "id": member.public_id,
        "url": f"http://localhost/members/{member.public_id}",
        "name": "Qin",
        "roles": ["admin", "product"],
        "affiliation": "none",
        "is_owner": False,
        "trust": "regular",
        "bio": "Seats.",
        "city": "上海",
        "locale": "en",
        "joined_at": member.joined_at.isoformat(),
    }
    assert program(member)("GET /me").json == expected
