"""A text with its watched words censored, replaced, or made into links: these parts of it, and nothing else.

In Markdown nothing is broken: `text.shape` tells. Where a replacement would, because markup stands within the word, it
is censored instead, letter by letter; where a link would, there is none. An address is censored, never replaced.
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from cocreate.kernel.text import shape
from cocreate.screening.words import regions
from cocreate.screening.words.matching import Match
from cocreate.screening.words.models import WordAction
from cocreate.screening.words.regions import Regions

COVER = "■"  # no mark of Markdown, and no letter
LONGEST_TITLE, LONGEST_BODY = 120, 20_000  # characters that replacements may make of less
MOST_TRIED = 20  # changes looked at one by one, a few milliseconds each
CHANGES = (WordAction.CENSOR, WordAction.REPLACE, WordAction.LINK)
_MARKS = re.compile(r"([\\`*_\[\]<>#|~!&])")


class _Edit(NamedTuple):
    start: int
    end: int
    text: str
    is_link: bool = False


def line(source: str, matches: Sequence[Match]) -> str:
    """A `source` without markup, with `matches` changed; there are no links in it."""
    chosen = list(_chosen(matches))
    changed = _applied(source, [edit for match in chosen for edit in _plainly(match)])
    if len(changed) <= max(len(source), LONGEST_TITLE):
        return changed
    return _applied(source, [edit for match in chosen for edit in _carefully(match)])


def markdown(source: str, matches: Sequence[Match]) -> str:
    """Markdown `source` with `matches` changed: all at once, else those that break nothing."""
    chosen = list(_chosen(matches))
    if not chosen:
        return source
    marks = regions.of(source)
    edits = [_in_markdown(source, match, marks) for match in chosen]
    if _is_alike(source, edits):
        return _applied(source, [edit for some in edits for edit in some])
    careful: list[Sequence[_Edit]] = [_carefully(match) for match in chosen]
    for place in range(min(len(chosen), MOST_TRIED)):
        tried = [*careful[:place], edits[place], *careful[place + 1 :]]
        if _is_alike(source, tried):
            careful = tried
    return _applied(source, [edit for some in careful for edit in some])


def _chosen(matches: Sequence[Match]) -> Iterator[Match]:
    """Those of `matches` that change the text: of two that overlap the longer one, of two alike the stricter."""
    end = 0
    changing = [match for match in matches if match.word.action in CHANGES]
    for match in sorted(changing, key=lambda one: (one.start, -one.end, CHANGES.index(one.word.action))):
        if match.start >= end:
            yield match
            end = match.end


def _plainly(match: Match) -> Sequence[_Edit]:
    if match.word.action is WordAction.CENSOR:
        return _covered(match)
    return [] if _links(match) else [_Edit(match.start, match.end, match.word.value)]


def _in_markdown(source: str, match: Match, marks: Regions) -> Sequence[_Edit]:
    value = match.word.value
    if match.word.action is WordAction.CENSOR:
        return _covered(match)
    if _links(match):
        shown = source[match.start : match.end]
        link = _Edit(match.start, match.end, f"[{shown}]({value})", is_link=True)
        return [link] if _may_link(source, match, marks) else []
    if any(marks.addresses[match.start : match.end]):
        return []
    is_code = any(marks.code[match.start : match.end])
    return [_Edit(match.start, match.end, value if is_code else _MARKS.sub(r"\\\1", value))]


def _carefully(match: Match) -> Sequence[_Edit]:
    """What is done about `match` where the change meant would break something."""
    return [] if _links(match) else _covered(match)


def _covered(match: Match) -> Sequence[_Edit]:
    """Every letter covered, and what stands between them left: it may be markup."""
    return [_Edit(start, end, COVER) for start, end in match.letters]


def _links(match: Match) -> bool:
    return match.word.action is WordAction.LINK


def _may_link(source: str, match: Match, marks: Regions) -> bool:
    """Whether `match` stands among plain words, where a link may begin and end."""
    where = slice(match.start, match.end)
    return not (any(marks.code[where]) or any(marks.addresses[where]) or any(marks.links[where])) and not (
        _MARKS.search(source[where])
    )


def _is_alike(source: str, edits: Sequence[Sequence[_Edit]]) -> bool:
    """Whether with these `edits` the source has no parts but those it has, and the links that are added, and is no
    longer than it may be."""
    flat = [edit for some in edits for edit in some]
    changed = _applied(source, flat)
    links = sum(edit.is_link for edit in flat)
    if len(changed) > max(len(source), LONGEST_BODY):
        return False
    return Counter(shape(changed)) == Counter(shape(source)) + Counter(link_open=links, link_close=links)


def _applied(source: str, edits: Sequence[_Edit]) -> str:
    parts: list[str] = []
    at = 0
    for edit in edits:
        parts += [source[at : edit.start], edit.text]
        at = edit.end
    return "".join([*parts, source[at:]])
