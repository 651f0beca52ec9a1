"""Announcements: in both languages, dated, pinned, taken back."""

from datetime import UTC, date, datetime

import pytest
import time_machine
from flask import Flask
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from cocreate.kernel import clock
from cocreate.kernel.database import db
from cocreate.kernel.errors import Invalid
from cocreate.members.models import Member
from cocreate.roadmap.announcements import audit, queries, rules
from cocreate.roadmap.announcements.models import Announcement
from cocreate.roadmap.words import Words
from cocreate.site import rules as site
from tests import make
from tests.support.browser import Client
from tests.support.page import Page

NOW = datetime(2026, 11, 22, 4, tzinfo=UTC)
TEXTS = {"zh": Words("冬季更新", "**十二月**上线。"), "en": Words("Winter update", "Out in **December**.")}
TYPED = {f"{part}_{language}": getattr(words, part) for language, words in TEXTS.items() for part in ("title", "body")}


@pytest.fixture
def product(app: Flask) -> Member:
    return make.member(roles=["product"], locale="en")


@pytest.fixture
def team(client: Client, product: Member) -> Client:
    return client.sign_in(product)


def announce(author: Member, pinned_until: date | None = None) -> Announcement:
    return rules.announce(author, TEXTS, pinned_until)


def test_everybody_reads_it_in_their_language(client: Client, product: Member) -> None:
    announcement = announce(product)
    path = f"/announcements/{announcement.post.public_id}"
    chinese, english = client.get(f"{path}?lang=zh").text, client.get(f"{path}?lang=en").text
    assert "冬季更新" in chinese
    assert "<strong>十二月</strong>" in chinese
    assert "Winter update" in english
    assert "<strong>December</strong>" in english
    assert "Winter update" in client.get("/announcements").text
    assert list(audit.check()) == []


@pytest.mark.parametrize("field", TYPED)
def test_every_language_of_the_site_is_needed_and_nothing_typed_is_lost(team: Client, field: str) -> None:
    answer = team.post("/announcements", data={**TYPED, field: ""})
    assert answer.status_code == 422
    assert f'id="{field}-error"' in answer.text
    values = Page(answer.text).form("title_en").values
    assert {name: values[name] for name in TYPED} == {**TYPED, field: ""}


def test_a_site_of_one_language_asks_for_one(team: Client) -> None:
    site.change(None, "#00796b", languages=["en"])
    page = Page(team.get("/announcements/new").text)
    assert "title_zh" not in page.form("title_en").fields
    answer = team.post("/announcements", data={"title_en": "Only English", "body_en": "Words."})
    assert answer.status_code == 303
    (only,) = queries.page(None, "en").items
    assert (only.title, only.language) == ("Only English", "en")


def test_it_is_changed_and_the_earlier_text_is_kept(team: Client, product: Member) -> None:
    page = f"/announcements/{announce(product).post.public_id}"
    path = f"{page}/edit"
    form = Page(team.get(path).text).form("title_en")
    assert {name: form.values[name] for name in TYPED} == TYPED
    sent = {**form.values, "title_zh": "春季更新", "title_en": "Spring update", "body_zh": "三月上线。"}
    assert team.post(path, data=sent).status_code == 303
    assert "Spring update" in team.get(page).text
    assert db.session.scalar(text("SELECT title FROM post_revisions")) == "冬季更新"


@time_machine.travel(NOW, tick=False)
def test_it_is_pinned_up_to_its_day(client: Client, product: Member) -> None:
    announce(product, date(2026, 11, 30))
    announce(product)
    for path in ("/", "/roadmap"):
        assert client.get(f"{path}?lang=en").text.count("Winter update") == 1
    with time_machine.travel(datetime(2026, 11, 30, 15, tzinfo=UTC), tick=False):
        assert len(queries.pinned(None, "en")) == 1
    with time_machine.travel(datetime(2026, 11, 30, 16, tzinfo=UTC), tick=False):
        assert queries.pinned(None, "en") == []


@time_machine.travel(NOW, tick=False)
@pytest.mark.parametrize("day", [date(2026, 11, 21), date(2028, 1, 1)])
def test_it_is_not_pinned_until_yesterday_nor_for_ever(product: Member, day: date) -> None:
    with pytest.raises(Invalid) as caught:
        announce(product, day)
    assert caught.value.field == "pinned_until"


def test_what_is_taken_back_is_seen_by_the_team_only_and_can_be_shown_again(client: Client, product: Member) -> None:
    path = f"/announcements/{announce(product, today()).post.public_id}"
    client.sign_in(product)
    assert client.get(f"{path}/take-back").status_code == 200
    assert client.post(f"{path}/take-back").status_code == 303
    assert "Only the team sees it." in client.get(path).text
    client.sign_in(make.member())
    assert client.get(path).status_code == 404
    for listed in ("/", "/roadmap", "/announcements"):
        assert "Winter update" not in client.get(f"{listed}?lang=en").text
    client.sign_in(product)
    assert client.post(f"{path}/put-back").status_code == 303
    client.sign_in(make.member())
    assert client.get(path).status_code == 200


def today() -> date:
    return clock.local_day(clock.now())


@pytest.mark.parametrize(
    ("roles", "status"), [([], 403), (["moderator"], 403), (["service"], 403), (["product"], 200), (["admin"], 200)]
)
def test_who_announces(client: Client, roles: list[str], status: int) -> None:
    announcement = announce(make.member(roles=["product"]))
    client.sign_in(make.member(roles=roles))
    path = f"/announcements/{announcement.post.public_id}"
    for page in ("/announcements/new", f"{path}/edit", f"{path}/take-back"):
        assert client.get(page).status_code == status
    if status == 403:
        for verb in ("edit", "take-back", "put-back"):
            assert client.post(f"{path}/{verb}", data=TYPED).status_code == 403


def test_a_long_list_is_read_page_by_page(product: Member) -> None:
    for _number in range(queries.PAGE + 1):
        announce(product)
    page = queries.page(None, "en")
    assert (len(page.items), page.next_cursor is not None) == (queries.PAGE, True)
    rest = queries.page(None, "en", page.next_cursor)
    assert (len(rest.items), rest.next_cursor) == (1, None)


@pytest.mark.parametrize(
    ("change", "constraint"),
    [
        ("body_en = NULL", "translation_is_whole"),
        ("title_en = ''", "title_en_length"),
        ("body_en = repeat('x', 200001)", "body_en_size"),
    ],
)
def test_the_database_refuses_half_a_translation(product: Member, change: str, constraint: str) -> None:
    announce(product)
    with pytest.raises(IntegrityError, match=constraint):
        db.session.execute(text(f"UPDATE announcements SET {change}"))


def test_audit_finds_a_post_without_its_announcement(product: Member) -> None:
    announcement = announce(product)
    db.session.execute(text("DELETE FROM announcements"))
    assert list(audit.check()) == [f"post {announcement.id}: it and its row in announcements do not belong together"]
