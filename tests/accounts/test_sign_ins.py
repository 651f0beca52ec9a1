"""A member reads who signed in as them, and who tried to."""

from datetime import timedelta

from flask import Flask
from sqlalchemy import select

from cocreate.accounts import rules, sign_ins
from cocreate.accounts.models import SignIn, Way
from cocreate.kernel import clock
from cocreate.kernel.database import db
from cocreate.members.models import IdentityKind
from tests import make
from tests.accounts.conftest import Outbox
from tests.support.browser import Client

EMAIL, PHONE, GOOD = "lin@example.org", "13800138000", "a sentence nobody else says"
FIREFOX = {"User-Agent": "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"}


def test_each_way_in_and_each_try_in_vain_is_read_by_its_member(client: Client, outbox: Outbox) -> None:
    member = rules.add_member(EMAIL, "Lin", GOOD)
    rules.confirm(member, IdentityKind.PHONE, f"+86{PHONE}")
    wrong = {"email": EMAIL, "password": "another"}
    assert client.post("/sign-in", data=wrong, headers=FIREFOX).status_code == 422
    assert client.post("/api/v1/tokens", json=wrong).status_code == 401
    assert client.post("/api/v1/tokens", json={"email": EMAIL, "password": GOOD}).status_code == 201
    client.post("/sign-in/phone", data={"phone": PHONE})
    (code,) = outbox.codes()
    client.post("/sign-in/code", data={"code": "wrong"})
    client.post("/sign-in/code", data={"code": code}, headers=FIREFOX)
    seen = [(row.done, row.way) for row in sign_ins.latest(member)]
    assert seen == [(True, "code"), (False, "code"), (True, "password"), (False, "password"), (False, "password")]
    client.set_cookie("lang", "en")
    page = client.get("/me/settings").text
    assert "A wrong password was tried" in page
    assert "Firefox · Linux" in page


def test_whoever_got_in_does_not_hide_it_by_tries_in_vain(client: Client) -> None:
    member = rules.add_member(EMAIL, "Lin", GOOD)
    sign_ins.note(member, Way.LINK)
    db.session.flush()
    for _try in range(sign_ins.SHOWN):
        sign_ins.note_failed(EMAIL, Way.PASSWORD)
    seen = [(row.done, row.way) for row in sign_ins.latest(member)]
    assert seen == [(False, "password")] * sign_ins.TRIES_SHOWN + [(True, "link")]


def test_nobody_reads_what_concerns_another(client: Client) -> None:
    rules.add_member(EMAIL, "Lin", GOOD)
    client.post("/sign-in", data={"email": EMAIL, "password": "another"})
    client.post("/sign-in", data={"email": "nobody@example.org", "password": "another"})
    assert sign_ins.latest(make.member(email="other@example.org")) == []


def test_what_is_old_is_forgotten(app: Flask) -> None:
    member = make.member()
    for days in (179, 181):
        with clock.telling(clock.now() - timedelta(days=days)):
            sign_ins.note(member, Way.LINK)
            db.session.flush()
    sign_ins.forget_old(clock.now() - timedelta(days=180))
    assert len(db.session.scalars(select(SignIn)).all()) == 1


def test_signing_out_has_the_browser_forget_but_not_the_language(client: Client) -> None:
    client.sign_in(make.member())
    client.set_cookie("lang", "en")
    answer = client.post("/sign-out")
    assert answer.headers["Clear-Site-Data"] == '"cache", "storage"'
    assert 'lang="en"' in client.get("/sign-in").text
