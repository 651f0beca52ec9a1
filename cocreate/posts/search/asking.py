"""The language of the search box, read into terms. Pure: knows neither posts nor the database.

Terms stand apart by white space. ``"a phrase"`` is looked for as it stands (any quotation marks will do), ``-word``
must not be there, ``tag:``, ``status:``, ``model:``, ``stage:``, ``kind:`` and ``author:`` ask for more than words;
each is understood in Chinese too, with the Chinese colon. What makes no sense in this language is just words.
"""

import re
from dataclasses import dataclass

LONGEST = 200  # characters of a search; what is longer is cut off
_MOST = 24  # terms
_NAMES = {
    "tag": ("tag", "标签"),
    "status": ("status", "状态"),
    "model": ("model", "车型", "车系", "车款"),
    "stage": ("stage", "环节"),
    "kind": ("kind", "类型"),
    "author": ("author", "作者"),
}
_SPOKEN = {word: name for name, words in _NAMES.items() for word in words}
_OPENING, _CLOSING = '"“”„「『《', '"“”„」』》'
_TERM = re.compile(
    rf"(?P<minus>(?<!\S)[-−－])?"
    rf"(?:(?P<name>{'|'.join(_SPOKEN)})[:：](?=\S))?"
    rf"(?:[{_OPENING}](?P<phrase>[^{_OPENING}{_CLOSING}]+)[{_CLOSING}]|(?P<word>[^\s{_OPENING}{_CLOSING}]+))",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Term:
    """Something asked for: words, a `phrase` as it stands, or what `name` says (empty for words)."""

    text: str
    name: str = ""
    phrase: bool = False
    negated: bool = False


def tidy(asked: str, longest: int = LONGEST) -> str:
    """What was `asked` as it is read and shown: on one line, without what shows nothing or cannot be stored."""
    return " ".join("".join(one if one.isprintable() else " " for one in asked).split())[:longest].rstrip()


def read(asked: str) -> tuple[Term, ...]:
    """The terms of what was `asked`, in order, each once."""
    found = (_term(match) for match in _TERM.finditer(tidy(asked)))
    return tuple(dict.fromkeys(term for term in found if term.text))[:_MOST]


def words(term: Term) -> Term:
    """`term` as the words it is made of, where its name and value mean nothing."""
    return Term(f"{term.name} {term.text}", negated=term.negated)


def _term(match: re.Match[str]) -> Term:
    name = _SPOKEN[match["name"].lower()] if match["name"] else ""
    text = " ".join((match["phrase"] or match["word"] or "").split())
    return Term(text, name, phrase=bool(match["phrase"]) and not name, negated=bool(match["minus"]))
