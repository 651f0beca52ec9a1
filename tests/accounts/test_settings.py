"""The pages of a member's own settings."""

import re

from flask import Flask
from sqlalchemy import select

from cocreate.accounts import rules, sessions
from cocreate.accounts.models import Session
from cocreate.kernel.database import db
from cocreate.members.models import IdentityKind, Member
from tests import make
from tests.accounts.conftest import Outbox, cookie, signed_in_as
from tests.support.browser import Client

PHONE = "13800138000"
GOOD = "a sentence nobody else says"


def passworded(email: str = "lin@example.org") -> Member:
    return rules.add_member(email, "Lin", GOOD)


class TestSettings:
    def test_profile_is_saved_and_the_language_follows(self, client: Client) -> None:
        client.sign_in(make.member("Lin"))
        client.set_cookie("lang", "en")
        data = {"name": "林", "bio": "两辆车", "city": "天津", "locale": "zh"}
        answer = client.post("/me/settings/profile", data=data)
        assert answer.location == "/me/settings?lang=zh"
        assert "已保存" in client.get(answer.location).text
        page = client.get("/me/settings").text
        assert 'lang="zh-Hans"' in page
        assert 'value="林"' in page

    def test_the_leaderboard_is_left_from_here_too(self, client: Client) -> None:
        client.sign_in(make.member("Lin"))
        assert 'href="/points/leaderboard#choice-title"' in client.get("/me/settings").text

    def test_refused_profile_keeps_what_was_typed(self, client: Client) -> None:
        client.sign_in(make.member("Lin"))
        answer = client.post("/me/settings/profile", data={"name": "", "bio": "b", "city": "Tianjin", "locale": ""})
        assert answer.status_code == 422
        assert 'value="Tianjin"' in answer.text

    def test_own_identities_are_shown_in_full(self, client: Client) -> None:
        member = make.member(email="lin@example.org")
        rules.confirm(member, IdentityKind.PHONE, f"+86{PHONE}")
        page = client.sign_in(member).get("/me/settings").text
        assert "lin@example.org" in page
        assert "+86 138 0013 8000" in page

    def test_password_changes_with_a_new_token_for_this_browser(self, client: Client) -> None:
        member = passworded()
        client.sign_in(member)
        before, there = cookie(client)["session"], sessions.begin(member, "Chrome")
        answer = client.post("/me/settings/password", data={"current": GOOD, "password": "quite another sentence"})
        assert answer.status_code == 303
        assert sessions.by_cookie(before) is sessions.by_cookie(there) is None
        assert signed_in_as(client) == "Lin"

    def test_wrong_password_is_told_at_its_field(self, client: Client) -> None:
        client.sign_in(passworded())
        answer = client.post("/me/settings/password", data={"current": "wrong", "password": "quite another sentence"})
        assert answer.status_code == 422
        assert 'id="current-error"' in answer.text

    def test_member_without_password_is_told_how_to_get_one(self, client: Client) -> None:
        page = client.sign_in(make.member()).get("/me/settings").text
        assert 'name="current"' not in page
        assert 'href="/reset"' in page

    def test_phone_is_added(self, client: Client, outbox: Outbox) -> None:
        client.sign_in(make.member())
        answer = client.post("/me/settings/phone", data={"phone": PHONE})
        assert answer.location == "/me/settings/phone/code"
        assert "+86138••••8000" in client.get(answer.location).text
        (code,) = outbox.codes()
        assert client.post("/me/settings/phone/code", data={"code": "wrong"}).status_code == 422
        assert client.post("/me/settings/phone/code", data={"code": code}).location == "/me/settings"
        assert "+86 138 0013 8000" in client.get("/me/settings").text

    def test_address_is_added_by_its_own_member_only(self, app: Flask, client: Client, outbox: Outbox) -> None:
        client.sign_in(make.member())
        assert client.post("/me/settings/email", data={"email": "new@example.org"}).location == "/mail-sent"
        link = outbox.link()
        other = app.test_client()
        assert isinstance(other, Client)
        assert other.get(link).location.startswith("/sign-in?next=")
        other.sign_in(make.member())
        assert other.get(link).status_code == other.post(link).status_code == 409

        assert "new@example.org" in client.get(link).text
        assert client.post(link).location == "/me/settings"
        assert "new@example.org" in client.get("/me/settings").text

    def test_identity_is_removed_but_not_the_last(self, client: Client) -> None:
        member = make.member(email="lin@example.org")
        rules.confirm(member, IdentityKind.PHONE, f"+86{PHONE}")
        client.sign_in(member)
        paths = re.findall(r'action="(/me/settings/identities/\d+/remove)"', client.get("/me/settings").text)
        assert len(paths) == 2
        assert client.post(paths[0]).status_code == 303
        assert "lin@example.org" not in client.get("/me/settings").text
        assert client.post(paths[1]).status_code == 409

    def test_sessions_are_listed_and_ended(self, client: Client) -> None:
        member = make.member("Lin")
        client.sign_in(member)
        for device in ("Chrome · Android", "Safari · iPhone"):
            sessions.begin(member, device, "203.0.113.0/24")
        bearer, _row = sessions.issue_token(member, ["read"])
        page = client.get("/me/settings").text
        assert "Chrome · Android" in page
        assert "203.0.113.0/24" in page
        (first, _second) = re.findall(r'action="(/me/settings/sessions/\d+/end)"', page)
        assert client.post(first).location == "/me/settings"
        assert len(db.session.scalars(select(Session)).all()) == 2
        assert client.post("/me/settings/sessions/end").location == "/me/settings"
        assert len(db.session.scalars(select(Session)).all()) == 1
        assert sessions.by_bearer(bearer) is None
        assert signed_in_as(client) == "Lin"
