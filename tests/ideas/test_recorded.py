"""What staff record for owners met elsewhere: counted apart, once, and theirs when they come."""

from datetime import date, timedelta
from functools import partial
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError

from cocreate.accounts import claims
from cocreate.catalogue.stages import Stage
from cocreate.ideas import audit as ideas_audit
from cocreate.ideas import rules as ideas
from cocreate.ideas.models import Idea, Support
from cocreate.ideas.recorded import audit, queries, rules
from cocreate.ideas.recorded.models import RecordedIdea, RecordedSupport, Source
from cocreate.ideas.recorded.rules import Meeting
from cocreate.journal.models import JournalEntry
from cocreate.kernel import clock
from cocreate.kernel.database import db
from cocreate.kernel.errors import Invalid, Refused
from cocreate.members import queries as members
from cocreate.members.models import Member, MemberState, Placeholder
from tests import make
from tests.support.browser import Client
from tests.support.page import Page
from tests.support.race import Real

MET = Meeting(Source.PHONE, "T-1001", date(2026, 5, 3), "Calls again in June")
IDEA = {"title": "A hook for bags", "body": "In the back.", "stage": Stage.DESIGN}
TYPED = {"source": "phone", "met_on": "2026-05-03", "reference": "T-1001", "note": "Calls again in June"}


def counts(idea: Idea) -> tuple[int, int, int]:
    db.session.refresh(idea, ["recorded", "supports", "owners"])
    return idea.recorded, idea.supports, idea.owners


def adds_up() -> bool:
    return [*audit.check(), *ideas_audit.check()] == []


def staff() -> Member:
    return make.member("Zhou", roles=["service"])


def test_a_recorded_support_is_counted_once_and_apart(app: Flask) -> None:
    idea, actor = make.idea(supporters=2), staff()
    assert rules.record_support(actor, idea, MET)
    assert not rules.record_support(staff(), idea, MET)
    assert rules.record_support(actor, idea, Meeting(Source.CHAT, "T-1001", MET.met_on))
    assert counts(idea) == (2, 2, 0)
    entries = select(JournalEntry).where(JournalEntry.verb == "record_support")
    assert [entry.actor_id for entry in db.session.scalars(entries)] == [actor.id, actor.id]
    assert adds_up()


def test_a_recorded_idea_is_by_whom_it_was_heard_from(app: Flask) -> None:
    actor = staff()
    idea = rules.record_idea(actor, MET, **IDEA)
    other = rules.record_idea(actor, MET, **{**IDEA, "title": "Another hook"})
    author = idea.post.author
    assert author.state is MemberState.PLACEHOLDER
    assert other.post.author_id == author.id
    assert queries.met(idea) == ("phone", MET.met_on)
    assert queries.met(make.idea()) is None
    assert adds_up()


@pytest.mark.parametrize(
    ("field", "meeting"),
    [
        ("reference", Meeting(Source.PHONE, "", MET.met_on)),
        ("reference", Meeting(Source.PHONE, "x" * 81, MET.met_on)),
        ("note", Meeting(Source.PHONE, "x", MET.met_on, "x" * 1001)),
        ("met_on", Meeting(Source.PHONE, "x", date(9999, 1, 1))),
    ],
)
def test_a_meeting_that_cannot_be_is_refused(app: Flask, field: str, meeting: Meeting) -> None:
    with pytest.raises(Invalid) as refusal:
        rules.record_support(staff(), make.idea(), meeting)
    assert refusal.value.field == field


def test_a_closed_idea_takes_no_recorded_support(app: Flask) -> None:
    idea = make.idea(status="declined")
    with pytest.raises(Refused):
        rules.record_support(staff(), idea, MET)
    assert counts(idea) == (0, 0, 0)


def test_a_record_is_taken_back_once(app: Flask) -> None:
    idea, actor = make.idea(), staff()
    rules.record_support(actor, idea, MET)
    (record,) = queries.supports(idea)
    assert not rules.withdraw(actor, make.idea(), record.id)
    assert rules.withdraw(actor, idea, record.id)
    assert not rules.withdraw(actor, idea, record.id)
    assert counts(idea) == (0, 0, 0)
    assert adds_up()


def claim(member: Member, meeting: Meeting = MET) -> None:
    query = select(Placeholder).where(Placeholder.reference == meeting.reference)
    assert claims.claim(staff(), member, db.session.scalars(query).one())


