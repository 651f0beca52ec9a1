"""The queue: what lies in it, who has it, what is done with it."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from cocreate.accounts.record import queries as record
from cocreate.cli.audit import CHECKS
from cocreate.desk.queue import context, piles, rows
from cocreate.desk.queue.filtering import Chosen
from cocreate.ideas.models import Idea
from cocreate.ideas.suspicion import detection
from cocreate.kernel.database import db, read
from cocreate.members import queries as members
from cocreate.members.models import Member
from cocreate.moderation.appeals import rules as appeals
from cocreate.moderation.decisions import rules as decisions
from cocreate.moderation.decisions.models import Action
from cocreate.moderation.models import Reason
from cocreate.moderation.reports import rules as reports
from cocreate.moderation.reports.models import Report
from cocreate.posts.models import Post, PostState
from cocreate.screening.cases import open_case
from cocreate.screening.models import Case, Cause
from tests import make
from tests.make import cars, suspicion
from tests.support.browser import Client
from tests.support.page import Page


@pytest.fixture
def moderator(client: Client) -> Member:
    member = make.member("Mo", roles=["moderator"], locale="en")
    client.sign_in(member)
    return member


def case_of(idea: Idea) -> Case:
    return db.session.scalars(select(Case).where(Case.post_id == idea.id)).one()


def path(idea: Idea) -> str:
    return f"/moderation/cases/{case_of(idea).public_id}"


def titles(reader: Member, pile: str = "all", whose: str = "") -> list[str]:
    found = piles.keys(Chosen(pile, whose), reader)
    return [row.title for row in rows.rows(found.items, reader, "en")]


def reported(title: str, times: int = 1, reason: Reason = Reason.INSULT) -> Idea:
    idea = make.idea(title=title)
    for _number in range(times):
        reports.report(make.member(), post=idea.post, reason=reason)
    return idea


def test_the_heaviest_lies_on_top_and_each_in_its_pile(client: Client, moderator: Member) -> None:
    reported("Reported once")
    reported("Reported twice", 2)
    make.held(body="Watched.").post.title = "Held"
    open_case([Cause.FIRST], post_id=make.idea(title="First").id)
    reports.report(make.member(), member=make.member("Somebody"), reason=Reason.SPAM)
    cars.car(make.member("Owner to be"), cars.vin())
    assert titles(moderator) == ["Held", "Reported twice", "Reported once", "Somebody", "First"]
    assert titles(moderator, "reported") == ["Reported twice", "Reported once", "Somebody"]
    assert (titles(moderator, "held"), titles(moderator, "first")) == (["Held"], ["First"])
    assert piles.counts(moderator) == {
        "all": 5, "reported": 3, "held": 1, "first": 1, "appeals": 0, "supports": 0, "vehicles": 0
    }  # fmt: skip
    page = client.get("/moderation")
    assert 'staff-count">5<' in page.text


def test_suspicious_supports_wait_for_somebody_to_look_and_for_a_second_one(client: Client, moderator: Member) -> None:
    idea, second = make.idea(title="Overnight"), suspicion.keeper()
    people = suspicion.crowd(idea, 6)
    detection.look_by_itself()
    page = client.get("/moderation?pile=supports").text
    for said in ('<a class="queue-open" href="/moderation/supports">', "Overnight", "% sure"):
        assert said in page
    client.post("/moderation/supports")
    assert (titles(moderator, "supports"), titles(second, "supports")) == ([], [])
    suspicion.proposed(idea, people, by=members.by_id(moderator.id))
    assert (titles(moderator, "supports"), titles(second, "supports")) == ([], ["Overnight"])


def test_what_a_moderator_took_up_lies_with_what_was_reported(client: Client, moderator: Member) -> None:
    idea = make.idea(title="Taken up")
    client.post("/moderation/cases", data={"post": idea.post.public_id})
    assert titles(moderator, "reported") == ["Taken up"]
    assert [row.number for row in read(piles.waits(moderator)) if row.pile == "reported"] == [1]


def test_what_stands_beside_a_comment_is_told_be_it_an_answer_or_not(moderator: Member) -> None:
    idea = make.idea()
    first, second, third = (make.comment(idea, body=words) for words in ("One.", "Two.", "Three."))
    reply = make.comment(idea, body="Reply.", answers=second)
    for comment, beside in ((second, [first, third, reply]), (reply, [first, third])):
        open_case([Cause.FIRST], post_id=comment.id)
        case = db.session.scalars(select(Case).where(Case.post_id == comment.id)).one()
        found = context.of(case, moderator, timedelta(days=14)).around_at("before", "after")
        assert [said.url for said in found] == [f"/comments/{each.post.public_id}" for each in beside]


def test_nobody_finds_there_what_is_about_themselves(client: Client, moderator: Member) -> None:
    own = make.idea(moderator)
    reports.report(make.member(), post=own.post, reason=Reason.SPAM)
    reports.report(make.member(), member=moderator, reason=Reason.OTHER, note="A secret word.")
    assert titles(moderator) == []
    assert client.get(path(own)).status_code == 404


def test_the_list_goes_on_after_its_last_row(moderator: Member) -> None:
    for number in range(5):
        open_case([Cause.FIRST], post_id=make.idea(title=f"Number {number}").id)
    first = piles.keys(Chosen(), moderator, limit=2)
    second = piles.keys(Chosen(), moderator, first.next_cursor, limit=2)
    third = piles.keys(Chosen(), moderator, second.next_cursor, limit=2)
    found = [row.title for page in (first, second, third) for row in rows.rows(page.items, moderator, "en")]
    assert found == [f"Number {number}" for number in range(5)]
    assert third.next_cursor is None


def test_opening_claims_and_another_has_to_take_it_over(client: Client, moderator: Member) -> None:
    idea = reported("Mine")
    client.post(f"{path(idea)}/claim")
    assert case_of(idea).claimed_by == moderator.id
    assert titles(moderator, whose="mine") == ["Mine"]
    other = make.member("Ada", roles=["moderator"], locale="en")
    assert titles(other, whose="free") == []
    client.sign_in(other)
    assert "Mo has it" in client.get("/moderation").text
    client.post(f"{path(idea)}/claim")
    assert case_of(idea).claimed_by == moderator.id
    client.post(f"{path(idea)}/claim", data={"over": "yes"})
    assert case_of(idea).claimed_by == other.id
    client.post(f"{path(idea)}/release")
    assert case_of(idea).claimed_by is None


def test_one_press_decides_goes_on_to_the_next_and_can_be_undone(client: Client, moderator: Member) -> None:
    bad, next_one = reported("Bad", 2), reported("Next")
    page = client.get(path(bad))
    assert "Insult" in page.text
    gone = client.post(f"{path(bad)}/decisions", data={"action": "remove", "reason": "insult"})
    assert gone.location.startswith(path(next_one))
    assert case_of(next_one).claimed_by == moderator.id
    assert db.session.get_one(Post, bad.id).state is PostState.REMOVED
    undo = next(form for form in Page(client.get(gone.location).text).forms if form.action.endswith("/undo"))
    client.post(undo.action)
    assert db.session.get_one(Post, bad.id).state is PostState.VISIBLE
    assert case_of(bad).closed_at is None
    assert [difference for check in CHECKS for difference in check()] == []


def test_what_is_missing_is_said_at_the_field_and_nothing_typed_is_lost(client: Client, moderator: Member) -> None:
    idea = reported("Odd")
    for action in ("hide", "ban"):
        answer = client.post(f"{path(idea)}/decisions", data={"action": action, "note": "Typed words"})
        assert answer.status_code == 422
        assert "Choose the reason." in answer.text
        assert "Typed words" in answer.text
    unknown = client.post(f"{path(idea)}/decisions", data={"action": "approve", "actor_id": "1"})
    assert unknown.status_code == 422
    assert db.session.get_one(Post, idea.id).state is PostState.VISIBLE


def test_what_weighs_heavily_is_looked_at_first(client: Client, moderator: Member) -> None:
    idea = reported("Spam")
    author = idea.post.author
    make.comment(author=author)
    said = {"action": "block_all", "reason": "spam", "note": "Every day the same."}
    look = client.post(f"{path(idea)}/decisions", data=said)
    assert (look.status_code, author.banned_at) == (200, None)
    assert "2 posts of" in look.text
    client.post(f"{path(idea)}/decisions", data={**said, "confirmed": "yes"})
    assert db.session.get_one(Member, author.id).banned_at is not None
    assert db.session.get_one(Post, idea.id).state is PostState.REMOVED


def test_several_are_decided_upon_after_a_look(client: Client, moderator: Member) -> None:
    ideas = [reported(f"Number {number}") for number in range(3)]
    ids = [case_of(idea).public_id for idea in ideas]
    assert client.get("/moderation/bulk", query_string={"case": ids}).status_code == 200
    said: dict[str, Any] = {"action": "hide", "reason": "off_topic", "case": ids}
    look = client.post("/moderation/bulk", data=said)
    assert "3 members" in look.text
    first = db.session.get_one(Post, ideas[0].id)
    decisions.decide(make.member(roles=["moderator"]), Action.APPROVE, posts=[first])
    done = client.post("/moderation/bulk", data={**said, "confirmed": "yes"})
    assert (done.status_code, "2 decisions" in done.text) == (201, True)
    states = [db.session.get_one(Post, idea.id).state for idea in ideas]
    assert states == [PostState.VISIBLE, PostState.HIDDEN, PostState.HIDDEN]
    for idea in ideas[1:]:
        open_case([Cause.EDIT], post_id=idea.id)
    shown = client.get(path(ideas[1])).text
    assert 'value="restore"' in shown
    client.post("/moderation/bulk", data={"action": "restore", "case": ids[1:], "confirmed": "yes"})
    assert {db.session.get_one(Post, idea.id).state for idea in ideas} == {PostState.VISIBLE}


def test_an_appeal_goes_to_another_moderator(client: Client, moderator: Member) -> None:
    idea = make.idea(title="Contested")
    (decision,) = decisions.decide(moderator, Action.REMOVE, posts=[idea.post], reason=Reason.SPAM)
    appeal = appeals.appeal(idea.post.author, decision, "It was no advert.")
    address = f"/moderation/appeals/{appeal.public_id}"
    assert client.get(address).status_code == 404
    assert titles(moderator, "appeals") == []
    other = make.member(roles=["moderator"], locale="en")
    client.sign_in(other)
    assert titles(other, "appeals") == ["It was no advert."]
    client.post(f"{address}/claim")
    assert "It was no advert." in client.get(address).text
    assert client.post(f"{address}/decisions", data={"upheld": "yes"}).status_code == 422
    client.post(f"{address}/decisions", data={"upheld": "yes", "answer": "You were right."})
    assert db.session.get_one(Post, idea.id).state is PostState.VISIBLE
    assert titles(other, "appeals") == []


def test_a_member_is_decided_upon_from_their_page(client: Client, moderator: Member) -> None:
    author = make.member("Nadja")
    make.idea(author)
    assert f"/moderation/members/{author.public_id}" in client.get(f"/members/{author.public_id}").text
    address = f"/moderation/members/{author.public_id}/decisions"
    said = {"action": "suspend", "reason": "insult", "days": "7", "note": "Twice now."}
    assert client.post(address, data={**said, "reason": ""}).status_code == 422
    assert client.post(address, data=said).status_code == 200
    assert client.post(address, data={**said, "confirmed": "yes"}).status_code == 303
    assert db.session.get_one(Member, author.id).is_barred
    client.post(address, data={"action": "restore"})
    assert not db.session.get_one(Member, author.id).is_barred
    assert client.get(f"/moderation/members/{moderator.public_id}").status_code == 404


def test_others_have_no_business_there(client: Client, moderator: Member) -> None:
    idea = reported("Any")
    for role in ("product", "service", "organiser"):
        client.sign_in(make.member(roles=[role]))
        for address in ("/moderation", path(idea), "/moderation/decisions", "/moderation/bulk"):
            assert client.get(address).status_code == 403
        assert client.post(f"{path(idea)}/decisions", data={"action": "approve"}).status_code == 403


def test_the_pages_cost_the_same_whatever_lies_there(
    client: Client, moderator: Member, statements: Callable[[], Any]
) -> None:
    idea = reported("The one", 3)
    cost: dict[str, list[int]] = {"/moderation": [], path(idea): [], "/moderation/decisions": [], "/me/record": []}
    for _round in range(2):
        for address, told in cost.items():
            assert client.get(address).status_code == 200
            with statements() as seen:
                client.get(address)
            told.append(len(seen))
        _add_more(members.by_public_id(moderator.public_id), db.session.get_one(Post, idea.id))
    assert all(few == many <= 20 for few, many in cost.values()), cost


def _add_more(moderator: Member | None, post: Post) -> None:
    """Of everything that these pages show."""
    assert moderator is not None
    for number in range(12):
        other = reported(f"Number {number}", 2)
        db.session.add(Report(reporter_id=moderator.id, post_id=other.id, reason=Reason.SPAM, weight=0.01))
        decisions.decide(moderator, Action.HIDE, posts=[reported(f"Gone {number}").post], reason=Reason.SPAM)
        db.session.add(Report(reporter_id=make.member().id, post_id=post.id, reason=Reason.SPAM, weight=0.01))
    db.session.flush()


def test_a_page_of_staff_asks_for_both_counts_at_once(
    client: Client, moderator: Member, statements: Callable[[], Any]
) -> None:
    client.get("/terms")
    with statements() as seen:
        client.get("/terms")
    assert len([one for one in seen if "responses" in one or "cases" in one]) == 1


def test_the_record_of_the_author_tells_what_stands(moderator: Member) -> None:
    idea = reported("Hidden")
    (decision,) = decisions.decide(moderator, Action.HIDE, posts=[idea.post], reason=Reason.OFF_TOPIC)
    standing = record.standing(idea.post.author)
    assert (standing.seen, standing.taken_away, standing.decisions) == (0, 1, 1)
    (entry,) = record.entries(idea.post.author, timedelta(days=30)).items
    assert (entry.id, entry.action, entry.appeal_until is None) == (decision.public_id, "hide", False)


def test_a_moderator_takes_up_what_nobody_has_reported(client: Client, moderator: Member) -> None:
    idea = make.idea(title="Come upon")
    key, own = idea.post.public_id, make.idea(moderator).post.public_id
    assert "/moderation/cases" in client.get(f"/posts/{key}/report").get_data(as_text=True)
    for _time in range(2):
        answer = client.post("/moderation/cases", data={"post": key})
        assert (answer.status_code, answer.location) == (303, path(idea))
    case = case_of(idea)
    assert (case.causes, case.claimed_by) == (["moderator"], moderator.id)
    assert client.post("/moderation/cases", data={"post": own}).location == "/moderation"
    client.sign_in(make.member(locale="en"))
    assert "/moderation/cases" not in client.get(f"/posts/{key}/report").get_data(as_text=True)
