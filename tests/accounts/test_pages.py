"""The pages to sign in, to join and to sign out, as a browser meets them."""

import re

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.exc import OperationalError

from cocreate.accounts import rules, sessions
from cocreate.accounts.models import Session
from cocreate.kernel import sealing
from cocreate.kernel.database import db
from cocreate.members.models import IdentityKind, Member
from tests import make
from tests.accounts.conftest import Outbox, cookie, said, signed_in_as
from tests.support.browser import Client

PHONE = "13800138000"
GOOD = "a sentence nobody else says"
JOIN = {"name": "Lin", "accept_terms": "y", "accept_privacy": "y"}


def passworded(email: str = "lin@example.org") -> Member:
    return rules.add_member(email, "Lin", GOOD)


class TestSignInByPhone:
    def test_newcomer_goes_all_the_way_and_on(self, client: Client, outbox: Outbox) -> None:
        answer = client.post("/sign-in/phone", data={"phone": PHONE, "next": "/ideas?sort=new"})
        assert answer.location == "/sign-in/code?next=/ideas?sort%3Dnew"
        page = client.get(answer.location)
        assert "+86138••••8000" in page.text

        (code,) = outbox.codes()
        answer = client.post("/sign-in/code", data={"code": code, "next": "/ideas?sort=new"})
        assert answer.location == "/sign-up/complete?next=/ideas?sort%3Dnew"
        assert signed_in_as(client) is None
        assert client.get(answer.location).status_code == 200

        answer = client.post("/sign-up/complete", data={**JOIN, "next": "/ideas?sort=new"})
        assert (answer.status_code, answer.location) == (303, "/ideas?sort=new")
        assert signed_in_as(client) == "Lin"

    def test_member_is_in_with_the_code(self, client: Client, outbox: Outbox) -> None:
        rules.confirm(make.member("Lin Wei"), IdentityKind.PHONE, f"+86{PHONE}")
        client.post("/sign-in/phone", data={"phone": PHONE})
        (code,) = outbox.codes()
        answer = client.post("/sign-in/code", data={"code": code})
        assert (answer.status_code, answer.location) == (303, "/")
        assert signed_in_as(client) == "Lin Wei"

    def test_known_and_unknown_number_get_the_same_pages(self, client: Client, outbox: Outbox) -> None:
        rules.confirm(make.member(), IdentityKind.PHONE, f"+86{PHONE}")
        known = client.post("/sign-in/phone", data={"phone": PHONE})
        page = said(client.get("/sign-in/code")), said(client.post("/sign-in/code", data={"code": "x"}))
        unknown = client.post("/sign-in/phone", data={"phone": "13900138000"})
        other = said(client.get("/sign-in/code")), said(client.post("/sign-in/code", data={"code": "x"}))
        assert (known.status_code, known.location) == (unknown.status_code, unknown.location)
        assert page == tuple(text.replace("+86139", "+86138") for text in other)

    def test_wrong_code_is_told_at_its_field(self, client: Client, outbox: Outbox) -> None:
        client.post("/sign-in/phone", data={"phone": PHONE})
        answer = client.post("/sign-in/code", data={"code": "no digits"})
        assert answer.status_code == 422
        assert 'id="code-error"' in answer.text

    def test_code_page_without_a_code_leads_back(self, client: Client) -> None:
        answer = client.get("/sign-in/code?next=/ideas")
        assert (answer.status_code, answer.location) == (303, "/sign-in?next=/ideas")
        assert client.post("/sign-in/code", data={"code": "123456"}).status_code == 422

    def test_code_does_not_help_another_browser(self, app: Flask, client: Client, outbox: Outbox) -> None:
        client.post("/sign-in/phone", data={"phone": PHONE})
        (code,) = outbox.codes()
        assert app.test_client().post("/sign-in/code", data={"code": code}).status_code == 422

    def test_both_boxes_must_be_ticked_by_hand(self, client: Client, outbox: Outbox) -> None:
        client.post("/sign-in/phone", data={"phone": PHONE})
        (code,) = outbox.codes()
        client.post("/sign-in/code", data={"code": code})
        assert "checked" not in client.get("/sign-up/complete").text
        for missing in ("accept_terms", "accept_privacy"):
            data = {key: value for key, value in JOIN.items() if key != missing}
            answer = client.post("/sign-up/complete", data=data)
            assert answer.status_code == 422
            assert f'id="{missing}-error"' in answer.text
            assert 'value="Lin"' in answer.text

    def test_sixth_code_of_an_hour_is_too_many(self, client: Client, outbox: Outbox) -> None:
        answers = [client.post("/sign-in/phone", data={"phone": PHONE}) for _time in range(6)]
        assert [answer.status_code for answer in answers] == [303] * 5 + [429]
        assert int(answers[5].headers["Retry-After"]) > 0
        assert f'value="{PHONE}"' in answers[5].text

    @pytest.mark.parametrize("typed", ["", "hello", "12345", "1" * 100, "\u202e13800138000"])
    def test_what_is_no_number_stays_in_its_field(self, client: Client, typed: str) -> None:
        answer = client.post("/sign-in/phone", data={"phone": typed})
        assert answer.status_code == 422
        assert 'id="phone-error"' in answer.text
        assert f'value="{typed}"' in answer.text


