"""The steps of a release for programs: announced ahead, moved, given up, published; and the list of promises."""

from typing import Any

from flask_babel import lazy_gettext as _l
from werkzeug.exceptions import Forbidden

from cocreate.kernel.access import token, token_optional
from cocreate.kernel.api import Operations, absolute
from cocreate.kernel.i18n import locale
from cocreate.kernel.schemas import PageQuery
from cocreate.members.reading import reader, writer
from cocreate.roadmap.releases import embargo, plans, promises, rules
from cocreate.roadmap.releases.access import may_release
from cocreate.roadmap.releases.api import item, planned
from cocreate.roadmap.releases.models import Release
from cocreate.roadmap.releases.promises import Promise
from cocreate.roadmap.releases.reading import found_or_404
from cocreate.roadmap.releases.schemas import (
    NewAnnouncement,
    NewPlan,
    NewPublication,
    ReleaseOutput,
    ReleasePromisePage,
)

blueprint = Operations("promises", __name__, _l("What was announced ahead, and what became of it."))
_REASONS = {"reason_zh": "供应商晚了。", "reason_en": "The supplier is late."}


@blueprint.operation(
    "GET /releases/promises", _l("List what was announced ahead"), _l("Kept, late or given up; the latest first.")
)
@token_optional
@blueprint.reads(PageQuery, location="query")
@blueprint.answers(200, ReleasePromisePage)
def index(said: dict[str, Any]) -> dict[str, Any]:
    page = promises.page(reader(), locale(), said.get("cursor"), said["limit"])
    return {"items": [_promise(promise) for promise in page.items], "next_cursor": page.next_cursor}


@blueprint.operation(
    "POST /releases/<id:release_id>/announcement",
    _l("Announce a release ahead"),
    _l("By the product team. Who ordered a car it is for, or took delivery, within the last days is told in person."),
    errors=(409,),
)
@token("staff")
@blueprint.reads(NewAnnouncement, example={"days": plans.LATELY})
@blueprint.answers(200, ReleaseOutput)
def announce(said: dict[str, Any], release_id: str) -> dict[str, Any]:
    release = _own_or_403(release_id)
    plans.announce(writer(), release, said["days"])
    return item(release)


@blueprint.operation(
    "POST /releases/<id:release_id>/plans",
    _l("Move an announced release, or give it up"),
    _l("By the product team. Earlier days stay readable with the reasons; whoever was told of it is told."),
    errors=(409,),
)
@token("staff")
@blueprint.reads(NewPlan, example={"planned_on": None, **_REASONS})
@blueprint.answers(200, ReleaseOutput)
def plan(said: dict[str, Any], release_id: str) -> dict[str, Any]:
    release = _own_or_403(release_id)
    reasons = {language: said[f"reason_{language}"] for language in ("zh", "en")}
    if said["planned_on"] is None:
        plans.drop(writer(), release, reasons)
    else:
        plans.move(writer(), release, said["planned_on"], reasons)
    return item(release)


@blueprint.operation(
    "PUT /releases/<id:release_id>/publication",
    _l("Publish a release"),
    _l("By the product team: at once, or by itself at a later instant until which only the team reads it."),
    errors=(409,),
)
@token("staff")
@blueprint.reads(NewPublication, example={"publish_at": None})
@blueprint.answers(200, ReleaseOutput)
def publish(said: dict[str, Any], release_id: str) -> dict[str, Any]:
    release = _own_or_403(release_id)
    if said["publish_at"] is None:
        rules.publish(writer(), release)
    else:
        embargo.schedule(writer(), release, said["publish_at"])
    return item(release)


@blueprint.operation(
    "DELETE /releases/<id:release_id>/publication",
    _l("Let a release not publish itself"),
    _l("By the product team, until it is out."),
    errors=(409,),
)
@token("staff")
@blueprint.answers(200, ReleaseOutput)
def cancel(release_id: str) -> dict[str, Any]:
    release = _own_or_403(release_id)
    embargo.cancel(writer(), release)
    return item(release)


def _own_or_403(release_id: str) -> Release:
    release = found_or_404(release_id)
    if not may_release(writer()):
        raise Forbidden
    return release


def _promise(promise: Promise) -> dict[str, Any]:
    row = promise.row
    return {
        "id": row.public_id,
        "url": absolute(row.url),
        "title": row.title,
        "language": row.language,
        "outcome": promise.outcome,
        "announced_at": promise.announced_at,
        "first_on": promise.first_on,
        "planned_on": row.planned_on,
        "released_at": row.released_at,
        "days_late": promise.days_late,
        "changes": planned(promise.changes),
    }
