"""Joining by the link of a member."""

from collections.abc import Callable

import pytest
from sqlalchemy import delete, select

from cocreate.accounts import rules as accounts
from cocreate.accounts import sessions
from cocreate.accounts.models import Scope
from cocreate.ideas.suspicion.models import Access
from cocreate.kernel.database import db
from cocreate.members.models import Member
from cocreate.points.referrals import rules
from cocreate.points.referrals.models import Referral, Sign
from tests.accounts.conftest import Outbox
from tests.make import referrals
from tests.support.browser import Client

pytestmark = pytest.mark.usefixtures("app")
JOIN = {"name": "Lin", "accept_terms": "y", "accept_privacy": "y"}


def only() -> Referral:
    return db.session.scalars(select(Referral)).one()


def test_an_invitation_survives_the_mail_be_it_opened_elsewhere(client: Client, outbox: Outbox) -> None:
    referrer = referrals.referrer()
    page = client.get(f"/join/{rules.give_code(referrer)}?lang=en")
    assert referrer.name not in page.text
    assert f'value="{rules.give_code(referrer)}"' in client.get("/sign-up").text
    client.post("/sign-up", data={**JOIN, "email": "lin@example.org", "password": "a sentence nobody else says"})
    accounts.confirm_sign_up(outbox.token())
    assert only().referrer_id == referrer.id


def test_the_code_is_typed_where_the_link_was_not_followed(client: Client, outbox: Outbox) -> None:
    referrer = referrals.referrer()
    said = {**JOIN, "email": "lin@example.org", "password": "a sentence nobody else says"}
    refused = client.post("/sign-up", data=said | {"invitation": "2222222222"})
    assert refused.status_code == 422
    assert 'id="invitation-error"' in refused.text
    client.post(
        "/sign-up", data=said | {"invitation": f"https://here/join/{rules.give_code(referrer).upper()}?lang=en"}
    )
    accounts.confirm_sign_up(outbox.token())
    assert only().referrer_id == referrer.id


def test_an_invitation_survives_the_code_by_phone_and_one_browser_is_a_sign(client: Client, outbox: Outbox) -> None:
    def join(phone: str, name: str) -> Member:
        client.post("/sign-in/phone", data={"phone": phone})
        client.post("/sign-in/code", data={"code": outbox.codes()[-1]})
        assert client.post("/sign-up/complete", data={**JOIN, "name": name}).status_code == 303
        return db.session.scalars(select(Member).where(Member.name == name)).one()

    referrer = join("13800138000", "Wei")
    referrer.joined_at = referrals.referrer().joined_at
    code = rules.give_code(referrer)
    client.post("/sign-out")
    client.get(f"/join/{code}")
    referred = join("13900139000", "Lin")
    assert (only().referred_id, only().referrer_id) == (referred.id, referrer.id)
    assert only().signs == [Sign.ADDRESS, Sign.DEVICE]


@pytest.mark.parametrize("late", [False, True])
def test_who_signed_up_long_ago_and_only_reads_is_compared_too(client: Client, outbox: Outbox, late: bool) -> None:
    referrer = accounts.add_member("wei@example.org", "Wei", "seven quiet herons by the weir")
    referrer.joined_at = referrals.referrer().joined_at
    if late:
        rules.give_code(referrer)
    client.post("/sign-in", data={"email": "wei@example.org", "password": "seven quiet herons by the weir"})
    if not late:
        client.post("/points/referrals")
    client.post("/sign-out")
    client.get(f"/join/{rules.give_code(referrer)}")
    client.post("/sign-in/phone", data={"phone": "13900139000"})
    client.post("/sign-in/code", data={"code": outbox.codes()[-1]})
    client.post("/sign-up/complete", data={**JOIN, "name": "Lin"})
    assert only().signs == [Sign.ADDRESS, Sign.DEVICE]


def test_a_program_and_a_browser_that_stays_signed_in_leave_traces_too(client: Client) -> None:
    said = {"email": "wei@example.org", "password": "seven quiet herons by the weir"}
    referrer = accounts.add_member(said["email"], "Wei", said["password"])
    referrer.joined_at = referrals.referrer().joined_at
    rules.give_code(referrer)
    client.sign_in(referrer)
    token, _row = sessions.issue_token(referrer, [Scope.WRITE])
    ways: dict[str, Callable[[], object]] = {
        "signs in": lambda: client.post("/api/v1/tokens", json=said),
        "proves": lambda: client.post("/me/prove", data={"password": said["password"]}),
        "asks again": lambda: client.put("/api/v1/points/invitation", headers={"Authorization": f"Bearer {token}"}),
    }
    for way, leave in ways.items():
        db.session.execute(delete(Access))
        leave()
        assert db.session.scalars(select(Access.member_id)).all() == [referrer.id], way


def test_an_unknown_link_says_so_and_lets_everybody_join(client: Client) -> None:
    page = client.get("/join/2222222222?lang=en").text
    assert "no longer valid" in page
    assert "/sign-up" in page
