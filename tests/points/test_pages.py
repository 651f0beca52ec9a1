"""What members see of their points."""

import csv
import re
from collections.abc import Callable
from datetime import timedelta
from io import StringIO
from itertools import pairwise
from typing import Any

import pytest
from flask import Flask

from cocreate.kernel import clock
from cocreate.kernel.database import db
from cocreate.ledger.models import Unit
from cocreate.ledger.queries import balances
from cocreate.members.models import Affiliation, Member
from cocreate.points import awards, chart, queries, statement, wallets
from cocreate.points.checkins import rules as checkins
from cocreate.points.models import EarningRule, RuleKey
from cocreate.points.statement import Filter
from cocreate.posts.models import PostState
from tests import make
from tests.support.browser import Client

DAY = timedelta(days=1)


@pytest.fixture
def member(client: Client) -> Member:
    """Somebody signed in who reads English."""
    client.set_cookie("lang", "en")
    found = make.member()
    client.sign_in(found)
    return found


def with_history(member: Member) -> None:
    """An adopted idea of long ago, an order paid and one under way, something taken back and something expired."""
    now, idea = clock.now(), make.idea(member, title="A seat that turns")
    awards.award(RuleKey.IDEA_ADOPTED, f"idea:{idea.id}", [member.id], at=now - DAY * 350)
    wallets.settle(wallets.reserve(member.id, 100, "a", "order:1", at=now - DAY * 100))
    wallets.reserve(member.id, 50, "b", "order:2")
    awards.award(RuleKey.ANSWER_ACCEPTED, "answer:77", [member.id], at=now - DAY * 20)
    awards.revoke("answer:77")
    awards.award(RuleKey.PROFILE_COMPLETED, "profile:1", [member.id], at=now - DAY * 400)
    wallets.expire(member.id)
    checkins.check_in(member)


def test_the_overview_tells_what_there_is_and_what_comes_and_goes(client: Client, member: Member) -> None:
    with_history(member)
    wallet = queries.wallet(member.id)
    assert (wallet.balance, wallet.held, wallet.spendable, wallet.contribution) == (405, 50, 350, 50)
    assert [amount for _day, amount in wallet.ripening] == [5]
    assert [amount for _day, amount in wallet.expiring] == [350]
    assert wallet.spendable == wallets.spendable(member.id)
    page = client.get("/points").text
    for words in ("405", "Soon to expire", "Held for orders", "Checked in today", "Companion", "150 more to"):
        assert words in page, words
    assert "A seat that turns" not in page  # older than what is shown here
    assert "−50" in page


def test_a_new_member_reads_how_it_begins(client: Client, member: Member) -> None:
    page = client.get("/points").text
    assert "Your first points are close by" in page
    assert "Nothing has moved yet" in page
    assert "Check in" in page
    assert "Nothing has moved yet" in client.get("/points/statement").text


def test_the_button_of_the_day_works_once(client: Client, member: Member) -> None:
    assert "Check in" in client.get("/").text
    answer = client.post("/points/check-in", headers={"Referer": "http://localhost/"}, follow_redirects=True)
    assert answer.request.path == "/"
    assert "You have checked in: 5 points, 1 day in a row." in answer.text
    client.post("/points/check-in")
    assert balances(member.id, Unit.POINTS).balance == 5
    assert "Checked in, 1 day in a row" in client.get("/").text


def test_nobody_who_leaves_is_promised_points(client: Client, member: Member) -> None:
    member.leaves_at = clock.now() + DAY
    db.session.flush()
    page = client.get("/points").text
    assert "from now on nothing brings points" in page
    assert "without points" in page
    assert ">+" not in page
    assert ">+" not in client.get("/").text
    assert "no points for it" in client.post("/points/check-in", follow_redirects=True).text
    assert balances(member.id, Unit.POINTS).balance == 0


def test_only_what_pays_stands_in_the_list(client: Client, member: Member) -> None:
    rules = {rule: db.session.get_one(EarningRule, rule) for rule in RuleKey}
    rules[RuleKey.REFERRAL].active = False
    rules[RuleKey.ANNIVERSARY].until_on = clock.local_day(clock.now())
    rules[RuleKey.IDEA_SHIPPED].month_budget = 10
    rules[RuleKey.CHECK_IN].month_budget = 0
    rules[RuleKey.COMMENT_HELPFUL].per_day = 1
    awards.award(RuleKey.COMMENT_HELPFUL, "post:1", [member.id])
    awards.award(RuleKey.PROFILE_COMPLETED, "profile:1", [member.id])
    page = client.get("/points").text
    assert "A friend you invited" not in page
    assert "The day your car was delivered" not in page
    assert "From the brand" not in page
    stages = [page.count(f"way way-{stage}") for stage in ("done", "capped", "paused")]
    assert stages == [1, 1, 2]
    assert "<b>+0<" not in page


def test_colleagues_read_that_they_collect_none(client: Client, member: Member) -> None:
    member.affiliation = Affiliation.STAFF
    assert "who works for the brand collects none" in client.get("/points").text
    assert client.post("/points/check-in").status_code == 409


