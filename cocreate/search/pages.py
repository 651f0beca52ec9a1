"""The search page."""

from flask import Blueprint, render_template, request

from cocreate.kernel.access import public
from cocreate.kernel.answers import is_fragment
from cocreate.search import asking, finding
from cocreate.search.asking import PAGE

blueprint = Blueprint("search", __name__)


@blueprint.get("/search")
@public
def index() -> str:
    asked = asking.read(request.args)
    results = finding.find(asked, (asked.page - 1) * PAGE)
    more = asked.address(page=asked.page + 1) if asked.page * PAGE < results.total else None
    if is_fragment():
        return render_template("search/_hits.html", results=results, more_url=more)
    return render_template(
        "search/index.html", asked=asked, results=results, more_url=more, choices=asking.choices(asked)
    )
