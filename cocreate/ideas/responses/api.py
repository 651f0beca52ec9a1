"""What is promised, the author's verdict and the public figures, for programs."""

from flask_babel import lazy_gettext as _l
from werkzeug.exceptions import Forbidden

from cocreate.ideas import history
from cocreate.ideas.page import address, idea_or_404
from cocreate.ideas.responses import figures, queries, verdicts
from cocreate.ideas.responses.figures import Answers
from cocreate.ideas.responses.models import Verdict
from cocreate.ideas.responses.queries import Promise
from cocreate.ideas.responses.schemas import AnswersOutput, NewVerdict, PromisesOutput, VerdictOutput
from cocreate.kernel.access import token, token_optional
from cocreate.kernel.api import Operations
from cocreate.kernel.i18n import locale
from cocreate.members.reading import writer

blueprint = Operations(
    "answers", __name__, _l("Whether the brand answers in time, and whether that solved the matter.")
)


@blueprint.operation("GET /answers", _l("Read how well promises are kept"), _l("By month, stage and department."))
@token_optional
@blueprint.answers(200, AnswersOutput)
def index() -> Answers:
    return figures.read(locale())


@blueprint.operation("GET /ideas/<id:idea_id>/responses", _l("Read what is promised for an idea"))
@token_optional
@blueprint.answers(200, PromisesOutput)
def show(idea_id: str) -> dict[str, list[Promise]]:
    idea = idea_or_404(idea_id)
    standing = queries.standing(idea, history.of(idea, locale()), None, address(idea), locale())
    return {"items": standing.promises}


@blueprint.operation(
    "PUT /ideas/<id:idea_id>/verdict",
    _l("Say whether an answer solved a problem"),
    _l("Only its author may, once it was answered officially. The last word counts."),
    errors=(409,),
)
@token("write")
@blueprint.reads(NewVerdict, example={"solved": True})
@blueprint.answers(200, VerdictOutput)
def judge(said: dict[str, bool], idea_id: str) -> Verdict:
    idea = idea_or_404(idea_id)
    if idea.post.author_id != writer().id or not idea.post.is_visible:
        raise Forbidden
    return verdicts.give(writer(), idea, said["solved"])
