"""Pictures over the wire: one size of one picture, and the upload behind the picker of every form."""

from flask import Blueprint, Response, render_template, request
from werkzeug.exceptions import NotFound

from cocreate.kernel import images
from cocreate.kernel.access import public, signed_in
from cocreate.kernel.bodies import at_most
from cocreate.kernel.errors import Refused
from cocreate.kernel.forms import Refusal
from cocreate.kernel.storage import NotStoredError, storage
from cocreate.members.reading import reader, writer
from cocreate.posts.pictures import queries, rules
from cocreate.posts.pictures.queries import PictureView

blueprint = Blueprint("pictures", __name__)
# One picture and what surrounds it.
MAX_BODY = images.MAX_BYTES + 64 * 1024
# For a picture opened by itself: browsers put it on a page of their own, with styles of their own.
ALONE = "default-src 'none'; img-src 'self'; style-src 'unsafe-inline'; sandbox"


@blueprint.get("/pictures/<id:public_id>/<any(small, large):size>")
@public
def show(public_id: str, size: str) -> Response:
    """The file; what everybody sees is kept by browsers for ever, what only some may see by none.

    No cache between keeps either: it would go on giving out what was hidden since.
    """
    found = queries.asked_for(public_id, reader())
    if found is None:
        raise NotFound
    picture, for_everybody = found
    try:
        content = storage().get(picture.file(size))
    except NotStoredError as error:  # as after restoring a database without its files
        raise NotFound from error
    answer = Response(content, content_type=images.TYPE)
    answer.headers["Cache-Control"] = "private, max-age=31536000, immutable" if for_everybody else "private, no-store"
    answer.headers["Content-Disposition"] = f'inline; filename="{picture.public_id}-{size}.webp"'
    answer.headers["Content-Security-Policy"] = ALONE
    answer.set_etag(f"{picture.digest[:32]}-{size}")
    answer.make_conditional(request)
    return answer


@blueprint.post("/pictures")
@signed_in
@at_most(MAX_BODY)
def upload() -> tuple[str, int] | Refusal:
    """Keep one picture; answers with its place in the picker, or with what is wrong, for the script to put in."""
    sent = request.files.get("picture")
    try:
        picture = rules.upload(writer(), sent.read() if sent else b"")
    except Refused as error:
        return render_template("pictures/_refused.html", trouble=error.message), error.status, error.headers
    view = PictureView(picture.public_id, "", picture.width, picture.height, picture.placeholder)
    return render_template("pictures/_item.html", picture=view), 201
