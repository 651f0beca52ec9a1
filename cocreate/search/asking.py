"""What is asked of the search page, in its address: words, and what narrows the hits."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields, replace
from typing import Any
from urllib.parse import urlencode

from cocreate.catalogue import queries as catalogue
from cocreate.catalogue.stages import STAGES
from cocreate.ideas import statuses
from cocreate.kernel.choices import Choice
from cocreate.kernel.i18n import gettext as _
from cocreate.kernel.i18n import locale, pgettext
from cocreate.posts.models import PostKind
from cocreate.posts.search import asking, matching
from cocreate.posts.search.labels import label, of_model
from cocreate.posts.search.matching import Query
from cocreate.posts.search.queries import CONSIDERED

PAGE = 20
Choices = Mapping[str, Sequence[Choice]]


@dataclass(frozen=True)
class Asked:
    """What to find, and in which order; empty strings leave everything in. Pages begin at 1."""

    q: str = ""
    sort: str = "best"
    kind: str = ""
    stage: str = ""
    status: str = ""
    model: str = ""
    page: int = 1

    @property
    def narrows(self) -> bool:
        """Whether it asks for more than words."""
        return bool(self.kind or self.stage or self.status or self.model)

    @property
    def words(self) -> str:
        """What is looked for, without what must not be there and what only narrows."""
        return " ".join(term.text for term in asking.read(self.q) if not term.name and not term.negated)

    def query(self) -> Query:
        """What to look for."""
        return matching.query(asking.read(self.q), self.labels())

    def labels(self) -> list[list[str]]:
        """For each thing that narrows, the labels of which one must be there."""
        named = [(name, getattr(self, name)) for name in ("kind", "stage", "status")]
        found = [[label(name, value)] for name, value in named if value]
        if self.model:
            series, _slash, year = self.model.partition("/")
            whole, exact = of_model(series, int(year) if year else None)
            found.append([exact, f"{whole}/*"] if year else [whole])
        return found

    def address(self, **other: Any) -> str:
        """Where this is found, but for the `other` parts; any other part brings back to the first page."""
        wanted = replace(self, **{"page": 1, **other})
        parts = {field.name: getattr(wanted, field.name) for field in fields(self)}
        said = {name: value for name, value in parts.items() if value != getattr(Asked, name)}
        return f"/search?{urlencode(said, safe='/')}" if said else "/search"


def read(args: Mapping[str, str]) -> Asked:
    """What the query `args` ask for; what makes no sense there is left out."""
    said = {name: args.get(name, "") for name in ("sort", "kind", "stage", "model")}
    page = args.get("page", "")
    return Asked(
        q=asking.tidy(args.get("q", "")),
        sort="new" if said["sort"] == "new" else "best",
        kind=said["kind"] if said["kind"] in set(PostKind) else "",
        stage=said["stage"] if said["stage"] in dict(STAGES) else "",
        status=asking.tidy(args.get("status", ""))[:40],
        model=said["model"] if catalogue.is_key(said["model"]) else "",
        page=min(int(page), CONSIDERED // PAGE) if page.isascii() and page.isdecimal() and 0 < len(page) < 6 else 1,
    )


def choices(asked: Asked) -> Choices:
    """For each part of the address, everything that can be chosen there. Two statements."""
    offered: dict[str, list[tuple[str, str]]] = {
        "sort": [("best", _("Best match")), ("new", _("Newest"))],
        "kind": [
            ("", _("All kinds")),
            (PostKind.IDEA, _("Ideas")),
            (PostKind.QUESTION, _("Questions")),
            (PostKind.ANSWER, pgettext("question", "Answers")),
            (PostKind.COMMENT, _("Comments")),
            (PostKind.RELEASE, _("Releases")),
            (PostKind.ANNOUNCEMENT, _("Announcements")),
        ],
        "stage": [("", _("All stages")), *((stage.value, str(name)) for stage, name in STAGES)],
        "model": [("", _("All models")), *((one.key, one.name(locale())) for one in catalogue.offered(asked.model))],
        "status": [("", _("All statuses")), *((one.key, one.name) for one in statuses.every(locale()))],
    }
    return {name: _choices(asked, name, values) for name, values in offered.items()}


def _choices(asked: Asked, name: str, values: Sequence[tuple[str, str]]) -> list[Choice]:
    present = getattr(asked, name)
    if all(value != present for value, _label in values):
        values = [*values, (present, present)]  # something that no longer exists
    return [Choice(value, label, asked.address(**{name: value}), value == present) for value, label in values]
