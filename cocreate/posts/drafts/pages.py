"""Discarding a draft. It is kept where its form stands."""

from flask import Blueprint, flash, request
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from cocreate.kernel.access import signed_in
from cocreate.kernel.answers import back
from cocreate.members.reading import writer
from cocreate.posts.drafts import rules

blueprint = Blueprint("drafts", __name__)


@blueprint.post("/drafts/discard")
@signed_in
def discard() -> Response:
    key = request.form.get("key", "")
    if "\x00" not in key and rules.discard(writer(), key):
        flash(_("The draft is discarded."))
    return back("/me?tab=drafts")
