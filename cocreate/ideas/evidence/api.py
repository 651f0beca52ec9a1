"""Who supports an idea, for programs."""

from flask_babel import lazy_gettext as _l

from cocreate.ideas.evidence import queries
from cocreate.ideas.evidence.queries import Evidence
from cocreate.ideas.evidence.schemas import EvidenceOutput
from cocreate.ideas.page import idea_or_404
from cocreate.kernel.access import token_optional
from cocreate.kernel.api import Operations
from cocreate.kernel.i18n import locale

blueprint = Operations("evidence", __name__, _l("How many support an idea, and who."))


@blueprint.operation("GET /ideas/<id:idea_id>/evidence", _l("Read who supports an idea"))
@token_optional
@blueprint.answers(200, EvidenceOutput)
def show(idea_id: str) -> Evidence:
    return queries.of(idea_or_404(idea_id), locale())
