"""What is asked of the search page, in its address: words, and what narrows the hits."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from cocreate.catalogue import queries as catalogue
from cocreate.catalogue.stages import STAGES
from cocreate.ideas import statuses
from cocreate.kernel import choices as narrowing
from cocreate.kernel.choices import Choices
from cocreate.kernel.i18n import gettext as _
from cocreate.kernel.i18n import locale, pgettext
from cocreate.posts.models import PostKind
from cocreate.posts.search import asking, matching
from cocreate.posts.search.labels import label, of_model
from cocreate.posts.search.matching import Query
from cocreate.posts.search.queries import CONSIDERED

PAGE = 20


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
        return narrowing.address("/search", self, **{"page": 1, **other})


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
    values: dict[str, Sequence[tuple[str, str]]] = {
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
    return narrowing.offered(asked, values, asked.address)
