"""The desk's pages of points."""

from collections.abc import Callable
from typing import Any

import pytest

from cocreate.kernel import clock, exports
from cocreate.kernel.database import db
from cocreate.ledger.models import Unit
from cocreate.ledger.queries import balances
from cocreate.points import awards, months
from cocreate.points.grants import rules as grants
from cocreate.points.models import EarningRule, PointTerms, RuleKey
from tests import make
from tests.support.browser import Client
from tests.support.page import Form, Page

pytestmark = pytest.mark.usefixtures("app")
RULE = "/desk/points/rules/comment_helpful"


def form_at(client: Client, address: str, action: str = "") -> Form:
    """The form of the page at `address` that is sent to `action`, by default to itself, with what stands in it."""
    (form,) = [form for form in Page(client.get(address).text).forms if form.action == (action or address)]
    return form


@pytest.fixture
def admin(client: Client) -> Client:
    client.sign_in(make.member(roles=["admin"]))
    return client


def test_every_rule_can_be_sent_back_as_it_is_and_changes_nothing(admin: Client) -> None:
    for key in RuleKey:
        address = f"/desk/points/rules/{key.value}"
        assert admin.post(address, data=form_at(admin, address).values).status_code == 303, key
    terms = form_at(admin, "/desk/points/rules", "/desk/points/terms").values
    assert admin.post("/desk/points/terms", data=terms).status_code == 303
    page = admin.get("/desk/points/rules?lang=en").text
    assert "Nothing was changed yet" in page
    assert admin.get("/desk/points/rules/sneeze").status_code == 404


def test_a_preview_tells_the_last_days_keeps_what_is_typed_and_saves_nothing(admin: Client) -> None:
    awards.award(RuleKey.COMMENT_HELPFUL, "post:1", [make.member().id])
    values = form_at(admin, RULE).values | {"points": "40", "month_budget": "3"}
    page = admin.post(f"{RULE}?lang=en", data=values | {"preview": "1"})
    assert page.status_code == 200
    assert "<td>5</td><td>40</td>" in page.text
    assert "2 more than this budget" in page.text
    (form,) = [form for form in Page(page.text).forms if form.action == RULE]
    assert form.values["points"] == "40"
    assert db.session.get_one(EarningRule, RuleKey.COMMENT_HELPFUL).points == 5


def test_a_rule_is_changed_with_its_history_and_two_do_not_overwrite_each_other(admin: Client) -> None:
    series = make.series("lan-7")
    values = form_at(admin, RULE).values
    sent = values | {"points": "7", "per_day": "", "series": str(series.id), "until_on": "2030-01-01"}
    assert admin.post(RULE, data=sent).status_code == 303
    page = admin.get(f"{RULE}?lang=en").text
    assert "5 → 7" in page
    assert "5 → no limit" in page
    assert "everybody → lan-7" in page
    assert "owners of lan-7" in admin.get("/desk/points/rules?lang=en").text
    late = values | {"points": "9", "idempotency_key": "of another page"}
    conflict = admin.post(f"{RULE}?lang=en", data=late)
    assert conflict.status_code == 409
    assert "Somebody else has just changed this" in conflict.text
    rule = db.session.get_one(EarningRule, RuleKey.COMMENT_HELPFUL)
    assert rule.points == 7
    (insisting,) = [form for form in Page(conflict.text).forms if form.action == RULE]
    assert insisting.values["points"] == "9"
    assert admin.post(RULE, data=insisting.values).status_code == 303
    assert rule.points == 9


def test_what_cannot_be_is_refused_at_its_field(admin: Client) -> None:
    values = form_at(admin, RULE).values
    for sent in ({"contribution": "1"}, {"points": ""}, {"per_day": "0"}, {"series": "999"}, {"unheard": "1"}):
        page = admin.post(f"{RULE}?lang=en", data=values | sent)
        assert page.status_code == 422, sent
        assert "unheard" in sent or 'aria-invalid="true"' in page.text or "field-error" in page.text
    refused = admin.post(f"{RULE}?lang=en", data=values | {"contribution": "1", "preview": "1"})
    assert "Contribution comes from answers and ideas alone" in refused.text
    terms = form_at(admin, "/desk/points/rules", "/desk/points/terms").values
    assert admin.post("/desk/points/terms", data=terms | {"lifetime_months": "0"}).status_code == 422
    assert admin.post("/desk/points/terms", data=terms | {"grant_limit": "300"}).status_code == 303
    assert db.session.get_one(PointTerms, 1).grant_limit == 300
    assert "1,000 → 300" in admin.get("/desk/points/rules").text


