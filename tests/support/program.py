"""A program that speaks to the API."""

from collections.abc import Collection
from typing import Any, Protocol, cast

from flask.testing import FlaskClient
from werkzeug.datastructures import Headers, HeaderSet

from cocreate.accounts import sessions
from cocreate.members.models import Member


class Answer(Protocol):
    """What came back. `json` raises where there is none."""

    status_code: int
    headers: Headers
    content_type: str
    vary: HeaderSet

    @property
    def json(self) -> Any: ...

    def get_data(self) -> bytes: ...


class Program:
    """A program, acting for `member` with a token of `scopes` (default: all that are open to the member)."""

    def __init__(self, client: FlaskClient, member: Member | None = None, scopes: Collection[str] = ()) -> None:
        self.client = client
        self.headers = {"Accept-Language": "en"}
        if member is not None:
            every = ["read", "write", *(["staff"] if member.is_staff else [])]
            secret, _row = sessions.issue_token(member, scopes or every)
            self.headers["Authorization"] = f"Bearer {secret}"

    def __call__(self, call: str, said: Any = None, **headers: str) -> Answer:
        """Send `call` (``POST /ideas``) with `said` as JSON; headers are named with underscores."""
        method, path = call.split(" ", 1)
        sent = {**self.headers, **{name.replace("_", "-"): value for name, value in headers.items()}}
        body = {} if said is None else {"json": said}
        return cast("Answer", self.client.open(f"/api/v1{path}", method=method, headers=sent, **body))