def test_who_claims_it_supports_and_wrote_it_themselves(app: Flask) -> None:
    idea, supported, member = rules.record_idea(staff(), MET, **IDEA), make.idea(supporters=1), make.member()
    rules.record_support(staff(), supported, MET)
    ideas.change_status(make.member(roles=["product"]), supported, "declined", "Because the test says so.")
    claim(member)
    assert counts(supported) == (0, 2, 0)
    db.session.refresh(idea.post, ["author_id", "author"])
    assert idea.post.author_id == member.id
    assert queries.met(idea) is None
    assert adds_up()


@pytest.mark.parametrize("days", [-1, 1])
def test_of_an_own_support_and_a_recorded_one_the_older_remains(app: Flask, days: int) -> None:
    idea, member = make.idea(at=clock.now() - timedelta(days=9)), make.member()
    rules.record_support(staff(), idea, MET)
    recorded = db.session.scalars(select(RecordedSupport)).one()
    recorded.recorded_at = clock.now() - timedelta(days=3)
    own = recorded.recorded_at + timedelta(days=days)
    expected = min(own, recorded.recorded_at)
    ideas.support(member, idea, at=own)
    claim(member)
    assert counts(idea) == (0, 1, 0)
    assert db.session.scalars(select(Support.at)).all() == [expected]
    assert adds_up()


def test_who_has_an_account_is_not_recorded_for(app: Flask) -> None:
    idea, other = make.idea(), make.idea()
    rules.record_support(staff(), idea, MET)
    claim(make.member())
    with pytest.raises(Invalid) as refusal:
        rules.record_support(staff(), other, MET)
    assert refusal.value.field == "reference"
    assert counts(other) == (0, 0, 0)


def test_the_database_counts_an_owner_once(app: Flask) -> None:
    idea, actor = make.idea(), staff()
    rules.record_support(actor, idea, MET)
    kept = db.session.scalars(select(RecordedSupport)).one()
    again = {"idea_id": idea.id, "placeholder_id": kept.placeholder_id, "source": Source.MAIL, "met_on": MET.met_on}
    db.session.add(RecordedSupport(**again, recorded_by=actor.id))
    with pytest.raises(IntegrityError, match="uq_recorded_supports"):
        db.session.flush()


@pytest.mark.parametrize(
    ("table", "change", "constraint"),
    [
        (RecordedSupport, {"note": "x" * 1001}, "note_length"),
        (RecordedIdea, {"note": "x" * 1001}, "note_length"),
        (Idea, {"recorded": -1}, "recorded_not_negative"),
    ],
)
def test_constraints(app: Flask, table: Any, change: dict[str, Any], constraint: str) -> None:
    rules.record_support(staff(), rules.record_idea(staff(), MET, **IDEA), MET)
    row = db.session.scalars(select(table)).one()
    for name, value in change.items():
        setattr(row, name, value)
    with pytest.raises(IntegrityError, match=constraint):
        db.session.flush()


def test_audit_sees_a_count_that_drifted(app: Flask) -> None:
    idea = make.idea()
    rules.record_support(staff(), idea, MET)
    idea.recorded = 5
    db.session.flush()
    assert list(audit.check()) == [f"idea {idea.id}: 5 recorded supports kept, 1 counted"]


def test_fifty_records_of_one_owner_at_once_are_one(real: Real) -> None:
    idea_id, actor_id = real.commit(lambda: (make.idea().id, staff().id))

    def record() -> bool:
        return rules.record_support(db.session.get_one(Member, actor_id), db.session.get_one(Idea, idea_id), MET)

    assert sorted(real.together([record] * 50), key=bool) == [False] * 49 + [True]
    assert real.commit(lambda: db.session.get_one(Idea, idea_id).recorded) == 1
    assert real.commit(lambda: db.session.scalar(select(func.count()).select_from(Placeholder))) == 1
    assert real.commit(adds_up)


def test_records_and_a_claim_at_once_add_up(real: Real) -> None:
    def build() -> tuple[list[int], int, int]:
        actor, some = staff(), [make.idea() for _number in range(6)]
        rules.record_support(actor, some[0], MET)
        return [idea.id for idea in some], actor.id, make.member().id

    idea_ids, actor_id, member_id = real.commit(build)

    def record(idea_id: int) -> bool:
        return rules.record_support(db.session.get_one(Member, actor_id), db.session.get_one(Idea, idea_id), MET)

    def support(idea_id: int) -> bool:
        return ideas.support(members.by_id(member_id), db.session.get_one(Idea, idea_id))

    works: list[Any] = [partial(record, idea_id) for idea_id in idea_ids]
    works += [lambda: claim(members.by_id(member_id)), partial(support, idea_ids[0])]
    outcomes = real.together(works)
    assert {type(one) for one in outcomes} <= {bool, Invalid, type(None)}
    assert real.commit(adds_up)