def test_a_budget_warns_before_it_is_used_up(admin: Client) -> None:
    rule = db.session.get_one(EarningRule, RuleKey.COMMENT_HELPFUL)
    rule.month_budget = 6
    awards.award(RuleKey.COMMENT_HELPFUL, "post:1", [make.member().id])
    page = admin.get("/desk/points/budget?lang=en").text
    assert "83% of the budget are used, 1 points are left" in page
    assert admin.get("/desk/points/budget?month=2026-01").status_code == 200
    assert "month=1999-12" not in admin.get("/desk/points/budget?month=2000-01").text
    for wrong in ("2999-01", "2026-13", "now", "0001-01", "1999-12"):
        assert admin.get(f"/desk/points/budget?month={wrong}").status_code == 404
        assert admin.get(f"/desk/points/report?month={wrong}").status_code == 404


def test_points_are_given_confirmed_and_taken_back(client: Client) -> None:
    member, first, second = make.member(), make.member(roles=["admin"]), make.member(roles=["admin"])
    client.sign_in(first)
    values = form_at(client, "/desk/points/grants/new", "/desk/points/grants").values
    sent = values | {
        "member": f"http://localhost/members/{member.public_id}",
        "amount": "1500",
        "reason": "A day of help.",
    }
    asked = client.post("/desk/points/grants", data=sent)
    assert asked.status_code == 303
    assert client.post("/desk/points/grants", data=sent).location == asked.location
    page = client.get(f"{asked.location}?lang=en").text
    assert "Another administrator has to confirm this." in page
    assert "Confirm and give" not in page
    client.sign_in(second)
    assert "1 grant waits for a second person" in client.get("/desk/points/grants?lang=en").text
    form = form_at(client, asked.location, f"{asked.location}/confirm")
    assert client.post(f"{asked.location}/confirm", data=form.values).status_code == 303
    assert balances(member.id, Unit.POINTS).balance == 1500
    form = form_at(client, asked.location, f"{asked.location}/revoke")
    assert client.post(f"{asked.location}/revoke", data=form.values).status_code == 422
    assert client.post(f"{asked.location}/revoke", data=form.values | {"reason": "A mistake."}).status_code == 303
    assert "A mistake." in client.get(asked.location).text
    assert balances(member.id, Unit.POINTS).balance == 0


def test_a_grant_that_cannot_be_keeps_what_was_typed(admin: Client) -> None:
    values = form_at(admin, "/desk/points/grants/new?member=nobody", "/desk/points/grants").values
    assert values["member"] == "nobody"
    page = admin.post("/desk/points/grants?lang=en", data=values | {"amount": "5", "reason": "Kept words."})
    assert page.status_code == 422
    assert "There is no member with this id or address." in page.text
    assert "Kept words." in page.text
    someone = {"member": make.member().public_id, "amount": "5"}
    assert admin.post("/desk/points/grants", data=values | someone | {"reason": " \ufeff "}).status_code == 422


def test_the_report_is_read_by_treasurers_and_taken_along(client: Client) -> None:
    awards.award(RuleKey.IDEA_ADOPTED, "idea:1", [make.member().id])
    client.sign_in(make.member(roles=["treasurer"]))
    page = client.get("/desk/points/report?lang=en")
    assert page.status_code == 200
    assert "+500" in page.text
    month = f"{months.of(clock.now()):%Y-%m}"
    table = client.get(f"/desk/points/report.csv?month={month}")
    assert table.mimetype == "text/csv"
    lines = table.text.removeprefix(exports.BOM).splitlines()
    assert lines[0] == "month,part,item,points,transfers,words"
    assert f"{month},flow,issued,500,,Issued" in lines
    assert f"{month},closing,outstanding,500,,At the end: Outstanding" in lines
    assert f"{month},issued_by_rule,idea_adopted,500,1,Issued: Idea adopted" in lines
    chinese = client.get(f"/desk/points/report.csv?month={month}&lang=zh").text.splitlines()
    assert f"{month},issued_by_rule,idea_adopted,500,1,发放：建议被采纳" in chinese
    assert client.get("/desk/points/rules").status_code == 403


def test_pages_cost_the_same_however_much_there_is(admin: Client, statements: Callable[[], Any]) -> None:
    addresses = (
        "/desk/points/rules", RULE, "/desk/points/budget", "/desk/points/grants", "/desk/points/report",
    )  # fmt: skip

    def cost() -> list[int]:
        found = []
        for address in addresses:
            with statements() as seen:
                assert admin.get(address).status_code == 200
            found.append(len(seen))
        return found

    giver = make.member(roles=["admin"])
    cost()
    grants.grant(giver, make.member(), 5, "Why.")
    before = cost()
    for number in range(4):
        grants.grant(giver, make.member(), 5, "Why.")
        awards.award(RuleKey.COMMENT_HELPFUL, f"post:{number}", [make.member().id])
    assert cost() == before
