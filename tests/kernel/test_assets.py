"""Stylesheets and scripts: joined in order, addressed by content, small on the wire, kept for ever."""

import gzip
from pathlib import Path

import brotli
import pytest
from flask import Flask
from flask.testing import FlaskClient

from cocreate.kernel import assets, paths


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Static files of a small site."""
    files = {
        "vendor/bootstrap-reboot.min.css": "reboot{}",
        "css/tokens.css": "tokens{}",
        "css/base.css": "base{}",
        "css/apples.css": "apples{}",
        "js/one.js": "const word = 1;\n",
        "js/two.js": "const word = 2;\n",
        "mark.png": "not really a picture",
    }
    for name, content in files.items():
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(content)
    return tmp_path


@pytest.fixture
def browser(folder: Path) -> FlaskClient:
    """Somebody who asks a site that is nothing but `folder`."""
    app = Flask("small", static_folder=None)
    assets.install(app, folder)
    return app.test_client()


def test_foundations_come_before_features_in_the_joined_stylesheet(folder: Path) -> None:
    joined = assets.load(folder)["css/site.css"].bodies[""]
    assert joined.split() == [b"reboot{}", b"tokens{}", b"base{}", b"apples{}"]


def test_each_script_keeps_its_names_to_itself(folder: Path) -> None:
    joined = assets.load(folder)["js/site.js"].bodies[""].decode()
    assert joined == '"use strict";\n{\nconst word = 1;\n}\n{\nconst word = 2;\n}'


def test_the_address_changes_with_the_content(folder: Path) -> None:
    before = assets.load(folder)["css/site.css"].hashed_name
    assert assets.load(folder)["css/site.css"].hashed_name == before
    (folder / "css" / "apples.css").write_text("pears{}")
    assert assets.load(folder)["css/site.css"].hashed_name != before


def test_an_address_with_the_hash_is_kept_for_ever_and_a_plain_one_for_an_hour(
    folder: Path, browser: FlaskClient
) -> None:
    name = assets.load(folder)["css/site.css"].hashed_name
    assert "immutable" in browser.get(f"/static/{name}").headers["Cache-Control"]
    assert browser.get("/static/css/site.css").headers["Cache-Control"] == "public, max-age=3600"


@pytest.mark.parametrize(
    ("accepted", "sent", "unpack"), [("gzip, br", "br", brotli.decompress), ("gzip", "gzip", gzip.decompress)]
)
def test_the_smallest_coding_that_the_browser_takes_is_sent(accepted: str, sent: str, unpack: object) -> None:
    app = Flask("whole", static_folder=None)
    assets.install(app, paths.static())
    browser = app.test_client()
    plain = browser.get("/static/css/site.css").data
    answer = browser.get("/static/css/site.css", headers={"Accept-Encoding": accepted})
    assert answer.headers["Content-Encoding"] == sent
    assert answer.headers["Vary"] == "Accept-Encoding"
    assert len(answer.data) < len(plain) / 3
    assert callable(unpack)
    assert unpack(answer.data) == plain


def test_a_refused_coding_is_not_sent(browser: FlaskClient) -> None:
    answer = browser.get("/static/css/site.css", headers={"Accept-Encoding": "br;q=0, gzip;q=0"})
    assert "Content-Encoding" not in answer.headers
    assert answer.data.startswith(b"reboot")


def test_what_the_browser_has_is_not_sent_again(browser: FlaskClient) -> None:
    tag = browser.get("/static/mark.png").headers["ETag"]
    answer = browser.get("/static/mark.png", headers={"If-None-Match": tag})
    assert answer.status_code == 304
    assert answer.data == b""


def test_only_files_that_were_there_at_the_start_are_served(browser: FlaskClient, folder: Path) -> None:
    (folder / "later.txt").write_text("late")
    for path in ("/static/later.txt", "/static/../assets.py", "/static/", "/static/css/nothing.css"):
        assert browser.get(path).status_code == 404
    assert browser.post("/static/mark.png").status_code == 404


def test_a_template_that_asks_for_an_unknown_file_fails(browser: FlaskClient) -> None:
    address = browser.application.jinja_env.globals["asset"]
    assert callable(address)
    with pytest.raises(KeyError):
        address("css/nothing.css")
