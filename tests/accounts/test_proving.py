"""Whoever changes how a member gets in proves once more that it is they; and those it concerns hear of it."""

from datetime import timedelta

import pytest
from sqlalchemy import delete, select, update

from cocreate.accounts import profiles, rules, sign_ins
from cocreate.accounts.models import Session
from cocreate.kernel import clock
from cocreate.kernel.database import db
from cocreate.members.models import Identity, IdentityKind, Member
from tests import make
from tests.accounts.conftest import Outbox, cookie, path_in
from tests.support.browser import Client

PHONE, OTHER, GOOD = "+8613800138000", "13800138001", "a sentence nobody else says"
PROVE = "/me/prove?next=/me/settings%23identities-title"
CHANGES = {
    "/me/settings/phone": {"phone": OTHER},
    "/me/settings/email": {"email": "new@example.org"},
    "/me/settings/identities/{}/remove": {},
}


def stale(client: Client, member: Member) -> Client:
    """The browser of `member`, who signed in an hour ago."""
    client.sign_in(member)
    before = clock.now() - timedelta(hours=1)
    db.session.execute(update(Session).values(created_at=before, proven_at=before))
    return client


@pytest.fixture
def member(app: object) -> Member:
    """Somebody with an address, a password and a phone number."""
    member = rules.add_member("lin@example.org", "Lin", GOOD)
    rules.confirm(member, IdentityKind.PHONE, PHONE)
    return member


def test_nothing_is_added_or_removed_on_a_browser_left_open(client: Client, outbox: Outbox, member: Member) -> None:
    stale(client, member)
    first = db.session.scalars(select(Identity.id).where(Identity.member_id == member.id)).first()
    page = client.get("/me/settings").text
    assert "/remove" not in page
    assert 'name="phone"' not in page
    for path, data in CHANGES.items():
        assert client.post(path.format(first), data=data).location == PROVE
    assert (outbox.codes(), outbox.mails()) == ([], [])
    assert len(db.session.scalars(select(Identity).where(Identity.member_id == member.id)).all()) == 2


def test_the_password_proves_it_for_a_while(client: Client, outbox: Outbox, member: Member) -> None:
    stale(client, member)
    assert client.post("/me/prove", data={"password": "another"}).status_code == 422
    answer = client.post(PROVE, data={"password": GOOD, "next": "/me/settings#identities-title"})
    assert answer.location == "/me/settings#identities-title"
    assert client.post("/me/settings/phone", data={"phone": OTHER}).location == "/me/settings/phone/code"
    with clock.telling(clock.now() + timedelta(minutes=16)):
        assert client.post("/me/settings/phone", data={"phone": OTHER}).location == PROVE


def test_a_password_guessed_on_a_browser_left_open_is_read_by_its_member(client: Client, member: Member) -> None:
    stale(client, member)
    client.post("/me/prove", data={"password": "another"})
    client.post("/me/data/erasure", data={"posts": "keep", "password": "another"})
    assert [(row.done, row.way) for row in sign_ins.latest(member)][:2] == [(False, "password")] * 2


def test_a_code_proves_it_where_there_is_no_password(client: Client, outbox: Outbox) -> None:
    member, other = make.member(), make.member()
    for somebody, number in ((member, PHONE), (other, f"+86{OTHER}")):
        rules.confirm(somebody, IdentityKind.PHONE, number)
    keys = {row.member_id: row.id for row in db.session.scalars(select(Identity))}
    stale(client, member)
    refused = client.post("/me/prove/phone", data={"number": keys[other.id]})
    assert (refused.status_code, "Choose one of your numbers" in refused.text) == (422, True)
    assert client.post("/me/prove/phone", data={"number": keys[member.id]}).location == "/me/prove/code"
    (code,) = outbox.codes()
    assert client.post("/me/prove/code", data={"code": "wrong"}).status_code == 422
    assert client.post("/me/prove/code", data={"code": code}).location == "/me/settings"
    assert client.post("/me/settings/email", data={"email": "new@example.org"}).location == "/mail-sent"


def test_everything_of_a_member_is_handed_to_a_proven_browser_only(client: Client, member: Member) -> None:
    stale(client, member)
    assert client.get("/me/data/file").location == "/me/prove?next=/me/data"
    before = cookie(client)["session"]
    client.post("/me/prove", data={"password": GOOD})
    assert cookie(client)["session"] != before
    assert client.get("/me/data/file").status_code == 404


def test_the_code_of_another_account_proves_nothing(client: Client, outbox: Outbox, member: Member) -> None:
    rules.confirm(make.member(), IdentityKind.PHONE, f"+86{OTHER}")
    stale(client, member)
    client.post("/sign-in/phone", data={"phone": OTHER})
    (code,) = outbox.codes()
    assert client.post("/me/prove/code", data={"code": code}).status_code == 422
    assert client.post("/me/settings/phone", data={"phone": OTHER}).location == PROVE


def test_whoever_had_an_address_hears_of_each_change(outbox: Outbox, member: Member) -> None:
    profiles.change_password(member, GOOD, "quite another sentence", None)
    profiles.request_email(member, "new@example.org")
    (link,) = (letter for letter in outbox.mails() if letter["To"] == "new@example.org")
    profiles.confirm_email(member, path_in(link).rpartition("/")[2])
    told = outbox.mails()
    assert [letter["To"] for letter in told] == ["lin@example.org"]
    assert all("n•••@example.org" in part.get_content() for part in told[0].iter_parts())
    old = db.session.scalars(select(Identity).where(Identity.member_id == member.id).order_by(Identity.id)).first()
    assert old is not None
    profiles.remove_identity(member, old.id)
    assert {letter["To"] for letter in outbox.mails()} == {"lin@example.org", "new@example.org"}


def test_whoever_has_no_address_hears_of_it_on_the_phone(app: object, outbox: Outbox) -> None:
    member = make.member()
    rules.confirm(member, IdentityKind.PHONE, PHONE)
    db.session.execute(delete(Identity).where(Identity.kind == IdentityKind.EMAIL))
    token = profiles.request_phone(member, OTHER)
    (code,) = outbox.codes()
    profiles.confirm_phone(member, token, code)
    outbox.run_jobs()
    (text,) = (outbox.home / "sms").glob("*.txt")
    assert text.read_text(encoding="utf-8").startswith(f"To: {PHONE}\n")
    assert not outbox.mails()