class TestSignInByMail:
    def test_right_password_leads_on(self, client: Client) -> None:
        passworded()
        answer = client.post("/sign-in", data={"email": "LIN@example.org", "password": GOOD, "next": "/roadmap"})
        assert (answer.status_code, answer.location) == (303, "/roadmap")
        assert signed_in_as(client) == "Lin"

    def test_wrong_password_and_unknown_address_get_the_same_page(self, client: Client) -> None:
        passworded()
        wrong = client.post("/sign-in", data={"email": "lin@example.org", "password": "wrong"})
        unknown = client.post("/sign-in", data={"email": "who@example.org", "password": "wrong"})
        assert wrong.status_code == unknown.status_code == 422
        assert said(wrong) == said(unknown).replace("who@", "lin@")
        assert signed_in_as(client) is None

    def test_password_is_never_sent_back(self, client: Client) -> None:
        answer = client.post("/sign-in", data={"email": "lin@example.org", "password": "my very own secret"})
        assert "my very own secret" not in answer.text
        assert 'type="password"' in answer.text

    @pytest.mark.parametrize(
        "elsewhere", ["https://evil.example", "//evil.example/x", "/\\evil.example", "javascript:alert(1)", "\\\\evil"]
    )
    def test_nobody_is_led_to_another_site(self, client: Client, elsewhere: str) -> None:
        passworded()
        answer = client.post("/sign-in", data={"email": "lin@example.org", "password": GOOD, "next": elsewhere})
        assert answer.location == "/"

    def test_unknown_fields_are_refused(self, client: Client) -> None:
        passworded()
        answer = client.post("/sign-in", data={"email": "lin@example.org", "password": GOOD, "roles": "admin"})
        assert answer.status_code == 422
        assert signed_in_as(client) is None


class TestSignUpByMail:
    def test_link_asks_and_the_button_joins(self, client: Client, outbox: Outbox) -> None:
        data = {**JOIN, "email": "lin@example.org", "password": GOOD, "next": "/roadmap"}
        answer = client.post("/sign-up", data=data)
        assert (answer.status_code, answer.location) == (303, "/mail-sent")
        link = outbox.link()
        page = client.get(link)
        assert "Lin" in page.text
        assert db.session.scalars(select(Member)).all() == []

        answer = client.post(link)
        assert (answer.status_code, answer.location) == (303, "/roadmap")
        assert signed_in_as(client) == "Lin"
        assert client.get(link).status_code == client.post(link).status_code == 409

    def test_the_only_fault_is_told_at_its_field_several_also_above_the_form(self, client: Client) -> None:
        one = client.post("/sign-up", data={**JOIN, "email": "lin@example", "password": GOOD}).text
        assert re.search(r'<input[^>]* autofocus[^>]* id="email"', one)
        assert 'role="alert"' not in one
        several = client.post("/sign-up").text
        assert re.search(r'role="alert"[^>]* autofocus>\s*<p><a href="#name"', several)
        assert several.count(" autofocus") == 1

    def test_on_another_browser_the_password_is_asked_for(self, app: Flask, client: Client, outbox: Outbox) -> None:
        client.post("/sign-up", data={**JOIN, "email": "lin@example.org", "password": GOOD})
        link, owner = outbox.link(), Client(app, app.response_class)
        assert 'name="password"' not in client.get(link).text
        assert 'name="password"' in owner.get(link).text
        for typed in ({}, {"password": "of somebody who did not choose it"}):
            assert owner.post(link, data=typed).status_code == 422
        assert db.session.scalars(select(Member)).all() == []
        assert owner.post(link, data={"password": GOOD}).status_code == 303
        assert signed_in_as(owner) == "Lin"

    def test_the_password_cannot_be_guessed_at_the_link(self, app: Flask, client: Client, outbox: Outbox) -> None:
        client.post("/sign-up", data={**JOIN, "email": "lin@example.org", "password": GOOD})
        link, other = outbox.link(), Client(app, app.response_class)
        for number in range(rules.SIGN_INS_PER_IDENTITY.times):
            assert other.post(link, data={"password": f"guess {number}"}).status_code == 422
        answer = other.post(link, data={"password": GOOD})
        assert (answer.status_code, 'name="password"' in answer.text, GOOD in answer.text) == (429, True, False)

    def test_known_address_gets_the_same_answer(self, client: Client, outbox: Outbox) -> None:
        make.member(email="taken@example.org")
        answers = [
            client.post("/sign-up", data={**JOIN, "email": f"{who}@example.org", "password": GOOD})
            for who in ("taken", "new")
        ]
        assert {(answer.status_code, answer.location) for answer in answers} == {(303, "/mail-sent")}
        assert len(outbox.mails()) == 2

    def test_refused_form_keeps_what_was_typed(self, client: Client) -> None:
        data = {**JOIN, "name": "官方", "email": "lin@example.org", "password": GOOD}
        answer = client.post("/sign-up", data=data)
        assert answer.status_code == 422
        assert 'id="name-error"' in answer.text
        assert 'value="lin@example.org"' in answer.text

    def test_made_up_link_leads_nowhere(self, client: Client) -> None:
        for path in ("/sign-up/confirm/nothing", "/reset/nothing"):
            assert client.get(path).status_code == 409
            assert client.post(path, data={"password": GOOD}).status_code == 409


