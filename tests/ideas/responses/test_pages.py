"""What the brand owes an idea, on its page; the public figures; the settings behind them."""

import pytest
from flask import Flask

from cocreate.ideas import rules as ideas
from cocreate.kernel import templating
from cocreate.kernel.database import db
from cocreate.kernel.i18n import speaking
from cocreate.site.models import SiteRecord
from tests import make
from tests.make.answers import answer, problem, proposal
from tests.support.browser import Client
from tests.support.page import Page

PROMISES = {
    "answer_hours": "8", "decision_hours": "200", "working_days": ["1", "2"], "working_from": "08:30",
    "working_to": "24:00", "holidays": "2026-10-01\n2026-10-02",
}  # fmt: skip


@pytest.fixture
def english(client: Client) -> Client:
    client.set_cookie("lang", "en")
    return client


def test_a_proposal_is_seen_by_those_only_who_may_decide(english: Client) -> None:
    idea = problem(safety=True)
    path = f"/ideas/{idea.post.public_id}"
    proposal(idea)
    for roles in ([], ["moderator"], ["service"]):
        page = english.sign_in(make.member(roles=roles)).get(path).text
        assert "It cannot happen again." not in page
    assert "It cannot happen again." in english.sign_in(make.member(roles=["product"])).get(path).text
    assert english.post(f"{path}/proposal/confirm").status_code == 303
    assert "It cannot happen again." in english.sign_in(make.member()).get(path).text


def test_a_pause_without_a_reason_is_refused_at_its_field(english: Client) -> None:
    path = f"/ideas/{make.idea().post.public_id}"
    english.sign_in(make.member(roles=["service"]))
    refused = english.post(f"{path}/responses/pause", data={"reason": ""})
    assert refused.status_code == 422
    assert 'id="pause-reason-error' in refused.text
    assert english.post(f"{path}/responses/pause", data={"reason": "We wait for <b>you</b>."}).status_code == 303
    assert "We wait for &lt;b&gt;you&lt;/b&gt;." in english.get(path).text
    assert english.post(f"{path}/responses/resume").status_code == 303


def test_an_untick_makes_a_comment_a_private_word(english: Client) -> None:
    idea = make.idea()
    path = f"/ideas/{idea.post.public_id}"
    english.sign_in(make.member(roles=["product"]))
    assert Page(english.get(path).text).form("body").values["official"] == "y"
    english.post(f"{path}/comments", data={"body": "Me too, at home."})
    assert "Official answer" not in english.get(path).text
    english.post(f"{path}/comments", data={"body": "We look at it.", "official": "y"})
    assert "Official answer" in english.get(path).text


def test_figures_are_public(english: Client) -> None:
    idea = problem()
    answer(idea)
    ideas.change_status(make.member(roles=["product"]), idea, "declined", "Not for now.")
    page = english.get("/answers").text
    assert "100%" in page
    assert "within 24 hours" in page


def test_promises_are_set_at_the_desk(english: Client) -> None:
    english.sign_in(make.member(roles=["admin"]))
    assert english.post("/desk/brand/promises", data=PROMISES).status_code == 303
    site = db.session.get_one(SiteRecord, 1)
    assert (site.answer_hours, site.decision_hours, site.working_days) == (8, 200, [1, 2])
    assert (site.working_from, site.working_to, len(site.holidays)) == (510, 1440, 2)
    form = Page(english.get("/desk/brand/promises").text).form("holidays")
    assert (form.values["working_from"], form.values["holidays"]) == ("08:30", PROMISES["holidays"])


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("answer_hours", "0"), ("decision_hours", "10000"), ("working_days", []), ("working_days", ["8"]),
        ("working_from", "25:00"), ("working_to", "08:00"), ("holidays", "tomorrow"),
        ("holidays", "0001-01-01"),
    ],
)  # fmt: skip
def test_what_cannot_be_promised_is_refused_at_its_field(english: Client, field: str, value: object) -> None:
    english.sign_in(make.member(roles=["admin"]))
    refused = english.post("/desk/brand/promises", data={**PROMISES, field: value})
    assert refused.status_code == 422
    assert f'id="{field}-error' in refused.text


@pytest.mark.parametrize(
    ("hours", "english", "chinese"),
    [(0.5, "30 minutes", "30分钟"), (5.9, "5 hours", "5小时"), (71, "71 hours", "71小时"), (720, "30 days", "30天")],
)
def test_durations_are_told_in_words(app: Flask, hours: float, english: str, chinese: str) -> None:
    for locale, words in (("en", english), ("zh", chinese)):
        with speaking(locale):
            assert templating.lasting(hours) == words
