"""What the parts ``kind:``, ``stage:`` and ``status:`` of a search mean of ideas."""

from collections.abc import Iterable

from sqlalchemy import select

from cocreate.catalogue.stages import STAGES
from cocreate.ideas.forms import KINDS
from cocreate.ideas.models import Status
from cocreate.kernel.database import db
from cocreate.kernel.text import fold
from cocreate.posts.search.labels import called, label
from cocreate.posts.search.sources import means


@means("kind")
def _kind(value: str) -> Iterable[str]:
    return [label("kind", key) for key in called(value, dict(KINDS))]


@means("stage")
def _stage(value: str) -> Iterable[str]:
    return [label("stage", key) for key in called(value, dict(STAGES))]


@means("status")
def _status(value: str) -> Iterable[str]:
    wanted = fold(value)
    rows = db.session.execute(select(Status.key, Status.name_zh, Status.name_en))
    return [label("status", row.key) for row in rows if wanted in map(fold, row)]
