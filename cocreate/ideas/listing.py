"""The list's filter in the address: read from it, written to it, offered as choices."""

from collections.abc import Mapping, Sequence
from functools import lru_cache, partial
from typing import Any

from sqlalchemy import select

from cocreate.catalogue import queries as catalogue
from cocreate.catalogue.stages import STAGES
from cocreate.ideas import statuses
from cocreate.ideas.forms import KINDS
from cocreate.ideas.queries import SORTS, Filter
from cocreate.kernel import choices as narrowing
from cocreate.kernel import database
from cocreate.kernel.choices import Choices
from cocreate.kernel.i18n import Tongue, locale, tongue
from cocreate.kernel.i18n import gettext as _
from cocreate.posts.search import asking

# What the menus offer, as text: the same text makes the same menus.
_OFFERED = select(statuses.told_every(), catalogue.told_offered())


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
    """The address of the list that shows `chosen`; `more` changes or adds to it (``kernel.choices``)."""
    return narrowing.address("/ideas", chosen, **more)


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
    values: dict[str, Sequence[tuple[str, str]]] = {
        "sort": sorts,
        "kind": kinds,
        "stage": stages,
        "model": models,
        "status": every,
        "tag": [("", "")],
        "q": [("", "")],
    }
    return narrowing.offered(chosen, values, partial(address, chosen))
