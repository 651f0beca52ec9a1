"""The shape of promises, verdicts and public figures in the API."""

from flask_babel import lazy_gettext as _l
from marshmallow import fields

from cocreate.catalogue.stages import Stage
from cocreate.ideas.evidence.schemas import ShareOutput
from cocreate.ideas.responses.models import ResponseKind, ResponseState
from cocreate.kernel import schemas
from cocreate.kernel.schemas import Flag, InputSchema, Output, instant

_KIND = {"enum": [one.value for one in ResponseKind]}
_HOURS = {"minimum": 0, "description": _l("Hours of the working calendar.")}


class PromiseOutput(Output):
    """What is promised for an idea, and what came of it."""

    kind = fields.String(required=True, metadata=_KIND)
    state = fields.String(required=True, metadata={"enum": [one.value for one in ResponseState]})
    hours = schemas.count(_l("Hours of the working calendar promised."))
    started_at = instant()
    due_at = instant()
    met_at = instant(allow_none=True)
    taken = fields.Float(required=True, allow_none=True, metadata=_HOURS)
    paused_for = fields.String(required=True, allow_none=True)


class PromisesOutput(Output):
    """All that is promised for an idea; nothing for one that an import brought along."""

    items = fields.List(fields.Nested(PromiseOutput), required=True)


class NewVerdict(InputSchema):
    """What the author says of an answered problem."""

    solved = Flag(required=True)


class VerdictOutput(Output):
    """The author's last word."""

    solved = fields.Boolean(required=True)
    at = instant()


class CountedOutput(ShareOutput):
    """A share, with the numbers it is of."""

    count = schemas.count()
    of = schemas.count()


class KeptOutput(Output):
    """How well promises were kept."""

    share = fields.Nested(
        CountedOutput, required=True, allow_none=True, metadata={"description": _l("Kept in time, of all that ended.")}
    )
    median = fields.Float(required=True, allow_none=True, metadata=_HOURS)
    p95 = fields.Float(required=True, allow_none=True, metadata=_HOURS)
    overdue = schemas.count(_l("Late and still open now."))


class MonthOutput(KeptOutput):
    """The same for ideas published in one month."""

    month = fields.String(required=True, attribute="of", metadata={"pattern": "^[0-9]{4}-[0-9]{2}-01$"})


class StageOutput(KeptOutput):
    """The same for ideas of one stage."""

    stage = fields.String(required=True, attribute="of", metadata={"enum": [one.value for one in Stage]})


class DepartmentOutput(KeptOutput):
    """The same for ideas that one department drives, or none yet."""

    department = fields.String(
        required=True, allow_none=True, attribute="of", metadata={"description": _l("Null for what nobody drives yet.")}
    )
    name = fields.String(required=True, metadata={"description": _l("In the caller's language.")})


class FiguresOutput(Output):
    """The figures of one kind of promise."""

    kind = fields.String(required=True, metadata=_KIND)
    total = fields.Nested(KeptOutput, required=True)
    months = fields.List(fields.Nested(MonthOutput), required=True)
    stages = fields.List(fields.Nested(StageOutput), required=True)
    departments = fields.List(fields.Nested(DepartmentOutput), required=True)


class AnswersOutput(Output):
    """The public figures about ideas published since a day."""

    since = fields.Date(required=True)
    counted_at = instant()
    promises = fields.List(fields.Nested(FiguresOutput), required=True)
    solved = fields.Nested(
        CountedOutput,
        required=True,
        allow_none=True,
        metadata={"description": _l("Problems whose authors say that they are solved, of all they judged.")},
    )
