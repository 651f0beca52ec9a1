"""What breaks software, in everything the API's document says it reads: never an error of ours, nothing is changed."""

from collections.abc import Iterator
from copy import deepcopy
from dataclasses import dataclass, field
from datetime import timedelta
from io import BytesIO
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from sqlalchemy import delete
from werkzeug.test import TestResponse

from cocreate.accounts import rules, sessions
from cocreate.api.document import document
from cocreate.comments import rules as comments
from cocreate.ideas.merging import rules as merging
from cocreate.ideas.merging.api import EXAMPLE
from cocreate.ideas.models import IdeaKind
from cocreate.kernel import bookkeeping, clock
from cocreate.kernel.limits import LimitCount
from cocreate.kernel.text import clean
from cocreate.members.models import Member, Role
from cocreate.points.grants import rules as grants
from cocreate.posts.pictures import rules as pictures
from cocreate.roadmap.releases import embargo
from cocreate.roadmap.releases import rules as releasing
from tests import make
from tests.make import perks, redemptions, releases
from tests.make import questions as asking
from tests.make.answers import answer
from tests.make.decisions import moderated
from tests.make.pictures import drawn
from tests.support import naughty
from tests.support.race import Real

SHARES = 16 if naughty.LONG else 4  # of the operations, tested side by side
FORM = "multipart/form-data"
# What is said and what is answered have one name, but are not one thing: why a decision, and why the grant; the id of
# a variant, and its words; a text in the caller's language, and where that is empty the one in the other.
ALIKE = frozenset(
    {
        "PUT /api/v1/points/grants/{public_id}/decision",
        "POST /api/v1/perks/{perk_id}/redemptions",
        "PATCH /api/v1/perks/{perk_id}",
    }
)
Place = tuple[str | int, ...]


@dataclass(frozen=True)
class Operation:
    """One operation of the document: what it reads, and a sound call of it."""

    method: str
    path: str
    said: Any
    places: list[Place]
    queries: list[str]
    media: str

    def __str__(self) -> str:
        return f"{self.method.upper()} {self.path}"


@dataclass
class Site:
    """A site with something to name in every path."""

    real: Real
    bearer: str = ""
    ids: dict[str, str] = field(default_factory=dict)
    apart: dict[str, str] = field(default_factory=dict)  # the path of an operation that takes only another one

    def fill(self) -> None:
        """Make it. A path that names something new needs it here."""
        member = rules.add_member("name@example.com", "Everybody", "a long sentence of your own", list(Role))
        member.joined_at -= timedelta(days=60)  # long enough to invite others
        make.series("islet")
        idea = make.idea(member, kind=IdeaKind.PROBLEM, status="adopted")
        answer(idea)
        comment = make.comment(idea, member)
        comments.follow(member, idea.post)
        target, merged = make.idea(kind=IdeaKind.PROBLEM), make.idea(kind=IdeaKind.PROBLEM)
        target.post.public_id = EXAMPLE["into"]
        merging.merge(member, [merged], target)
        moderated(member)
        self.ids = _economy(member)
        self.bearer = sessions.issue_token(member, ["read", "write", "staff"])[0]
        self.apart = {
            "DELETE /api/v1/questions/{question_id}": f"/api/v1/questions/{asking.question(member).post.public_id}",
            "PUT /api/v1/posts/{post_id}/helpful": f"/api/v1/posts/{make.comment(idea).post.public_id}/helpful",
            **_steps(member),
        }
        self.ids |= {
            "idea_id": idea.post.public_id,
            "post_id": idea.post.public_id,
            "merged_id": merged.post.public_id,
            "comment_id": comment.post.public_id,
            "release_id": releasing.publish(member, releases.draft(member)).post.public_id,
            "picture_id": pictures.add(member, drawn(32, 32)).public_id,
        }

    def path(self, operation: Operation) -> str:
        """Where `operation` is sent."""
        return self.apart.get(str(operation)) or operation.path.format(**self.ids)

    def answer(self, operation: Operation, path: str, said: Any) -> TestResponse:
        """What the API answers; whatever it did is undone."""
        with self.real.undone():
            body: dict[str, Any] = {} if said is None else {"json": said}
            if operation.media == FORM:
                body = {"data": {"picture": (BytesIO(drawn(32, 32)), "picture.png"), **(said or {})}}
            headers = {"Authorization": f"Bearer {self.bearer}"}
            answer = self.real.browser().open(path, method=operation.method.upper(), headers=headers, **body)
        with bookkeeping.engine(self.real.app).begin() as connection:
            connection.execute(delete(LimitCount))
        return answer


def _steps(member: Member) -> dict[str, str]:
    """Where each step of a release is taken by `member`: of one that is at the point for it."""
    day = clock.local_day(clock.now()) + timedelta(days=60)
    waiting = releases.planned(member)
    embargo.schedule(member, waiting, clock.now() + timedelta(days=1))
    at_point = {
        "POST": {"announcement": releases.draft(member, planned_on=day), "plans": releases.planned(member)},
        "PUT": {"publication": releases.draft(member)},
        "DELETE": {"publication": waiting},
    }
    return {
        f"{method} /api/v1/releases/{{release_id}}/{step}": f"/api/v1/releases/{release.post.public_id}/{step}"
        for method, each in at_point.items()
        for step, release in each.items()
    }


