"""What can be chosen on a page, each as a link."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Choice:
    """One of several things to choose, as a value of a filter or a tab, and where choosing it leads."""

    value: str
    label: str
    url: str
    current: bool
