"""Pictures of comments: in their forms with and without a script, in the thread, and seen by whom the comment is."""

import re
from collections.abc import Callable
from io import BytesIO
from typing import Any

import pytest
from sqlalchemy import select, update

from cocreate.comments import rules as comments
from cocreate.comments.models import Comment
from cocreate.ideas.models import Idea
from cocreate.kernel.database import db
from cocreate.kernel.storage import storage
from cocreate.members import queries as members
from cocreate.members.models import Member
from cocreate.posts.models import Audience, Post, PostState
from cocreate.posts.pictures import queries, rules
from cocreate.posts.pictures.models import SIZES, Picture
from tests import make
from tests.make.pictures import drawn
from tests.support.browser import Client

Files = list[tuple[BytesIO, str]]


@pytest.fixture
def member(client: Client) -> Member:
    client.set_cookie("lang", "en")
    member = make.member()
    client.sign_in(member)
    return member


def files(*contents: bytes) -> Files:
    return [(BytesIO(content), f"picture {number}.png") for number, content in enumerate(contents, 1)]


def named(page: str) -> list[str]:
    return re.findall(r'name="pictures" value="([^"]*)"', page)


def at(idea: Idea) -> str:
    return f"/ideas/{idea.post.public_id}"


def newest() -> Comment:
    comment = db.session.scalars(select(Comment).order_by(Comment.id.desc()).limit(1)).one()
    db.session.refresh(comment, ["post"])
    return comment


def pictured(idea: Idea, author: Member, alt: str = "", answers: Comment | None = None) -> tuple[Comment, Picture]:
    """A comment of `author` with one picture."""
    comment, picture = make.comment(idea, author, answers=answers), rules.add(author, drawn())
    rules.attach(comment.post, author, {picture.public_id: alt})
    return comment, picture


def test_a_comment_is_published_with_files_chosen_in_its_form(client: Client, member: Member) -> None:
    address = at(make.idea())
    page = client.get(address).text
    assert 'enctype="multipart/form-data"' in page
    assert 'name="picture_files"' in page
    answer = client.post(f"{address}/comments", data={"body": "Like this.", "picture_files": files(drawn(), drawn())})
    assert answer.status_code == 303
    shown = queries.of(newest().post)
    page = client.get(address).text
    assert len(shown) == 2
    for picture in shown:
        assert f'href="{picture.large}"' in page
        assert f'src="{picture.small}"' in page
    assert page.count('loading="lazy"') == 2
    assert page.count("data-viewer") == 1


def test_a_refused_form_keeps_what_was_uploaded(client: Client, member: Member) -> None:
    address, elsewhere = f"{at(make.idea())}/comments", make.comment().post.public_id
    refused = client.post(address, data={"body": "", "picture_files": files(drawn())})
    assert refused.status_code == 422
    (kept,) = named(refused.text)
    said = {"body": "Like this.", "pictures": [kept], "alts": ["A shelf"]}
    lost = client.post(address, data={**said, "reply_to": elsewhere})
    assert lost.status_code == 422
    assert named(lost.text) == [kept]
    assert 'value="A shelf"' in lost.text
    assert client.post(address, data=said).status_code == 303
    assert [(one.public_id, one.alt) for one in queries.of(newest().post)] == [(kept, "A shelf")]


def test_the_buttons_of_the_picker_publish_nothing(client: Client, member: Member) -> None:
    address = f"{at(make.idea())}/comments"
    said = {"body": "Like this.", "picture_upload": "1", "picture_files": files(drawn(), drawn())}
    first, second = named(client.post(address, data=said).text)
    arranged = {"body": "Like this.", "pictures": [first, second], "alts": ["a", "b"]}
    page = client.post(address, data={**arranged, "picture_right": first})
    assert (page.status_code, named(page.text)) == (200, [second, first])
    assert "Like this.</textarea>" in page.text
    assert db.session.scalar(select(Comment)) is None


def test_the_picture_of_another_is_not_taken(client: Client, member: Member) -> None:
    foreign = rules.add(make.member(), drawn())
    answer = client.post(f"{at(make.idea())}/comments", data={"body": "Mine.", "pictures": [foreign.public_id]})
    assert answer.status_code == 422
    assert foreign.public_id not in answer.text
    assert db.session.scalar(select(Comment)) is None


