"""Instants and numbers as people read them."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from flask import Flask, render_template_string
from hypothesis import given
from hypothesis import strategies as st
from jinja2 import UndefinedError
from markupsafe import Markup, escape

from cocreate.kernel import i18n, templating


class Html:
    """Something that is not text but knows how it stands in HTML."""

    def __init__(self, html: str) -> None:
        self.html = html

    def __html__(self) -> str:
        return self.html


NOW = datetime(2026, 3, 9, 16, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("age", "english", "chinese"),
    [
        (timedelta(seconds=-5), "just now", "刚刚"),
        (timedelta(seconds=59), "just now", "刚刚"),
        (timedelta(minutes=5), "5 minutes ago", "5分钟前"),
        (timedelta(hours=3), "3 hours ago", "3小时前"),
        (timedelta(days=6), "6 days ago", "6天前"),
        (timedelta(days=8), "March 2, 2026", "2026年3月2日"),
    ],
)
def test_an_instant_is_relative_within_a_week_and_a_date_after(
    shared_app: Flask, age: timedelta, english: str, chinese: str
) -> None:
    with time_machine.travel(NOW, tick=False), shared_app.test_request_context():
        for language, words in (("en", english), ("zh", chinese)):
            with i18n.speaking(language):
                assert f">{words}</time>" in templating.ago(NOW - age)


def test_an_instant_tells_its_day_where_the_site_is(shared_app: Flask) -> None:
    with shared_app.test_request_context():
        html = templating.ago(datetime(2026, 3, 1, 16, 30, tzinfo=UTC))
    assert 'datetime="2026-03-01T16:30:00+00:00"' in html
    assert 'title="2026-03-02 00:30"' in html


def test_large_numbers_are_grouped(shared_app: Flask) -> None:
    with shared_app.test_request_context():
        assert shared_app.jinja_env.filters["number"](123456789012) == "123,456,789,012"


def test_a_name_the_view_did_not_give_is_an_error(app: Flask) -> None:
    with pytest.raises(UndefinedError):
        render_template_string("{{ forgotten }}")


def test_values_are_escaped(app: Flask) -> None:
    assert render_template_string("{{ words }}", words="<script>") == "&lt;script&gt;"


def test_every_form_of_a_page_has_a_key_of_its_own(app: Flask) -> None:
    one, other = render_template_string("{{ idempotency_key() }} {{ idempotency_key() }}").split()
    assert one != other


@pytest.mark.parametrize(
    ("value", "zh", "en"),
    [
        (0, "0", "0"),
        (9_999, "9,999", "9,999"),
        (12_345, "1.2万", "12.3K"),
        (123_456, "12万", "123K"),
        (123_456_789_012, "1235亿", "123B"),
    ],
)
def test_a_number_in_little_room_is_rounded(shared_app: Flask, value: int, zh: str, en: str) -> None:
    brief = shared_app.jinja_env.filters["brief"]
    for language, words in (("zh", zh), ("en", en)):
        with shared_app.test_request_context("/"), i18n.speaking(language):
            assert brief(value) == words


@given(st.one_of(st.text(), st.text("&<>\"'a"), st.integers(), st.text().map(Markup), st.text().map(Html), st.none()))
def test_what_a_template_puts_out_is_escaped_as_ever(value: object) -> None:
    assert str(templating.shown(value)) == str(escape(value))


@pytest.mark.parametrize("source", ["{{ v }}", "{% set w = v %}{{ w }}", "{% set w %}{{ v }}{% endset %}{{ w }}"])
def test_every_way_to_put_out_a_value_escapes_it(app: Flask, source: str) -> None:
    assert app.jinja_env.from_string(source).render(v="<b>&'\"") == "&lt;b&gt;&amp;&#39;&#34;"


def test_what_depends_on_values_alone_is_written_once_for_each_and_each_language(shared_app: Flask) -> None:
    asked: list[str] = []

    def note(value: str) -> str:
        asked.append(value)
        return value

    source = "{% macro said(value) %}{{ _('Ideas') }} {{ note(value) }}{% endmacro %}"
    said = shared_app.jinja_env.from_string(source, {"note": note}).module.said  # type: ignore[attr-defined]
    with shared_app.app_context():
        for locale, value in (("en", "<a>"), ("en", "<a>"), ("zh", "<a>"), ("en", "<b>")):
            with i18n.speaking(locale):
                assert templating.once(said, value) == f"{i18n.gettext('Ideas')} {escape(value)}"
    assert asked == ["<a>", "<a>", "<b>"]
