"""The desk's pages of one idea, of departments and of answer templates; and who never sees any of it."""

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
import time_machine

from cocreate.ideas.models import Idea
from cocreate.ideas.triage import departments, filters, rules, scheduled, templates
from cocreate.ideas.triage.rules import Driving
from cocreate.kernel.database import db
from cocreate.members.models import Member
from cocreate.posts.models import Post
from tests import make
from tests.support.browser import Client
from tests.support.page import Page

NOW = datetime(2026, 11, 22, 4, tzinfo=UTC)
SECRET = "Between us: the supplier is bankrupt."


@pytest.fixture
def noon() -> Iterator[None]:
    """The clock stands at NOW before anybody signs in: a cookie of the future is none."""
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def product(client: Client) -> Member:
    member = make.member("Qing", roles=["product"], locale="en")
    client.sign_in(member)
    return member


def path(idea: Idea) -> str:
    """Where the idea is, whatever was forgotten of it since it was made."""
    return f"/ideas/{db.session.get_one(Post, idea.id).public_id}"


def test_who_drives_it_is_set_and_shown_again(client: Client, product: Member) -> None:
    idea, department = make.idea(), departments.add(product, "充电", "Charging")
    form = Page(client.get(f"{path(idea)}/triage").text).form("department")
    assert department.public_id in form.options["department"]
    assert product.public_id in form.options["lead"]
    said = {"department": department.public_id, "lead": product.public_id, "due_on": "2026-12-24", "ticket": "CHG-17"}
    assert client.post(f"{path(idea)}/triage", data={**form.values, **said}).status_code == 303
    values = Page(client.get(f"{path(idea)}/triage").text).form("department").values
    assert {name: values[name] for name in said} == said


@pytest.mark.parametrize(
    ("field", "value"), [("department", "nowhere"), ("lead", "nobody"), ("due_on", "soon"), ("ticket", "x" * 61)]
)
def test_what_cannot_be_taken_is_told_at_its_field_and_nothing_is_lost(
    client: Client, product: Member, field: str, value: str
) -> None:
    said = {"department": "", "lead": "", "due_on": "2026-12-24", "ticket": "CHG-17", field: value}
    answer = client.post(f"{path(make.idea())}/triage", data=said)
    assert answer.status_code == 422
    assert f'id="{field}-error"' in answer.text
    values = Page(answer.text).form("department").values
    assert {name: values.get(name) for name in ("due_on", "ticket")} == {
        name: said[name] for name in ("due_on", "ticket")
    }


def test_notes_are_read_by_the_team_and_by_no_member_in_any_way(client: Client, product: Member) -> None:
    author = make.member("Author")
    idea = make.idea(author, status="adopted")
    rules.note(product, idea, SECRET)
    assert "supplier is bankrupt" in client.get(f"{path(idea)}/triage").text
    client.sign_in(author)
    for page in (path(idea), f"{path(idea)}/history", "/ideas", "/ideas.atom", "/roadmap.atom", "/roadmap", "/me", "/"):
        assert "bankrupt" not in client.get(page).text
    assert "bankrupt" not in client.get(f"/api/v1{path(idea)}").text
    assert "bankrupt" not in client.get(f"/api/v1{path(idea)}/history").text


@pytest.mark.usefixtures("noon")
def test_what_is_under_embargo_is_seen_by_the_team_only(client: Client, product: Member) -> None:
    idea = make.idea()
    form = Page(client.get(f"{path(idea)}/triage").text).form("publish_at")
    said = {"status": "adopted", "reason": SECRET, "publish_at": "2026-11-22T14:00", "target": "2027-Q1"}
    assert client.post(f"{path(idea)}/scheduled", data={**form.values, **said}).status_code == 303
    waiting = scheduled.waiting_of(idea)
    assert waiting is not None
    assert waiting.publish_at == datetime(2026, 11, 22, 6, tzinfo=UTC)  # 14:00 in the site's zone
    assert "bankrupt" in client.get(f"{path(idea)}/triage").text
    client.sign_in(make.member())
    for page in (path(idea), f"{path(idea)}/history", "/roadmap.atom", f"/api/v1{path(idea)}/history"):
        assert "bankrupt" not in client.get(page).text
    client.sign_in(product)
    assert client.post(f"{path(idea)}/scheduled/cancel").status_code == 303
    assert "bankrupt" not in client.get(f"{path(idea)}/triage").text


