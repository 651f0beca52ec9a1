"""Answer templates put into the forms of an idea's page."""

from flask import Response, render_template, request
from werkzeug.exceptions import NotFound

from cocreate.desk.blueprint import blueprint
from cocreate.desk.inbox import DESK
from cocreate.ideas import page
from cocreate.ideas.triage import templates
from cocreate.kernel.access import staff
from cocreate.kernel.answers import is_fragment


@blueprint.get("/desk/insert/<id:public_id>")
@staff(*DESK)
def choose_template(public_id: str) -> str:
    """What can be put into the form `into` of an idea's page: for htmx a list in place, else a page of its own."""
    idea = page.idea_or_404(public_id)
    return render_template(
        "desk/_insert.html" if is_fragment() else "desk/insert.html",
        idea_url=page.address(idea),
        title=idea.post.title,
        public_id=idea.post.public_id,
        language=idea.post.language,
        into="status" if request.args.get("into") == "status" else "comment",
        templates=templates.every(),
    )


@blueprint.get("/desk/templates/<id:public_id>/text")
@staff(*DESK)
def template_text(public_id: str) -> Response:
    found = templates.by_public_id(public_id)
    if found is None:
        raise NotFound
    return Response(found.body(request.args.get("language", "")), content_type="text/plain; charset=utf-8")
