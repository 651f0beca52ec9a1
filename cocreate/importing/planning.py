"""The plan of an import: every row of the file looked at once, in which order it comes in, and why others do not.

Rows come in by time, and a comment never before the one it answers, whatever the order of the file. The plan keeps a
few numbers a row, not the rows: a batch reads its own again.
"""

import hashlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import NamedTuple

from cocreate.importing.errors import Rejected
from cocreate.importing.kinds import KINDS, draft
from cocreate.importing.mapping import Mapping
from cocreate.importing.sources import Record, Source

_NO_TIME = datetime.min.replace(tzinfo=UTC)


class Entry(NamedTuple):
    """A row that comes in, and its place in bytes."""

    number: int
    offset: int
    at: datetime
    reference: str
    parent: str | None


@dataclass(frozen=True)
class Plan:
    """What an import will do. `rejected` holds the reasons by row number; `fingerprint` is that of all of it."""

    mapping: Mapping
    source: Source
    entries: list[Entry]
    rejected: dict[int, str]
    fingerprint: str

    def records(self, start: int, count: int) -> list[Record]:
        """The rows at the places `start` and on of the plan."""
        return [self.source.record(one.number, one.offset) for one in self.entries[start : start + count]]


def plan(mapping: Mapping, source: Source, seen: Callable[[int], None] = lambda _offset: None) -> Plan:
    """Look at every row of `source`, telling `seen` the place reached in bytes.

    Raises `Unusable` for text that is not UTF-8, and where the mapping names what there is not.
    """
    kind = KINDS[mapping.kind]
    known = kind.known(mapping)
    entries: dict[str, Entry] = {}
    rejected: dict[int, str] = {}
    for record in source.records():
        seen(record.offset)
        try:
            made = draft(record, mapping)
            kind.check(made, known)
            entry = Entry(record.number, record.offset, made.at or _NO_TIME, made.reference, made.parent)
            if entry.reference in entries:
                raise Rejected(f"row {entries[entry.reference].number} has the same reference")
        except Rejected as reason:
            rejected[record.number] = str(reason)
        else:
            entries[entry.reference] = entry
    for reference, because in kind.contradictions(known).items():
        rejected[entries.pop(reference).number] = because
    for entry in _circular(entries):
        rejected[entry.number] = "it answers, by way of others, itself"
        del entries[entry.reference]
    ordered = _ordered(entries)
    return Plan(mapping, source, ordered, rejected, _fingerprint(mapping, source, ordered, rejected))


def _circular(entries: dict[str, Entry]) -> list[Entry]:
    """The entries whose way up leads back to themselves."""
    found: list[Entry] = []
    settled: set[str] = set()
    for start in entries:
        way: dict[str, None] = {}
        at: str | None = start
        while at is not None and at in entries and at not in settled and at not in way:
            way[at] = None
            at = entries[at].parent
        if at is not None and at in way:
            turns = list(way)
            found += [entries[reference] for reference in turns[turns.index(at) :]]
        settled.update(way)
    return found


def _ordered(entries: dict[str, Entry]) -> list[Entry]:
    """The entries by time, each after the one it answers and else in the order of the file."""
    keys: dict[str, tuple[datetime, int, int]] = {}
    for start in entries.values():
        for entry in reversed(list(_upwards(start, entries, keys))):
            above = keys.get(entry.parent or "")
            at, depth = (max(entry.at, above[0]), above[1] + 1) if above else (entry.at, 0)
            keys[entry.reference] = at, depth, entry.number
    return sorted(entries.values(), key=lambda entry: keys[entry.reference])


def _upwards(entry: Entry, entries: dict[str, Entry], keys: dict[str, tuple[datetime, int, int]]) -> Iterable[Entry]:
    """`entry` and those above it, up to the first that has a key."""
    at: Entry | None = entry
    while at is not None and at.reference not in keys:
        yield at
        at = entries.get(at.parent) if at.parent is not None else None


def _fingerprint(mapping: Mapping, source: Source, entries: Iterable[Entry], rejected: dict[int, str]) -> str:
    digest = hashlib.sha256(f"{mapping.canonical()}\n{source.digest}\n".encode())
    for entry in entries:
        digest.update(f"{entry.number} ".encode())
    digest.update(repr(sorted(rejected)).encode())
    return digest.hexdigest()
