"""Members who are protected from new accounts."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from sqlalchemy import func, select, text
from sqlalchemy.exc import IntegrityError

from cocreate.ideas import rules as ideas
from cocreate.journal.models import JournalEntry
from cocreate.kernel import clock
from cocreate.kernel.database import db
from cocreate.kernel.errors import Invalid
from cocreate.members import queries as members
from cocreate.members.models import Member, Trust
from cocreate.posts.models import PostState
from cocreate.screening.models import Case
from cocreate.screening.protection import queries, rules
from cocreate.screening.protection.models import Protection
from tests import make
from tests.support.browser import Client
from tests.support.race import Real

WHY = "Three hundred new accounts came for this complaint."


@pytest.fixture
def keeper(english: None) -> Member:
    return make.member(roles=["moderator"])


def said(author: Member, trust: Trust = Trust.NEWCOMER) -> PostState:
    """How a comment stands that somebody of `trust` writes under an idea of `author`."""
    return make.comment(make.idea(author), make.member(trust=trust)).post.state


def settled() -> Member:
    return make.member(trust=Trust.SETTLED)


def test_what_newcomers_say_to_a_protected_member_waits_and_a_case_is_opened(keeper: Member) -> None:
    author = make.member()
    assert said(author) is PostState.VISIBLE
    rules.protect(keeper, author, 7, WHY)
    assert said(author) is PostState.HELD
    assert db.session.scalars(select(Case.causes).order_by(Case.id.desc())).first() == ["first", "trust"]
    assert said(author, Trust.SETTLED) is PostState.VISIBLE
    assert said(make.member()) is PostState.VISIBLE
    with time_machine.travel(clock.now() + timedelta(days=7)):
        assert said(author) is PostState.VISIBLE


def test_an_answer_to_them_and_one_that_names_them_wait_too(keeper: Member) -> None:
    protected, newcomer = make.member("Ming"), make.member(trust=Trust.NEWCOMER)
    rules.protect(keeper, protected, 7, WHY)
    idea = make.idea()
    theirs = make.comment(idea, protected)
    assert ideas.comment(newcomer, idea, "No.", theirs).post.state is PostState.HELD
    assert ideas.comment(newcomer, idea, "Look at @Ming").post.state is PostState.HELD
    assert ideas.comment(newcomer, idea, "Well said, everybody.").post.state is PostState.VISIBLE


def test_another_takes_its_place_and_it_is_ended(keeper: Member) -> None:
    author = make.member()
    rules.protect(keeper, author, 7, WHY)
    second = rules.protect(keeper, author, 1, WHY)
    assert queries.lasting(author) is second
    assert rules.end(keeper, author)
    assert not rules.end(keeper, author)
    assert said(author) is PostState.VISIBLE
    verbs = select(JournalEntry.verb).where(JournalEntry.subject_id == author.id, JournalEntry.verb.like("%protect%"))
    assert list(db.session.scalars(verbs.order_by(JournalEntry.id))) == ["protect", "protect", "end_protection"]


def test_what_cannot_be_taken_is_said_at_its_field(keeper: Member) -> None:
    for days, reason, field in ((0, WHY, "days"), (91, WHY, "days"), (7, "", "reason"), (7, "x" * 501, "reason")):
        with pytest.raises(Invalid) as refused:
            rules.protect(keeper, make.member(), days, reason)
        assert refused.value.field == field


BROKEN = {
    "ck_member_protections_lasts": "UPDATE member_protections SET until = at",
    "ck_member_protections_reason_length": "UPDATE member_protections SET reason = ''",
    "ck_member_protections_ended_by_somebody": "UPDATE member_protections SET ended_at = at",
    "uq_member_protections_one": "INSERT INTO member_protections (member_id, until, reason, actor_id, at) "
    "SELECT member_id, until, reason, actor_id, at FROM member_protections",
}


def test_the_database_keeps_what_is_true_of_every_protection(keeper: Member) -> None:
    rules.protect(keeper, make.member(), 7, WHY)
    for constraint, statement in BROKEN.items():
        with pytest.raises(IntegrityError, match=constraint), db.session.begin_nested():
            db.session.execute(text(statement))


def test_of_several_at_once_one_lasts(real: Real) -> None:
    keeper, author = real.commit(lambda: (make.member(roles=["moderator"]).id, make.member().id))

    def protect() -> Any:
        return rules.protect(members.by_id(keeper), members.by_id(author), 7, WHY)

    assert not [one for one in real.together([protect] * 5) if isinstance(one, Exception)]
    lasting = select(func.count()).select_from(Protection).where(Protection.ended_at.is_(None))
    assert real.commit(lambda: db.session.scalar(lasting)) == 1


def test_moderators_protect_from_the_members_page_and_nobody_else_reads_of_it(client: Client) -> None:
    author = make.member()
    author_page = f"/members/{author.public_id}"
    url = f"/moderation{author_page}/protection"
    client.get("/?lang=en")
    client.sign_in(make.member(roles=["moderator"]))
    assert url in client.get(author_page).text
    refused = client.post(url, data={"days": "91", "reason": WHY})
    assert (refused.status_code, WHY in refused.text) == (422, True)
    assert client.post(url, data={"days": "7", "reason": WHY}).headers["Location"] == author_page
    assert WHY in client.get(url).text
    for reader, sees in ((author, True), (make.member(), False)):
        client.sign_in(reader)
        assert (WHY in client.get("/me/record").text) is sees
        assert WHY not in client.get(author_page).text
        assert client.get(url).status_code == 403
        assert client.post(url, data={"days": "7", "reason": WHY}).status_code == 403
    client.sign_in(make.member(roles=["moderator"]))
    for _turn in range(2):
        assert client.post(f"{url}/end").status_code == 303
    assert WHY not in client.get(url).text
    assert client.get("/moderation/members/2222222222/protection").status_code == 404


def test_who_is_no_newcomer_costs_no_statement_more(english: None, statements: Callable[[], Any]) -> None:
    idea, author = make.idea(), settled()
    with statements() as seen:
        make.comment(idea, author)
    assert not [one for one in seen if "member_protections" in one]