def test_the_edit_form_holds_the_pictures_and_changes_them(client: Client, member: Member) -> None:
    comment, picture = pictured(make.idea(), member, "seen")
    post, first = comment.post, picture.public_id
    address = f"/comments/{post.public_id}/edit"
    assert named(client.get(address).text) == [first]
    said = {"body": post.body, "pictures": [first], "alts": ["seen better"]}
    page = client.post(address, data={**said, "picture_upload": "1", "picture_files": files(drawn(colour="blue"))})
    (_same, added) = named(page.text)
    refused = client.post(address, data={**said, "body": "", "picture_files": files(drawn(colour="green"))})
    assert (refused.status_code, len(named(refused.text))) == (422, 2)
    answer = client.post(address, data={**said, "pictures": [added, first], "alts": ["", "seen better"]})
    assert answer.status_code == 303
    assert [(one.public_id, one.alt) for one in queries.of(post)] == [(added, ""), (first, "seen better")]


def test_a_draft_of_a_comment_keeps_its_pictures_also_those_sent_as_files(client: Client, member: Member) -> None:
    page = at(make.idea())
    kept = client.post(f"{page}/comment/draft", data={"picture_files": files(drawn())})
    assert kept.status_code == 303
    (picture,) = named(client.get(page).text)
    assert db.session.scalars(select(Picture.public_id)).one() == picture


def test_a_reply_shows_its_pictures_and_so_does_more_of_the_thread(client: Client, member: Member) -> None:
    idea = make.idea()
    top, first = pictured(idea, member, "first")
    _reply, second = pictured(idea, make.member(), "second", top)
    address, expected = at(idea), {first.public_id: "first", second.public_id: "second"}
    for headers in ({}, {"HX-Request": "true"}):
        page = client.get(address, headers=headers).text
        for public_id, words in expected.items():
            assert f'href="/pictures/{public_id}/large"' in page
            assert f'alt="{words}"' in page


@pytest.mark.parametrize("state", [PostState.HIDDEN, PostState.HELD, PostState.REMOVED])
def test_who_does_not_see_the_comment_sees_no_picture_of_it(client: Client, state: PostState) -> None:
    idea = make.idea()
    comment, picture = pictured(idea, make.member())
    make.comment(idea, answers=comment)
    page, public_id = at(idea), picture.public_id
    address = f"/pictures/{public_id}/large"
    assert "immutable" in client.get(address).headers["Cache-Control"]
    db.session.execute(update(Post).where(Post.id == comment.id).values(state=state))
    assert client.get(address).status_code == 404
    assert public_id not in client.get(page).text
    client.sign_in(make.member(roles=["moderator"]))
    assert client.get(address).headers["Cache-Control"] == "private, no-store"


def test_who_does_not_see_the_thread_sees_no_picture_in_it(client: Client) -> None:
    idea = make.idea()
    _comment, picture = pictured(idea, make.member())
    address = f"/pictures/{picture.public_id}/small"
    idea.post.audience = Audience.STAFF
    db.session.flush()
    assert client.get(address).status_code == 404
    client.sign_in(make.member())
    assert client.get(address).status_code == 404
    client.sign_in(make.member(roles=["service"]))
    answer = client.get(address)
    assert (answer.status_code, answer.headers["Cache-Control"]) == (200, "private, no-store")


def test_a_comment_taken_away_takes_its_files_along(member: Member, run_jobs: Callable[[], list[str]]) -> None:
    comment, picture = pictured(make.idea(), member)
    comments.remove(member, comment)
    assert "delete_files" in run_jobs()
    assert not any(storage().has(picture.file(size)) for size in SIZES)
    assert queries.of(comment.post) == []


@pytest.mark.parametrize("role", ["member", "product"])
def test_a_page_full_of_pictures_costs_as_much_as_one_without(
    client: Client, statements: Callable[[], Any], role: str
) -> None:
    author = make.member()
    idea = make.idea(author, status="reviewing")
    address, top = at(idea), make.comment(idea, author)
    make.comment(idea, author, answers=top)
    client.sign_in(make.member(roles=[role] if role != "member" else []))

    def cost() -> int:
        client.get(address)
        with statements() as seen:
            assert client.get(address).status_code == 200
        return len([one for one in seen if not one.startswith("RELEASE")])

    plain = cost()
    members.by_public_id(author.public_id)  # their roles are loaded
    for shown in db.session.scalars(select(Post).order_by(Post.id)).all():
        rules.attach(shown, author, [rules.add(author, drawn()).public_id for _number in range(2)])
    assert client.get(address).text.count('loading="lazy"') == 6
    assert cost() == plain <= 12
