"""Who may do what to an idea: who × status × state."""

from itertools import product

import pytest
from flask import Flask
from sqlalchemy import select

from cocreate.ideas import access
from cocreate.ideas.models import Idea, Status
from cocreate.kernel.database import db
from cocreate.members.models import Member, Role
from cocreate.posts.models import PostState
from tests import make

TAKES_NO_SUPPORTS = {"shipped", "already_there", "declined", "to_service", "merged"}
TAKES_NO_COMMENTS = {"merged"}
TEAM = {Role.PRODUCT, Role.ADMIN}
EDITORS = {Role.MODERATOR, *TEAM}
WHO = (None, "member", "author", *Role)


@pytest.fixture
def people(app: Flask) -> dict[str | None, Member | None]:
    named: dict[str | None, Member | None] = {role.value: make.member(roles=[role]) for role in Role}
    people: dict[str | None, Member | None] = {None: None, "member": make.member(), "author": make.member()}
    return {**people, **named}


def each(author: Member | None) -> list[tuple[Idea, str]]:
    """One idea of `author` in every status."""
    made = []
    for status in db.session.scalars(select(Status)):
        idea = make.idea(author)
        idea.status = status
        made.append((idea, status.key))
    return made


def test_members_support_and_comment_while_the_status_takes_it(people: dict[str | None, Member | None]) -> None:
    ideas = each(people["author"])
    for (idea, status), who in product(ideas, WHO):
        assert access.may_support(people[who], idea) is (who is not None and status not in TAKES_NO_SUPPORTS)
        assert access.may_comment(people[who], idea) is (who is not None and status not in TAKES_NO_COMMENTS)


@pytest.mark.parametrize("state", [state for state in PostState if state is not PostState.VISIBLE])
def test_nobody_supports_or_comments_what_is_not_visible(
    people: dict[str | None, Member | None], state: PostState
) -> None:
    idea = make.idea(people["author"])
    idea.post.state = state
    for who in WHO:
        assert not access.may_support(people[who], idea)
        assert not access.may_comment(people[who], idea)


def test_authors_edit_while_it_is_open_and_staff_always(people: dict[str | None, Member | None]) -> None:
    for (idea, status), who in product(each(people["author"]), WHO):
        may = who in EDITORS or (who == "author" and status not in TAKES_NO_SUPPORTS)
        assert access.may_edit(people[who], idea) is may, (who, status)


def test_the_product_team_moves_ideas_along(people: dict[str | None, Member | None]) -> None:
    assert {who for who in WHO if access.may_change_status(people[who])} == TEAM


def test_an_author_on_the_team_edits_their_own_idea_whatever_its_status(app: Flask) -> None:
    author = make.member(roles=["product"])
    for idea, _status in each(author):
        assert access.may_edit(author, idea)
