"""Words covered, replaced, made into links: exactly they, and nothing of the Markdown around them."""

import pytest
from flask import Flask

from cocreate.kernel.text import render
from cocreate.screening.words import rules
from cocreate.screening.words.models import WordAction
from tests.make.words import watched

ADDRESS = "https://example.org/gb"
# What a text becomes: "bad" is covered, "kiwi" becomes "New *Zealander*", "国家标准" leads to `ADDRESS`.
BODIES = {
    "Nothing.": "Nothing.",
    "So bad!": "So ■■■!",
    "b.a.d, ba\u200bd": "■.■.■, ■■\u200b■",
    "**ba**d": "**■■**■",
    "a `bad` and\n\n    bad code": "a `■■■` and\n\n    ■■■ code",
    "[bad](https://example.org/bad)": "[■■■](https://example.org/■■■)",
    "b&#97;d": "■■■",
    "a kiwi": r"a New \*Zealander\*",
    "a k-i-w-i": r"a New \*Zealander\*",
    "- kiwi\n- kiwi": "- New \\*Zealander\\*\n- New \\*Zealander\\*",
    "`kiwi`": "`New *Zealander*`",
    "[a kiwi](https://example.org/kiwi)": r"[a New \*Zealander\*](https://example.org/kiwi)",
    "https://example.org/kiwi <kiwi@example.org>": "https://example.org/kiwi <kiwi@example.org>",
    "ki**wi** and kiwi": r"■■**■■** and New \*Zealander\*",
    "看国家标准吧": f"看[国家标准]({ADDRESS})吧",
    "看國家標準吧": f"看[國家標準]({ADDRESS})吧",
    "[国家标准](https://example.org)": "[国家标准](https://example.org)",
    "`国家标准` https://example.org/国家标准 国**家**标准": "`国家标准` https://example.org/国家标准 国**家**标准",
    "```\n国家标准\n```": "```\n国家标准\n```",
    "看**国家标准**吧, 国家标准": f"看**国家标准**吧, [国家标准]({ADDRESS})",
    "## 国家标准\n\n> bad\n\n| a | bad |\n|---|---|\n| kiwi | 1 |": (
        f"## [国家标准]({ADDRESS})\n\n> ■■■\n\n| a | ■■■ |\n|---|---|\n| New \\*Zealander\\* | 1 |"
    ),
}


@pytest.fixture
def words(app: Flask) -> None:
    watched("bad", WordAction.CENSOR)
    watched("kiwi", WordAction.REPLACE, "New *Zealander*")
    watched("国家标准", WordAction.LINK, ADDRESS)


def test_a_body_is_changed_where_the_words_stand(words: None) -> None:
    assert {body: rules.judge(None, body).body for body in BODIES} == BODIES
    assert rules.judge(None, "x").title is None


def test_a_title_is_no_markdown(words: None) -> None:
    titles = {
        "A bad kiwi of 国家标准": "A ■■■ New *Zealander* of 国家标准",
        "`kiwi` b&#97;d": "`New *Zealander*` b&#97;d",
        "kiwi " * 20: "■■■■ " * 20,  # which would become too long
    }
    assert {title: rules.judge(title, "").title for title in titles} == titles


def test_what_is_shown_has_the_replacement_as_it_was_typed(words: None) -> None:
    assert "New *Zealander*" in render(rules.judge(None, "kiwi").body)


def test_of_two_words_in_one_place_the_longer_one_counts(words: None) -> None:
    watched("bad news", WordAction.REPLACE, "News")
    watched("kiwi", WordAction.CENSOR)
    assert rules.judge(None, "bad news, bad luck, kiwi").body == "News, ■■■ luck, ■■■■"


def test_many_changes_are_made_within_bounds(words: None) -> None:
    changed = rules.judge(None, "kiwi " * 4_000).body
    assert len(changed) <= 20_000
    assert "kiwi" not in changed
