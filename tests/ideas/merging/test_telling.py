"""What those of a merged idea read."""

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from cocreate.comments import rules as comments
from cocreate.ideas import rules as ideas
from cocreate.ideas.models import Idea
from cocreate.kernel.database import db
from cocreate.members.models import Member
from cocreate.notices import reading
from cocreate.notices.models import Cause, Mute, Notice
from tests import make
from tests.make.groups import apart, merged
from tests.support.browser import Client


@pytest.fixture(autouse=True)
def _site(app: Flask) -> None:
    """Every test here works on the site's database."""


def read(client: Client, member: Member) -> str:
    client.sign_in(member)
    return client.get("/me/notices").get_data(as_text=True)


def told(*, undone: bool) -> tuple[Member, Member]:
    """The author and a supporter of what was merged."""
    author, supporter = make.member(locale="en"), make.member(locale="en")
    target, source = make.idea(title="The target"), make.idea(author, title="The source")
    ideas.support(supporter, source)
    merged(source, target, "Because they are alike.")
    if undone:
        apart(source)
    return author, supporter


def test_where_it_went_and_why(client: Client) -> None:
    author, supporter = told(undone=False)
    page = read(client, author)
    assert "Your idea was merged into “The target”; you are named there as a co-author" in page
    assert "Because they are alike." in page
    assert "An idea you support was merged into “The target”; your support counts there" in read(client, supporter)


def test_that_it_is_back(client: Client) -> None:
    author, supporter = told(undone=True)
    assert "Your idea stands on its own again" in read(client, author)
    assert "An idea you support stands on its own again" in read(client, supporter)


def test_a_reply_under_what_was_merged_is_told_of_the_target_and_not_to_whom_muted_that() -> None:
    author, other, named = make.member(), make.member(), make.member("Ann")
    target, source = make.idea(), make.idea(author)
    answered = make.comment(source, other)
    merged(source, target)
    reading.mute(author, target.post)
    reply = ideas.comment(make.member(), target, "So do I, @Ann", answered)
    told = db.session.scalars(select(Notice).where(Notice.said_id == reply.id))
    assert {notice.member_id: notice.about_id for notice in told} == {other.id: target.id, named.id: target.id}


def test_who_is_named_in_a_change_is_told_of_the_target_once_and_not_after_muting_that() -> None:
    author, named, muting = make.member(), make.member("Ann"), make.member("Bea")
    target, source = make.idea(), make.idea()
    said = make.comment(source, author)
    merged(source, target)
    reading.mute(muting, target.post)
    for words in ("Ask @Ann and @Bea.", "Ask nobody.", "Ask @Ann again."):
        comments.edit(author, said, words)
    notices = db.session.scalars(select(Notice).where(Notice.said_id == said.id, Notice.cause == Cause.MENTION))
    assert [(one.member_id, one.about_id) for one in notices] == [(named.id, target.id)]


def test_who_mutes_what_is_merged_later_mutes_the_target_until_they_are_parted() -> None:
    early, both = make.member(), make.member()
    target, source = make.idea(), make.idea()
    reading.mute(early, source.post)
    for post in (source.post, target.post):
        reading.mute(both, post)
    muting = select(Mute.member_id).where(Mute.post_id == target.id)
    merged(source, target)
    assert set(db.session.scalars(muting)) == {early.id, both.id}
    apart(source)
    assert set(db.session.scalars(muting)) == {both.id}


def test_a_targets_page_costs_one_statement_more_whatever_is_merged(
    client: Client, statements: Callable[[], Any]
) -> None:
    target = make.idea(supporters=2)
    address, counts = f"/ideas/{target.post.public_id}", []
    client.sign_in(make.member(roles=["product"]))
    every: list[Idea] = []
    for number in (1, 6):
        while len(every) < number:
            every.append(make.idea(supporters=1))
            make.comment(every[-1])
            merged(every[-1], target)
        assert client.get(address).status_code == 200
        with statements() as seen:
            assert client.get(address).status_code == 200
        counts.append(len([one for one in seen if not one.startswith("RELEASE")]))
    assert counts[0] == counts[1] <= 12, counts
