"""The site's settings, legal texts, colours and what robots read."""

import json
from collections.abc import Callable
from io import BytesIO
from xml.etree import ElementTree as ET

import pytest
from PIL import Image
from werkzeug.datastructures import FileStorage
from werkzeug.test import encode_multipart

from cocreate.kernel.storage import storage
from cocreate.site import queries
from tests import make
from tests.support.browser import Client
from tests.support.page import Page


@pytest.fixture
def admin(client: Client) -> Client:
    client.set_cookie("lang", "en")
    return client.sign_in(make.member(roles=["admin"]))


def picture(width: int = 300, height: int = 200, kind: str = "PNG") -> bytes:
    made = BytesIO()
    Image.new("RGB", (width, height), "#b00020").save(made, kind)
    return made.getvalue()


def test_the_settings_are_changed_where_they_are_shown(admin: Client) -> None:
    form = Page(admin.get("/desk/brand").text).form("tagline_en")
    said = {
        **form.values,
        "languages": ["zh", "en"],
        "name": "Nova",
        "mark": "NV",
        "tagline_zh": "一起造车",
        "footer_en": "One\nTwo",
    }
    assert admin.post("/desk/brand", data=said).status_code == 303
    english = admin.get("/").text
    admin.set_cookie("lang", "zh")
    chinese = admin.get("/").text
    assert "One<br>" in english
    assert "一起造车" in chinese
    for page in (english, chinese):
        assert '<span class="brand-name">Nova</span>' in page


@pytest.mark.parametrize(
    ("field", "value"), [("accent", "#ffff00"), ("accent", "red"), ("mark", "ABCDE"), ("name", ""), ("name", "a\x00b")]
)
def test_refused_settings_keep_all_that_was_typed(admin: Client, field: str, value: str) -> None:
    said = {"name": "Nova", "mark": "NV", "accent": "#b00020", "tagline_zh": "一", "tagline_en": "T", "footer_zh": "尾"}
    said = {**said, "footer_en": "F", field: value}
    answer = admin.post("/desk/brand", data={**said, "languages": ["zh", "en"]})
    assert answer.status_code == 422
    values = Page(answer.text).form("tagline_en").values
    assert {name: values[name] for name in said} == said
    assert f'id="{field}-error' in answer.text
    assert queries.record().name == "CoCreate"


def test_the_colours_are_a_stylesheet_with_a_version(admin: Client) -> None:
    page = admin.get("/").text
    assert 'href="/site.css?version=1"' in page
    form = Page(admin.get("/desk/brand").text).form("tagline_en")
    admin.post("/desk/brand", data={**form.values, "languages": ["zh", "en"], "accent": "#B00020"})
    assert 'href="/site.css?version=2"' in admin.get("/").text
    css = admin.get("/site.css?version=2")
    assert css.content_type == "text/css; charset=utf-8"
    assert "--brand: #b00020;" in css.text


def test_a_long_legal_text_is_published_in_both_languages(admin: Client) -> None:
    said = {"body_zh": "条款" * 40_000, "body_en": "# Terms\n\n" + "word " * 15_000}
    answer = admin.post("/desk/brand/terms", data=said)
    assert (answer.status_code, answer.location) == (303, "/terms")
    page = admin.get("/terms").text
    assert "Version 2" in page
    assert "<h3>Terms</h3>" in page
    admin.set_cookie("lang", "zh")
    assert "条款条款" in admin.get("/terms").text


def test_a_legal_text_needs_both_languages(admin: Client) -> None:
    answer = admin.post("/desk/brand/privacy", data={"body_zh": "只有中文", "body_en": ""})
    assert answer.status_code == 422
    assert Page(answer.text).form("body_zh").values["body_zh"] == "只有中文"


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP"])
def test_a_picture_takes_the_place_of_the_letters_and_back(admin: Client, kind: str) -> None:
    assert admin.get("/site/mark.png").status_code == 404
    sent = {"picture": (BytesIO(picture(kind=kind)), "../../evil.php")}
    assert admin.post("/desk/brand/mark", data=sent).status_code == 303
    shown = admin.get("/site/mark.png")
    assert shown.content_type == "image/png"
    with Image.open(BytesIO(shown.data)) as mark:
        assert mark.size == (192, 192)
    for page in ("/", "/mail-sent"):
        assert "/site/mark.png" in admin.get(page).text
    assert admin.post("/desk/brand/mark/remove").status_code == 303
    assert admin.get("/site/mark.png").status_code == 404