class TestReset:
    def test_new_password_lets_in_and_everybody_else_out(self, client: Client, outbox: Outbox) -> None:
        member = passworded()
        there = sessions.begin(member, "Firefox")
        client.post("/reset", data={"email": "lin@example.org"})
        answer = client.post(outbox.link(), data={"password": "quite another sentence"})
        assert (answer.status_code, answer.location) == (303, "/")
        assert signed_in_as(client) == "Lin"
        assert sessions.by_cookie(there) is None

    def test_known_and_unknown_address_get_the_same_answer(self, client: Client, outbox: Outbox) -> None:
        passworded()
        answers = [client.post("/reset", data={"email": f"{who}@example.org"}) for who in ("lin", "who")]
        assert {(answer.status_code, answer.location) for answer in answers} == {(303, "/mail-sent")}
        assert len(outbox.mails()) == 2


class TestCookie:
    def test_cookie_names_nobody(self, client: Client) -> None:
        passworded()
        client.post("/sign-in", data={"email": "lin@example.org", "password": GOOD})
        content = cookie(client)
        content.pop("csrf_token", None)
        assert set(content) == {"_permanent", "session"}
        assert db.session.scalars(select(Session)).one().token_hash == sealing.token_hash(content["session"])

    def test_signing_in_again_makes_a_new_session_of_the_old_one(self, client: Client) -> None:
        member = passworded()
        client.sign_in(make.member("Somebody else"))
        before = cookie(client)["session"]
        client.post("/sign-in", data={"email": "lin@example.org", "password": GOOD})
        assert sessions.by_cookie(before) is None
        assert db.session.scalars(select(Session.member_id)).all() == [member.id]

    def test_signing_out_takes_a_button_and_ends_the_session(self, client: Client) -> None:
        client.sign_in(make.member("Lin"))
        before = cookie(client)["session"]
        assert "</form>" in client.get("/sign-out").text
        assert signed_in_as(client) == "Lin"
        answer = client.post("/sign-out")
        assert (answer.status_code, answer.location) == (303, "/")
        assert signed_in_as(client) is None
        assert sessions.by_cookie(before) is None

    def test_failing_database_gets_an_error_page_with_every_header(
        self, client: Client, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def fail(token: str) -> None:
            raise OperationalError("SELECT", {}, Exception("gone"))

        client.sign_in(make.member())
        monkeypatch.setattr(sessions, "by_cookie", fail)
        answer = client.get("/me")
        assert answer.status_code == 503
        assert "Content-Security-Policy" in answer.headers

    def test_forged_posts_are_refused(self, app: Flask, client: Client) -> None:
        app.config["WTF_CSRF_ENABLED"] = True
        try:
            for path in ("/sign-in", "/sign-in/phone", "/sign-up", "/sign-out", "/reset"):
                assert client.post(path, data={"phone": PHONE}).status_code == 403, path
        finally:
            app.config["WTF_CSRF_ENABLED"] = False


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_page_stands_in_both_languages(client: Client, outbox: Outbox, lang: str) -> None:
    def reads(path: str, status: int = 200) -> None:
        answer = client.get(path)
        assert answer.status_code == status, path
        assert f'<html lang="{"zh-Hans" if lang == "zh" else "en"}"' in answer.text

    client.set_cookie("lang", lang)
    for path in ("/sign-in", "/sign-up", "/reset", "/mail-sent"):
        reads(path)
    client.post("/sign-in/phone", data={"phone": PHONE})
    reads("/sign-in/code")
    (code,) = outbox.codes()
    client.post("/sign-in/code", data={"code": code})
    reads("/sign-up/complete")
    client.post("/sign-up/complete", data=JOIN)
    for path in ("/me", "/me?tab=supports", "/me?tab=comments", "/me/settings", "/sign-out"):
        reads(path)
    client.post("/me/settings/email", data={"email": "lin@example.org"})
    reads(outbox.link())
    client.sign_in(make.member(roles=["admin"]))
    reads("/desk/members")
    reads("/desk/members?q=Lin")
    reads("/reset/nothing", 409)
