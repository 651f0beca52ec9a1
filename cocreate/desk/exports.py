"""What the filter shows as a file: all of it, read and sent in parts, so that no number of ideas is too many.

Notes of the team and what is under embargo are in none of them.
"""

from collections.abc import Iterator, Sequence
from typing import Any

from flask import current_app, request
from sqlalchemy import String, and_, cast, func, select
from sqlalchemy.dialects.postgresql import aggregate_order_by
from sqlalchemy.orm import aliased
from werkzeug.wrappers import Response as Answer

from cocreate.catalogue.models import ModelYear, Series
from cocreate.desk import filtering, listing
from cocreate.desk.blueprint import blueprint
from cocreate.desk.filtering import Filter
from cocreate.desk.inbox import DESK
from cocreate.ideas import queries as ideas
from cocreate.ideas.evidence import queries as evidence
from cocreate.ideas.evidence.queries import YearFigures
from cocreate.ideas.models import Idea, IdeaModel
from cocreate.ideas.responses.models import Response, ResponseKind
from cocreate.ideas.targets import queries as targets
from cocreate.ideas.targets.windows import Window
from cocreate.ideas.triage.models import Department, Triage
from cocreate.kernel import exports
from cocreate.kernel.access import staff
from cocreate.kernel.database import read, written
from cocreate.kernel.i18n import locale
from cocreate.members.models import Member, MemberState
from cocreate.members.reading import writer
from cocreate.posts.models import Post, PostTag, Tag

COLUMNS = (
    "id", "url", "kind", "stage", "title", "body", "language", "models", "tags", "status", "supports", "owners",
    "recorded", "elsewhere", "comments", "author_id", "author", "published_at", "answered_at", "answer_hours",
    "decided_at", "decision_hours", "target", "slips", "department", "lead", "due_on", "ticket", "safety", "evidence",
)  # fmt: skip
PART = 200  # ideas


@blueprint.get("/desk/ideas.csv")
@staff(*DESK)
def table() -> Answer:
    rows = ({**row, **_in_cells(row)} for row in _rows(filtering.read(request.args), writer(), locale()))
    return exports.csv_stream("ideas.csv", COLUMNS, rows)


@blueprint.get("/desk/ideas.jsonl")
@staff(*DESK)
def lines() -> Answer:
    rows = _rows(filtering.read(request.args), writer(), locale())
    return exports.json_lines_stream("ideas.jsonl", COLUMNS, rows)


def _rows(chosen: Filter, reader: Member, locale: str) -> Iterator[dict[str, Any]]:
    """The ideas of `chosen` in the order of its pile; six statements for each part."""
    cursor: str | None = None
    while True:
        part = listing.keys(chosen, reader, cursor, PART)
        yield from _of([key.id for key in part.items], locale)
        cursor = part.next_cursor
        if cursor is None:
            return


def _of(ids: Sequence[int], locale: str) -> Iterator[dict[str, Any]]:
    found = {row.key: row for row in read(_query().where(Idea.id.in_(ids)))}
    slips, years = targets.slips(ids), evidence.years_of(ids, locale)
    for id_ in ids:
        yield _row(found[id_], slips.get(id_, 0), years[id_], locale)


def _row(found: Any, slips: int, years: Sequence[YearFigures], locale: str) -> dict[str, Any]:
    window = Window.of(found.target_starts_on, found.target_ends_on)
    base = current_app.config["COCREATE"].base_url
    return {
        **found._asdict(),
        "url": f"{base}{ideas.url(found.id, found.title)}",
        "kind": found.kind.value,
        "stage": found.stage.value,
        "models": found.models or [],
        "tags": found.tags or [],
        "author": "" if found.author_state is MemberState.ERASED else found.author,
        "target": window.key if window else None,
        "slips": slips,
        "department": found.name_zh if locale == "zh" else found.name_en,
        "evidence": [
            {"model": f"{year.series_key}/{year.year}", "owners": year.owners, "of": year.of} for year in years
        ],
    }


def _in_cells(row: dict[str, Any]) -> dict[str, str]:
    """The lists of `row` as a cell of a table holds them."""
    return {
        "models": " ".join(row["models"]),
        "tags": " ".join(f"#{tag}" for tag in row["tags"]),
        "safety": filtering.YES if row["safety"] else filtering.NO,
        "evidence": "; ".join(f"{one['model']}: {one['owners']} / {one['of']}" for one in row["evidence"]),
    }


def _query() -> Any:
    """Everything that is told of an idea, one row each."""
    lead, answer, decision = aliased(Member), aliased(Response), aliased(Response)
    query = (
        select(
            Idea.id.label("key"), Post.public_id.label("id"), Idea.kind, Idea.stage, Post.title, Post.body,
            Post.language, _models(), _tags(), Idea.status_key.label("status"), Idea.supports, Idea.owners,
            Idea.recorded, Idea.elsewhere, ideas.all_comments(), Member.public_id.label("author_id"),
            Member.name.label("author"), Member.state.label("author_state"), Post.published_at,
            answer.met_at.label("answered_at"), answer.taken.label("answer_hours"),
            decision.met_at.label("decided_at"), decision.taken.label("decision_hours"),
            Idea.target_starts_on, Idea.target_ends_on, Department.name_zh, Department.name_en,
            lead.name.label("lead"), Triage.due_on, Triage.ticket, Idea.safety,
        )
        .select_from(Idea)
        .join(Post, Post.id == Idea.id)
        .join(Member, Member.id == Post.author_id)
        .outerjoin(Triage, Triage.idea_id == Idea.id)
        .outerjoin(Department, Department.id == Triage.department_id)
        .outerjoin(lead, lead.id == Triage.lead_id)
    )  # fmt: skip
    for response, kind in ((answer, ResponseKind.ANSWER), (decision, ResponseKind.DECISION)):
        query = query.outerjoin(response, and_(response.idea_id == Idea.id, response.kind == written(kind)))
    return query


def _models() -> Any:
    key = func.concat_ws("/", Series.key, cast(ModelYear.year, String))
    return (
        select(func.array_agg(aggregate_order_by(key, Series.position, Series.id, ModelYear.year.desc())))
        .select_from(IdeaModel)
        .join(Series, Series.id == IdeaModel.series_id)
        .outerjoin(ModelYear, ModelYear.id == IdeaModel.model_year_id)
        .where(IdeaModel.idea_id == Idea.id)
        .scalar_subquery()
        .label("models")
    )


def _tags() -> Any:
    return (
        select(func.array_agg(aggregate_order_by(Tag.name, PostTag.position)))
        .select_from(PostTag)
        .join(Tag, Tag.id == PostTag.tag_id)
        .where(PostTag.post_id == Idea.id)
        .scalar_subquery()
        .label("tags")
    )