def test_the_calendar_goes_back_to_the_month_of_joining(client: Client, member: Member) -> None:
    member.joined_at = clock.now() - DAY * 70
    for month in ("1999-01", "2999-01", "nonsense", ""):
        page = client.get(f"/points?month={month}").text
        assert page.count('rel="prev"') == 1
        assert 'rel="next"' not in page
    first = f"{clock.local_day(member.joined_at):%Y-%m}"
    assert 'rel="next"' in client.get(f"/points?month={first}").text
    assert 'rel="prev"' not in client.get(f"/points?month={first}").text


def test_the_statement_is_filtered_and_runs(client: Client, english: None) -> None:
    member = make.member()
    shown = client.sign_in(member)
    with_history(member)
    rows = statement.page(member, Filter(), "en").items
    assert [row.amount for row in rows] == [5, -50, 50, -50, 50, -100, 500]
    assert rows[0].balance == 405
    for row, older in pairwise(rows):
        assert row.balance - row.amount == older.balance
    spent = statement.page(member, Filter("spent"), "en").items
    assert [(row.words, row.amount) for row in spent] == [("Redeemed", -100)]
    assert [row.amount for row in statement.page(member, Filter("expired"), "en").items] == [-50]
    taken = statement.page(member, Filter("taken_back"), "en").items
    assert [row.words for row in taken] == ["Taken back: Your answer is chosen as the best"]
    adopted = statement.page(member, Filter("idea_adopted"), "en").items
    assert [row.about and row.about.title for row in adopted] == ["A seat that turns"]
    today = clock.local_day(clock.now())
    assert len(statement.page(member, Filter(since=today, until=today), "en").items) < len(rows)
    contributed = statement.page(member, Filter("contribution"), "en").items
    assert sum(row.amount for row in contributed) == contributed[0].balance == queries.wallet(member.id).contribution
    assert all(row.words for row in contributed)
    first = statement.page(member, Filter(), "en", limit=2)
    rest = statement.page(member, Filter(), "en", first.next_cursor)
    assert [*first.items, *rest.items] == rows
    for nothing in ("since=9999-12-31&until=9999-12-31", "since=0001-01-01", "show=nonsense", "since=soon"):
        assert shown.get(f"/points/statement?{nothing}").text.count("points-amount") == len(rows), nothing


def test_what_one_may_not_see_is_not_named(app: Flask) -> None:
    member, idea = make.member(), make.idea(title="Gone by now")
    awards.award(RuleKey.IDEA_ADOPTED, f"idea:{idea.id}", [member.id])
    idea.post.state = PostState.REMOVED
    db.session.flush()
    assert [row.about for row in statement.page(member, Filter(), "en").items] == [None]


def test_the_statement_is_a_file_too(client: Client, member: Member) -> None:
    with_history(member)
    make.idea(member, title="=1+1")
    answer = client.get("/points/statement.csv?show=earned")
    day = clock.local_day(clock.now())
    assert answer.headers["Content-Disposition"] == f"attachment; filename=points-{day}.csv"
    rows = list(csv.reader(StringIO(answer.text.removeprefix("\ufeff"))))[1:]
    assert len({row[1] for row in rows}) == 4
    assert all(re.fullmatch(r"\d{4}-\d\d-\d\d \d\d:\d\d", row[0]) for row in rows)
    assert sum("://" in row[-1] and "/ideas/" in row[-1] for row in rows) == 1


def test_the_chart_adds_up_month_by_month(client: Client, member: Member) -> None:
    with_history(member)
    shown = chart.chart(member.id).months
    assert len(shown) == 12
    assert shown[-1].balance == 405
    for month, later in pairwise(shown):
        assert later.balance - later.earned + later.gone == month.balance
    page = client.get("/points/statement").text
    assert "View as table" in page
    assert "<svg" in page


def test_the_leaderboard_is_left_and_joined_again(client: Client, member: Member) -> None:
    awards.award(RuleKey.IDEA_ADOPTED, "idea:1", [member.id])
    assert "You stand at place 1 with 50." in client.get("/points/leaderboard").text
    left = client.post("/points/leaderboard/leave", follow_redirects=True).text
    assert "Nobody stands here yet" in left
    assert "You have left the leaderboard." in left
    assert "You stand at place 1" in client.post("/points/leaderboard/return", follow_redirects=True).text
    assert member.name in client.get("/points/leaderboard?period=lately").text


def test_pages_cost_the_same_for_much_as_for_little(
    client: Client, member: Member, statements: Callable[[], Any]
) -> None:
    pages = ("/points", "/points/statement", "/points/leaderboard", "/me")

    def cost() -> list[int]:
        numbers = []
        for page in pages:
            with statements() as seen:
                assert client.get(page).status_code == 200
            numbers.append(len(seen))
        return numbers

    with_history(member)
    few = cost()
    for number in range(5):
        idea = make.idea(member)
        awards.award(RuleKey.IDEA_ADOPTED, f"idea:{idea.id}", [member.id])
        awards.award(RuleKey.IDEA_ADOPTED, f"idea:{number}", [make.member().id])
    assert cost() == few


def test_the_profile_says_the_tier_quietly(client: Client, member: Member) -> None:
    address = f"/members/{member.public_id}"
    assert "Companion" not in client.get(address).text
    awards.award(RuleKey.IDEA_ADOPTED, "idea:1", [member.id])
    assert "Companion" in client.get(address).text
    assert "Points" in client.get("/me").text
