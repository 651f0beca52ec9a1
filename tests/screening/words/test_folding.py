"""What is left of a text in which words are looked for, and where each letter of it came from."""

from hypothesis import given
from hypothesis import strategies as st

from cocreate.screening.words.folding import BREAK, LOOSE, MARK, fold
from cocreate.screening.words.lookalikes import LETTERS

LEFT = {
    "Ａｂｃ１２": "abc12",
    "ﬁne": "fine",
    "naïve": "naive",
    "車禍標準": "车祸标准",
    "覆蓋": "复盖",
    "Straße": "strasse",
    # invisible characters and marks
    "微\u200b信": "微信",
    "微\ufe0f信": "微信",
    "a\u00adb": "ab",
    "ㅤb\u3164d": "bd",
    "b̶a̶d̶": "bad",
    # other alphabets and signs
    "раypal": "paypal",
    "ΒΑD": "bad",
    "ⓑⓐⓓ": "bad",
    "🅱🅰🅳": "bad",
    "🇧🇦🇩": "bad",
    "𝕓𝖆𝐝": "bad",
    "ʙᴀᴅ": "bad",
    # signs within a word, at its edges, by themselves
    "b@d": "b@d",
    "a$$": "a$$",
    "sh!t!": f"sh!t{BREAK}",
    "加@v@信": f"加{MARK}v{MARK}信",
    "5 $ | 6": f"5{LOOSE}{MARK}{LOOSE}{MARK}{LOOSE}6",
    # separators
    "微 信": f"微{LOOSE}信",
    "微.信": f"微{LOOSE}信",
    "微丨信": f"微{MARK}信",
    "微❤信": f"微{MARK}信",
    "微。信": f"微{BREAK}信",
    "微，信": f"微{BREAK}信",
    "微\n信": f"微{BREAK}信",
    "he’ll": f"he{LOOSE}ll",
}


def test_nothing_is_left_of_a_disguise() -> None:
    assert {text: fold(text).text for text in LEFT} == LEFT


def test_a_look_alike_is_one_small_latin_letter() -> None:
    assert {len(strange) for strange in LETTERS} == {1}
    assert all(plain.isascii() and plain.islower() and len(plain) == 1 for plain in LETTERS.values())


def test_an_entity_is_a_character_in_markdown_alone() -> None:
    text = "b&#97;d &amp; &b; ﬁ"
    folded = fold(text, markdown=True)
    assert folded.text == f"bad{LOOSE}{MARK}{LOOSE}{MARK}b{BREAK}{LOOSE}fi"
    assert [text[folded.starts[at] : folded.ends[at]] for at in (0, 1, 2, 4, -2, -1)] == [
        "b", "&#97;", "d", "&amp;", "ﬁ", "ﬁ",
    ]  # fmt: skip
    assert fold("&#97;").text == f"{MARK}{MARK}97{BREAK}"


@given(st.text(max_size=40))
def test_every_letter_came_from_somewhere(text: str) -> None:
    for markdown in (False, True):
        folded = fold(text, markdown=markdown)
        assert len(folded.text) == len(folded.starts) == len(folded.ends)
        assert all(0 <= start < end <= len(text) for start, end in zip(folded.starts, folded.ends, strict=True))
        assert list(folded.starts) == sorted(folded.starts)
