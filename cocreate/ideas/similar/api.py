"""Similar ideas for programs."""

from typing import Any

from flask_babel import lazy_gettext as _l

from cocreate.ideas import items
from cocreate.ideas.rules import MAX_BODY, MAX_TITLE
from cocreate.ideas.schemas import IdeaPage
from cocreate.ideas.similar import queries
from cocreate.kernel.access import token_optional
from cocreate.kernel.api import Operations
from cocreate.kernel.i18n import locale
from cocreate.kernel.schemas import InputSchema
from cocreate.members.reading import reader
from cocreate.posts.schemas import body_typed, title_typed
from cocreate.posts.search import pace

blueprint = Operations("similar", __name__, _l("Whether somebody has said it already."))


class SimilarQuery(InputSchema):
    """What somebody is about to say."""

    title = title_typed(MAX_TITLE, "The door handle is frozen")
    body = body_typed(MAX_BODY)


@blueprint.operation(
    "GET /ideas/similar",
    _l("List ideas that say the same"),
    _l("At most five, the most similar first, whatever became of them. There is never a next page."),
    errors=(429,),
)
@token_optional
@blueprint.reads(SimilarQuery, location="query")
@blueprint.answers(200, IdeaPage)
def index(said: dict[str, Any]) -> dict[str, Any]:
    pace.count()
    found = queries.to_words(said["title"], said["body"], reader(), locale())
    return {"items": items.items(found), "next_cursor": None}