def _economy(member: Member) -> dict[str, str]:
    """A question and an answer of `member`, a perk, points for both, and a grant that waits: their public ids."""
    question = asking.question(member)
    answered = asking.answer(question, member)
    answered.post.public_id = "k7m2p9x4qd"  # as the document's examples name it
    thanked = make.member()
    thanked.public_id = "7h3kx9m2qa"
    redemptions.rich(member, 5000)
    pending = grants.grant(make.member(roles=["admin"]), make.member(), 5000, "A thank-you.")
    return {
        "question_id": question.post.public_id,
        "answer_id": answered.post.public_id,
        "perk_id": perks.perk(member).public_id,
        "public_id": pending.public_id,
    }


@pytest.fixture
def site(real: Real) -> Site:
    made = Site(real)
    real.commit(made.fill)
    return made


@pytest.fixture(scope="module")
def strings(test_data: Path) -> list[str]:
    return naughty.strings(test_data)


def operations(site: Site) -> list[Operation]:
    """All of them, as the document of `site` has them."""
    with site.real.app.test_request_context():
        described = document()
    found = []
    for path, methods in described["paths"].items():
        for method, about in methods.items():
            if method != "parameters":
                contents = about.get("requestBody", {}).get("content", {})
                media: str = next(iter(contents), "")
                content = contents.get(media, {})
                said = deepcopy(content.get("example"))
                places = sorted(set(_places(described, content.get("schema", {}), ())), key=str)
                asked = [one["name"] for one in about.get("parameters", ()) if one.get("in") == "query"]
                found.append(Operation(method, path, said, places, asked, media))
    return sorted(found, key=str)


def _places(described: Any, schema: Any, here: Place) -> Iterator[Place]:
    """Where in what `schema` describes a value stands."""
    if "$ref" in schema:
        schema = described["components"]["schemas"][schema["$ref"].rpartition("/")[2]]
    inner = [*schema.get("oneOf", ()), *schema.get("anyOf", ()), *schema.get("allOf", ())]
    for one in inner:
        yield from _places(described, one, here)
    for name, one in schema.get("properties", {}).items():
        yield from _places(described, one, (*here, name))
    if "items" in schema:
        yield from _places(described, schema["items"], (*here, 0))
    if here and not inner:
        yield here


def put(said: Any, place: Place, typed: str) -> Any:
    """`said` with `typed` at `place`."""
    if not place:
        return typed
    first, *rest = place
    if isinstance(first, int):
        return [put(None, tuple(rest), typed)]
    known = said if isinstance(said, dict) else {}
    return {**known, first: put(known.get(first), tuple(rest), typed)}


def test_every_sound_call_is_taken(site: Site) -> None:
    """Else what is typed into one of its fields would never come to where it could do harm."""
    refused = []
    for operation in operations(site):
        answer = site.answer(operation, site.path(operation), operation.said)
        if answer.status_code >= 300:
            refused.append(f"{operation} is refused: {answer.text}")
    assert not refused, "\n".join(refused)


@pytest.mark.parametrize("share", range(SHARES))
def test_every_field_takes_or_refuses(site: Site, strings: list[str], share: int) -> None:
    found = []
    for operation in operations(site)[share::SHARES]:
        path = site.path(operation)
        for place in operation.places:
            for typed in naughty.some(strings, f"{operation} {place}"):
                answer = site.answer(operation, path, put(operation.said, place, typed))
                found += [
                    f"{operation} {place} {typed!r} {what}"
                    for what in wrong(answer, () if str(operation) in ALIKE else place, typed)
                ]
        for name in operation.queries:
            for typed in naughty.some(strings, f"{operation} {name}"):
                answer = site.answer(operation, f"{path}?{name}={quote(typed)}", operation.said)
                found += [f"{operation} ?{name}={typed!r} {what}" for what in wrong(answer)]
    assert not found, "\n".join(found)


@pytest.mark.parametrize("share", range(SHARES))
def test_every_path_is_found_or_not(site: Site, strings: list[str], share: int) -> None:
    found = []
    for operation in [one for one in operations(site) if "{" in one.path][share::SHARES]:
        for typed in naughty.some(strings, str(operation)):
            path = operation.path.format_map({name: quote(typed, safe="") for name in site.ids})
            answer = site.answer(operation, path, operation.said)
            found += [f"{operation.method} {path} {what}" for what in wrong(answer)]
    assert not found, "\n".join(found)


def wrong(answer: TestResponse, place: Place = (), typed: str = "") -> Iterator[str]:
    """What is wrong with an answer to `typed` at `place`."""
    if answer.status_code >= 500:
        yield f"answers {answer.status_code}"
    elif answer.status_code >= 400:
        if answer.mimetype != "application/problem+json":
            yield f"is refused as {answer.mimetype}"
    elif answer.is_json and len(place) == 1:
        kept = answer.get_json().get(place[0])
        if isinstance(kept, str) and kept.split() != clean(typed).split():
            yield f"is kept as {kept!r}"
