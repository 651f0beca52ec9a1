"""The list's filter in the address: read from it, written to it, offered as choices."""

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any

from cocreate.catalogue import queries as catalogue
from cocreate.catalogue.stages import STAGES
from cocreate.kernel import choices as narrowing
from cocreate.kernel.choices import Choices
from cocreate.kernel.i18n import gettext as _
from cocreate.kernel.i18n import locale, pgettext
from cocreate.posts.search import asking
from cocreate.questions.queries import SORTS, STATUSES, Filter


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
    """The address of the list that shows `chosen`; `more` changes or adds to it (``kernel.choices``)."""
    return narrowing.address("/questions", chosen, **more)


def choices(chosen: Filter) -> Choices:
    """What can be chosen instead of `chosen`. One statement."""
    values: dict[str, Sequence[tuple[str, str]]] = {
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
    return narrowing.offered(chosen, values, partial(address, chosen))
