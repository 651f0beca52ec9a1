"""Who may fill a site with the demo, and with whom. Tests of the whole: test_filled; of its removal: test_removal."""

from dataclasses import replace

import pytest
from flask import Flask

from cocreate.accounts import passwords
from cocreate.accounts.models import Password
from cocreate.demo import cast, office, rules, script
from cocreate.kernel.database import db
from cocreate.kernel.errors import Refused
from tests import make
from tests.demo.state import demo_member, differences, rows
from tests.support.race import Real


def members_of(play: script.Script) -> int:
    quiet = sum(play.crowd.owners.values()) + play.crowd.without_car
    return len(play.people) + quiet + len(play.keeping.burst.names)


def test_there_is_a_log_in_for_each_role(app: Flask, short: None) -> None:
    logins = rules.fill()
    assert {login.role for login in logins} == {
        "member", "moderator", "product", "organiser", "treasurer", "service", "admin",
    }  # fmt: skip
    for login in logins:
        member = demo_member(login.email)
        stored = db.session.get_one(Password, member.id).hash
        assert passwords.fits(stored, login.password)
        assert login.role == "member" or member.has_role(login.role)
    assert rules.logins() == logins


def test_the_password_is_one_that_members_may_choose() -> None:
    app = Flask(__name__)
    with app.app_context():
        passwords.check(cast.PASSWORD)


def test_a_site_with_members_is_refused(app: Flask) -> None:
    make.member()
    with pytest.raises(Refused) as refusal:
        rules.fill()
    assert refusal.value.code == "site-has-members"
    assert rules.logins() == []


def test_two_fills_at_once_make_one_demo(real: Real, short: None) -> None:
    outcomes = real.together([rules.fill, rules.fill])
    assert sorted(isinstance(outcome, Refused) for outcome in outcomes) == [False, True]
    met = {deed.reference for deed in script.read().office.deeds if isinstance(deed, office.Met)}
    assert real.commit(lambda: rows()["members"]) == members_of(script.read()) + len(met)


def test_production_is_refused(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(app.config, "COCREATE", replace(app.config["COCREATE"], env="production"))
    with pytest.raises(Refused) as refusal:
        rules.fill()
    assert refusal.value.code == "demo-in-production"
    assert rules.may_fill()


def test_what_was_removed_can_be_filled_again(app: Flask, short: None) -> None:
    rules.fill()
    rules.remove()
    assert rules.fill()
    assert differences() == []


def test_removing_without_a_demo_is_refused(app: Flask) -> None:
    make.idea()
    with pytest.raises(Refused) as refusal:
        rules.remove()
    assert refusal.value.code == "no-demo"
