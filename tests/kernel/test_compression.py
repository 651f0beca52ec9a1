"""What is sent is small, in a coding that was asked for, and the same when unpacked."""

import gzip

import brotli
import pytest
from flask import Flask, Response
from flask.testing import FlaskClient

from cocreate.kernel import compression

LONG = "字" * 2000


@pytest.fixture
def browser() -> FlaskClient:
    """Somebody who asks a site of four answers."""
    app = Flask("small")
    compression.install(app)
    app.add_url_rule("/long", view_func=lambda: LONG, endpoint="long")
    app.add_url_rule("/short", view_func=lambda: "short", endpoint="short")
    app.add_url_rule("/picture", view_func=lambda: Response(b"0" * 5000, content_type="image/png"), endpoint="picture")
    app.add_url_rule("/stream", view_func=lambda: Response(iter([LONG]), content_type="text/plain"), endpoint="stream")
    app.add_url_rule("/tagged", view_func=tagged, endpoint="tagged")
    return app.test_client()


def tagged() -> Response:
    answer = Response(LONG)
    answer.set_etag("one")
    return answer


def test_the_best_coding_that_is_taken_is_sent(browser: FlaskClient) -> None:
    both = browser.get("/long", headers={"Accept-Encoding": "gzip, br"})
    assert both.headers["Content-Encoding"] == "br"
    assert brotli.decompress(both.data).decode() == LONG
    older = browser.get("/long", headers={"Accept-Encoding": "gzip"})
    assert older.headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(older.data).decode() == LONG
    assert int(older.headers["Content-Length"]) == len(older.data) < 500


@pytest.mark.parametrize("accepted", ["", "identity", "br;q=0, gzip;q=0"])
def test_a_caller_that_takes_none_gets_plain_words(browser: FlaskClient, accepted: str) -> None:
    answer = browser.get("/long", headers={"Accept-Encoding": accepted})
    assert "Content-Encoding" not in answer.headers
    assert answer.text == LONG
    assert "Accept-Encoding" in answer.headers["Vary"]


@pytest.mark.parametrize("path", ["/short", "/picture", "/stream"])
def test_what_would_not_gain_is_left_alone(browser: FlaskClient, path: str) -> None:
    answer = browser.get(path, headers={"Accept-Encoding": "br"})
    assert "Content-Encoding" not in answer.headers


def test_a_compressed_answer_is_the_same_in_words_not_in_bytes(browser: FlaskClient) -> None:
    assert browser.get("/tagged").headers["ETag"] == '"one"'
    assert browser.get("/tagged", headers={"Accept-Encoding": "br"}).headers["ETag"] == 'W/"one"'
