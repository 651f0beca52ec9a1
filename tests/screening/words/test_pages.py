"""Watched words at the desk."""

import re
from collections.abc import Callable
from html import unescape
from io import BytesIO
from typing import Any

import pytest

from cocreate.kernel import clock
from cocreate.kernel.database import db
from cocreate.members.models import Member
from cocreate.screening.words import queries
from cocreate.screening.words.models import WatchedWord, WordAction, WordHits
from tests import make
from tests.make.words import watched
from tests.support.browser import Client
from tests.support.page import Page


@pytest.fixture
def moderator(client: Client) -> Member:
    member = make.member(roles=["moderator"])
    client.sign_in(member)
    return member


def path(word: WatchedWord) -> str:
    return f"/desk/words/{word.public_id}"


def test_a_word_is_added_changed_and_removed(client: Client, moderator: Member) -> None:
    said = {"pattern": "Quagga", "action": "replace", "value": "zebra"}
    assert client.post("/desk/words", data=said).status_code == 303
    (row,) = queries.every()
    page = client.get(f"/desk/words/{row.public_id}")
    assert Page(page.text).form("pattern").values.items() >= said.items()
    assert client.post(f"/desk/words/{row.public_id}", data={**said, "action": "hold", "value": ""}).status_code == 303
    assert [(one.pattern, one.action, one.value) for one in queries.every()] == [("Quagga", WordAction.HOLD, "")]
    assert "Quagga" in client.get("/desk/words").text
    assert "Quagga" in client.get(f"/desk/words/{row.public_id}/remove").text
    assert client.post(f"/desk/words/{row.public_id}/remove").status_code == 303
    assert queries.count() == 0
    assert client.get(f"/desk/words/{row.public_id}").status_code == 404


def test_what_cannot_be_taken_is_told_at_its_field_and_nothing_is_lost(client: Client, moderator: Member) -> None:
    word = watched("okapi")
    for address in ("/desk/words", path(word)):
        for field, said in (
            ("pattern", {"pattern": "!", "action": "hold", "value": ""}),
            ("pattern", {"pattern": "", "action": "tag", "value": "Fruit"}),
            ("value", {"pattern": "quagga", "action": "link", "value": "nowhere"}),
            ("action", {"pattern": "quagga", "action": "explode", "value": "now"}),
        ):
            answer = client.post(address, data=said)
            assert answer.status_code == 422
            assert f'id="{field}-error"' in answer.text
            values = Page(answer.text).form("pattern").values
            assert (values["pattern"], values["value"]) == (said["pattern"], said["value"])
    assert queries.count() == 1


def test_a_file_is_reported_upon(client: Client, moderator: Member) -> None:
    sent = {"file": (BytesIO(b"quagga\nokapi,explode\n"), "words.csv"), "action": "flag"}
    answer = client.post("/desk/words/file", data=sent)
    assert answer.status_code == 201
    assert "okapi, explode" in answer.text
    assert [(row.pattern, row.action) for row in queries.every()] == [("quagga", WordAction.FLAG)]
    for wrong in ({"action": "flag"}, {"file": (BytesIO(b""), "words.csv"), "action": "flag"}):
        answer = client.post("/desk/words/file", data=wrong)
        assert answer.status_code == 422
        assert 'id="file-error"' in answer.text


def test_a_text_is_tried_out_and_nothing_happens(client: Client, moderator: Member) -> None:
    watched("quagga", WordAction.CENSOR)
    watched("gnu", WordAction.SILENCE, "24")
    watched("okapi", WordAction.BLOCK, "No <b>okapis</b>.")
    answer = client.post("/desk/words/try", data={"title": "A Q-uagga", "body": "Two gnus, one gnu."})
    assert answer.status_code == 200
    for told in ("A ■-■■■■■", "held until", "for 24 h", "Q-uagga"):
        assert told in answer.text
    answer = client.post("/desk/words/try", data={"title": "", "body": "okapi"})
    assert "No &lt;b&gt;okapis&lt;/b&gt;." in answer.text
    assert "No watched word is in it" in client.post("/desk/words/try", data={"body": "Seats"}).text
    assert client.post("/desk/words/try", data={"body": "x" * 20_001}).status_code == 422
    assert all(row.hits == 0 for row in queries.every())


def test_pages_go_on_where_they_ended_and_cost_the_same(
    client: Client, moderator: Member, statements: Callable[[], Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(queries, "PAGE", 4)
    words = [watched(f"quagga{number}") for number in range(10)]
    db.session.add_all(
        WordHits(word_id=word.id, hits=1 + number % 2, last_at=clock.now()) for number, word in enumerate(words[:6])
    )
    db.session.flush()
    expected = {
        "/desk/words?q=quagga": [9, 8, 7, 6, 5, 4, 3, 2, 1, 0],
        "/desk/words?q=quagga&sort=met": [5, 3, 1, 4, 2, 0, 9, 8, 7, 6],
    }
    counts = set()
    for start, order in expected.items():
        seen: list[str] = []
        address = start
        for _page in range(3):
            with statements() as made:
                page = client.get(address).text
            counts.add(len(made))
            seen += [link.rpartition("/")[2] for link in Page(page).links]
            more = re.search(r'<li class="more"><a class="button" href="([^"]+)"', page)
            address = unescape(more[1]) if more else ""
        assert address == ""
        known = {word.public_id: number for number, word in enumerate(words)}
        assert [known[link] for link in seen if link in known] == order
    assert len(counts) == 1
    assert client.get("/desk/words?cursor=nonsense").status_code == 422
    assert client.get("/desk/words?q=%20&action=explode&sort=x").status_code == 200


def test_pages_that_are_read_never_ask_for_words(client: Client, statements: Callable[[], Any]) -> None:
    watched("quagga")
    address = f"/ideas/{make.idea().post.public_id}"
    with statements() as made:
        client.get("/ideas")
        client.get(address)
    assert not [statement for statement in made if "watched" in statement]
