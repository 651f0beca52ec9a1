"""What members are told of awards, in one quiet line each."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from cocreate.ideas import rules
from cocreate.journal.models import JournalEntry
from cocreate.kernel import clock
from cocreate.kernel.database import db
from cocreate.members.models import Member
from cocreate.notices.models import Notice
from cocreate.points import awards
from cocreate.points.models import RuleKey
from cocreate.posts.models import PostState
from tests import make
from tests.make.groups import merged
from tests.support.browser import Client

pytestmark = pytest.mark.usefixtures("app")


def lines(client: Client, member: Member) -> str:
    client.sign_in(member)
    return client.get("/me/notices?lang=en").text


def told(member: Member) -> list[str]:
    """Of what awards the member was told, in order."""
    verbs = select(JournalEntry.verb).join(Notice, Notice.entry_id == JournalEntry.id).order_by(JournalEntry.id)
    return list(db.session.scalars(verbs.where(Notice.member_id == member.id, JournalEntry.verb.like("%award"))))


def test_an_award_and_its_taking_back_are_told_with_the_amount_and_the_idea(client: Client) -> None:
    author = make.member()
    idea = make.idea(author, title="A seat that turns", status="adopted")
    assert "Your idea is adopted: 500 points and 50 contribution" in lines(client, author)
    rules.change_status(make.member(roles=["product"]), idea, "declined", "It cannot be built.")
    assert "Taken back: Your idea is adopted: 500 points and 50 contribution" in lines(client, author)
    assert told(author) == ["award", "revoke_award"]


def test_what_is_given_again_is_told_again_and_no_more_than_twice_a_day() -> None:
    author = make.member()

    def both() -> None:
        awards.award(RuleKey.IDEA_ADOPTED, "idea:1", [author.id])
        awards.revoke("idea:1")

    for number in (1, 2, 2):
        both()
        assert told(author) == ["award", "revoke_award"] * number
    with clock.telling(clock.now() + timedelta(days=1, minutes=1)):
        both()
    assert told(author) == ["award", "revoke_award"] * 3


def test_a_co_author_does_not_read_the_title_of_what_is_hidden(client: Client) -> None:
    author, other = make.member(), make.member()
    idea = make.idea(author, title="A seat that turns")
    merged(make.idea(other, title="Another one"), idea)
    rules.change_status(make.member(roles=["product"]), idea, "adopted", "We build it.")
    idea.post.state = PostState.HIDDEN
    db.session.flush()
    page = lines(client, other)
    assert "250 points" in page
    assert "A seat that turns" not in page
