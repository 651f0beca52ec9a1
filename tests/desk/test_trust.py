"""The desk's pages of trust."""

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import func, select

from cocreate.kernel.database import db
from cocreate.members.models import Trust
from cocreate.moderation import trust as moderation
from cocreate.screening.rates.models import Deed, Rate, Scope
from cocreate.screening.trust import queries
from tests import make
from tests.support.browser import Client
from tests.support.page import Form, Page

pytestmark = pytest.mark.usefixtures("app")
ADDRESSES = ("/desk/trust", *(f"/desk/trust/rates/{deed}" for deed in Deed))


def form_at(client: Client, address: str) -> Form:
    """The form of the page at `address`, with what stands in it."""
    (form,) = [form for form in Page(client.get(address).text).forms if form.action == address]
    return form


@pytest.fixture
def admin(client: Client) -> Client:
    client.sign_in(make.member(roles=["admin"]))
    return client


def test_they_are_for_administrators(client: Client) -> None:
    for address in ADDRESSES:
        assert client.get(address).status_code == 302 or client.get(address).status_code == 303
    for role, status in (("moderator", 403), ("product", 403), ("admin", 200)):
        client.sign_in(make.member(roles=[role]))
        assert [client.get(address).status_code for address in ADDRESSES] == [status] * len(ADDRESSES)
    assert client.get("/desk/trust/rates/sneeze").status_code == 404


def test_what_stands_in_the_forms_can_be_sent_back_and_changes_nothing(admin: Client) -> None:
    before = db.session.execute(select(Rate.deed, Rate.scope, Rate.level, Rate.times, Rate.seconds, Rate.reply)).all()
    for address in ADDRESSES:
        assert admin.post(address, data=form_at(admin, address).values).status_code == 303, address
    after = db.session.execute(select(Rate.deed, Rate.scope, Rate.level, Rate.times, Rate.seconds, Rate.reply)).all()
    assert sorted(before) == sorted(after)
    assert [each.days for each in queries.thresholds()] == [7, 30, 180]


def test_a_preview_says_who_would_move_keeps_what_is_typed_and_saves_nothing(admin: Client) -> None:
    make.member(trust=Trust.NEWCOMER)
    values = form_at(admin, "/desk/trust").values
    values |= {"settled_days": "0", "settled_posts": "0"}
    page = admin.post("/desk/trust?lang=en", data=values | {"preview": "1"})
    assert page.status_code == 200
    assert "1 member from “Newcomer” to “Settled”" in page.text
    assert '<ul role="status"' not in page.text, "a list that is a status is no list any more"
    (form,) = [form for form in Page(page.text).forms if form.action == "/desk/trust"]
    assert form.values["settled_days"] == "0"
    assert queries.thresholds()[0].days == 7
    nobody = admin.post("/desk/trust?lang=en", data=form_at(admin, "/desk/trust").values | {"preview": "1"})
    assert "Nobody would move." in nobody.text


def test_levels_are_changed_and_members_move(admin: Client, run_jobs: Callable[[], list[str]]) -> None:
    member = make.member(trust=Trust.NEWCOMER)
    values = form_at(admin, "/desk/trust").values
    values |= {"settled_days": "0", "settled_posts": "0", "newcomer_links": "", "newcomer_excess": "hold"}
    assert admin.post("/desk/trust", data=values).status_code == 303
    assert moderation.JOB in run_jobs()
    assert queries.allowance(Trust.NEWCOMER).links is None
    assert queries.allowance(Trust.NEWCOMER).excess == "hold"
    db.session.refresh(member, ["trust"])
    assert member.trust is Trust.SETTLED


def test_rates_are_changed(admin: Client) -> None:
    address = "/desk/trust/rates/comment"
    values = form_at(admin, address).values
    values |= {"crowd_newcomer": "7", "crowd_minutes": "30", "crowd_reply": "refuse", "member_trusted": ""}
    assert admin.post(address, data=values).status_code == 303
    crowd = db.session.get_one(Rate, (Deed.COMMENT, Scope.CROWD, Trust.NEWCOMER))
    assert (crowd.times, crowd.seconds, crowd.reply) == (7, 1800, "refuse")
    assert db.session.get_one(Rate, (Deed.COMMENT, Scope.MEMBER, Trust.TRUSTED)).times is None


def test_what_cannot_be_is_refused_at_its_field(admin: Client) -> None:
    wrong: dict[str, list[dict[str, Any]]] = {
        "/desk/trust": [{"regular_days": "-1"}, {"newcomer_links": "x"}, {"trusted_waits": ""}, {"unheard": "1"}],
        "/desk/trust/rates/support": [{"member_settled": "0"}, {"target_minutes": "99999"}, {"member_reply": "hold"}],
    }
    changes = select(func.max(Rate.seconds))
    for address, sendings in wrong.items():
        values = form_at(admin, address).values
        for sent in sendings:
            page = admin.post(address, data=values | sent)
            assert page.status_code == 422, sent
    assert db.session.scalar(changes) == 3600


def test_a_member_reads_their_level_on_their_page(client: Client, statements: Callable[[], Any]) -> None:
    client.sign_in(make.member(trust=Trust.NEWCOMER))
    assert "Your level: Newcomer" in client.get("/me?lang=en").text
    client.sign_in(make.member(roles=["product"]))
    assert "Your level" not in client.get("/me").text
