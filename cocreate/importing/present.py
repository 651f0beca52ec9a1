"""What an earlier import of the same source has brought in already."""

from typing import TypeVar

from cocreate.importing.mapping import Mapping
from cocreate.importing.rows import Draft
from cocreate.importing.tally import Tally
from cocreate.posts import queries as posts
from cocreate.posts.models import PostKind

Made = TypeVar("Made", bound=Draft)


def new(kind: PostKind, mapping: Mapping, drafts: dict[int, Made], tally: Tally) -> dict[int, Made]:
    """Those of `drafts` (by row number) that are not there yet; the others are counted as present."""
    there = posts.imported(kind, mapping.source, [draft.reference for draft in drafts.values()])
    fresh = {number: draft for number, draft in drafts.items() if draft.reference not in there}
    tally.present += len(drafts) - len(fresh)
    return fresh
