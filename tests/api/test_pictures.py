"""Pictures for programs: uploaded first, then named in an idea."""

from io import BytesIO
from typing import Any

import pytest
from werkzeug.datastructures import FileStorage
from werkzeug.test import encode_multipart

from cocreate.posts.pictures import audit, rules
from tests import make
from tests.api.conftest import Start
from tests.make.pictures import drawn, photographed
from tests.support.program import Program

SAID = {"title": "A hook for bags", "body": "In the back.", "stage": "design"}


def upload(program: Program, content: bytes | None = None, **said: str) -> Any:
    """What the site answers to a picture sent by `program`."""
    fields: dict[str, Any] = dict(said)
    if content is not None:
        fields["picture"] = FileStorage(BytesIO(content), "a.jpg", content_type="image/jpeg")
    boundary, body = encode_multipart(fields)
    kind = f"multipart/form-data; boundary={boundary}"
    return program.client.post("/api/v1/pictures", data=body, content_type=kind, headers=program.headers)


@pytest.fixture
def caller(program: Start) -> Program:
    return program(make.member())


def test_a_picture_is_uploaded_and_named_in_an_idea(caller: Program) -> None:
    answer = upload(caller, photographed(), alt="红色座椅")
    assert answer.status_code == 201
    picture = answer.json
    address = f"http://localhost/pictures/{picture['id']}"
    sizes = {"small": f"{address}/small", "large": f"{address}/large"}
    assert picture == {"id": picture["id"], "alt": "红色座椅", "width": 80, "height": 40, "sizes": sizes}
    assert answer.headers["Location"] == sizes["large"]
    idea = caller("POST /ideas", {**SAID, "pictures": [picture["id"]]})
    assert idea.status_code == 201
    assert idea.json["pictures"] == [picture]
    assert caller("GET /ideas").json["items"][0]["pictures"] == [picture]


def test_pictures_are_exchanged_and_left_alone(caller: Program) -> None:
    first, second = (upload(caller, drawn()).json["id"] for _number in range(2))
    idea = caller("POST /ideas", {**SAID, "pictures": [first, second]}).json
    call = f"PATCH /ideas/{idea['id']}"
    assert [one["id"] for one in caller(call, {"title": "Two hooks"}).json["pictures"]] == [first, second]
    assert [one["id"] for one in caller(call, {"pictures": [second, first]}).json["pictures"]] == [second, first]
    assert caller(call, {"pictures": []}).json["pictures"] == []
    assert caller(call, {"pictures": [first]}).status_code == 422


@pytest.mark.parametrize(
    ("content", "code"),
    [(b"", "not-a-picture"), (b"<svg/>", "not-a-picture"), (drawn()[:90], "broken"), (drawn(3, 3), "too-small")],
)
def test_what_is_refused_has_a_name(caller: Program, content: bytes, code: str) -> None:
    answer = upload(caller, content)
    assert answer.status_code == 422
    assert answer.json["type"] == f"urn:cocreate:picture-{code}"
    assert list(answer.json["errors"]) == ["picture"]


def test_input_of_another_shape_is_told_so(caller: Program) -> None:
    assert upload(caller).json["errors"] == {"picture": ["This is missing."]}
    assert upload(caller, drawn(), title="x").json["errors"] == {"title": ["There is no such field."]}
    assert "alt" in upload(caller, drawn(), alt="a" * 201).json["errors"]
    assert caller("POST /pictures", {"picture": "abc"}).status_code == 422


def test_a_body_too_large_is_answered_so(caller: Program) -> None:
    answer = upload(caller, drawn() + b"\0" * 11 * 1024**2)
    assert answer.status_code == 413
    assert answer.json["type"] == "urn:cocreate:too-large"


def test_nobody_uploads_without_a_token_that_may_write(anybody: Program, program: Start) -> None:
    assert upload(anybody, drawn()).status_code == 401
    assert upload(program(make.member(), scopes=["read"]), drawn()).status_code == 403


@pytest.mark.parametrize("wrong", ["2222222222", "x", "", "a" * 500])
def test_a_picture_that_is_not_there_is_refused_at_its_field(caller: Program, wrong: str) -> None:
    answer = caller("POST /ideas", {**SAID, "pictures": [wrong]})
    assert answer.status_code == 422
    assert list(answer.json["errors"]) == ["pictures"]


