"""What became of the rows of a batch."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TypeVar

from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError

from cocreate.kernel.database import db

_REFERENCES = "uq_post_imports_kind_source_reference"

Made = TypeVar("Made")


@dataclass
class Tally:
    """How many rows were added and how many were `present` before; by number, why the others failed."""

    added: int = 0
    present: int = 0
    failed: dict[int, str] = field(default_factory=dict)

    def attempt(self, number: int, write: Callable[[], Made]) -> Made | None:
        """Do `write` for row `number` in a savepoint of its own; ``None`` when it was there or the database refused it.

        What makes the database unusable for the next row as well is raised.
        """
        try:
            with db.session.begin_nested():
                made = write()
        except (OperationalError, InterfaceError):
            raise
        except DBAPIError as error:
            diagnosis = getattr(error.orig, "diag", None)
            if getattr(diagnosis, "constraint_name", None) == _REFERENCES:
                self.present += 1
            else:
                self.failed[number] = f"the database refuses it: {getattr(diagnosis, 'message_primary', error.orig)}"
            return None
        self.added += 1
        return made
