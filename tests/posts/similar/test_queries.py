"""Which posts are similar: by rare words, in whatever order, and only where the reader may look."""

import pytest
from flask import Flask

from cocreate.kernel.database import db
from cocreate.members.models import Member
from cocreate.posts import rules as posts
from cocreate.posts.models import Audience, Post, PostKind, PostState
from cocreate.posts.search import rules as search
from cocreate.posts.similar import counts, queries
from cocreate.posts.similar.queries import nearest
from tests import make


def post(title: str, body: str = "Words.", *, author: Member | None = None, tags: tuple[str, ...] = ()) -> Post:
    """An idea that can be found."""
    made = posts.write(author or make.member(), PostKind.IDEA, body, title=title)
    db.session.flush()
    posts.tag(made, tags)
    search.index([made.id])
    return made


def found(title: str, body: str = "", reader: Member | None = None) -> list[int]:
    return nearest(title, body, reader)


def test_a_title_counts_more_than_a_tag_and_a_tag_more_than_the_text(app: Flask) -> None:
    in_text, in_tag, in_title = post("One", "热泵"), post("Two", tags=("热泵",)), post("热泵")
    assert found("热泵") == [in_title.id, in_tag.id, in_text.id]


def test_a_rare_word_tells_more_than_a_common_one(app: Flask) -> None:
    for number in range(6):
        post(f"座椅 {number}")
    common, rare = post("座椅加热"), post("热泵")
    counts.count_anew()
    assert found("座椅 热泵")[0] == rare.id
    assert common.id in found("座椅加热")[:1]


def test_words_of_one_meaning_are_one_in_both_languages(app: Flask) -> None:
    chinese, english = post("雨刷太慢"), post("Slow wipers")
    assert found("雨刮") == [chinese.id, english.id]
    assert found("The wiper") == [chinese.id, english.id]


def test_neighbouring_characters_find_what_no_dictionary_knows(app: Flask) -> None:
    named = post("远汀的后排", "好坐。")
    assert found("远汀") == [named.id]


def test_a_traditional_text_finds_a_simplified_one(app: Flask) -> None:
    simplified = post("冬天续航缩水")
    assert found("續航") == [simplified.id]


@pytest.mark.parametrize(
    "title", ["", "的", "the and of", "？！", "\x00", "a\x00", "🚗", "'); --", "' | 'b:A", "\\", ":*"]
)
def test_what_says_nothing_finds_nothing(app: Flask, title: str) -> None:
    post("Something else")
    assert found(title, title) == []


def test_what_has_too_little_in_common_is_not_shown(app: Flask) -> None:
    far = post("Something else", "热泵")
    words = "空调 座椅 雨刮 胎压 方向盘 后备箱 导航 隧道 合同 保养 钥匙 玻璃"
    assert far.id not in found(f"{words} {words} 热泵")


@pytest.mark.parametrize("state", [PostState.HELD, PostState.HIDDEN, PostState.REMOVED, PostState.DRAFT])
def test_only_what_is_listed_is_found(app: Flask, state: PostState) -> None:
    author = make.member(roles=["moderator"])
    hidden = post("热泵", author=author)
    hidden.state = state
    db.session.flush()
    search.index([hidden.id])
    assert [found("热泵", reader=reader) for reader in (None, author)] == [[], []]


def test_an_audience_finds_what_is_meant_for_it(app: Flask) -> None:
    inner = post("热泵")
    inner.audience = Audience.MEMBERS
    db.session.flush()
    assert found("热泵") == []
    assert found("热泵", reader=make.member()) == [inner.id]


def test_a_post_is_not_similar_to_itself_nor_to_a_comment(app: Flask) -> None:
    idea = make.idea(title="热泵")
    make.comment(idea, body="热泵")
    assert nearest("热泵", "", None, besides=idea.id) == []


def test_common_words_do_not_crowd_out_the_rare_ones(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(queries, "LOOKED_AT", 5)
    for number in range(8):
        post(f"座椅 {number}")
    rare = post("热泵与座椅")
    counts.count_anew()
    assert found("座椅 热泵") == [rare.id]
    assert len(found("座椅")) == 5


def test_a_long_text_asks_for_what_tells_most(app: Flask) -> None:
    rare = post("热泵")
    assert found("热泵", " ".join(f"word{number}" for number in range(60))) == [rare.id]
