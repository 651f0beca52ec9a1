"""The digests of the ledger's days, for everybody to keep."""

from flask import Blueprint, render_template, request

from cocreate.kernel.access import public
from cocreate.kernel.answers import is_fragment, next_page
from cocreate.ledger import digest, expiry

JOBS = (digest, expiry)  # imported for the work that is asked for by name
blueprint = Blueprint("ledger", __name__)


@blueprint.get("/transparency/ledger")
@public
def index() -> str:
    page = digest.days(request.args.get("cursor", ""))
    template = "ledger/_rows.html" if is_fragment() else "ledger/index.html"
    return render_template(template, page=page, begun=digest.begun(), more_url=next_page(page.next_cursor))
