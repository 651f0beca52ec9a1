"""What of the ideas the desk shows: read from the address, written to it, offered as choices."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from urllib.parse import parse_qsl, urlencode

from flask_babel import gettext as _

from cocreate.catalogue import queries as catalogue
from cocreate.catalogue.queries import Model
from cocreate.catalogue.stages import STAGES
from cocreate.desk.piles import PILES
from cocreate.ideas.forms import KINDS
from cocreate.ideas.statuses import StatusView
from cocreate.ideas.triage.models import Department
from cocreate.kernel import ids
from cocreate.kernel.i18n import locale

NOBODY = "none"
YES, NO = "yes", "no"
LONGEST = 60  # characters of any value in the address
Choices = list[tuple[str, str]]


@dataclass(frozen=True)
class Filter:
    """A pile of the inbox and what narrows it; empty strings leave everything in.

    `department` and `lead` are public ids, or `NOBODY`; `safety` is `YES`, `answered` one of `YES` and `NO`.
    """

    pile: str = "new"
    kind: str = ""
    stage: str = ""
    status: str = ""
    model: str = ""
    tag: str = ""
    department: str = ""
    lead: str = ""
    safety: str = ""
    answered: str = ""

    @property
    def narrows(self) -> bool:
        """Whether it leaves out anything of its pile."""
        return any(getattr(self, name) for name in NARROWING)


NARROWING = tuple(field.name for field in fields(Filter) if field.name != "pile")


def read(args: Mapping[str, str]) -> Filter:
    """The filter in the query `args`; what makes no sense there is left out."""
    said = {field.name: args.get(field.name, "").strip()[:LONGEST] for field in fields(Filter)}
    sensible = {
        "pile": said["pile"] in PILES,
        "kind": said["kind"] in dict(KINDS),
        "stage": said["stage"] in dict(STAGES),
        "model": catalogue.is_key(said["model"]),
        "department": said["department"] == NOBODY or ids.is_public_id(said["department"]),
        "lead": said["lead"] == NOBODY or ids.is_public_id(said["lead"]),
        "safety": said["safety"] == YES,
        "answered": said["answered"] in (YES, NO),
    }
    return Filter(**{name: value for name, value in said.items() if value and sensible.get(name, True)})


def parse(query: str) -> Filter:
    """The filter that the `query` of an address says."""
    return read(dict(parse_qsl(query[:2000])))


def query(chosen: Filter, **more: str) -> str:
    """The query of the address that shows `chosen`; `more` adds to it, as ``cursor``."""
    said = {field.name: getattr(chosen, field.name) for field in fields(Filter)}
    return urlencode({name: value for name, value in {**said, **more}.items() if value}, safe="/")


def address(chosen: Filter, **more: str) -> str:
    """The address of the inbox that shows `chosen`."""
    return f"/desk?{query(chosen, **more)}"


def choices(
    statuses: Sequence[StatusView],
    models: Sequence[Model],
    departments: Sequence[Department],
    team: Sequence[tuple[str, str]],
) -> dict[str, Choices]:
    """For each part of the filter that has a list, everything that can be chosen there."""
    return {
        "kind": [("", _("All kinds")), *((kind.value, str(label)) for kind, label in KINDS)],
        "stage": [("", _("All stages")), *((stage.value, str(label)) for stage, label in STAGES)],
        "status": [("", _("All statuses")), *((status.key, status.name) for status in statuses)],
        "model": [("", _("All models")), *((model.key, model.name(locale())) for model in models)],
        "department": [
            ("", _("All departments")),
            (NOBODY, _("Not decided")),
            *((each.public_id, each.name(locale())) for each in departments),
        ],
        "lead": [("", _("All leads")), (NOBODY, _("Nobody yet")), *team],
        "answered": [("", _("Answered or not")), (NO, _("Not answered")), (YES, _("Answered"))],
    }