@pytest.mark.usefixtures("noon")
@pytest.mark.parametrize(
    ("field", "value"), [("publish_at", ""), ("publish_at", "soon"), ("publish_at", "2026-11-22T11:00"), ("reason", "")]
)
def test_a_schedule_that_makes_no_sense_is_told_and_kept(
    client: Client, product: Member, field: str, value: str
) -> None:
    said = {"status": "adopted", "target": "", "reason": "Typed words", "publish_at": "2026-11-22T14:00", field: value}
    answer = client.post(f"{path(make.idea())}/scheduled", data=said)
    assert answer.status_code == 422
    values = Page(answer.text).form("publish_at").values
    assert values["reason"] == said["reason"]
    assert f'id="{field}-error"' in answer.text


PATHS = ("triage", "notes", "scheduled", "scheduled/cancel")


@pytest.mark.parametrize("roles", [[], ["organiser"], ["treasurer"]])
def test_members_and_other_staff_do_not_come_in(client: Client, roles: list[str]) -> None:
    idea = make.idea()
    client.sign_in(make.member(roles=roles))
    assert client.get(f"{path(idea)}/triage").status_code == 403
    assert {client.post(f"{path(idea)}/{each}").status_code for each in PATHS} == {403}
    for page in ("/desk/departments", "/desk/templates"):
        assert client.get(page).status_code == 403
        assert client.post(page).status_code == 403


@pytest.mark.parametrize("role", ["moderator", "service"])
def test_moderators_and_service_note_but_schedule_nothing(client: Client, role: str) -> None:
    idea = make.idea()
    client.sign_in(make.member(roles=[role]))
    page = client.get(f"{path(idea)}/triage").text
    assert "publish_at" not in page
    assert client.post(f"{path(idea)}/notes", data={"body": "Called them.", "forward_to": ""}).status_code == 303
    assert client.post(f"{path(idea)}/scheduled").status_code == 403


def test_departments_are_added_changed_and_put_in_order(client: Client, product: Member) -> None:
    for zh, en in (("充电", "Charging"), ("座椅", "Seats")):
        assert client.post("/desk/departments", data={"name_zh": zh, "name_en": en}).status_code == 303
    charging, seats = departments.every()
    assert client.post(f"/desk/departments/{seats.public_id}/up").status_code == 303
    said = {"name_zh": "快充", "name_en": "Fast charging", "closed": "y"}
    assert client.post(f"/desk/departments/{charging.public_id}", data=said).status_code == 303
    assert [(each.name_en, each.closed) for each in departments.every()] == [("Seats", False), ("Fast charging", True)]
    refused = client.post("/desk/departments", data={"name_zh": "快充", "name_en": "Else"})
    assert refused.status_code == 422
    assert "There is a department of this name." in refused.text
    assert Page(refused.text).form("name_zh").values["name_en"] == "Else"
    assert client.get("/desk/departments/aaaaaaaaaa").status_code == 404


def test_templates_are_written_changed_and_removed(client: Client, product: Member) -> None:
    said = {"name": "Thanks", "body_zh": "谢谢！", "body_en": "Thank you!"}
    assert client.post("/desk/templates", data=said).status_code == 303
    (made,) = templates.every()
    assert "Thank you!" in client.get(f"/desk/templates/{made.public_id}").text
    again = client.post("/desk/templates", data=said)
    assert (again.status_code, Page(again.text).form("name").values["body_en"]) == (422, "Thank you!")
    changed = {**said, "body_en": "Thanks!"}
    assert client.post(f"/desk/templates/{made.public_id}", data=changed).status_code == 303
    assert templates.every()[0].body_en == "Thanks!"
    assert client.post(f"/desk/templates/{made.public_id}/remove").status_code == 303
    assert templates.every() == []


def test_the_department_and_lead_of_what_was_taken_on_are_public_and_not_before(
    client: Client, product: Member
) -> None:
    department = departments.add(product, "充电", "Charging team")
    new, adopted = make.idea(), make.idea(status="adopted")
    for idea in (new, adopted):
        rules.drive(product, idea, Driving(department, product, ticket="CHG-17"))
    client.sign_in(make.member(locale="en"))
    assert "Charging team" not in client.get(path(new)).text
    page = client.get(path(adopted)).text
    assert "Charging team" in page
    assert "Qing" in page
    assert "CHG-17" not in page


def test_kept_filters_are_private(product: Member) -> None:
    filters.keep(product, "Mine", "stage=driving")
    assert filters.of(make.member(roles=["product"])) == []
