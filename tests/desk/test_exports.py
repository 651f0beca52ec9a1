"""What the filter shows, as files."""

import csv
import json
from datetime import date
from io import StringIO

import pytest

from cocreate.desk import exports as desk_exports
from cocreate.desk.exports import COLUMNS
from cocreate.ideas import rules as ideas
from cocreate.ideas.triage import departments
from cocreate.ideas.triage import rules as triage
from cocreate.ideas.triage.rules import Driving
from cocreate.kernel.exports import BOM
from cocreate.members.models import Member
from tests import make
from tests.support.browser import Client

SECRET = "Between us: the supplier is bankrupt."


@pytest.fixture
def product(client: Client) -> Member:
    member = make.member("Qing", roles=["product"], locale="en")
    client.sign_in(member)
    return member


def table(client: Client, query: str = "pile=all") -> list[dict[str, str]]:
    answer = client.get(f"/desk/ideas.csv?{query}", buffered=True)
    assert answer.status_code == 200
    assert answer.text.startswith(BOM)
    return list(csv.DictReader(StringIO(answer.text.removeprefix(BOM))))


def lines(client: Client, query: str = "pile=all") -> list[dict[str, object]]:
    answer = client.get(f"/desk/ideas.jsonl?{query}", buffered=True)
    assert answer.mimetype == "application/jsonl"
    return [json.loads(line) for line in answer.text.splitlines()]


def test_both_files_say_all_of_an_idea_and_no_note(client: Client, product: Member) -> None:
    make.series("islet", (2024,), name_en="Islet")
    idea = make.idea(make.member("Lin"), title="A warmer seat", tags=["seat", "winter"], models=["islet/2024"])
    ideas.support(make.owner(series="islet"), idea)
    department = departments.add(product, "充电", "Charging")
    triage.drive(product, idea, Driving(department, product, date(2027, 1, 1), "CHG-17"))
    triage.note(product, idea, SECRET)
    ideas.comment(product, idea, "Soon.")
    public_id = idea.post.public_id
    row = table(client)[0]
    assert tuple(row) == COLUMNS
    expected = {
        "id": public_id, "url": f"http://localhost/ideas/{public_id}-a-warmer-seat", "kind": "wish",
        "title": "A warmer seat", "models": "islet/2024", "tags": "#seat #winter", "status": "new", "supports": "1",
        "owners": "1", "author": "Lin", "department": "Charging", "lead": "Qing", "due_on": "2027-01-01",
        "ticket": "CHG-17", "slips": "0",
        "safety": "no", "comments": "1", "evidence": "islet/2024: 1 / 1", "decided_at": "",
    }  # fmt: skip
    assert {name: row[name] for name in expected} == expected
    assert row["answered_at"]
    assert float(row["answer_hours"]) < 1
    line = lines(client)[0]
    assert line["models"] == ["islet/2024"]
    assert line["evidence"] == [{"model": "islet/2024", "owners": 1, "of": 1}]
    assert line["safety"] is False
    assert "bankrupt" not in json.dumps([row, line])


@pytest.mark.parametrize("title", ["=1+1", "+86 138", "-2", "@SUM(A1)", "＝cmd|' /C calc'!A0", '"; DROP', "a,b\tc"])
def test_hostile_cells_stay_words(client: Client, product: Member, title: str) -> None:
    make.idea(title=title, body='=HYPERLINK("http://evil.example")\nsecond line')
    row = table(client)[0]
    assert row["body"].startswith("'=HYPERLINK")
    assert row["title"] in (title, f"'{title}")
    assert not row["title"].startswith(("=", "+", "@", "＝"))
    assert lines(client)[0]["title"] == title


def test_the_file_shows_what_the_list_shows_over_any_number_of_parts(
    client: Client, product: Member, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(desk_exports, "PART", 3)
    for number in range(8):
        make.idea(title=f"Idea {number}", tags=["even"] if number % 2 == 0 else [])
    assert [row["title"] for row in table(client, "pile=new")] == [f"Idea {number}" for number in range(7, -1, -1)]
    assert [row["title"] for row in lines(client, "pile=all&tag=even")] == ["Idea 6", "Idea 4", "Idea 2", "Idea 0"]


def test_a_file_is_kept_by_nobody(client: Client, product: Member) -> None:
    for address in ("/desk/ideas.csv", "/desk/ideas.jsonl"):
        answer = client.get(address, buffered=True)
        assert answer.headers["Cache-Control"] == "private, no-store"
        assert "attachment" in answer.headers["Content-Disposition"]
