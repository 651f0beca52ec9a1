"""Moderators keep the lists: words are added, changed, removed, one at a time or a file of them."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple
from urllib.parse import urlsplit

from flask_babel import gettext as _
from sqlalchemy import func, select, text

from cocreate.journal import rules as journal
from cocreate.kernel import clock, ids
from cocreate.kernel.database import db
from cocreate.kernel.errors import Invalid
from cocreate.members.models import Member
from cocreate.screening.words import lists, patterns
from cocreate.screening.words.folding import fold
from cocreate.screening.words.models import WatchedWord, WordAction

MAX_VALUE, MAX_REPLACEMENT, MAX_TAG, MAX_HOURS = 300, 100, 30, 24 * 365
MOST = 200_000  # words; what every process holds some 100 MB of
_ADDRESS = re.compile(r"https?://[^\s<>\"\\^`{|}]+")
_IN_ADDRESS = str.maketrans({"(": "%28", ")": "%29", "[": "%5B", "]": "%5D"})
_PART = 5_000  # rows
_ADD = text(
    """
    INSERT INTO watched_words (public_id, pattern, folded, anchor, action, value, created_at)
    SELECT *, :now FROM unnest(
        CAST(:public_ids AS text[]), CAST(:patterns AS text[]), CAST(:folded AS text[]), CAST(:anchors AS text[]),
        CAST(:actions AS text[]), CAST(:values AS text[]))
    ON CONFLICT (folded, action) DO NOTHING RETURNING id
    """
)


@dataclass(frozen=True)
class Entry:
    """What somebody says of a word."""

    pattern: str
    action: WordAction
    value: str = ""


class Checked(NamedTuple):
    """An `Entry` that can be kept, with what is derived from it."""

    pattern: str
    folded: str
    anchor: str
    action: WordAction
    value: str


def check(entry: Entry) -> Checked:
    """`entry` as it is kept. Raises `Invalid` at ``pattern`` or ``value``."""
    folded = patterns.parse(entry.pattern)
    value = _value(entry)
    if entry.action is WordAction.REPLACE and patterns.stands_in(folded, fold(value).text):
        raise Invalid("value", _("The replacement has the word in it. Choose another one."))
    return Checked(entry.pattern, folded, patterns.anchor(folded), entry.action, value)


def add(actor: Member, entry: Entry) -> WatchedWord:
    """Watch for a word from now on. Raises `Invalid` at the field that cannot be taken."""
    checked = _checked(entry)
    if _count() >= MOST:
        raise Invalid("pattern", _("At most %(count)s words, please.", count=MOST))
    word = WatchedWord(**checked._asdict())
    db.session.add(word)
    db.session.flush()
    journal.note(actor.id, "add", "watched_word", word.id)
    return word


def change(actor: Member, word: WatchedWord, entry: Entry) -> None:
    """Watch for something else in place of `word`, or do something else about it; its hits stay."""
    for name, value in _checked(entry, but=word.id)._asdict().items():
        setattr(word, name, value)
    db.session.flush()
    journal.note(actor.id, "change", "watched_word", word.id)


def remove(actor: Member, word: WatchedWord) -> None:
    """Watch for `word` no more."""
    lists.changed()
    journal.note(actor.id, "remove", "watched_word", word.id)
    db.session.delete(word)
    db.session.flush()


def add_all(actor: Member, entries: Sequence[Checked]) -> int:
    """Watch for each of `entries` that is not there yet, and answer for how many; what is there stays as it is.

    Raises `Invalid` at ``file`` where that would be too many.
    """
    lists.changed()
    if _count() + len(entries) > MOST:
        raise Invalid("file", _("At most %(count)s words, please.", count=MOST))
    now = clock.now()
    added = sum(_insert(entries[at : at + _PART], now=now) for at in range(0, len(entries), _PART))
    if added:
        journal.note(actor.id, "import", "watched_word", 0, words=added)
    return added


def refold() -> int:
    """Derive anew what is derived from patterns, after the tables of folding have changed; answers for how many.

    What has become the same as another word, or nothing, stays as it was.
    """
    lists.changed()
    words = list(db.session.scalars(select(WatchedWord).order_by(WatchedWord.id)))
    taken = {(word.folded, word.action) for word in words}
    mended = 0
    for word in words:
        folded, anchor = derived(word)
        if (folded, anchor) != (word.folded, word.anchor) and (
            folded == word.folded or (folded and (folded, word.action) not in taken)
        ):
            taken.add((folded, word.action))
            word.folded, word.anchor = folded, anchor
            mended += 1
    db.session.flush()
    return mended


def derived(word: WatchedWord) -> tuple[str, str]:
    """What `folded` and `anchor` of `word` are to be; empty where its pattern has nothing to look for any more."""
    try:
        folded = patterns.parse(word.pattern)
    except Invalid:
        return "", ""
    return folded, patterns.anchor(folded)


def _checked(entry: Entry, but: int = 0) -> Checked:
    """`entry` as it is kept, unless another word than that with the id `but` says the same."""
    checked = check(entry)
    lists.changed()  # of two at once the second sees what the first has done
    alike = select(WatchedWord.id).where(
        WatchedWord.folded == checked.folded, WatchedWord.action == checked.action, WatchedWord.id != but
    )
    if db.session.scalar(alike) is not None:
        raise Invalid("pattern", _("This word is there already, with this action."))
    return checked


def _count() -> int:
    return db.session.scalar(select(func.count()).select_from(WatchedWord)) or 0


def _insert(entries: Iterable[Checked], **more: object) -> int:
    rows = [(ids.new_public_id(), *entry) for entry in entries]
    names = ("public_ids", "patterns", "folded", "anchors", "actions", "values")
    columns = dict(zip(names, map(list, zip(*rows, strict=True)), strict=True))
    return len(db.session.execute(_ADD, {**columns, **more}).all())


def _value(entry: Entry) -> str:
    """What `entry` says beside its word, as its action needs it. Raises `Invalid` at ``value``."""
    needs = {
        WordAction.BLOCK: _message,
        WordAction.REPLACE: _replacement,
        WordAction.LINK: _address,
        WordAction.TAG: _tag,
        WordAction.SILENCE: _hours,
    }.get(entry.action)
    if needs is not None:
        return needs(entry.value)
    if entry.value:
        raise Invalid("value", _("This action needs nothing beside the word. Leave this empty."))
    return ""


def _message(typed: str) -> str:
    return _at_most(typed, MAX_VALUE)


def _replacement(typed: str) -> str:
    if not typed:
        raise Invalid("value", _("Say what stands there instead."))
    return _at_most(typed, MAX_REPLACEMENT)


def _address(typed: str) -> str:
    address = typed.translate(_IN_ADDRESS)
    try:
        host = urlsplit(address).hostname or "%"
        is_whole = "%" not in host and _ADDRESS.fullmatch(address) is not None
    except ValueError:
        is_whole = False
    if not is_whole:
        raise Invalid("value", _("Give a whole address, beginning with https:// or http://."))
    return _at_most(address, MAX_VALUE)


def _tag(typed: str) -> str:
    tag = typed.removeprefix("#").strip()
    if not 1 <= len(tag) <= MAX_TAG:
        raise Invalid("value", _("A tag has 1 to %(count)s characters.", count=MAX_TAG))
    return tag


def _hours(typed: str) -> str:
    if not re.fullmatch("[0-9]{1,4}", typed) or not 1 <= int(typed) <= MAX_HOURS:
        raise Invalid("value", _("Give the hours, from 1 to %(count)s.", count=MAX_HOURS))
    return str(int(typed))


def _at_most(typed: str, longest: int) -> str:
    if len(typed) > longest:
        raise Invalid("value", _("At most %(count)s characters, please.", count=longest))
    return typed