def test_another_picture_is_another_request(admin: Client) -> None:
    answers = []
    for side in (40, 40, 50):
        sent = {"picture": (BytesIO(picture(side, side)), "mark.png"), "idempotency_key": "one"}
        answers.append(admin.post("/desk/brand/mark", data=sent).status_code)
    assert answers == [303, 303, 422]


@pytest.mark.parametrize(
    "content",
    [b"", b"GIF89a", b"<svg onload='alert(1)'/>", picture()[:100], b"\x00" * 2_100_000, picture(9000, 6000)],
    ids=["nothing", "another format", "svg", "cut", "too large", "too many pixels"],
)
def test_what_is_no_small_picture_is_refused(admin: Client, content: bytes) -> None:
    boundary, body = encode_multipart({"picture": FileStorage(BytesIO(content), "mark.png")})
    answer = admin.post("/desk/brand/mark", data=body, content_type=f"multipart/form-data; boundary={boundary}")
    assert answer.status_code == 422
    assert queries.record().mark_picture is None


def test_robots_are_told_where_the_map_is(client: Client) -> None:
    idea = make.idea(title="Seats & sofas")
    address = f"/ideas/{idea.post.public_id}-seats-sofas"
    assert "Sitemap: http://localhost/sitemap.xml" in client.get("/robots.txt").text
    answer = client.get("/sitemap.xml")
    assert answer.content_type.startswith("application/xml")
    assert f"<loc>http://localhost{address}</loc>" in answer.text


def test_a_mark_whose_file_is_lost_is_not_found(client: Client) -> None:
    queries.record().mark_picture = "marks/lost.png"
    assert client.get("/site/mark.png").status_code == 404


def test_the_manifest_and_the_icon_carry_the_brand(admin: Client) -> None:
    record = queries.record()
    record.name, record.mark, record.accent = 'Nova "N" </text>', "<N", "#b00020"
    manifest = admin.get("/manifest.webmanifest")
    assert manifest.content_type == "application/manifest+json"
    said = json.loads(manifest.text)
    assert (said["name"], said["theme_color"]) == ('Nova "N" </text>', "#b00020")
    icon = admin.get(said["icons"][0]["src"])
    assert (icon.mimetype, icon.cache_control.immutable) == ("image/svg+xml", True)
    assert ET.fromstring(icon.text)[1].text == "<N"
    assert "#b00020" in icon.text
    assert f"/site/favicon.svg?version={record.version}" in admin.get("/").text
    assert f"/manifest.webmanifest?version={record.version}" in admin.get("/").text


def test_with_a_picture_the_icon_is_the_picture(admin: Client) -> None:
    admin.post("/desk/brand/mark", data={"picture": (BytesIO(picture(64, 64)), "mark.png")})
    assert 'rel="icon" href="/site/mark.png' in admin.get("/").text
    assert json.loads(admin.get("/manifest.webmanifest").text)["icons"][0]["type"] == "image/png"


def test_a_mark_that_is_replaced_or_removed_leaves_no_file(admin: Client, run_jobs: Callable[[], list[str]]) -> None:
    keys = []
    for _time in range(2):
        admin.post("/desk/brand/mark", data={"picture": (BytesIO(picture(64, 64)), "mark.png")})
        keys.append(queries.record().mark_picture or "")
        run_jobs()
        assert admin.get("/site/mark.png").status_code == 200
    assert [key for key in keys if storage().has(key)] == keys[1:]
    admin.post("/desk/brand/mark/remove")
    run_jobs()
    assert not storage().has(keys[1])
