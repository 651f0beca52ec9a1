"""Whether the process lives, and whether it can serve."""

from flask import Blueprint, Response
from sqlalchemy.exc import SQLAlchemyError

from cocreate.kernel import migrating
from cocreate.kernel.access import public
from cocreate.kernel.database import db

blueprint = Blueprint("health", __name__)


@blueprint.get("/healthz")
@public
def live() -> Response:
    """The process answers."""
    return Response("ok\n", content_type="text/plain")


@blueprint.get("/readyz")
@public
def ready() -> Response:
    """The database answers and has every migration."""
    trouble = unready()
    return Response(f"{trouble or 'ok'}\n", 503 if trouble else 200, content_type="text/plain")


def unready() -> str | None:
    """Why the site cannot serve, or ``None``."""
    try:
        behind = migrating.missing(db.session.connection())
    except SQLAlchemyError:
        return "the database does not answer"
    return "migrations are missing: run 'cocreate migrate'" if behind else None
