"""What can be chosen on a page, each as a link: the parts of what a list is narrowed to, which stand in its address."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, fields
from typing import Any
from urllib.parse import urlencode


@dataclass(frozen=True)
class Choice:
    """One of several things to choose, as a value of a filter or a tab, and where choosing it leads."""

    value: str
    label: str
    url: str
    current: bool


@dataclass(frozen=True, eq=False)
class Choices:
    """For each part of a filter, by its name, everything that can be chosen there."""

    parts: Mapping[str, list[Choice]]

    def __getitem__(self, name: str) -> list[Choice]:
        return self.parts[name]


def address(path: str, chosen: Any, **changed: Any) -> str:
    """The address of the list at `path` that shows what the filter `chosen` says, a dataclass, but for what is
    `changed` of it or comes on top, as ``cursor``. A part that is as it is by default goes without saying.
    """
    usual = {part.name: part.default for part in fields(chosen)}
    said = {name: getattr(chosen, name) for name in usual} | changed
    query = urlencode({name: value for name, value in said.items() if value != usual.get(name, "")}, safe="/")
    return f"{path}?{query}" if query else path


def offered(chosen: Any, values: Mapping[str, Sequence[tuple[str, str]]], address_of: Callable[..., str]) -> Choices:
    """The `values` and their labels for each part of the filter `chosen`, all other parts staying as they are.

    `address_of` says where one part changed, given by its name, leads.
    """
    return Choices(
        {
            name: [
                Choice(value, label, address_of(**{name: value}), value == getattr(chosen, name))
                for value, label in _with(getattr(chosen, name), pairs)
            ]
            for name, pairs in values.items()
        }
    )


def _with(present: str, values: Sequence[tuple[str, str]]) -> Sequence[tuple[str, str]]:
    """`values`, and what is `present` where that no longer exists."""
    return values if any(value == present for value, _label in values) else [*values, (present, present)]
