"""The shop's filter in the address: read from it, written to it, offered as a sentence of choices."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from urllib.parse import urlencode

from flask_babel import gettext as _

from cocreate.kernel.choices import Choice
from cocreate.kernel.i18n import locale
from cocreate.perks import categories
from cocreate.perks.models import PerkKind
from cocreate.perks.queries import AFFORDABLE, OWNERS, SORTS, Filter
from cocreate.perks.wording import kinds


@dataclass(frozen=True)
class Choices:
    """For each part of the filter, everything that can be chosen there."""

    sort: list[Choice]
    category: list[Choice]
    kind: list[Choice]
    reach: list[Choice]


def read(args: Mapping[str, str]) -> Filter:
    """The filter in the query `args`; what makes no sense there is left out."""
    sort, kind, reach = args.get("sort", ""), args.get("kind", ""), args.get("for", "")
    return Filter(
        sort=sort if sort in SORTS else "new",
        category=args.get("category", "")[:40],
        kind=kind if kind in set(PerkKind) else "",
        reach=reach if reach in (AFFORDABLE, OWNERS) else "",
    )


def address(chosen: Filter, **more: str) -> str:
    """The address of the shop that shows `chosen`; `more` adds to it, as ``cursor``."""
    said = {
        "sort": "" if chosen.sort == "new" else chosen.sort,
        "category": chosen.category,
        "kind": chosen.kind,
        "for": chosen.reach,
        **more,
    }
    said = {name: value for name, value in said.items() if value}
    return f"/perks?{urlencode(said)}" if said else "/perks"


def choices(chosen: Filter) -> Choices:
    """What can be chosen instead of `chosen`. One statement."""
    shelves = [(one.key, one.name(locale())) for one in categories.every()]
    return Choices(
        sort=_choices(chosen, "sort", [
            ("new", _("Newest")), ("low", _("Fewest points first")), ("high", _("Most points first")),
        ]),
        category=_choices(chosen, "category", [("", _("All categories")), *shelves]),
        kind=_choices(chosen, "kind", [("", _("All kinds")), *kinds().items()]),
        reach=_choices(chosen, "reach", [
            ("", _("All perks")), (AFFORDABLE, _("Affordable for me")), (OWNERS, _("For owners only")),
        ]),
    )  # fmt: skip


def _choices(chosen: Filter, name: str, values: list[tuple[str, str]]) -> list[Choice]:
    """The `values` of the part called `name`, all other parts staying as they are."""
    present = getattr(chosen, name)
    if all(value != present for value, _label in values):
        values = [*values, (present, present)]  # something that no longer exists
    return [
        Choice(value, label, address(replace(chosen, **{name: value})), value == present) for value, label in values
    ]
