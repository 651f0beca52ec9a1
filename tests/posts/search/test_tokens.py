"""How text is cut into what it is found by."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cocreate.kernel.folding import folded
from cocreate.posts.search.tokens import LAST_POSITION, LONGEST_WORD, placed, tokens


def test_chinese_gives_its_pairs_and_its_longer_words() -> None:
    assert tokens("洗衣机") == ["洗衣", "洗衣机", "衣机", "机"]


def test_a_character_alone_is_a_token() -> None:
    assert tokens("贵！") == ["贵"]


def test_marks_separate_pairs_and_take_no_position() -> None:
    assert [(token.text, token.position) for token in placed("空调，热")] == [("空调", 1), ("调", 2), ("热", 3)]


@pytest.mark.parametrize(
    ("traditional", "simplified"),
    [
        ("冬季續航縮水", "冬季续航缩水"),
        ("看著後面的螢幕", "看着后面的萤幕"),
        ("乾淨的座椅裡面", "干净的座椅里面"),
        ("請答覆", "请答复"),
    ],
)
def test_traditional_characters_are_those_of_simplified_text(traditional: str, simplified: str) -> None:
    assert tokens(traditional) == tokens(simplified)


def test_a_piece_of_a_sentence_folds_as_it_does_within_the_sentence() -> None:
    assert set(tokens("著螢")) - {"萤"} <= set(tokens("看著螢幕"))


def test_english_words_are_kept_and_stemmed() -> None:
    assert tokens("Charging batteries") == ["charging", "charg", "batteries", "batteri"]


@pytest.mark.parametrize("spelling", ["NOMI", "nomi", "ＮＯＭＩ", "Nòmi"])
def test_width_case_and_accents_do_not_matter(spelling: str) -> None:
    assert tokens(spelling) == ["nomi"]


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("V2L", ["v2l", "v", "2", "l"]),
        ("OTA2.1", ["ota2.1", "ota", "2.1"]),
        ("12V-7Ah", ["12v-7ah", "12", "v", "7", "ah"]),
        ("it's", ["it's", "it", "s"]),
    ],
)
def test_part_numbers_give_the_whole_and_the_pieces(written: str, expected: list[str]) -> None:
    assert tokens(written) == expected


def test_pieces_stand_side_by_side_with_what_follows() -> None:
    positions = {token.text: token.position for token in placed("升级OTA2.1后")}
    assert positions == {"升级": 1, "级": 2, "ota2.1": 3, "ota": 3, "2.1": 4, "后": 5}


def test_a_token_names_the_characters_it_came_from() -> None:
    text = "５㎞ 的續航"
    stand_for = {token.text: text[token.start : token.end] for token in placed(text)}
    assert stand_for["5km"] == "５㎞"
    assert stand_for["km"] == "㎞"
    assert stand_for["续航"] == "續航"


def test_a_long_text_is_cut_where_positions_end() -> None:
    found = placed("车" * 20_000)
    assert len(found) == LAST_POSITION
    assert found[-1].position == LAST_POSITION


def test_a_long_word_is_cut() -> None:
    assert tokens("x" * 5000) == ["x" * LONGEST_WORD]


@given(st.text())
def test_anything_gives_tokens_the_database_takes(text: str) -> None:
    last = 1
    for token in placed(text):
        assert 0 < len(token.text.encode()) < 2000
        assert last <= token.position <= LAST_POSITION
        assert 0 <= token.start < token.end <= len(text)
        assert not set(token.text) & set(" :\x00")
        last = token.position


@given(st.text(), st.text())
def test_folding_goes_by_the_character(one: str, other: str) -> None:
    assert folded(one + other)[0] == folded(one)[0] + folded(other)[0]
