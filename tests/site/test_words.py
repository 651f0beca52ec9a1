"""The brand's own words, the languages of its pages, and the numbers at their foot."""

import pytest
from flask import Flask
from flask_babel import gettext
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from cocreate.kernel import i18n
from cocreate.kernel.database import db
from cocreate.kernel.errors import Invalid
from cocreate.kernel.wording import Words, reworded
from cocreate.site import queries, rules
from tests import make
from tests.support.browser import Client
from tests.support.page import Page

PILOTS: Words = (("members", "aviators"), ("member", "aviator"))


@pytest.fixture
def admin(client: Client) -> Client:
    client.sign_in(make.member(roles=["admin"], locale="en"))
    return client


@pytest.mark.parametrize(
    ("usual", "said"),
    [
        ("Find a member", "Find an aviator"),
        ("A member, and members", "An aviator, and aviators"),
        ("Members of %(member)s", "Aviators of %(member)s"),
        ("Remember the membership", "Remember the membership"),
    ],
)
def test_a_word_is_replaced_whole_with_its_article_and_capital(usual: str, said: str) -> None:
    assert reworded(usual, PILOTS) == said


def test_chinese_words_are_replaced_wherever_they_stand() -> None:
    assert reworded("已经是会员？%(会员)s", (("会员", "车友"),)) == "已经是车友？%(会员)s"


def test_the_whole_site_says_the_brands_words_at_once(app: Flask) -> None:
    rules.change_words(make.member(), {"member": {"zh": "车友", "en": "friend", "en_many": "friends"}})
    with i18n.speaking("zh"):
        assert gettext("Already a member?") == "已经是车友？"
    with i18n.speaking("en"):
        assert gettext("Already a member?") == i18n.gettext("Already a member?") == "Already a friend?"


def test_words_are_changed_on_the_brands_page(admin: Client) -> None:
    form = Page(admin.get("/desk/brand").text).form("member_zh")
    sent = {**form.values, "member_zh": "车友", "member_en": "friend"}
    assert admin.post("/desk/brand/words", data=sent).status_code == 303
    page = admin.get("/desk/brand").text
    assert 'value="车友"' in page
    admin.post("/desk/brand/words", data={**form.values, "idempotency_key": "again", "member_zh": "", "member_en": ""})
    assert queries.record().words == {}


@pytest.mark.parametrize("word", ["x" * 31, "%(name)s", "<b>x</b>", "R&D", 'a" onclick="b'])
def test_a_word_that_cannot_be_said_is_refused_and_kept_in_its_field(admin: Client, word: str) -> None:
    answer = admin.post("/desk/brand/words", data={"member_en": word, "member_zh": "车友"})
    assert answer.status_code == 422
    field = Page(answer.text).form("member_zh").values
    assert (field["member_en"], field["member_zh"]) == (word, "车友")
    assert queries.record().words == {}


def test_a_site_of_one_language_offers_no_other(client: Client) -> None:
    rules.change(None, "#00796b", languages=["en"])
    for path in ("/ideas", "/sign-in"):
        page = client.get(f"{path}?lang=zh").text
        assert '<html lang="en"' in page
        assert "?lang=" not in page
        assert 'hreflang="zh' not in page


def test_languages_are_kept_by_the_database(app: Flask) -> None:
    for wrong in ("{}", "{de}", "{zh,zh}"):
        with pytest.raises(IntegrityError, match="ck_site_languages_are_spoken"), db.session.begin_nested():
            db.session.execute(text("UPDATE site SET languages = :wrong"), {"wrong": wrong})
    with pytest.raises(Invalid) as caught:
        rules.change(None, "#00796b", languages=[])
    assert caught.value.field == "languages"


def test_the_numbers_of_the_registers_stand_at_the_foot(client: Client) -> None:
    rules.change(
        None, "#00796b", icp_number="沪ICP备12345678号-1", police_number="沪公网安备31010502000001号",
        report_contact="report@example.org",
    )  # fmt: skip
    foot = client.get("/ideas").text.partition("<footer")[2]
    assert 'href="https://beian.miit.gov.cn/"' in foot
    assert "code=31010502000001" in foot
    assert "report@example.org" in foot


@pytest.mark.parametrize(
    ("field", "value"), [("icp_number", "12345678"), ("police_number", "310105"), ("report_contact", "x" * 121)]
)
def test_a_number_no_register_writes_is_refused(app: Flask, field: str, value: str) -> None:
    with pytest.raises(Invalid) as caught:
        rules.change(None, "#00796b", **{field: value})
    assert caught.value.field == field
