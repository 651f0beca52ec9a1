"""The catalogues: complete, sound, and written as Chinese is written."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_dir
from babel.messages.frontend import parse_mapping_cfg
from babel.messages.pofile import read_po

ROOT = Path(__file__).parents[2]
TRANSLATIONS = ROOT / "cocreate" / "translations"
KEYWORDS = {**DEFAULT_KEYWORDS, "_l": None}
PLACEHOLDER = re.compile(r"%\((\w+)\)s")
HAN = r"[㐀-鿿]"
HALF_WIDTH = re.compile(rf"(?<={HAN})[,.:;!?()]|[,:;!?()](?={HAN})")
TYPED_SPACE = re.compile(rf"(?<={HAN}) (?=[\w%#])|(?<=[\w%#)]) (?={HAN})", re.ASCII)


@pytest.fixture(scope="module")
def catalogue() -> Catalog:
    """The Chinese messages."""
    with (TRANSLATIONS / "zh" / "LC_MESSAGES" / "messages.po").open("rb") as file:
        return read_po(file, locale="zh")


def messages(catalogue: Catalog) -> Iterator[tuple[Message, tuple[str, ...], tuple[str, ...]]]:
    """Each message with its English and its Chinese forms."""
    for message in catalogue:
        if message.id:
            yield message, forms(message.id), forms(message.string)


def forms(text: object) -> tuple[str, ...]:
    return (text,) if isinstance(text, str) else tuple(text)  # type: ignore[arg-type]


def asked() -> set[tuple[str | None, str]]:
    """Context and (singular) msgid of every message in code and templates."""
    with (TRANSLATIONS / "mapping.cfg").open() as file:
        methods, options = parse_mapping_cfg(file)  # type: ignore[no-untyped-call]
    found = set()
    for folder in ("cocreate", "templates"):
        rooted = [(pattern.removeprefix(f"{folder}/"), method) for pattern, method in methods]
        for _file, _line, msgid, _comments, context in extract_from_dir(ROOT / folder, rooted, options, KEYWORDS):
            found.add((context, forms(msgid)[0]))
    return found


def test_every_message_is_translated_and_no_translation_is_left_over(catalogue: Catalog) -> None:
    known = {(message.context, english[0]) for message, english, _chinese in messages(catalogue)}
    wanted = asked()
    assert len(wanted) > 100
    assert sorted(wanted - known, key=str) == [], "run make translations, then translate these"
    assert sorted(known - wanted, key=str) == [], "nobody says these any more: run make translations"


def test_no_translation_is_empty_or_a_guess(catalogue: Catalog) -> None:
    for message, english, chinese in messages(catalogue):
        assert all(text.strip() for text in chinese), english[0]
        assert not message.fuzzy, english[0]


def test_placeholders_agree(catalogue: Catalog) -> None:
    for _message, english, chinese in messages(catalogue):
        wanted = set().union(*(PLACEHOLDER.findall(text) for text in english))
        for text in chinese:
            assert set(PLACEHOLDER.findall(text)) == wanted, text


def test_marks_between_chinese_characters_are_full_width(catalogue: Catalog) -> None:
    for _message, _english, chinese in messages(catalogue):
        for text in chinese:
            assert not HALF_WIDTH.search(PLACEHOLDER.sub("字", text)), text


def test_the_space_between_chinese_and_latin_is_left_to_the_browser(catalogue: Catalog) -> None:
    for _message, _english, chinese in messages(catalogue):
        for text in chinese:
            assert not TYPED_SPACE.search(text), text
