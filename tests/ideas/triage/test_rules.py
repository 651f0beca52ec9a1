"""Who drives an idea, notes, departments, templates and filters."""

from datetime import date
from functools import partial
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select, text
from sqlalchemy.exc import IntegrityError

from cocreate.ideas.models import Idea
from cocreate.ideas.triage import departments, filters, rules, templates
from cocreate.ideas.triage.models import Department, Note, Triage
from cocreate.ideas.triage.rules import Driving
from cocreate.journal.models import JournalEntry
from cocreate.kernel.database import db
from cocreate.kernel.errors import Invalid, Refused
from cocreate.members import queries as members
from cocreate.members.models import Member
from tests import make
from tests.support.race import Real


@pytest.fixture
def product(app: Flask) -> Member:
    return make.member(roles=["product"])


@pytest.fixture
def charging(product: Member) -> Department:
    return departments.add(product, "充电", "Charging")


def kept(idea_id: int) -> Triage:
    return db.session.get_one(Triage, idea_id, populate_existing=True)


def test_an_idea_is_driven_by_a_department_and_a_lead_until_a_day(product: Member, charging: Department) -> None:
    idea, lead = make.idea(), make.member(roles=["service"])
    rules.drive(product, idea, Driving(charging, lead, date(2026, 12, 24), "CHG-17"))
    row = kept(idea.id)
    assert (row.department_id, row.lead_id, row.due_on, row.ticket) == (
        charging.id,
        lead.id,
        date(2026, 12, 24),
        "CHG-17",
    )
    entry = db.session.scalars(select(JournalEntry).where(JournalEntry.verb == "triage")).one()
    assert entry.data == {"department": charging.id, "lead": lead.id}


def test_the_same_again_is_not_journalled(product: Member, charging: Department) -> None:
    idea = make.idea()
    for _time in range(2):
        rules.drive(product, idea, Driving(charging))
    assert len(list(db.session.scalars(select(JournalEntry).where(JournalEntry.verb == "triage")))) == 1


def test_a_new_lead_is_written_to_once_and_nobody_writes_to_themselves(product: Member) -> None:
    idea, lead = make.idea(), make.member(roles=["service"])

    def letters() -> int:
        return db.session.scalar(text("SELECT count(*) FROM procrastinate_jobs WHERE task_name = 'send_mail'")) or 0

    rules.drive(product, idea, Driving(lead=product))
    assert letters() == 0
    rules.drive(product, idea, Driving(lead=lead))
    rules.drive(product, idea, Driving(lead=lead, ticket="7"))
    assert letters() == 1


def test_only_the_team_drives(product: Member) -> None:
    with pytest.raises(Invalid) as caught:
        rules.drive(product, make.idea(), Driving(lead=make.member()))
    assert caught.value.field == "lead"
    with pytest.raises(Invalid) as caught:
        rules.lead("nobody")
    assert caught.value.field == "lead"


def test_a_closed_department_takes_no_more_but_goes_on_with_its_own(product: Member, charging: Department) -> None:
    old, new = make.idea(), make.idea()
    rules.drive(product, old, Driving(charging))
    departments.change(product, charging, charging.name_zh, charging.name_en, closed=True)
    rules.drive(product, old, Driving(charging, ticket="8"))
    for attempt in (
        lambda: rules.drive(product, new, Driving(charging)),
        lambda: rules.note(product, new, "Yours?", charging),
    ):
        with pytest.raises(Invalid):
            attempt()


def test_forwarding_says_why_and_leaves_the_lead_to_the_department(product: Member, charging: Department) -> None:
    idea = make.idea()
    rules.drive(product, idea, Driving(lead=product, ticket="9"))
    rules.note(product, idea, "This is about the wall box.", charging)
    row = kept(idea.id)
    assert (row.department_id, row.lead_id, row.ticket) == (charging.id, None, "9")
    said = db.session.scalars(select(Note)).one()
    assert (said.body, said.forwarded_to_id) == ("This is about the wall box.", charging.id)


@pytest.mark.parametrize("body", ["", "x" * 4001])
def test_a_note_says_something_of_reasonable_length(product: Member, body: str) -> None:
    with pytest.raises(Invalid) as caught:
        rules.note(product, make.idea(), body)
    assert caught.value.field == "body"


@pytest.mark.parametrize("statement", ["UPDATE idea_notes SET body = 'Nicer'", "DELETE FROM idea_notes"])
def test_notes_are_not_rewritten(product: Member, statement: str) -> None:
    rules.note(product, make.idea(), "As it was.")
    with pytest.raises(IntegrityError, match="append-only"):
        db.session.execute(text(statement))