def test_the_picture_of_another_is_not_taken(caller: Program) -> None:
    foreign = rules.add(make.member(), drawn())
    assert caller("POST /ideas", {**SAID, "pictures": [foreign.public_id]}).status_code == 422


def test_the_same_picture_under_one_key_is_kept_once(caller: Program) -> None:
    caller.headers["Idempotency-Key"] = "one"
    first, again, other = (upload(caller, content) for content in (drawn(), drawn(), drawn(colour="blue")))
    assert first.json == again.json
    assert other.status_code == 422


def test_its_uploader_describes_and_removes_a_picture_that_no_post_has(caller: Program, program: Start) -> None:
    picture = upload(caller, drawn(), alt="a wheel").json
    call = f"/pictures/{picture['id']}"
    assert caller(f"PATCH {call}", {"alt": "A wheel"}).json == {**picture, "alt": "A wheel"}
    long = caller(f"PATCH {call}", {"alt": "a" * 201})
    assert (long.status_code, list(long.json["errors"])) == (422, ["alt"])
    assert caller(f"PATCH {call}", {}).status_code == 422
    other = program(make.member(roles=["admin"]), scopes=["write", "staff"])
    assert other(f"PATCH {call}", {"alt": "Mine"}).status_code == 404
    assert other(f"DELETE {call}").status_code == 404
    assert [caller(f"DELETE {call}").status_code for _time in range(2)] == [204, 404]


def test_once_a_post_has_it_whoever_may_change_the_post_may_change_the_picture(program: Start) -> None:
    author = make.member()
    mine, other = program(author), program(make.member())
    ids = [upload(mine, drawn()).json["id"] for _number in range(3)]
    idea = mine("POST /ideas", {**SAID, "pictures": ids}).json
    for call, said in ((f"PATCH /pictures/{ids[0]}", {"alt": "A hook"}), (f"DELETE /pictures/{ids[0]}", None)):
        assert other(call, said).status_code == 403
    assert mine(f"PATCH /pictures/{ids[0]}", {"alt": "A hook"}).json["alt"] == "A hook"
    assert mine(f"DELETE /pictures/{ids[1]}").status_code == 204
    shown = mine(f"GET /ideas/{idea['id']}").json["pictures"]
    assert [(one["id"], one["alt"]) for one in shown] == [(ids[0], "A hook"), (ids[2], "")]
    assert list(audit.check()) == []


def test_who_may_no_longer_change_a_post_may_not_change_its_pictures(program: Start) -> None:
    author = make.member()
    idea = make.idea(author, status="declined")
    picture = rules.add(author, drawn())
    rules.attach(idea.post, author, [picture.public_id])
    moderator = make.member(roles=["moderator"])
    call = f"DELETE /pictures/{picture.public_id}"
    mine, bare = program(author), program(moderator, scopes=["write"])
    entitled = program(moderator, scopes=["write", "staff"])
    assert mine(call).status_code == 403
    assert bare(call).status_code == 403
    assert entitled(call).status_code == 204


def test_comments_name_pictures_too(caller: Program, program: Start) -> None:
    thread = f"/ideas/{make.idea().post.public_id}/comments"
    first, second = (upload(caller, drawn(), alt=words).json for words in ("one", "two"))
    made = caller(f"POST {thread}", {"body": "So.", "pictures": [first["id"]]})
    assert (made.status_code, made.json["pictures"]) == (201, [first])
    call = f"PATCH /comments/{made.json['id']}"
    assert caller(call, {"body": "So!"}).json["pictures"] == [first]
    changed = caller(call, {"pictures": [second["id"], first["id"]]}).json
    assert (changed["body"], changed["pictures"]) == ("So!", [second, first])
    assert caller(f"GET {thread}").json["items"] == [changed]
    foreign = rules.add(make.member(), drawn())
    for wrong in (foreign.public_id, "2222222222"):
        refused = caller(f"POST {thread}", {"body": "So.", "pictures": [wrong]})
        assert (refused.status_code, list(refused.json["errors"])) == (422, ["pictures"])
    assert caller(f"DELETE /pictures/{second['id']}").status_code == 204
    assert program(make.member())(f"DELETE /pictures/{first['id']}").status_code == 403
    assert caller(f"GET {thread}").json["items"][0]["pictures"] == [first]
