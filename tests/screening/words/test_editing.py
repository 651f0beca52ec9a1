"""Keeping the lists: what a word may say, and lists as files."""

import pytest
from flask import Flask

from cocreate.kernel.errors import Invalid
from cocreate.kernel.exports import BOM
from cocreate.members.models import Member
from cocreate.screening.words import editing, files, queries
from cocreate.screening.words.editing import Entry
from cocreate.screening.words.models import WordAction
from cocreate.screening.words.queries import Chosen
from tests import make
from tests.make.words import watched
from tests.support.browser import Client

KEPT = {
    ("block", ""): "",
    ("block", "Please say it kindly."): "Please say it kindly.",
    ("replace", "A **new** one"): "A **new** one",
    ("link", "http://例子.测试/a(b)?c=[1]"): "http://例子.测试/a%28b%29?c=%5B1%5D",
    ("tag", "#Range"): "Range",
    ("silence", "024"): "24",
}
REFUSED = (
    ("hold", "why"),
    ("flag", "why"),
    ("censor", "why"),
    ("block", "x" * 301),
    ("replace", ""),
    ("replace", "x" * 101),
    ("replace", "not a Q-u-a-g-g-a"),
    ("link", ""),
    ("link", "example.org"),
    ("link", "javascript:alert(1)"),
    ("link", "https://"),
    ("link", "https://[a"),
    ("link", "https://example.org/ x"),
    ("link", 'https://example.org/">'),
    ("link", f"https://example.org/{'x' * 300}"),
    ("tag", "#"),
    ("tag", "x" * 31),
    ("silence", ""),
    ("silence", "0"),
    ("silence", "1.5"),
    ("silence", "٣"),
    ("silence", "9000"),
)


@pytest.fixture
def moderator(app: Flask) -> Member:
    return make.member(roles=["moderator"])


def test_an_action_has_what_it_needs(moderator: Member) -> None:
    for (action, typed), kept in KEPT.items():
        word = editing.add(moderator, Entry(f"quagga {len(typed)} {action}", WordAction(action), typed))
        assert word.value == kept
    assert word.hours == 24


def test_what_an_action_cannot_use_is_refused_at_its_field(moderator: Member) -> None:
    for action, typed in REFUSED:
        with pytest.raises(Invalid) as refused:
            editing.add(moderator, Entry("quagga", WordAction(action), typed))
        assert refused.value.field == "value", (action, typed)
    assert queries.count() == 0


def test_one_word_may_have_several_actions_but_each_once(moderator: Member) -> None:
    word = editing.add(moderator, Entry("車 禍", WordAction.HOLD))
    other = editing.add(moderator, Entry("車 禍", WordAction.TAG, "Safety"))
    for change in (
        lambda: editing.add(moderator, Entry("车 祸", WordAction.HOLD)),
        lambda: editing.change(moderator, other, Entry("车．祸", WordAction.HOLD)),
    ):
        with pytest.raises(Invalid) as refused:
            change()
        assert refused.value.field == "pattern"
    editing.change(moderator, word, Entry("车 祸", WordAction.HOLD))
    assert (word.pattern, word.action) == ("车 祸", WordAction.HOLD)


def test_there_is_an_end_to_words(moderator: Member, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(editing, "MOST", 2)
    watched("quagga")
    watched("okapi")
    with pytest.raises(Invalid, match="2"):
        watched("gnu")
    with pytest.raises(Invalid) as refused:
        files.take(moderator, b"gnu\n", WordAction.HOLD)
    assert refused.value.field == "file"


def test_a_file_is_taken_row_by_row_and_again_adds_nothing(moderator: Member, english: None) -> None:
    content = (
        "Pattern,ACTION,value,note\n微信,hold,,\n车祸,tag,Safety,x\n\n車禍,Tag,Other,\n'=1+1 bad,censor,,\n"
        'quagga,explode,,\n,hold,,\nokapi,link,nowhere,\n"two\nlines",flag,,\n\tgnu\x07,hold,,\n'
    )
    report = files.take(moderator, content.encode("utf-8-sig"), WordAction.BLOCK)
    assert (report.added, report.present) == (4, 1)
    assert [(row.number, row.said, row.reason) for row in report.bad] == [
        (7, "quagga, explode", "There is no action of this name."),
        (8, "hold", "Give at least one Chinese character, or two letters or digits in a row."),
        (9, "okapi, link, nowhere", "Give a whole address, beginning with https:// or http://."),
        (12, "gnu\x07, hold", "This contains characters that cannot be stored."),
    ]
    rows = list(queries.every())
    assert [(row.pattern, row.action.value, row.value) for row in rows] == [
        ("微信", "hold", ""),
        ("车祸", "tag", "Safety"),
        ("=1+1 bad", "censor", ""),
        ("two lines", "flag", ""),
    ]
    again = files.take(moderator, content.encode(), WordAction.BLOCK)
    assert (again.added, again.present, len(again.bad)) == (0, 5, 4)
    assert list(queries.every()) == rows


def test_a_bare_list_is_taken_as_spreadsheets_in_china_write_it(moderator: Member) -> None:
    for content in ("微信\r\n微博\r\n".encode("gb18030"), b"quagga;hold\ngnu;\n", b"okapi\tblock\n"):
        assert files.take(moderator, content, WordAction.FLAG).bad == []
    assert [(row.pattern, row.action.value) for row in queries.every()] == [
        ("微信", "flag"),
        ("微博", "flag"),
        ("quagga", "hold"),
        ("gnu", "flag"),
        ("okapi", "block"),
    ]


def test_what_is_no_list_is_refused(moderator: Member) -> None:
    wrong = (b"", b"\n\n", b"pattern,action\n", b"\xff\xfe\xff\x00", b"x" * (files.MAX_BYTES + 1), b"x" * 20_000)
    for content in wrong:
        with pytest.raises(Invalid) as refused:
            files.take(moderator, content, WordAction.FLAG)
        assert refused.value.field == "file"


def test_what_is_given_out_is_safe_to_open_and_can_be_taken_again(moderator: Member, client: Client) -> None:
    typed = [("=SUM bad", "block", "+1"), ("-bad", "hold", ""), ("微信", "replace", "@somebody"), ("'bad", "flag", "")]
    for pattern, action, value in typed:
        editing.add(moderator, Entry(pattern, WordAction(action), value))
    client.sign_in(moderator)
    answer = client.get("/desk/words.csv")
    assert answer.text.startswith(
        f"{BOM}pattern,action,value,hits,last_hit_at\r\n'=SUM bad,block,'+1,0,\r\n'-bad,hold,"
    )
    for row in list(queries.every()):
        word = queries.by_public_id(row.public_id)
        assert word is not None
        editing.remove(moderator, word)
    assert files.take(moderator, answer.data, WordAction.TAG).added == 4
    assert [(row.pattern, row.action.value, row.value) for row in queries.every()] == typed


def test_words_are_found_however_they_are_typed(moderator: Member) -> None:
    for number in range(3):
        watched(f"車禍{number}", WordAction.FLAG)
    watched("Free Money")
    found = {
        q: len(queries.page(Chosen(q, action), None).items)
        for q, action in (
            ("车", None),
            ("車禍1", None),
            ("fREE", None),
            ("%", None),
            ("_", None),
            ("*", None),
            ("", None),
        )
    }
    assert found == {"车": 3, "車禍1": 1, "fREE": 1, "%": 0, "_": 0, "*": 0, "": 4}
    assert len(queries.page(Chosen("", WordAction.FLAG), None).items) == 3
