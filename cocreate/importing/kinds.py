"""What a file may bring in. A further kind is a module with these functions, a line here, one in `ImportKind`, and
its fields in ``importing.mapping``."""

from collections.abc import Callable
from collections.abc import Mapping as Reasons
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from cocreate.importing import cars, comments, ideas, owners
from cocreate.importing.errors import Rejected
from cocreate.importing.mapping import ImportKind, Mapping
from cocreate.importing.rows import Draft, Row
from cocreate.importing.sources import Record
from cocreate.importing.tally import Tally


@dataclass(frozen=True)
class Kind:
    """How rows of one kind are read and written.

    `draft` says what a row says; `known` reads once, before all rows, what they may refer to, and `check` compares a
    draft with it: these two raise `Rejected`. `contradictions` answers, once every row was checked against what is
    known, the references of rows that cannot all be true, each with the reason. `write` brings in the drafts of a
    batch, by row number, and tells the tally of each whether it was added, present before, or why it failed.
    """

    draft: Callable[[Row], Draft]
    known: Callable[[Mapping], Any]
    check: Callable[[Any, Any], None]
    write: Callable[[Mapping, dict[int, Any], datetime, Tally], None]
    contradictions: Callable[[Any], Reasons[str, str]] = lambda _known: {}


KINDS: dict[ImportKind, Kind] = {
    ImportKind.IDEA: Kind(ideas.draft, ideas.known, ideas.check, ideas.write),
    ImportKind.COMMENT: Kind(comments.draft, comments.known, comments.check, comments.write),
    ImportKind.MODEL: Kind(cars.draft, cars.known, cars.check, cars.write),
    ImportKind.OWNER: Kind(owners.draft, owners.known, owners.check, owners.write, owners.contradictions),
}


def draft(record: Record, mapping: Mapping) -> Draft:
    """What `record` says. Raises `Rejected`."""
    if record.trouble:
        raise Rejected(record.trouble)
    return KINDS[mapping.kind].draft(Row(record, mapping))