@pytest.mark.parametrize(("zh", "en", "field"), [("", "X", "name_zh"), ("甲", "", "name_en"), ("充电", "X", "name_zh")])
def test_departments_have_names_of_their_own(
    product: Member, charging: Department, zh: str, en: str, field: str
) -> None:
    with pytest.raises(Invalid) as caught:
        departments.add(product, zh, en)
    assert caught.value.field == field
    assert departments.every() == [charging]


def test_departments_are_put_in_order(product: Member, charging: Department) -> None:
    seats = departments.add(product, "座椅", "Seats")
    departments.move_up(product, seats)
    departments.move_up(product, seats)
    assert [each.name_en for each in departments.every()] == ["Seats", "Charging"]


def test_a_template_is_written_changed_and_removed(product: Member) -> None:
    made = templates.write(product, "Thanks", "谢谢！", "Thank you!")
    templates.write(product, "Thanks", "谢谢你！", "Thank you!", made)
    assert [each.body("zh") for each in templates.every()] == ["谢谢你！"]
    with pytest.raises(Invalid) as caught:
        templates.write(product, "Thanks", "另一个", "Another")
    assert caught.value.field == "name"
    templates.remove(product, made)
    assert templates.every() == []


@pytest.mark.parametrize("field", ["name", "body_zh", "body_en"])
@pytest.mark.parametrize("value", ["", "x" * 4001])
def test_a_template_is_whole(product: Member, field: str, value: str) -> None:
    said: dict[str, Any] = {"name": "Thanks", "body_zh": "谢谢！", "body_en": "Thank you!", field: value}
    with pytest.raises(Invalid) as caught:
        templates.write(product, **said)
    assert caught.value.field == field


def test_a_filter_is_kept_for_oneself_replaced_and_forgotten(product: Member) -> None:
    other = make.member(roles=["product"])
    filters.keep(product, "Charging", "stage=driving")
    filters.keep(product, "Charging", "stage=repair")
    filters.keep(other, "Charging", "stage=sales")
    assert [(each.name, each.query) for each in filters.of(product)] == [("Charging", "stage=repair")]
    filters.forget(product, "Charging")
    assert (filters.of(product), len(filters.of(other))) == ([], 1)


def test_filters_are_not_kept_without_end(product: Member) -> None:
    for number in range(filters.MOST):
        filters.keep(product, f"Filter {number}", "")
    with pytest.raises(Refused), db.session.begin_nested():
        filters.keep(product, "One more", "")
    assert len(filters.of(product)) == filters.MOST


@pytest.mark.parametrize(
    ("statement", "constraint"),
    [
        ("INSERT INTO triage (idea_id, ticket) VALUES (:idea, repeat('x', 61))", "ticket_length"),
        (
            "INSERT INTO departments (public_id, name_zh, name_en, position, closed) VALUES ('d', '', 'x', 1, false)",
            "name_length",
        ),
        ("INSERT INTO idea_notes (idea_id, author_id, body, at) VALUES (:idea, :member, '', now())", "body_length"),
        ("INSERT INTO answer_templates (public_id, name, body_zh, body_en) VALUES ('t', 'n', '', 'x')", "body_length"),
        ("INSERT INTO saved_filters (member_id, name, query) VALUES (:member, '', '')", "name_length"),
        ("INSERT INTO saved_filters (member_id, name, query) VALUES (:member, 'n', repeat('x', 501))", "query_length"),
    ],
)
def test_the_database_refuses(product: Member, statement: str, constraint: str) -> None:
    with pytest.raises(IntegrityError, match=constraint):
        db.session.execute(text(statement), {"idea": make.idea().id, "member": product.id})


def test_of_many_at_once_all_are_taken_one_after_the_other(real: Real) -> None:
    def build() -> tuple[int, int]:
        return make.idea().id, make.member(roles=["product"]).id

    idea_id, actor_id = real.commit(build)

    def drive(number: int) -> bool:
        idea = db.session.get_one(Idea, idea_id)
        rules.drive(members.by_id(actor_id), idea, Driving(ticket=f"T-{number}"))
        return True

    answers = real.together([partial(drive, number) for number in range(10)])
    assert answers == [True] * 10
    assert real.commit(lambda: len(list(db.session.scalars(select(Triage))))) == 1


def test_of_two_departments_of_one_name_at_once_one_is_refused(real: Real) -> None:
    actor_id = real.commit(lambda: make.member(roles=["product"]).id)

    def add() -> str:
        return departments.add(members.by_id(actor_id), "充电", "Charging").name_en

    answers = real.together([add] * 5)
    assert answers.count("Charging") == 1
    assert sum(isinstance(answer, Invalid) for answer in answers) == 4
