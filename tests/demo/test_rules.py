"""Who may fill a site with the demo, and with whom. Tests of the whole: test_filled; of its removal: test_removal."""

from dataclasses import replace

import pytest
from flask import Flask

from cocreate.accounts import passwords
from cocreate.demo import cast, office, rules, script
from cocreate.kernel.errors import Refused
from tests import make
from tests.demo.state import rows
from tests.support.race import Real


def members_of(play: script.Script) -> int:
    quiet = sum(play.crowd.owners.values()) + play.crowd.without_car
    return len(play.people) + quiet + len(play.keeping.burst.names)


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


def test_removing_without_a_demo_is_refused(app: Flask) -> None:
    make.idea()
    with pytest.raises(Refused) as refusal:
        rules.remove()
    assert refusal.value.code == "no-demo"
