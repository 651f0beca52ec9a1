"""Whom ideas and questions name: linked, and told once, be it that they are held, changed or hidden meanwhile."""

from collections.abc import Callable

import pytest
from sqlalchemy import select

from cocreate.comments import naming
from cocreate.comments.models import Mention
from cocreate.ideas import rules as ideas
from cocreate.kernel.database import db
from cocreate.members.models import Member
from cocreate.notices.models import Cause, Notice
from cocreate.posts import rules as writing
from cocreate.posts import standing
from cocreate.posts.models import Post, PostState
from cocreate.questions import rules as questions
from tests import make
from tests.make import questions as asking

pytestmark = pytest.mark.usefixtures("app")
Change = Callable[[str], object]


def of_idea(body: str) -> tuple[Post, Change]:
    author = make.member(roles=["product"])
    made = make.idea(author, body=body)
    same = (made.post.title or "", made.stage, made.kind)
    return made.post, lambda words: ideas.edit(author, made, same[0], words, *same[1:])


def of_question(body: str) -> tuple[Post, Change]:
    author = make.member(roles=["product"])
    made = asking.question(author, body=body)
    title, stage = made.post.title or "", made.stage
    return made.post, lambda words: questions.edit(author, made, title, words, stage)


def told(member: Member) -> int:
    """How often the member heard that they are named."""
    heard = select(Notice.id).where(Notice.member_id == member.id, Notice.cause == Cause.MENTION)
    return len(db.session.scalars(heard).all())


def stands(post: Post, state: PostState) -> None:
    standing.move(standing.lock([post.id])[post.id], state)


@pytest.mark.parametrize("write", [of_idea, of_question])
def test_whom_a_post_names_is_linked_and_hears_of_it_once(write: Callable[[str], tuple[Post, Change]]) -> None:
    named, later = make.member("Bea"), make.member("Cleo")
    post, change = write("As @Bea once said.")
    link = f'<a class="mention" href="/members/{named.public_id}">@Bea</a>'
    assert link in post.html
    assert link in naming.preview("As @Bea once said.", 100)
    for words in ("As @Bea and @Cleo said.", "As others said.", "As @Bea and @Cleo said."):
        change(words)
    assert (told(named), told(later)) == (1, 1)
    assert set(db.session.scalars(select(Mention.member_id))) == {named.id, later.id}


@pytest.mark.parametrize("write", [of_idea, of_question])
def test_a_post_that_is_not_seen_tells_whom_it_names_once_it_is(
    write: Callable[[str], tuple[Post, Change]], monkeypatch: pytest.MonkeyPatch
) -> None:
    named, later = make.member("Bea"), make.member("Cleo")
    with monkeypatch.context() as held:
        held.setattr(writing, "screen", make.holding)
        post, change = write("As @Bea once said.")
    assert told(named) == 0
    stands(post, PostState.VISIBLE)
    assert told(named) == 1
    stands(post, PostState.HIDDEN)
    change("As @Cleo said.")
    assert told(later) == 0
    stands(post, PostState.VISIBLE)
    assert (told(named), told(later)) == (1, 1)


@pytest.mark.parametrize("write", [of_idea, of_question])
def test_a_moderator_whom_a_held_post_names_hears_of_it_once_it_is_seen(
    write: Callable[[str], tuple[Post, Change]], monkeypatch: pytest.MonkeyPatch
) -> None:
    named = make.member("Mo", roles=["moderator"])
    with monkeypatch.context() as held:
        held.setattr(writing, "screen", make.holding)
        post, change = write("As others said.")
    change("As @Mo said.")
    assert told(named) == 0
    stands(post, PostState.VISIBLE)
    assert told(named) == 1


def test_a_supporter_whom_a_revised_idea_names_hears_of_it_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ideas, "REVISED_FROM", 1)
    author, named, other = make.member(), make.member("Bea"), make.member()
    idea = make.idea(author)
    for member in (named, other):
        ideas.support(member, idea)
    ideas.edit(author, idea, idea.post.title or "", "As @Bea said.", idea.stage, idea.kind)
    heard = select(Notice.member_id, Notice.cause).where(Notice.about_id == idea.id, Notice.cause != Cause.STATUS)
    assert {tuple(row) for row in db.session.execute(heard)} == {(named.id, Cause.MENTION), (other.id, Cause.EDIT)}
