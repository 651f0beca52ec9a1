"""The list's filter in the address: read from it, written to it, offered as choices."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from typing import Any
from urllib.parse import quote_plus, urlencode

from cocreate.catalogue import queries as catalogue
from cocreate.catalogue.stages import STAGES
from cocreate.kernel.choices import Choice
from cocreate.kernel.i18n import gettext as _
from cocreate.kernel.i18n import locale, pgettext
from cocreate.posts.search import asking
from cocreate.questions.queries import SORTS, STATUSES, Filter

_NAMES = tuple(field.name for field in fields(Filter))


@dataclass(frozen=True, eq=False)
class Choices:
    """For each part of the filter, everything that can be chosen there; a tag and words can only be taken away."""

    sort: list[Choice]
    status: list[Choice]
    stage: list[Choice]
    model: list[Choice]
    tag: list[Choice]
    q: list[Choice]


def read(args: Mapping[str, str]) -> Filter:
    """The filter in the query `args`; what makes no sense there is left out."""
    sort, status, stage, model = (args.get(name, "") for name in ("sort", "status", "stage", "model"))
    return Filter(
        sort=sort if sort in SORTS else Filter.sort,
        status=status if status in STATUSES else "",
        stage=stage if stage in dict(STAGES) else "",
        model=model if catalogue.is_key(model) else "",
        tag=args.get("tag", "").strip()[:60],
        q=asking.tidy(args.get("q", "")),
    )


def address(chosen: Filter, **more: Any) -> str:
    """The address of the list that shows `chosen`; `more` adds to it, as ``cursor``."""
    return _address([*_parts(chosen, _NAMES), *(urlencode({name: value}) for name, value in more.items())])


def choices(chosen: Filter) -> Choices:
    """What can be chosen instead of `chosen`. One statement."""
    offered: dict[str, Sequence[tuple[str, str]]] = {
        "sort": [("activity", _("Latest activity")), ("new", _("Newest"))],
        "status": [
            ("", _("All questions")),
            ("unanswered", _("Without an answer")),
            ("answered", _("With answers, not solved")),
            ("solved", pgettext("question", "Solved")),
        ],
        "stage": [("", _("All stages")), *((stage.value, str(label)) for stage, label in STAGES)],
        "model": [("", _("All models")), *((one.key, one.name(locale())) for one in catalogue.offered(chosen.model))],
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
    return [] if value in ("", Filter.sort) else [f"{name}={quote_plus(value, '/')}"]


def _address(parts: list[str]) -> str:
    return f"/questions?{'&'.join(parts)}" if parts else "/questions"
