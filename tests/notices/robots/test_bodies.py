"""The three formats, their signatures, and how answers are read."""

import base64
import hashlib
import hmac
import json
from datetime import UTC, datetime
from urllib.parse import parse_qs, urlsplit

import pytest

from cocreate.kernel.outgoing import Answer
from cocreate.notices.robots import bodies
from cocreate.notices.robots.models import RobotKind, Trouble

AT = datetime(2026, 11, 22, 4, 0, 0, 123000, tzinfo=UTC)
SECONDS, MILLISECONDS = "1795320000", "1795320000123"
SECRET = "SECabc123"


def test_wecom_takes_plain_text() -> None:
    address, body = bodies.message(RobotKind.WECOM, "https://chat.example.org/send?key=1", None, "一二 <三>", AT)
    assert address == "https://chat.example.org/send?key=1"
    assert json.loads(body) == {"msgtype": "text", "text": {"content": "一二 <三>"}}


def test_feishu_is_signed_in_the_body() -> None:
    """The key is what is to be signed, and nothing is signed by it: so it stands in Feishu's document."""
    address, body = bodies.message(RobotKind.FEISHU, "https://chat.example.org/hook/1", SECRET, "Hello", AT)
    digest = hmac.new(f"{SECONDS}\n{SECRET}".encode(), b"", hashlib.sha256).digest()
    assert address == "https://chat.example.org/hook/1"
    assert json.loads(body) == {
        "timestamp": SECONDS,
        "sign": base64.b64encode(digest).decode(),
        "msg_type": "text",
        "content": {"text": "Hello"},
    }


def test_dingtalk_is_signed_in_the_query() -> None:
    address, body = bodies.message(RobotKind.DINGTALK, "https://chat.example.org/send?access_token=1", SECRET, "Hi", AT)
    digest = hmac.new(SECRET.encode(), f"{MILLISECONDS}\n{SECRET}".encode(), hashlib.sha256).digest()
    assert parse_qs(urlsplit(address).query) == {
        "access_token": ["1"],
        "timestamp": [MILLISECONDS],
        "sign": [base64.b64encode(digest).decode()],
    }
    assert json.loads(body) == {"msgtype": "text", "text": {"content": "Hi"}, "at": {"isAtAll": False}}


def test_without_a_secret_nothing_is_signed() -> None:
    for kind in RobotKind:
        address, body = bodies.message(kind, "https://chat.example.org/hook", None, "Hi", AT)
        assert address == "https://chat.example.org/hook"
        assert b"sign" not in body


@pytest.mark.parametrize(
    "words",
    [
        '<at user_id="all">everybody</at>',
        "@all look",
        "<@all>",
        "[click](https://evil.example.org)",
        "**bold** `code` # title ~gone~",
        "two\nlines\r\n\u2028and more",
    ],
)
def test_what_members_write_mentions_nobody_and_is_no_markup(words: str) -> None:
    told = bodies.tamed(words, 200)
    assert not set(told) & set("<>@[]()*_`#~\n\r\u2028\x00")
    assert "://" not in told


def test_long_words_are_cut() -> None:
    assert bodies.tamed("很" * 60, 50) == "很" * 49 + "…"


@pytest.mark.parametrize(
    ("answer", "trouble"),
    [
        (Answer(200, b'{"errcode": 0, "errmsg": "ok"}'), None),
        (Answer(200, b'{"code": 0, "msg": "success", "data": {}}'), None),
        (Answer(200, b'{"errcode": 93000, "errmsg": "invalid webhook url"}'), Trouble.REFUSED),
        (Answer(200, b'{"code": 19021, "msg": "sign match fail"}'), Trouble.REFUSED),
        (Answer(400, b'{"code": 19001, "msg": "token invalid"}'), Trouble.REFUSED),
        (Answer(200, b'{"errcode": 310000, "errmsg": "sign not match"}'), Trouble.REFUSED),
        (Answer(200, b'{"errcode": 45009, "errmsg": "api freq out of limit"}'), Trouble.TOO_FAST),
        (Answer(200, b'{"errcode": 130101, "errmsg": "send too fast"}'), Trouble.TOO_FAST),
        (Answer(400, b'{"code": 11232, "msg": "frequency limited"}'), Trouble.TOO_FAST),
        (Answer(429, b""), Trouble.TOO_FAST),
        (Answer(200, b'{"errcode": -1, "errmsg": "system busy"}'), Trouble.UNREACHABLE),
        (Answer(502, b"<html>"), Trouble.UNREACHABLE),
        (Answer(404, b"<html>"), Trouble.REFUSED),
        (Answer(302, b""), Trouble.REDIRECTED),
        (Answer(200, b"<html>"), Trouble.UNCLEAR),
        (Answer(200, b"[0]"), Trouble.UNCLEAR),
        (Answer(200, b'{"errcode": false}'), Trouble.UNCLEAR),
        (Answer(200, b'{"errcode": "0"}'), Trouble.UNCLEAR),
        (Answer(200, b"[" * 60_000), Trouble.UNCLEAR),
        (Answer(200, b"\xff"), Trouble.UNCLEAR),
    ],
)
def test_only_the_code_in_the_answer_says_that_it_was_taken(answer: Answer, trouble: Trouble | None) -> None:
    failed = bodies.failure(answer)
    assert (failed.trouble if failed else None) == trouble


def test_the_words_of_a_chat_are_tamed_and_cut() -> None:
    said = json.dumps({"errcode": 1, "errmsg": "<script>\n" + "x" * 400}).encode()
    failed = bodies.failure(Answer(200, said))
    assert failed is not None
    assert failed.said.startswith("1: ＜script＞ xxx")
    assert len(failed.said) == bodies.MAX_SAID
