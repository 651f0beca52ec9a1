"""The ideas that count as one: a target and what is merged into it."""

from sqlalchemy import ColumnElement, Select, or_, select
from sqlalchemy.orm import InstrumentedAttribute

from cocreate.ideas.merging.models import Merge


def duplicates(target_id: int) -> Select[int]:
    """The ids of the ideas that are merged into `target_id`."""
    return select(Merge.idea_id).where(Merge.into_id == target_id, Merge.ended_at.is_(None))


def in_group(column: InstrumentedAttribute[int], target_id: int) -> ColumnElement[bool]:
    """The condition that `column` names `target_id` or an idea merged into it."""
    return or_(column == target_id, column.in_(duplicates(target_id)))
