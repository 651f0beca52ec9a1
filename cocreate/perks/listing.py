"""The shop's filter in the address: read from it, written to it, offered as a sentence of choices."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import partial

from flask_babel import gettext as _

from cocreate.kernel import choices as narrowing
from cocreate.kernel.choices import Choices
from cocreate.kernel.i18n import locale
from cocreate.perks import categories
from cocreate.perks.models import PerkKind
from cocreate.perks.queries import AFFORDABLE, OWNERS, SORTS, Filter
from cocreate.perks.wording import kinds


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
    """The address of the shop that shows `chosen`; `more` changes or adds to it (``kernel.choices``)."""
    reach = more.pop("reach", chosen.reach)  # a word that Python keeps for itself
    return narrowing.address("/perks", replace(chosen, reach=""), **more, **{"for": reach})


def choices(chosen: Filter) -> Choices:
    """What can be chosen instead of `chosen`. One statement."""
    values: dict[str, Sequence[tuple[str, str]]] = {
        "sort": [("new", _("Newest")), ("low", _("Fewest points first")), ("high", _("Most points first"))],
        "category": [("", _("All categories")), *((one.key, one.name(locale())) for one in categories.every())],
        "kind": [("", _("All kinds")), *kinds().items()],
        "reach": [("", _("All perks")), (AFFORDABLE, _("Affordable for me")), (OWNERS, _("For owners only"))],
    }
    return narrowing.offered(chosen, values, partial(address, chosen))
