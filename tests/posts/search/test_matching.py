"""What searches find: terms against the vectors of texts, as PostgreSQL compares them."""

from collections.abc import Callable

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import text

from cocreate.kernel.database import db
from cocreate.posts.search import asking, matching
from cocreate.posts.search.entries import vector

Finds = Callable[[str, str], bool]


@pytest.fixture
def finds(app: Flask) -> Finds:
    """``finds("words", "a text")``: whether all that is asked for is there."""

    def ask(asked: str, said: str) -> bool:
        return _matches(matching.query(asking.read(asked)).all, said)

    return ask


@pytest.fixture
def finds_loosely(app: Flask) -> Finds:
    """The same of a search that is content with some of the words."""

    def ask(asked: str, said: str) -> bool:
        return _matches(matching.query(asking.read(asked)).some, said)

    return ask


def _matches(query: str, said: str) -> bool:
    values = {"query": query, "vector": vector([("C", said)], [])}
    statement = text("SELECT CAST(CAST(:vector AS text) AS tsvector) @@ CAST(CAST(:query AS text) AS tsquery)")
    return bool(query) and bool(db.session.scalar(statement, values))


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ("座椅加热", "冬天希望座椅加热快一点"),
        ("椅加", "冬天希望座椅加热快一点"),
        ("冷", "早上真冷。"),
        ("续航缩水", "冬季續航縮水嚴重"),
        ("續航縮水", "冬季续航缩水严重"),
        ("看着屏幕", "不要看著屏幕"),
        ("nomi", "让ＮＯＭＩ安静一点"),
        ("OTA", "ota之后变慢了"),
        ("v2l", "V2L外放电"),
        ("12v-7ah", "电瓶是12V-7Ah的"),
        ("12V 7Ah", "电瓶是12V-7Ah的"),
        ("OTA2.1", "升级OTA 2.1之后"),
        ("ota 2.1", "升级OTA2.1之后"),
        ("charge", "It charged slowly while charging"),
        ("the charger", "A charger at home"),
        ('"seat heating"', "Seat heating, please"),
        ("“座椅加热”", "座椅加热"),
        ('"OTA升级"', "每次OTA升级都很慢"),
        ("heat -seat", "Heat the wheel"),
        ("看齐XC6", "可以看齐XC60了"),
        ("Café", "a cafe at the station"),
    ],
)
def test_it_is_found(finds: Finds, asked: str, said: str) -> None:
    assert finds(asked, said)


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ("座椅通风", "冬天希望座椅加热快一点"),
        ("椅加热快二", "冬天希望座椅加热快一点"),
        ('"heating seat"', "Seat heating, please"),
        ("“热泵空调”", "热泵和空调"),
        ("heat -seat", "Heat the seats"),
        ("空调 -热泵空调", "热泵空调真好"),
        ("car", "care"),
        ("7Ah-12V", "12V-7Ah"),
        ("!", "anything"),
    ],
)
def test_it_is_not_found(finds: Finds, asked: str, said: str) -> None:
    assert not finds(asked, said)


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ("续航短怎么办", "续航太短了，不知道怎么办"),
        ("座椅加热慢", "加热座椅太慢"),
        ("heating blanket warm", "a warm and heated seat"),
        ("batt", "batteries"),
    ],
)
def test_some_of_the_words_will_do(finds: Finds, finds_loosely: Finds, asked: str, said: str) -> None:
    assert not finds(asked, said)
    assert finds_loosely(asked, said)


def test_one_word_of_three_is_not_enough(finds_loosely: Finds) -> None:
    assert not finds_loosely("heating blanket warm", "a warm welcome")


@given(asked=st.text(), said=st.text())
def test_whatever_is_typed_is_a_query(finds: Finds, finds_loosely: Finds, asked: str, said: str) -> None:
    finds(asked, said)
    finds_loosely(asked, said)


@given(said=st.text("座椅加热快一点，。 续航缩水", min_size=2, max_size=40), data=st.data())
def test_a_piece_of_a_chinese_text_finds_it(finds: Finds, said: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(said) - 2))
    piece = said[start : data.draw(st.integers(start + 2, len(said)))]
    assert finds(piece, said) or not piece.strip("，。 ")
