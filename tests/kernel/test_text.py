"""Text from outside: rendering never fails and lets nothing harmful through."""

from html.parser import HTMLParser
from time import process_time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cocreate.kernel import text

VOID = {"br", "hr"}
PLAIN = "br em s strong blockquote h3 h4 h5 h6 hr li p pre ul table tbody td th thead tr"
ATTRIBUTES = {"a": {"href", "rel", "class"}, "ol": {"start"}, "code": {"class"}}


class Strict(HTMLParser):
    """Fails on everything a reader's browser should never get from a member."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.links: list[dict[str, str | None]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert tag in PLAIN.split() or tag in ATTRIBUTES, tag
        assert {name for name, _value in attrs} <= ATTRIBUTES.get(tag, set()), (tag, attrs)
        if tag not in VOID:
            self.open.append(tag)
        if tag == "a":
            self.links.append(dict(attrs))
            scheme, colon, _rest = (dict(attrs).get("href") or "").partition(":")
            safe = not colon or any(c in scheme for c in "/?#") or scheme.lower() in ("http", "https", "mailto")
            assert safe, attrs

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_comment(self, data: str) -> None:
        raise AssertionError(data)

    def handle_decl(self, decl: str) -> None:
        raise AssertionError(decl)

    def handle_pi(self, data: str) -> None:
        raise AssertionError(data)


def parsed(html: str) -> Strict:
    parser = Strict()
    parser.feed(html)
    parser.close()
    assert parser.open == []
    return parser


PIECES = [
    *"*_`~[]()<>!#|-+&\\\"'=:\n ",
    *("](", "![", "```", "<a href=", "<script>", "javascript:", "data:text/html,", "&#x6a;", "http://a.b/", "@bob"),
    *("1. ", "> ", "- ", "|-|-|\n", "onerror=x", "<!--", "字", "\u0301", "\ufeff"),
]
MARKS = st.lists(st.sampled_from(PIECES), max_size=60).map("".join)


@given(st.one_of(MARKS, st.text(max_size=200)))
def test_whatever_is_written_renders_to_allowed_html(source: str) -> None:
    parsed(text.render(source, {"bob": "/members/bob"}))


@given(st.one_of(MARKS, st.text(max_size=200)))
def test_an_excerpt_is_short_and_on_one_line(source: str) -> None:
    excerpt = text.excerpt(source, 40)
    assert len(excerpt) <= 40
    assert "\n" not in excerpt


@pytest.mark.parametrize(
    ("source", "html"),
    [
        ("**bold** and *soft*", "<p><strong>bold</strong> and <em>soft</em></p>"),
        ("one\ntwo", "<p>one<br>\ntwo</p>"),
        ("~~gone~~", "<p><s>gone</s></p>"),
        ("# First\n\n## Next\n\n# Again", "<h3>First</h3>\n<h4>Next</h4>\n<h3>Again</h3>"),
        ("# First\n\n###### Last", "<h3>First</h3>\n<h4>Last</h4>"),
        ("3. three", '<ol start="3">\n<li>three</li>\n</ol>'),
        ("| a |\n|---|\n| b |", "<table>"),
        ("![a view](https://a.example/b.png)", '!<a href="https://a.example/b.png" rel="nofollow ugc noopener">a view'),
        ("<https://a.example>", '<a href="https://a.example" rel="nofollow ugc noopener">https://a.example</a>'),
        ("<b onclick=x()>hi</b>", "<p>&lt;b onclick=x()&gt;hi&lt;/b&gt;</p>"),
        ("<script>alert(1)</script>", "&lt;script&gt;alert(1)&lt;/script&gt;"),
        ("`<i>`", "<p><code>&lt;i&gt;</code></p>"),
    ],
)
def test_markdown_becomes(source: str, html: str) -> None:
    assert html in text.render(source)


@pytest.mark.parametrize(
    "address",
    [
        "javascript:alert(1)",
        "JaVaScRiPt:alert(1)",
        "&#106;avascript:alert(1)",
        "vbscript:x",
        "data:text/html,x",
        "file:///x",
    ],
)
def test_a_link_that_runs_something_is_no_link(address: str) -> None:
    assert parsed(text.render(f"[press]({address}) <{address}>")).links == []


def test_a_known_name_becomes_a_link_and_an_unknown_one_stays_text() -> None:
    html = text.render("@Bob, have you asked @nobody?", {"bob": "/members/abc"})
    assert html == '<p><a class="mention" href="/members/abc">@Bob</a>, have you asked @nobody?</p>\n'


@pytest.mark.parametrize("source", ["谢谢@小明 你好", "@小明，你好", "（@小明）", "看 @小明"])
def test_a_name_is_found_among_chinese_words_without_spaces(source: str) -> None:
    assert 'href="/members/xm">@小明</a>' in text.render(source, {"小明": "/members/xm"})


@pytest.mark.parametrize("source", ["bob@bob.example", "https://a.example/@bob", "`@bob`", "@@bob"])
def test_what_only_looks_like_a_mention_is_none(source: str) -> None:
    assert "mention" not in text.render(source, {"bob": "/members/bob", "bob.example": "/x"})


def test_a_mention_within_a_link_does_not_nest() -> None:
    html = text.render("[see @bob there](https://a.example)", {"bob": "/members/bob"})
    assert html == '<p><a href="https://a.example" rel="nofollow ugc noopener">see @bob there</a></p>\n'


def test_the_address_of_a_mention_cannot_break_out() -> None:
    parser = parsed(text.render("@bob", {"bob": '"><script>alert(1)</script>'}))
    assert len(parser.links) == 1


LONG = {"[": 20_000, "*a_ ": 5000, "`": 20_000, "> ": 10_000, "- ": 10_000, "|": 20_000, "![](": 5000, "@a ": 6000}
LONG |= {"<": 20_000, "a\n": 10_000, "[a](": 5000, "&": 20_000, "**": 10_000, "1. ": 6000}


@pytest.mark.parametrize("source", [piece * times for piece, times in LONG.items()], ids=list(LONG))
def test_no_text_of_the_longest_kind_takes_long(source: str) -> None:
    start = process_time()
    parsed(text.render(source, {"a": "/members/a"}))
    assert process_time() - start < 5  # seconds; an endless one would take minutes


@pytest.mark.parametrize(("first", "further"), [("", ""), ("> ", "> "), ("1. ", "   ")])
def test_a_little_text_does_not_make_a_huge_table(first: str, further: str) -> None:
    table = f"{first}{'|a' * 100}\n{further}{'|-' * 100}\n" + f"{further}|\n" * 200
    assert len(table) < 2000
    assert "<table>" not in text.render(table)


def test_a_table_of_a_modest_size_is_one() -> None:
    source = "| Month | km | kWh |\n|---|---|---|\n" + "| 1 | 1,200 | 180 |\n" * 400
    assert text.render(source).count("<tr>") == 401


def test_excerpt_keeps_the_cells_of_a_table_apart() -> None:
    assert text.excerpt("| Day | News |\n|---|---|\n| 1 | ordered |\n| 4 | lost |") == "Day News 1 ordered 4 lost"


def test_excerpt_shows_words_and_no_marks() -> None:
    assert text.excerpt("# Title\n\nSome **bold** `code`\n- one\n- two [link](https://a.example)") == (
        "Title Some bold code one two link"
    )
    assert text.excerpt("word " * 100, 12) == "word word w…"


@pytest.mark.parametrize(
    ("one", "other"), [("Straße", "STRASSE"), ("ＡＢＣ　１２", "abc 12"), ("  a \t b ", "A B"), ("é", "e\u0301")]
)
def test_spellings_of_one_word_fold_alike(one: str, other: str) -> None:
    assert text.fold(one) == text.fold(other)


@pytest.mark.parametrize(("words", "language"), [("座椅通风", "zh"), ("Seat 通风", "zh"), ("Seat", "en"), ("", "en")])
def test_chinese_is_told_by_its_characters(words: str, language: str) -> None:
    assert text.language_of(words) == language


def test_clean_text_has_one_kind_of_line_end_and_composed_letters() -> None:
    assert text.clean("  a\r\nb\rc\te\u0301 ") == "a\nb\nc\té"


@pytest.mark.parametrize(
    "mark", ["\x00", "\x07", "\x1b", "\x7f", "\x85", "\ud800", "\u202e", "\u2067", "\ufffe", "\uffff"]
)
def test_what_cannot_be_stored_is_refused(mark: str) -> None:
    with pytest.raises(ValueError, match="unstorable"):
        text.clean(f"a{mark}b")


@pytest.mark.parametrize("words", ["👩‍👩‍👧‍👦", "می‌خواهم", "क्‍ष", "a\u00adb"])
def test_joiners_that_writing_needs_stay(words: str) -> None:
    assert text.clean(words) == words


@pytest.mark.parametrize("words", ["\u200b", "\u200b \ufeff\n\u2060", "\u00ad", "\u3164", "\u2800\u2028"])
def test_text_that_shows_nothing_is_nothing(words: str) -> None:
    assert text.clean(words) == ""


def test_chinese_paragraphs_are_joined_without_a_space_and_latin_ones_with() -> None:
    assert text.plain("打了预防针。\n\n现在好了。") == "打了预防针。现在好了。"
    assert text.plain("One thing.\n\nAnother.") == "One thing. Another."
    assert text.plain("版本 3.5 很稳。\n\nOTA 更好。") == "版本 3.5 很稳。 OTA 更好。"


def test_the_shape_of_a_text_is_what_it_is_made_of_without_its_words() -> None:
    assert text.shape("Warm **seats**") == text.shape("冷 **x**") != text.shape("Warm seats")
    assert text.shape("- a\n- b") != text.shape("- a")
    assert text.shape("[a](https://example.org)") == [
        "paragraph_open",
        "inline",
        "link_open",
        "link_close",
        "paragraph_close",
    ]
