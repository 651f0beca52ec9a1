"""One transaction a request: an unsafe method answered below 400 commits, another answer rolls back.

A safe method changes nothing: the database refuses it what a rule would not.

An unsafe request that carries a key (header ``Idempotency-Key``, or the hidden field of a form) is carried
out once: the first answer below 400 is kept in the same transaction and repeated for the same key and
content. The same key with other content is refused; of two at once, an API call gets 409 and a page waits.
A page that answers 200 has shown a form again, as for a preview: nothing was done, nothing is kept.
"""

import hashlib
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from typing import Any, TypeVar

from flask import Flask, Response, current_app, g, json, request
from flask_babel import gettext as _
from flask_login import current_user
from sqlalchemy import LargeBinary, PrimaryKeyConstraint, delete, func, select
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from cocreate.kernel import clock
from cocreate.kernel.database import Base, Instant, db
from cocreate.kernel.errors import Invalid, Refused, wants_problem
from cocreate.kernel.jobs import job

UNSAFE = frozenset({"POST", "PUT", "PATCH", "DELETE"})
KEPT_FOR = timedelta(days=2)
_MAX_KEY = 200
View = TypeVar("View", bound=Callable[..., Any])
_HEADERS = ("Content-Type", "Location", "ETag")


class KeptAnswer(Base):
    """The first successful answer to a keyed request. `fingerprint` is a SHA-256 of method, path and content."""

    __tablename__ = "kept_answers"

    owner: Mapped[str]
    key: Mapped[str]
    fingerprint: Mapped[bytes] = mapped_column(LargeBinary)
    status: Mapped[int]
    headers: Mapped[dict[str, str]] = mapped_column(JSONB)
    body: Mapped[bytes] = mapped_column(LargeBinary)
    created_at: Mapped[datetime] = mapped_column(Instant, default=clock.now, index=True)

    __table_args__ = (PrimaryKeyConstraint("owner", "key"),)


def install_end(app: Flask) -> None:
    """End every request's transaction. Installed first: what is done after a request runs in reverse order."""
    app.before_request(_note_method)
    app.after_request(_finish)


def install_keys(app: Flask) -> None:
    """Repeat kept answers. Installed last: access and forgery are checked before anything is repeated."""
    app.before_request(_repeat)


def never_kept(view: View) -> View:
    """Mark a view whose answer holds a secret, or that is sent a form beside what the form is for: keys are ignored."""
    view.never_kept = True  # type: ignore[attr-defined]
    return view


def answers_again(view: View) -> View:
    """Mark a view that says itself what it said before, as its answer holds a secret: of a key only that it was
    carried out, and for which content, is kept."""
    view.answers_again = True  # type: ignore[attr-defined]
    return view


def carried_out() -> bool:
    """Whether the form that came to a `never_kept` view was carried out before; waits while it is being."""
    key = request.form.get("idempotency_key", "")
    if not 0 < len(key) <= _MAX_KEY or not key.isprintable() or not current_user.is_authenticated:
        return False
    owner = f"page:{current_user.id}"
    _lock(f"{owner}:{key}")
    return db.session.get(KeptAnswer, (owner, key)) is not None


def _note_method() -> None:
    """A request with a safe method gets connections that refuse every change."""
    g.reads_only = request.method not in UNSAFE


def keep_despite_refusal() -> None:
    """Commit what this request did although it is answered with its form once more: what came with it was uploaded.

    For a view that does everything else in a savepoint, so that a refusal has undone it.
    """
    g.stays = True


def _finish(response: Response) -> Response:
    stays = response.status_code in (403, 409, 422, 429) and g.get("stays", False)
    if request.method in UNSAFE and (response.status_code < 400 or stays):
        if not stays and "pending_answer" in g and (wants_problem() or response.status_code != 200):
            _keep(response)
        db.session.commit()
    elif request.method in UNSAFE:
        db.session.rollback()
    return response


def _repeat() -> Response | None:
    """The kept answer for this request's key, if it was carried out before."""
    key = _key()
    if key is None:
        return None
    if not 0 < len(key) <= _MAX_KEY or not key.isprintable():
        raise Invalid("Idempotency-Key", _("The idempotency key must have 1 to 200 printable characters."))
    owner = f"{'api' if wants_problem() else 'page'}:{current_user.id}"
    _lock(f"{owner}:{key}")
    fingerprint = _fingerprint()
    kept = db.session.get(KeptAnswer, (owner, key))
    if kept is None:
        g.pending_answer = KeptAnswer(owner=owner, key=key, fingerprint=fingerprint)
        return None
    if kept.fingerprint != fingerprint:
        raise Invalid("Idempotency-Key", _("This key was already used for another request."), "key-reused")
    if _is("answers_again"):
        return None
    db.session.expunge(kept)
    return Response(kept.body, kept.status, kept.headers)


def _key() -> str | None:
    if request.method != "POST" or request.endpoint is None or not current_user.is_authenticated:
        return None
    if _is("never_kept"):
        return None
    return request.headers.get("Idempotency-Key", request.form.get("idempotency_key") or None)


def _is(marked: str) -> bool:
    """Whether the view that the request is for is `marked` so."""
    return getattr(current_app.view_functions[request.endpoint or ""], marked, False)


def _lock(name: str) -> None:
    """Hold the key until the transaction ends."""
    number = int.from_bytes(hashlib.sha256(name.encode()).digest()[:8], signed=True)
    if not wants_problem():
        db.session.execute(select(func.pg_advisory_xact_lock(number)))
    elif not db.session.scalar(select(func.pg_try_advisory_xact_lock(number))):
        raise Refused("in-flight", _("The same request is still being carried out."))


def _fingerprint() -> bytes:
    if request.mimetype in ("application/x-www-form-urlencoded", "multipart/form-data"):
        fields = sorted(
            (name, value)
            for name, value in request.form.items(multi=True)
            if name not in ("csrf_token", "idempotency_key")
        )
        content = json.dumps([fields, sorted(_files())]).encode()
    else:
        content = request.get_data()
    return hashlib.sha256(f"{request.method} {request.full_path}\n".encode() + content).digest()


def _files() -> Iterator[tuple[str, str]]:
    """The name and the SHA-256 of every file of the form."""
    for name, file in request.files.items(multi=True):
        yield name, hashlib.sha256(file.read()).hexdigest()
        file.seek(0)


def _keep(response: Response) -> None:
    answer: KeptAnswer = g.pending_answer
    answer.status = response.status_code
    answer.headers = {name: response.headers[name] for name in _HEADERS if name in response.headers}
    answer.body = b"" if _is("answers_again") else response.get_data()
    db.session.add(answer)


@job("forget_kept_answers", cron="17 * * * *")
def forget_kept_answers() -> None:
    """Remove answers kept longer than `KEPT_FOR`."""
    db.session.execute(delete(KeptAnswer).where(KeptAnswer.created_at < clock.now() - KEPT_FOR))
