"""Setting targets, and what stays of them."""

from datetime import UTC, datetime
from functools import partial

import pytest
from flask import Flask
from sqlalchemy import select, text
from sqlalchemy.exc import IntegrityError

from cocreate.ideas import rules as ideas
from cocreate.ideas.models import Idea
from cocreate.ideas.targets import audit, queries, rules
from cocreate.ideas.targets.models import TargetChange
from cocreate.ideas.targets.windows import Window
from cocreate.journal.models import JournalEntry
from cocreate.kernel.database import db
from cocreate.kernel.errors import Invalid, Refused
from cocreate.members import queries as members
from cocreate.members.models import Member
from tests import make
from tests.support.race import Real

NOW = datetime(2026, 11, 22, 4, tzinfo=UTC)
NEXT, LATER = Window.parse("2027-Q1"), Window.parse("2027-Q2")


@pytest.fixture
def product(app: Flask) -> Member:
    return make.member(roles=["product"])


def set_target(actor: Member, idea: Idea, window: Window | None, reason: str = "So it is.") -> TargetChange | None:
    return rules.set_target(actor, idea, window, reason, at=NOW)


def test_a_target_is_set_journalled_and_shown(product: Member) -> None:
    idea = make.idea(status="adopted")
    change = set_target(product, idea, NEXT)
    assert change is not None
    assert (change.before, change.window, change.is_slip, change.actor_role) == (None, NEXT, False, "product")
    assert Window.of(idea.target_starts_on, idea.target_ends_on) == NEXT
    entry = db.session.scalars(select(JournalEntry).where(JournalEntry.verb == "set_target")).one()
    assert (entry.subject_id, entry.data) == (idea.id, {"target": "2027-Q1", "change": change.id})
    assert list(audit.check()) == []


def test_every_slip_stays_with_its_reason(product: Member) -> None:
    idea = make.idea(status="adopted")
    steps = [
        (LATER, False, "First word"),
        (NEXT, False, "Sooner"),
        (LATER, True, "The **supplier** is late"),
        (None, True, "Open"),
    ]
    for window, _slips, reason in steps:
        set_target(product, idea, window, reason)
    seen = queries.changes(idea, "en")
    assert [(view.window and view.window.name, view.is_slip, view.reason) for view in seen] == [
        (window and window.name("en"), slips, reason) for window, slips, reason in steps
    ]
    assert "<strong>supplier</strong>" in seen[2].html
    assert list(audit.check()) == []


def test_the_same_target_again_changes_nothing(product: Member) -> None:
    idea = make.idea(status="adopted")
    set_target(product, idea, NEXT)
    assert set_target(product, idea, NEXT) is None
    assert len(queries.changes(idea, "en")) == 1


@pytest.mark.parametrize("status", ["new", "shipped", "declined"])
def test_only_what_the_team_works_on_has_a_target(product: Member, status: str) -> None:
    idea = make.idea(status="adopted" if status == "shipped" else status)
    if status == "shipped":
        ideas.change_status(product, idea, "in_progress", "Begun.")
        ideas.change_status(product, idea, "shipped", "Done.")
    with pytest.raises(Refused) as caught:
        set_target(product, idea, NEXT)
    assert caught.value.code == "takes-no-target"
    assert queries.changes(idea, "en") == []


@pytest.mark.parametrize(
    ("window", "reason", "field"),
    [(Window.parse("2026-Q3"), "Late", "target"), (Window.parse("2026-10"), "Late", "target"), (NEXT, "", "reason")],
)
def test_what_cannot_be_promised_is_refused_at_its_field(
    product: Member, window: Window, reason: str, field: str
) -> None:
    with pytest.raises(Invalid) as caught:
        set_target(product, make.idea(status="adopted"), window, reason)
    assert caught.value.field == field


def test_the_running_quarter_may_be_promised(product: Member) -> None:
    assert set_target(product, make.idea(status="adopted"), Window.parse("2026-Q4")) is not None


@pytest.mark.parametrize("key", ["soon", "2027-Q9", "2027"])
def test_a_word_that_is_no_window_is_refused(app: Flask, key: str) -> None:
    with pytest.raises(Invalid) as caught:
        rules.parse(key)
    assert caught.value.field == "target"
    assert rules.parse("") is None


@pytest.mark.parametrize("statement", ["UPDATE target_changes SET reason = 'Nicer'", "DELETE FROM target_changes"])
def test_what_was_promised_is_not_rewritten(product: Member, statement: str) -> None:
    set_target(product, make.idea(status="adopted"), NEXT)
    with pytest.raises(IntegrityError, match="append-only"):
        db.session.execute(text(statement))


@pytest.mark.parametrize(
    ("days", "constraint"),
    [
        ("NULL, NULL, NULL, NULL, 'r'", "something_changed"),
        ("NULL, NULL, '2027-04-01', '2027-01-01', 'r'", "window_is_whole"),
        ("NULL, NULL, '2027-04-01', NULL, 'r'", "window_is_whole"),
        ("'2027-04-01', NULL, NULL, NULL, 'r'", "window_before_is_whole"),
        ("NULL, NULL, '2027-01-01', '2027-04-01', ''", "reason_length"),
    ],
)
def test_the_database_refuses_half_a_target(product: Member, days: str, constraint: str) -> None:
    idea = make.idea(status="adopted")
    columns = "before_starts_on, before_ends_on, starts_on, ends_on, reason, idea_id, actor_id, actor_role, at"
    with pytest.raises(IntegrityError, match=constraint):
        db.session.execute(
            text(f"INSERT INTO target_changes ({columns}) VALUES ({days}, {idea.id}, {product.id}, 'product', now())")
        )


def test_an_idea_has_a_whole_target_or_none(app: Flask) -> None:
    make.idea()
    with pytest.raises(IntegrityError, match="target_is_whole"):
        db.session.execute(text("UPDATE ideas SET target_starts_on = '2027-01-01'"))


def test_audit_finds_a_target_that_nobody_set(product: Member) -> None:
    idea = make.idea(status="adopted")
    set_target(product, idea, NEXT)
    idea.target_ends_on = LATER.ends_on
    db.session.flush()
    assert list(audit.check()) == [f"idea {idea.id}: its target is not that of its last change"]


def test_of_several_at_once_each_begins_where_the_one_before_ended(real: Real) -> None:
    def build() -> tuple[int, int]:
        return make.idea(status="adopted").id, make.member(roles=["product"]).id

    idea_id, actor_id = real.commit(build)
    windows = [Window.parse(f"2027-Q{number}") for number in (1, 2, 3, 4)] * 3

    def move(window: Window) -> bool:
        actor, idea = members.by_id(actor_id), db.session.get_one(Idea, idea_id)
        return rules.set_target(actor, idea, window, "Because.", at=NOW) is not None

    answers = real.together([partial(move, window) for window in windows])
    assert all(isinstance(answer, bool) for answer in answers)
    assert real.commit(lambda: list(audit.check())) == []
