"""Text from outside: made safe, rendered, shortened, compared. Nothing else renders Markdown or trusts HTML."""

import re
import unicodedata
from collections.abc import Mapping

import bleach
from markdown_it import MarkdownIt
from markdown_it.rules_core import StateCore
from markdown_it.token import Token
from markupsafe import Markup, escape

# Raised whenever rendering changes, so that HTML stored by an older version is made anew when read.
VERSION = 1

# A Latin letter before the @ makes an address of it; Chinese needs no space there.
MENTION = re.compile(r"(?<![A-Za-z0-9_@/.])@([\w·-]{1,40})")
_ENDS_A_WORD = frozenset(
    ["softbreak", "hardbreak", "paragraph_close", "heading_close", "list_item_close", "th_close", "td_close"]
)
# An address spelt out; the marks of the sentence around it are no part of it.
_SPELT_OUT = re.compile(r"(?:https?://|www\.)[^\s<>\"'()\[\]，。；：、！？（）【】《》“”‘’]+", re.IGNORECASE)
_LEADS_AWAY = re.compile(r"[a-z][a-z0-9+.-]*:|//", re.IGNORECASE)
_HAN = re.compile(r"[㐀-鿿豈-﫿]")
_BETWEEN_HAN = re.compile(
    r"(?<=[\u3000-\u303f\u3400-\u9fff\uf900-\ufaff\uff00-\uffef]) (?=[\u3000-\u303f\u3400-\u9fff\uff00-\uffef])"
)
_INLINE = ("a", "br", "code", "em", "s", "strong")
_BLOCKS = ("blockquote", "h3", "h4", "h5", "h6", "hr", "li", "ol", "p", "pre", "ul")
_TABLES = ("table", "tbody", "td", "th", "thead", "tr")
_TAGS = frozenset((*_INLINE, *_BLOCKS, *_TABLES))
_ATTRIBUTES = {"a": ["href", "rel", "class"], "ol": ["start"], "code": ["class"]}
# Letters and marks that show nothing though they are not of category Cf: fillers and the blank Braille pattern.
BLANK = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0")
_TURNING = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
_NOT_IN_XML = frozenset("\ufffe\uffff")
# Short rows of a table are filled up, so that 2 kB of text would make 65,000 cells and seconds of work.
_MOST_CELLS = 5_000
# What the line between head and rows of a table is made of, within quotes and lists too.
_MAY_RULE_A_TABLE = frozenset("|-: \t>*+.)0123456789")


def render(source: str, mentions: Mapping[str, str] | None = None) -> Markup:
    """Markdown `source` as safe HTML.

    Raw HTML is shown as text and pictures become links. Headings begin at the third level. `mentions` maps
    the folded name after an ``@`` to the URL it leads to; other names stay plain text.
    """
    html = _parser(source).render(source, {"mentions": mentions or {}})
    clean = bleach.clean(html, tags=_TAGS, attributes=_ATTRIBUTES, protocols=["http", "https", "mailto"])
    return Markup(clean)  # noqa: S704 - bleach has just cleaned it  # nosec B704


def preview(source: str, most: int, mentions: Mapping[str, str] | None = None) -> Markup:
    """How the first `most` characters of what is being typed will look; nothing where they cannot be stored."""
    try:
        return render(clean(source[:most]), mentions)
    except ValueError:
        return Markup("")


def plain(source: str) -> str:
    """The words of Markdown `source` without marks, white space folded; none between Chinese characters."""
    words: list[str] = []
    for token in _parser(source).parse(source):
        for inline in token.children or [token]:
            if inline.type in ("text", "code_inline", "fence", "code_block"):
                words.append(inline.content)
            elif inline.type in _ENDS_A_WORD:
                words.append(" ")
    return _BETWEEN_HAN.sub("", " ".join("".join(words).split()))


def shape(source: str) -> list[str]:
    """What Markdown `source` is made of, in order, without its words: the kinds of its blocks, marks and line breaks.

    Text that is cut differently has the same shape.
    """
    parts = [part for token in _parser(source).parse(source) for part in (token, *(token.children or ()))]
    return [part.type for part in parts if part.type != "text"]


def links(source: str) -> set[str]:
    """The addresses that Markdown `source` leads to or spells out; relative ones, which stay here, apart."""
    found: set[str] = set()
    for token in _parser(source).parse(source):
        within = 0
        for inline in token.children or [token]:
            within += {"link_open": 1, "link_close": -1}.get(inline.type, 0)
            if inline.type == "link_open" and _LEADS_AWAY.match(href := str(inline.attrGet("href"))):
                found.add(href)
            elif not within:
                found.update(spelt.rstrip(".,;:!?") for spelt in _SPELT_OUT.findall(inline.content))
    return found


