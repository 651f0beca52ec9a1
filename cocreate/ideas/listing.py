"""The list's filter in the address: read from it, written to it, offered as choices."""

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from typing import Any
from urllib.parse import urlencode

from flask_babel import gettext as _

from cocreate.ideas.forms import KINDS, STAGES
from cocreate.ideas.queries import SORTS, Filter, StatusView

_NAMES = tuple(field.name for field in fields(Filter))


@dataclass(frozen=True)
class Choice:
    """One value a filter can take, and where choosing it leads."""

    value: str
    label: str
    url: str
    current: bool


def read(args: Mapping[str, str]) -> Filter:
    """The filter in the query `args`; what makes no sense there is left out."""
    kind, stage, sort = args.get("kind", ""), args.get("stage", ""), args.get("sort", "")
    return Filter(
        sort=sort if sort in SORTS else "trending",
        kind=kind if kind in dict(KINDS) else "",
        stage=stage if stage in dict(STAGES) else "",
        status=args.get("status", "")[:40],
        tag=args.get("tag", "").strip()[:60],
    )


def address(chosen: Filter, **more: Any) -> str:
    """The address of the list that shows `chosen`; `more` adds to it, as ``cursor``."""
    named = {name: getattr(chosen, name) for name in _NAMES}
    query = urlencode({name: value for name, value in {**named, **more}.items() if value and value != "trending"})
    return f"/ideas?{query}" if query else "/ideas"


def choices(chosen: Filter, statuses: list[StatusView]) -> dict[str, list[Choice]]:
    """For each part of the filter, everything that can be chosen there."""
    sorts = [("trending", _("Trending")), ("top", _("Most supported")), ("new", _("Newest"))]
    kinds = [("", _("All kinds")), *((kind.value, str(label)) for kind, label in KINDS)]
    stages = [("", _("All stages")), *((stage.value, str(label)) for stage, label in STAGES)]
    every = [("", _("All statuses")), *((status.key, status.name) for status in statuses)]
    offered = {"sort": sorts, "kind": kinds, "stage": stages, "status": every}
    return {name: [_choice(chosen, name, *one) for one in values] for name, values in offered.items()}


def _choice(chosen: Filter, name: str, value: str, label: str) -> Choice:
    return Choice(value, label, address(replace(chosen, **{name: value})), getattr(chosen, name) == value)
