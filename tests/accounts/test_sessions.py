"""Sessions and tokens: who calls, for how long, and in how many statements."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select

from cocreate.accounts import sessions
from cocreate.accounts.models import ApiToken, Session
from cocreate.kernel import clock, sealing
from cocreate.kernel.database import db
from cocreate.kernel.errors import Invalid
from cocreate.members.models import MemberState
from tests import make
from tests.support.race import Real


def test_cookie_leads_to_the_member_with_roles_in_one_statement(app: Flask, statements: Callable[[], Any]) -> None:
    member = make.member(roles=["product", "admin"])
    token = sessions.begin(member, "Firefox · Linux")
    db.session.commit()
    db.session.expunge_all()

    with statements() as seen:
        found = sessions.by_cookie(token)
        assert found is not None
        assert found.member.public_id == member.public_id
        assert found.member.has_role("product")
    assert len(seen) == 1


def test_the_token_itself_is_not_stored(app: Flask) -> None:
    token = sessions.begin(make.member(), "Firefox")
    row = db.session.scalars(select(Session)).one()
    assert token not in (row.token_hash, row.device, row.ip_hint)
    assert row.token_hash == sealing.token_hash(token)


@pytest.mark.parametrize("state", [MemberState.ERASED, MemberState.PLACEHOLDER])
def test_only_active_members_are_let_in(app: Flask, state: MemberState) -> None:
    member = make.member()
    token, (bearer, _row) = sessions.begin(member, "Firefox"), sessions.issue_token(member, ["read"])
    assert sessions.by_cookie(token)
    assert sessions.by_bearer(bearer)
    member.state = state
    member.name = "-"
    db.session.flush()
    assert sessions.by_cookie(token) is None
    assert sessions.by_bearer(bearer) is None


def test_session_ends_after_ninety_idle_days(app: Flask) -> None:
    token = sessions.begin(make.member(), "Firefox")
    with time_machine.travel(clock.now() + timedelta(days=89), tick=False):
        assert sessions.by_cookie(token)
    with time_machine.travel(clock.now() + timedelta(days=91), tick=False):
        assert sessions.by_cookie(token) is None
        sessions.forget_ended()
        sessions.forget_ended()
    assert db.session.scalars(select(Session)).all() == []


def test_a_session_in_use_ends_after_a_year_and_that_of_staff_after_a_month(app: Flask) -> None:
    began = clock.now()
    begun = {days: sessions.begin(make.member(roles=roles), "x") for days, roles in ((365, []), (30, ["service"]))}
    for days, token in begun.items():
        for seen, later, lasts in ((days - 1, days - 1, True), (days, days, False)):
            found = db.session.scalars(select(Session).where(Session.token_hash == sealing.token_hash(token))).one()
            found.last_seen_at = began + timedelta(days=seen)
            db.session.flush()
            with clock.telling(began + timedelta(days=later, minutes=1)):
                assert (sessions.by_cookie(token) is not None) is lasts
    with clock.telling(began + timedelta(days=365, minutes=1)):
        sessions.forget_ended()
    assert db.session.scalars(select(Session)).all() == []


def test_whoever_holds_a_role_is_signed_out_after_a_week_away(app: Flask) -> None:
    token = sessions.begin(make.member(roles=["moderator"]), "x")
    for days, there in ((6, True), (8, False)):
        with clock.telling(clock.now() + timedelta(days=days)):
            assert (sessions.by_cookie(token) is not None) is there


def test_with_one_browser_too_many_the_one_unused_for_longest_is_signed_out(app: Flask) -> None:
    member = make.member()
    tokens = [sessions.begin(member, "x") for _number in range(sessions.MOST + 1)]
    assert [sessions.by_cookie(token) is not None for token in tokens] == [False] + sessions.MOST * [True]


def test_token_ends_with_its_time(app: Flask) -> None:
    bearer, row = sessions.issue_token(make.member(), ["read", "write"])
    with time_machine.travel(row.expires_at + timedelta(seconds=1), tick=False):
        assert sessions.by_bearer(bearer) is None
        sessions.forget_ended()
    assert db.session.scalars(select(ApiToken)).all() == []


@pytest.mark.parametrize("scopes", [[], ["everything"], ["read", "staff"]])
def test_scopes_that_are_not_open_to_the_member_are_refused(app: Flask, scopes: list[str]) -> None:
    with pytest.raises(Invalid) as refusal:
        sessions.issue_token(make.member(), scopes)
    assert refusal.value.field == "scopes"


def test_whoever_holds_a_role_may_have_the_staff_scope(app: Flask) -> None:
    _bearer, row = sessions.issue_token(make.member(roles=["product"]), ["staff", "read"])
    assert row.scopes == ["read", "staff"]


def test_revoking_a_token_twice_is_revoking_it_once(app: Flask) -> None:
    bearer, row = sessions.issue_token(make.member(), ["read"])
    sessions.revoke_token(row)
    sessions.revoke_token(row)
    assert sessions.by_bearer(bearer) is None


def test_ending_one_session_leaves_the_others(app: Flask) -> None:
    member = make.member()
    tokens = [sessions.begin(member, device) for device in ("Firefox", "Chrome", "Safari")]
    first = sessions.by_cookie(tokens[0])
    assert first is not None
    assert sessions.end(member, first.id)
    assert not sessions.end(member, first.id)
    assert [sessions.by_cookie(token) is not None for token in tokens] == [False, True, True]


def test_nobody_ends_the_session_of_somebody_else(app: Flask) -> None:
    token = sessions.begin(make.member(), "Firefox")
    row = sessions.by_cookie(token)
    assert row is not None
    assert not sessions.end(make.member(), row.id)
    assert sessions.by_cookie(token)


def test_ending_all_but_one_keeps_that_one(app: Flask) -> None:
    member, other = make.member(), make.member()
    tokens = [sessions.begin(member, "Firefox"), sessions.begin(member, "Chrome"), sessions.begin(other, "Safari")]
    sessions.end_all(member, but=sessions.by_cookie(tokens[0]))
    assert [sessions.by_cookie(token) is not None for token in tokens] == [True, False, True]


def test_renewed_session_no_longer_knows_its_old_token(app: Flask) -> None:
    token = sessions.begin(make.member(), "Firefox")
    row = sessions.by_cookie(token)
    assert row is not None
    new = sessions.renew(row)
    assert sessions.by_cookie(token) is None
    assert sessions.by_cookie(new)


def test_use_is_noted_every_five_minutes_on_a_connection_of_its_own(real: Real) -> None:
    token = real.commit(lambda: sessions.begin(make.member(), "Firefox"))

    def seen_after(minutes: int) -> timedelta:
        row = sessions.by_cookie(token)
        assert row is not None
        with time_machine.travel(row.created_at + timedelta(minutes=minutes), tick=False):
            sessions.see(row)
        db.session.rollback()
        row = sessions.by_cookie(token)
        assert row is not None
        return row.last_seen_at - row.created_at

    assert real.commit(lambda: seen_after(4)) < timedelta(seconds=1)
    assert real.commit(lambda: seen_after(6)) == timedelta(minutes=6)
    assert real.commit(lambda: seen_after(8)) == timedelta(minutes=6)


@pytest.mark.parametrize(
    ("agent", "device"),
    [
        ("Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0", "Firefox · Linux"),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Version/18.0 Safari/604.1", "Safari · iPhone"),
        ("Mozilla/5.0 (Linux; Android 15) Chrome/140.0 Mobile Safari/537.36 MicroMessenger/8.0", "WeChat · Android"),
        ("Mozilla/5.0 (Windows NT 10.0) Chrome/140.0 Safari/537.36 Edg/140.0", "Edge · Windows"),
        ("curl/8.5.0", "curl"),
        ("x" * 500, "x" * 40),
        ("", "?"),
    ],
)
def test_device_is_a_few_words(agent: str, device: str) -> None:
    assert sessions.device_of(agent) == device


@pytest.mark.parametrize(
    ("address", "network"),
    [("203.0.113.77", "203.0.113.0/24"), ("2001:db8:1:2::3", "2001:db8:1::/48"), ("unknown", "")],
)
def test_network_is_kept_without_the_house(address: str, network: str) -> None:
    assert sessions.network_of(address) == network