def excerpt(source: str, length: int = 160) -> str:
    """The first `length` characters of the words of Markdown `source`, cut with an ellipsis."""
    words = plain(source[: length * 8])
    return words if len(words) <= length else words[: length - 1].rstrip() + "…"


def fold(text: str) -> str:
    """`text` for comparing: NFKC (full width to half width), case folded, white space single."""
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split())


def language_of(text: str) -> str:
    """``zh`` when `text` has Chinese characters, else ``en``."""
    return "zh" if _HAN.search(text) else "en"


def clean(value: str) -> str:
    """`value` as it may be stored: NFC, lines ended by ``\\n``, outer white space gone; empty when it shows nothing.

    Raises ``ValueError`` for what PostgreSQL, a browser or a feed cannot hold: NUL and other control characters,
    lone surrogates, noncharacters, and marks that turn the direction of the surrounding text.
    """
    value = value.replace("\r\n", "\n").replace("\r", "\n")
    if any(_unstorable(character) for character in value):
        raise ValueError("unstorable character")
    return unicodedata.normalize("NFC", value).strip() if any(map(_shows, value)) else ""


def _shows(character: str) -> bool:
    return unicodedata.category(character) not in ("Cc", "Cf", "Zl", "Zp", "Zs") and character not in BLANK


def _unstorable(character: str) -> bool:
    if character in "\n\t" or " " <= character < "\x7f":
        return False
    return unicodedata.category(character) in ("Cc", "Cs") or character in _TURNING or character in _NOT_IN_XML


def _parser(source: str) -> MarkdownIt:
    """What parses `source`: where its tables could have more than `_MOST_CELLS`, they stay text."""
    cells = columns = 0
    for line in source.split("\n"):
        if not line.strip():
            columns = 0
        elif "|" in line and _MAY_RULE_A_TABLE.issuperset(line):
            columns = max(columns, line.count("|") + 1)
        cells += columns
    return _without_tables if cells > _MOST_CELLS else _markdown


def _link_mentions(state: StateCore) -> None:
    mentions: Mapping[str, str] = state.env.get("mentions", {})
    if not mentions:
        return
    for token in state.tokens:
        linked = 0
        pieces: list[Token] = []
        for child in token.children or ():
            linked += {"link_open": 1, "link_close": -1}.get(child.type, 0)
            pieces += [child] if linked else _mentions_in(child, mentions)
        if pieces:
            token.children = pieces


def _mentions_in(token: Token, mentions: Mapping[str, str]) -> list[Token]:
    """`token` itself, or the tokens of its text with known mentions turned into links."""
    if token.type != "text" or "@" not in token.content:
        return [token]
    pieces: list[Token] = []
    at = 0
    for match in MENTION.finditer(token.content):
        url = mentions.get(fold(match.group(1)))
        if url is None:
            continue
        pieces.append(_text(token.content[at : match.start()], token.level))
        link = f'<a class="mention" href="{escape(url)}">{escape(match.group(0))}</a>'
        pieces.append(Token("html_inline", "", 0, content=link, level=token.level))
        at = match.end()
    pieces.append(_text(token.content[at:], token.level))
    return pieces


def _text(content: str, level: int) -> Token:
    return Token("text", "", 0, content=content, level=level)


def _mark_outward_links(state: StateCore) -> None:
    for token in state.tokens:
        for child in token.children or ():
            if child.type == "link_open":
                child.attrSet("rel", "nofollow ugc noopener")


def _lower_headings(state: StateCore) -> None:
    """Headings begin at the third level and go down one at a time, whatever levels the author wrote."""
    level = 2
    for token in state.tokens:
        if token.type == "heading_open":
            level = min(6, int(token.tag[1]) + 2, level + 1)
        if token.type in ("heading_open", "heading_close"):
            token.tag = f"h{level}"


def _build(*more: str) -> MarkdownIt:
    markdown = MarkdownIt("commonmark", {"html": False, "breaks": True}).enable(["strikethrough", *more])
    markdown.disable("image")
    markdown.core.ruler.push("mentions", _link_mentions)
    markdown.core.ruler.push("headings", _lower_headings)
    markdown.core.ruler.push("outward_links", _mark_outward_links)
    return markdown


_markdown, _without_tables = _build("table"), _build()
