"""What the demo's team does beside answering: promises, pauses, notes, announcements. Plain values, no database."""

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Department:
    """A department, by the `key` the other tables name it with."""

    key: str
    name_zh: str
    name_en: str


@dataclass(frozen=True)
class Template:
    """An answer written once."""

    name: str
    body_zh: str
    body_en: str


@dataclass(frozen=True)
class Announced:
    """Something the brand told everybody `days_ago`; pinned for so many `pinned` days more, if at all."""

    by: str
    days_ago: float
    title_zh: str
    body_zh: str
    title_en: str
    body_en: str
    pinned: int | None = None


@dataclass(frozen=True)
class Deed:
    """Something that is done to `idea`, `after` days after it was published."""

    idea: str
    after: float


@dataclass(frozen=True)
class Promised(Deed):
    """The target is set to the quarter that is so many `quarter` away from the one in which the demo is filled."""

    by: str
    quarter: int
    reason: str


@dataclass(frozen=True)
class Judged(Deed):
    """The author says whether it is solved."""

    solved: bool


@dataclass(frozen=True)
class Paused(Deed):
    """What is owed waits for something."""

    by: str
    reason: str


@dataclass(frozen=True)
class Met(Deed):
    """Somebody met elsewhere supports the idea."""

    by: str
    source: str
    reference: str
    note: str = ""


@dataclass(frozen=True)
class Said(Deed):
    """A note that only the team reads."""

    by: str
    text: str
    forward_to: str | None = None


@dataclass(frozen=True)
class Driven(Deed):
    """Who drives it; `due` is days from the day on which the demo is filled."""

    by: str
    department: str
    lead: str | None = None
    due: int | None = None
    ticket: str = ""


@dataclass(frozen=True)
class Embargoed(Deed):
    """A change of status that appears `days` from now."""

    by: str
    to: str
    reason: str
    days: float
    quarter: int | None = None


@dataclass(frozen=True)
class Merged(Deed):
    """The idea says the same as another one, `into` which it is merged."""

    by: str
    into: str
    reason: str


# The tables of the content file that hold deeds.
DEEDS: dict[str, type[Deed]] = {
    "promised": Promised,
    "judged": Judged,
    "paused": Paused,
    "met": Met,
    "said": Said,
    "driven": Driven,
    "embargoed": Embargoed,
    "merged": Merged,
}


@dataclass(frozen=True)
class Office:
    """All that the team does and keeps."""

    departments: tuple[Department, ...]
    templates: tuple[Template, ...]
    announcements: tuple[Announced, ...]
    deeds: tuple[Deed, ...]


def read(file: dict[str, Any]) -> Office:
    """The office in the content `file`. A wrong or missing field raises ``TypeError`` or ``KeyError``."""
    texts = ("body_zh", "body_en")
    return Office(
        departments=tuple(Department(**entry) for entry in file["departments"]),
        templates=tuple(
            Template(**entry | {name: entry[name].strip() for name in texts}) for entry in file["templates"]
        ),
        announcements=tuple(
            Announced(**entry | {name: entry[name].strip() for name in texts}) for entry in file["announcements"]
        ),
        deeds=tuple(deed(**entry) for table, deed in DEEDS.items() for entry in file[table]),
    )
