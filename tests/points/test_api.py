"""Points for programs, as the surface has them."""

from datetime import timedelta

from flask import Flask

from cocreate.kernel import clock
from cocreate.members.models import Affiliation
from cocreate.points import awards, wallets
from cocreate.points.models import RuleKey
from tests import make
from tests.support.browser import Client
from tests.support.program import Program


def test_a_program_reads_what_its_member_has(client: Client, app: Flask) -> None:
    member, before = make.member(), clock.now() - timedelta(days=9)
    awards.award(RuleKey.IDEA_ADOPTED, "idea:1", [member.id], at=before)
    wallets.reserve(member.id, 120, "a", "order:1")
    assert Program(client, member)("GET /points").json == {
        "balance": 500,
        "spendable": 380,
        "held": 120,
        "owed": 0,
        "contribution": 50,
        "tier": {"key": "companion", "name": "Companion", "from_contribution": 50},
    }
    assert Program(client, make.member())("GET /points").json["tier"] is None


def test_a_program_reads_the_statement_page_by_page(client: Client, app: Flask) -> None:
    member = make.member()
    idea = make.idea(member, title="A warmer seat")
    for source in (f"idea:{idea.id}", "idea:0"):
        awards.award(RuleKey.IDEA_ADOPTED, source, [member.id])
    awards.revoke("idea:0")
    program = Program(client, member)
    first = program("GET /points/transfers?limit=2").json
    rest = program(f"GET /points/transfers?cursor={first['next_cursor']}").json
    items = [*first["items"], *rest["items"]]
    assert rest["next_cursor"] is None
    assert [(one["kind"], one["amount"], one["balance"]) for one in items] == [
        ("revoked", -500, 500), ("idea_adopted", 500, 1000), ("idea_adopted", 500, 500),
    ]  # fmt: skip
    assert items[2]["about"]["title"] == "A warmer seat"
    assert items[2]["about"]["url"].startswith("http://localhost/ideas/")
    assert items[0]["about"] is None
    without_any = Program(client, make.member())
    assert {one("GET /points/transfers?cursor=nonsense").status_code for one in (program, without_any)} == {422}


def test_a_program_checks_in_once_a_day(client: Client, app: Flask) -> None:
    member = make.member()
    program, reading = Program(client, member), Program(client, member, ["read"])
    first, again = program("POST /points/check-in"), program("POST /points/check-in")
    assert (first.status_code, again.status_code) == (201, 200)
    today = clock.local_day(clock.now()).isoformat()
    assert first.json == again.json == {"day": today, "points": 5, "streak": 1}
    assert program("GET /points").json["balance"] == 5
    colleague = Program(client, make.member(affiliation=Affiliation.STAFF))
    assert colleague("POST /points/check-in").status_code == 409
    assert reading("POST /points/check-in").status_code == 403
