"""What members are told of awards, in one quiet line each."""

from sqlalchemy import select

from cocreate.ideas import rules
from cocreate.journal.models import JournalEntry
from cocreate.kernel.database import db
from cocreate.members.models import Member
from cocreate.notices.models import Notice
from cocreate.posts.models import PostState
from tests import make
from tests.make.groups import merged
from tests.support.browser import Client


def lines(client: Client, member: Member) -> str:
    client.sign_in(member)
    return client.get("/me/notices?lang=en").text


def test_an_award_and_its_taking_back_are_told_with_the_amount_and_the_idea(client: Client) -> None:
    author = make.member()
    idea = make.idea(author, title="A seat that turns", status="adopted")
    assert "Your idea is adopted: 500 points and 50 contribution" in lines(client, author)
    rules.change_status(make.member(roles=["product"]), idea, "declined", "It cannot be built.")
    assert "Taken back: Your idea is adopted: 500 points and 50 contribution" in lines(client, author)
    told = select(JournalEntry.verb).join(Notice, Notice.entry_id == JournalEntry.id)
    verbs = db.session.scalars(told.where(Notice.member_id == author.id, JournalEntry.verb.like("%award")))
    assert sorted(verbs) == ["award", "revoke_award"]


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
