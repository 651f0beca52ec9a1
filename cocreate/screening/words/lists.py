"""All watched words, ready to be looked for at once: built by each process when they have changed.

What a process keeps is a copy of the version it names; the version is asked for whenever a text is judged, and
nowhere else.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from threading import Lock
from typing import NamedTuple
from uuid import UUID

from ahocorasick_rs import AhoCorasick
from sqlalchemy import func, select, update

from cocreate.kernel.database import db, read
from cocreate.screening.words.models import WatchedWord, WordsVersion


class Lists(NamedTuple):
    """The words of a `version`: a search for all their anchors, and the ids of the words in the same order."""

    version: UUID | None
    search: AhoCorasick | None
    words: Sequence[int]

    def candidates(self, skeleton: str) -> Mapping[int, list[int]]:
        """The ids of words that may stand in a text with this `skeleton`, and where in it their anchors begin."""
        found: dict[int, list[int]] = defaultdict(list)
        if self.search is not None:
            for place, start, _end in self.search.find_matches_as_indexes(skeleton, overlapping=True):
                found[self.words[place]].append(start)
        return found


@dataclass
class _Kept:
    """What this process knows."""

    lists: Lists


_building = Lock()
_kept = _Kept(Lists(None, None, ()))


def current() -> Lists:
    """The words as they are now. Asks for their version, and reads all of them where that is another.

    Of threads that need the same new version one builds it (a second, for 100,000 words), the others wait.
    """
    version = _version()
    known = _kept.lists
    if known.version != version:
        with _building:
            known = _kept.lists if _kept.lists.version == version else _built(version)
            _kept.lists = known
    return known


def changed() -> None:
    """Note that the words are others from the end of this transaction on; of two changes at once one waits."""
    db.session.execute(update(WordsVersion).values(version=func.gen_random_uuid()))


def _version() -> UUID:
    version: UUID = read(select(WordsVersion.version)).scalar_one()
    return version


def _built(version: UUID) -> Lists:
    """The words as they are at `version`, or later: then their version is another, and they are read again."""
    ids, anchors = read(select(func.array_agg(WatchedWord.id), func.array_agg(WatchedWord.anchor))).one()
    return Lists(version, AhoCorasick(anchors) if anchors else None, ids or ())
