"""Search for programs."""

from typing import Any

from flask_babel import lazy_gettext as _l
from marshmallow import fields

from cocreate.ideas.models import IdeaKind
from cocreate.ideas.schemas import StatusOutput
from cocreate.kernel import paging
from cocreate.kernel.access import token_optional
from cocreate.kernel.api import Operations, absolute
from cocreate.kernel.schemas import Choice, Output, PageOutput, PageQuery, count, instant, public_id
from cocreate.members.schemas import PersonOutput
from cocreate.posts.models import PostKind
from cocreate.posts.search.queries import CONSIDERED
from cocreate.posts.search.schemas import words_asked
from cocreate.search import finding
from cocreate.search.asking import Asked

blueprint = Operations("search", __name__, _l("Posts of every kind, by their words."))


class HitOutput(Output):
    """A post that was found."""

    id = public_id()
    url = fields.String(required=True, metadata={"format": "uri"})
    kind = fields.String(required=True, metadata={"enum": [one.value for one in PostKind]})
    title = fields.String(
        required=True, metadata={"description": _l("Of a comment or answer that of what it stands under.")}
    )
    title_html = fields.String(required=True, metadata={"description": _l("The title with what was found marked.")})
    excerpt_html = fields.String(required=True, metadata={"description": _l("A part of the text, marked likewise.")})
    language = fields.String(required=True)
    idea_kind = fields.String(
        required=True, allow_none=True, metadata={"enum": [*(one.value for one in IdeaKind), None]}
    )
    status = fields.Nested(
        StatusOutput,
        required=True,
        allow_none=True,
        metadata={"description": _l("Of the idea, or of the one the comment stands under.")},
    )
    supports = fields.Integer(required=True, allow_none=True, metadata={"minimum": 0})
    comments = count()
    answers = fields.Integer(
        required=True, allow_none=True, metadata={"minimum": 0, "description": _l("To a question.")}
    )
    solved = fields.Boolean(
        required=True, allow_none=True, metadata={"description": _l("A question has an answer that helped.")}
    )
    author = fields.Nested(PersonOutput, required=True)
    published_at = instant()


class HitPage(PageOutput):
    """A page of what was found."""

    items = fields.List(fields.Nested(HitOutput), required=True)


class SearchQuery(PageQuery):
    """What to find."""

    q = words_asked(load_default="")
    kind = Choice(PostKind)


@blueprint.operation(
    "GET /search",
    _l("Search"),
    _l("Posts of all kinds, the best match first. Of very many that match, the newest %(count)s are looked at.",
       count=CONSIDERED),
    errors=(429,),
)  # fmt: skip
@token_optional
@blueprint.reads(SearchQuery, location="query")
@blueprint.answers(200, HitPage)
def index(said: dict[str, Any]) -> dict[str, Any]:
    start = max(0, paging.decode(said["cursor"], int)[0]) if "cursor" in said else 0
    end = start + said["limit"]
    results = finding.find(Asked(q=said["q"], kind=said.get("kind", "")), start, said["limit"])
    return {
        "items": [{**hit._asdict(), "id": hit.public_id, "url": absolute(hit.url)} for hit in results.hits],
        "next_cursor": paging.encode(end) if end < results.total else None,
    }
