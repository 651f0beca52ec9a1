"""What became of the rows of a batch."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TypeVar

from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError

from cocreate.kernel.database import db

_REFERENCES = "uq_post_imports_kind_source_reference"

Draft = TypeVar("Draft")


@dataclass
class Tally:
    """How many rows were added and how many were `present` before; by number, why the others failed."""

    added: int = 0
    present: int = 0
    failed: dict[int, str] = field(default_factory=dict)

    def attempt(self, drafts: dict[int, Draft], write: Callable[[list[Draft]], None]) -> None:
        """Have `write` write `drafts` (by row number) all at once; where the database refuses that, each in a
        savepoint of its own, so that only the rows at fault stay out.

        What makes the database unusable for the next row as well is raised.
        """
        if _refusal(list(drafts.values()), write) is None:
            self.added += len(drafts)
            return
        for number, draft in drafts.items():
            refusal = _refusal([draft], write)
            diagnosis = getattr(refusal and refusal.orig, "diag", None)
            if refusal is None:
                self.added += 1
            elif diagnosis is not None and diagnosis.constraint_name == _REFERENCES:
                self.present += 1
            else:
                reason = diagnosis.message_primary if diagnosis else refusal.orig
                self.failed[number] = f"the database refuses it: {reason}"


def _refusal(drafts: list[Draft], write: Callable[[list[Draft]], None]) -> DBAPIError | None:
    """Why the database refuses `drafts`, of which then none is written."""
    try:
        with db.session.begin_nested():
            write(drafts)
    except (OperationalError, InterfaceError):
        raise
    except DBAPIError as error:
        return error
    return None
