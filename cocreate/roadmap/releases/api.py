"""Releases for programs."""

from collections.abc import Sequence
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from werkzeug.exceptions import Forbidden

from cocreate.catalogue import queries as catalogue
from cocreate.ideas import queries as ideas
from cocreate.kernel.access import token, token_optional
from cocreate.kernel.api import LOCATION, PREFIX, Operations, absolute
from cocreate.kernel.errors import Invalid
from cocreate.kernel.i18n import locale
from cocreate.members.reading import reader, writer
from cocreate.posts.models import LinkKind
from cocreate.posts.pictures.api import item as picture_item
from cocreate.roadmap.releases import queries, rules, shipping
from cocreate.roadmap.releases.access import may_release
from cocreate.roadmap.releases.models import Release
from cocreate.roadmap.releases.queries import PlanView, ReleaseView
from cocreate.roadmap.releases.reading import found_or_404
from cocreate.roadmap.releases.rules import Content
from cocreate.roadmap.releases.schemas import NewRelease, ReleaseOutput, ReleasePage, ReleaseQuery
from cocreate.roadmap.words import Words

blueprint = Operations("releases", __name__, _l("What was shipped, for which cars, and the ideas it came from."))

EXAMPLE = {
    "title_zh": "冬季更新",
    "body_zh": "电池预热提前了。",
    "title_en": "Winter update",
    "body_en": "Preheating starts earlier.",
}


@blueprint.operation(
    "GET /releases", _l("List releases"), _l("Those that are out and read by everybody, the latest first.")
)
@token_optional
@blueprint.reads(ReleaseQuery, location="query")
@blueprint.answers(200, ReleasePage)
def index(said: dict[str, Any]) -> dict[str, Any]:
    key = said.get("model")
    model = catalogue.find([key]).get(key) if key else None
    if key and model is None:
        return {"items": [], "next_cursor": None}
    page = queries.views(model, None, locale(), said.get("cursor"), said["limit"])
    return {"items": [_item(view) for view in page.items], "next_cursor": page.next_cursor}


@blueprint.operation(
    "POST /releases",
    _l("Write a release"),
    _l("By the product team. Published at once it brings its ideas to shipped, and everybody who asked is told once."),
    errors=(409,),
)
@token("staff")
@blueprint.reads(NewRelease, example=EXAMPLE)
@blueprint.answers(201, ReleaseOutput, headers=LOCATION)
def create(said: dict[str, Any]) -> tuple[dict[str, Any], dict[str, str]]:
    if not may_release(writer()):
        raise Forbidden
    release = rules.draft(writer(), _content(said))
    for public_id in said["ideas"]:
        idea = ideas.by_public_id(public_id, writer())
        if idea is None:
            raise Invalid("ideas", _("There is no such idea."))
        shipping.link(writer(), release, idea, LinkKind.SHIPS)
    if said["publish"]:
        release = rules.publish(writer(), release)
    return item(release), {"Location": absolute(f"{PREFIX}/releases/{release.post.public_id}")}


@blueprint.operation("GET /releases/<id:release_id>", _l("Read a release"))
@token_optional
@blueprint.answers(200, ReleaseOutput)
def show(release_id: str) -> dict[str, Any]:
    return item(found_or_404(release_id))


def item(release: Release) -> dict[str, Any]:
    """`release` as the caller reads it."""
    return _item(queries.view(release, reader(), locale()))


def planned(plans: Sequence[PlanView]) -> list[dict[str, Any]]:
    """The days that were planned, as `PlanOutput` shows them."""
    return [
        {"planned_on": plan.planned_on, "reason_html": str(plan.reason), "language": plan.language, "at": plan.at}
        for plan in plans
    ]


def _content(said: dict[str, Any]) -> Content:
    return Content(
        texts={language: Words(said[f"title_{language}"], said[f"body_{language}"]) for language in ("zh", "en")},
        existing={language: said[f"existing_{language}"] for language in ("zh", "en")},
        models=said["models"],
        planned_on=said["planned_on"],
        pictures=said["pictures"],
    )


def _item(view: ReleaseView) -> dict[str, Any]:
    row = view.row
    return {
        "id": row.public_id,
        "url": absolute(row.url),
        "state": row.state,
        "title": row.title,
        "html": str(view.html),
        "existing_html": str(view.existing),
        "language": row.language,
        "author": view.author,
        "models": [model.key for model in row.models],
        "pictures": [picture_item(picture) for picture in view.pictures],
        "ideas": [
            {
                "id": one.idea.public_id,
                "url": absolute(one.idea.url),
                "title": one.idea.title,
                "partly": one.partly,
                "author": one.idea.author,
            }
            for one in view.ideas
        ],
        "planned_on": row.planned_on,
        "plans": planned(view.plans),
        "announced_at": view.announced_at,
        "publish_at": row.publish_at if may_release(reader()) else None,
        "released_at": row.released_at,
    }
