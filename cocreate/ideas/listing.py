"""The list's filter in the address: read from it, written to it, offered as choices."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from functools import lru_cache
from typing import Any
from urllib.parse import quote_plus, urlencode

from sqlalchemy import select

from cocreate.catalogue import queries as catalogue
from cocreate.catalogue.stages import STAGES
from cocreate.ideas import statuses
from cocreate.ideas.forms import KINDS
from cocreate.ideas.queries import SORTS, Filter
from cocreate.kernel import database
from cocreate.kernel.choices import Choice
from cocreate.kernel.i18n import Tongue, locale, tongue
from cocreate.kernel.i18n import gettext as _
from cocreate.posts.search import asking

_NAMES = tuple(field.name for field in fields(Filter))
# What the menus offer, as text: the same text makes the same menus.
_OFFERED = select(statuses.told_every(), catalogue.told_offered())


@dataclass(frozen=True, eq=False)
class Choices:
    """For each part of the filter, everything that can be chosen there; a tag and words can only be taken away."""

    sort: list[Choice]
    kind: list[Choice]
    stage: list[Choice]
    model: list[Choice]
    status: list[Choice]
    tag: list[Choice]
    q: list[Choice]


def read(args: Mapping[str, str]) -> Filter:
    """The filter in the query `args`; what makes no sense there is left out."""
    kind, stage, sort = args.get("kind", ""), args.get("stage", ""), args.get("sort", "")
    model = args.get("model", "")
    return Filter(
        sort=sort if sort in SORTS else "trending",
        kind=kind if kind in dict(KINDS) else "",
        stage=stage if stage in dict(STAGES) else "",
        model=model if catalogue.is_key(model) else "",
        status=args.get("status", "")[:40],
        tag=args.get("tag", "").strip()[:60],
        q=asking.tidy(args.get("q", "")),
    )


def address(chosen: Filter, **more: Any) -> str:
    """The address of the list that shows `chosen`; `more` adds to it, as ``cursor``."""
    return _address([*_parts(chosen, _NAMES), *(urlencode({name: value}) for name, value in more.items())])


def choices(chosen: Filter) -> Choices:
    """What can be chosen instead of `chosen`. One statement."""
    every, models = database.read(_OFFERED, catalogue.series_of(chosen.model)).one()
    return _offered(tongue(), chosen, every, models)


@lru_cache(maxsize=256)
def _offered(_spoken: Tongue, chosen: Filter, told_statuses: str, told_models: str | None) -> Choices:
    """What `choices` answers: it follows from these values alone, and most readers look at the same few lists."""
    sorts = [("trending", _("Trending")), ("top", _("Most supported")), ("new", _("Newest"))]
    kinds = [("", _("All kinds")), *((kind.value, str(label)) for kind, label in KINDS)]
    stages = [("", _("All stages")), *((stage.value, str(label)) for stage, label in STAGES)]
    every = [("", _("All statuses")), *((one.key, one.name) for one in statuses.heard(told_statuses, locale()))]
    models = [("", _("All models")), *((one.key, one.name(locale())) for one in catalogue.heard(told_models))]
    offered: dict[str, Sequence[tuple[str, str]]] = {
        "sort": sorts,
        "kind": kinds,
        "stage": stages,
        "model": models,
        "status": every,
        "tag": [("", "")],
        "q": [("", "")],
    }
    return Choices(**{name: _choices(chosen, name, values) for name, values in offered.items()})


def _choices(chosen: Filter, name: str, values: Sequence[tuple[str, str]]) -> list[Choice]:
    """The `values` of the part called `name`, all other parts staying as they are."""
    place, present = _NAMES.index(name), getattr(chosen, name)
    if all(value != present for value, _label in values):
        values = [*values, (present, present)]  # something that no longer exists
    before, after = _parts(chosen, _NAMES[:place]), _parts(chosen, _NAMES[place + 1 :])
    return [
        Choice(value, label, _address([*before, *_part(name, value), *after]), value == present)
        for value, label in values
    ]


def _parts(chosen: Filter, names: Iterable[str]) -> list[str]:
    return [part for name in names for part in _part(name, getattr(chosen, name))]


def _part(name: str, value: str) -> list[str]:
    """How an address says that `name` is `value`: not at all where it goes without saying."""
    return [] if value in ("", "trending") else [f"{name}={quote_plus(value, '/')}"]


def _address(parts: list[str]) -> str:
    return f"/ideas?{'&'.join(parts)}" if parts else "/ideas"
