"""Writing posts: text, revisions, tags."""

from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import select

from cocreate.kernel import text
from cocreate.kernel.database import db
from cocreate.members import queries as members
from cocreate.members.models import Member
from cocreate.posts import queries, rules
from cocreate.posts.models import Post, PostKind, PostTag, Tag
from tests import make
from tests.support.race import Real


@pytest.fixture(autouse=True)
def _site(app: Flask) -> None:
    """Every test here but the race works on the site's database."""


def write(author: Member | None = None, body: str = "As it **was**.") -> Post:
    post = rules.write(author or make.member(), PostKind.IDEA, body, title="A title")
    db.session.flush()
    return post


def names(post: Post) -> list[str]:
    found = select(Tag.name).join(PostTag, PostTag.tag_id == Tag.id).where(PostTag.post_id == post.id)
    return list(db.session.scalars(found.order_by(PostTag.position)))


def test_a_post_keeps_its_source_and_what_follows_from_it() -> None:
    post = write(body="热 **天** 里")
    assert (post.body, post.excerpt, post.language) == ("热 **天** 里", "热天里", "zh")
    assert "<strong>天</strong>" in post.html
    assert post.published_at == post.created_at


def test_every_text_a_post_had_stays_readable() -> None:
    author, moderator = make.member(name="Lin"), make.member(name="Zhou")
    post = write(author)
    assert rules.rewrite(author, post, "As it *is*.", title="Another title")
    assert rules.rewrite(moderator, post, "As it will be.", title="Another title")
    db.session.refresh(post, ["author"])
    told = [(view.number, view.title, str(view.html), view.writer.name) for view in queries.revisions(post).items]
    assert told == [
        (3, "Another title", "<p>As it will be.</p>\n", "Zhou"),
        (2, "Another title", "<p>As it <em>is</em>.</p>\n", "Lin"),
        (1, "A title", "<p>As it <strong>was</strong>.</p>\n", "Lin"),
    ]
    assert post.edited_by_id == moderator.id


def test_the_same_text_is_no_change() -> None:
    post = write()
    assert not rules.rewrite(post.author, post, post.body, title=post.title)
    assert post.edited_at is None


def test_tags_that_fold_alike_are_one_and_keep_their_first_spelling_and_order() -> None:
    one, other = write(), write()
    rules.tag(one, ["Heat Pump", "座椅", "ＨＥＡＴ pump"])
    rules.tag(other, ["heat pump", "Ｓeat"])
    assert names(one) == ["Heat Pump", "座椅"]
    assert names(other) == ["Heat Pump", "Ｓeat"]
    assert len(list(db.session.scalars(select(Tag)))) == 3


def test_tags_are_replaced_as_a_whole() -> None:
    post = write()
    rules.tag(post, ["a", "b", "c"])
    rules.tag(post, ["c", "a"])
    assert names(post) == ["c", "a"]
    rules.tag(post, [])
    assert names(post) == []


def test_html_of_an_older_rendering_is_made_anew_when_read(monkeypatch: pytest.MonkeyPatch) -> None:
    post = write()
    post.html = "<p>as it was rendered once</p>"
    assert queries.html(post) == "<p>as it was rendered once</p>"
    monkeypatch.setattr(text, "VERSION", text.VERSION + 1)
    assert queries.html(post) == "<p>As it <strong>was</strong>.</p>\n"


def test_a_new_author_takes_over_everything(app: Flask) -> None:
    former, member = make.member(), make.member()
    post = write(former)
    rules.rewrite(former, post, "Changed.", title="A title")
    rules.reassign(former, member)
    db.session.expire_all()
    db.session.refresh(post, ["author"])
    assert {view.writer.public_id for view in queries.revisions(post).items} == {member.public_id}


def test_texts_are_read_in_small_pages() -> None:
    author = make.member()
    post = write(author)
    for number in range(2, 26):
        rules.rewrite(author, post, f"Text number {number}.", title="A title")
    db.session.refresh(post, ["author"])
    told: list[list[int]] = []
    cursor: str | None = None
    while not told or cursor:
        page = queries.revisions(post, cursor)
        told.append([view.number for view in page.items])
        cursor = page.next_cursor
    assert [number for numbers in told for number in numbers] == list(range(25, 0, -1))
    assert max(map(len, told)) <= queries.REVISIONS + 1


def test_two_changes_at_once_keep_both_texts(real: Real) -> None:
    post_id, author_id = real.commit(lambda: (write().id, make.member().id))

    def change(body: str) -> Callable[[], bool]:
        def work() -> bool:
            author, post = members.by_id(author_id), db.session.get_one(Post, post_id)
            return rules.rewrite(author, post, body, title="A title") is not None

        return work

    texts = [f"Text number {number}." for number in range(8)]
    assert real.together([change(body) for body in texts]) == [True] * 8

    def told() -> list[tuple[int, str]]:
        post = db.session.get_one(Post, post_id)
        db.session.refresh(post, ["author"])
        return [(view.number, str(view.html)) for view in queries.revisions(post).items]

    revisions = real.commit(told)
    assert [number for number, _html in revisions] == list(range(9, 0, -1))
    assert {html for _number, html in revisions} == {
        f"<p>{body}</p>\n" for body in [*texts, "As it <strong>was</strong>."]
    }