@pytest.mark.parametrize(
    ("who", "status"),
    [("visitor", 303), ("member", 403), ("organiser", 403), ("moderator", 200), ("product", 200), ("service", 200)],
)
def test_only_staff_record(client: Client, who: str, status: int) -> None:
    idea = make.idea()
    address = f"/ideas/{idea.post.public_id}"
    if who != "visitor":
        client.sign_in(make.member(roles=[] if who == "member" else [who]))
    for place in (f"{address}/recorded", "/desk/record"):
        assert client.get(place).status_code == status
    done = 303 if status == 200 else status
    assert client.post(f"{address}/recorded", data=TYPED).status_code == done
    typed = {**TYPED, "title": "A hook", "body": "In the back.", "stage": "design", "kind": "wish", "tags": ""}
    assert client.post("/desk/record", data=typed).status_code == done
    expected = 1 if status == 200 else 0
    assert db.session.scalar(select(func.count()).select_from(RecordedSupport)) == expected
    assert db.session.scalar(select(func.count()).select_from(RecordedIdea)) == expected
    assert (f'action="{address}/recorded"' in client.get(address).text) is (status == 200)


def test_staff_record_on_the_page_and_take_back(client: Client) -> None:
    idea = make.idea()
    address = f"/ideas/{idea.post.public_id}"
    client.get("/?lang=en")
    client.sign_in(staff())
    form = Page(client.get(address).text).form("met_on")
    assert client.post(form.action, data={**form.values, **TYPED}).status_code == 303
    page = client.get(address).text
    assert "1 more support recorded by the team for an owner met elsewhere, counted apart" in page
    again = client.post(form.action, data=TYPED, follow_redirects=True)
    assert "was recorded before" in again.text
    listed = client.get(f"{address}/recorded").text
    for words in ("T-1001", "Calls again in June", "Zhou"):
        assert words in listed
    taken = next(form for form in Page(listed).forms if form.action.endswith("/withdraw"))
    assert client.post(taken.action, data=taken.values).status_code == 303
    assert client.post(taken.action, data=taken.values).status_code == 404
    assert "recorded by the team" not in client.get(address).text


@pytest.mark.parametrize("wrong", [{"source": "spirit"}, {"met_on": "yesterday"}, {"reference": ""}, {"note": "a\x00"}])
def test_a_refused_record_keeps_what_was_typed(client: Client, wrong: dict[str, str]) -> None:
    client.sign_in(staff())
    answer = client.post(f"/ideas/{make.idea().post.public_id}/recorded", data={**TYPED, **wrong})
    assert answer.status_code == 422
    form = Page(answer.text).form("met_on")
    kept = {name: value for name, value in TYPED.items() if name not in wrong}
    assert {name: form.values.get(name) for name in kept} == kept
    assert f'id="{next(iter(wrong))}-error' in answer.text


def test_a_recorded_idea_says_so_and_keeps_staffs_words_to_staff(client: Client) -> None:
    secret = Meeting(Source.CENTRE, "SECRET-REFERENCE", MET.met_on, "SECRET NOTE")
    idea = rules.record_idea(staff(), secret, **IDEA)
    public_id, author = idea.post.public_id, idea.post.author.public_id
    rules.record_support(staff(), idea, secret)
    client.get("/?lang=en")
    client.sign_in(make.member())
    page = client.get(f"/ideas/{public_id}").text
    assert "Recorded by the team for an owner met at a service centre on May 3, 2026" in page
    places = ["", "ideas", f"ideas/{public_id}", f"ideas/{public_id}/history", f"members/{author}", "ideas.atom"]
    places += ["roadmap", "api/v1/ideas", f"api/v1/ideas/{public_id}", f"api/v1/ideas/{public_id}/revisions"]
    for place in places:
        text = client.get(f"/{place}").text
        assert "SECRET" not in text
    found = client.get(f"/api/v1/ideas/{public_id}").json
    assert found is not None
    assert (found["supports"]["recorded"], found["supports"]["all"]) == (1, 0)
    assert "由团队代一位车主记录" in client.get(f"/ideas/{public_id}?lang=zh").text


def test_nobody_gives_a_placeholder_another_name_by_being_met_twice(app: Flask) -> None:
    one = rules.record_idea(staff(), MET, **IDEA).post.author
    two = rules.record_idea(staff(), Meeting(Source.PHONE, "T-1002", MET.met_on), **IDEA).post.author
    assert one.id != two.id
    assert one.name == two.name
