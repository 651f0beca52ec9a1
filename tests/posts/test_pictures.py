"""Pictures: uploading, giving them to posts, and who may see them."""

from collections.abc import Callable
from datetime import timedelta
from io import BytesIO
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError
from werkzeug.datastructures import FileStorage
from werkzeug.test import encode_multipart

from cocreate.kernel import clock, images
from cocreate.kernel.database import db
from cocreate.kernel.errors import Invalid, TooMany
from cocreate.kernel.limits import Limit
from cocreate.kernel.storage import storage
from cocreate.members.models import Member
from cocreate.posts.drafts.models import Draft
from cocreate.posts.models import Audience, Post, PostState
from cocreate.posts.pictures import audit, queries, rules
from cocreate.posts.pictures.models import MAX_ALT, MOST, SIZES, Picture
from tests import make
from tests.make.pictures import drawn, photographed
from tests.support.browser import Client

Jobs = Callable[[], list[str]]


def uploaded(member: Member, alt: str = "") -> Picture:
    return rules.upload(member, drawn(60, 40), alt)


def shown(post: Post) -> list[str]:
    return [picture.public_id for picture in queries.of(post)]


def are_stored(picture: Picture) -> bool:
    return all(storage().has(picture.file(size)) for size in SIZES)


@pytest.fixture
def member(app: Flask) -> Member:
    return make.member()


def test_a_picture_is_kept_in_two_sizes_without_its_place(member: Member) -> None:
    picture = rules.upload(member, photographed(), "红色的座椅")
    large, small = (storage().get(picture.file(size)) for size in ("large", "small"))
    assert b"EXIF" not in large + small
    assert (picture.width, picture.height, picture.alt) == (80, 40, "红色的座椅")
    assert picture.bytes == len(large) + len(small)
    assert (picture.post_id, picture.position) == (None, None)


def test_what_is_no_picture_leaves_nothing_behind(member: Member) -> None:
    with pytest.raises(Invalid):
        rules.upload(member, b"<svg/>")
    with pytest.raises(Invalid, match="200"):
        rules.upload(member, drawn(), "a" * (MAX_ALT + 1))
    assert db.session.scalar(select(Picture)) is None


def test_uploads_are_limited(member: Member, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rules, "UPLOADS_A_DAY", Limit("few", 2, timedelta(hours=1)))
    uploaded(member)
    uploaded(member)
    with pytest.raises(TooMany):
        uploaded(member)
    uploaded(make.member())


def test_a_post_shows_its_pictures_in_the_order_named(member: Member) -> None:
    idea = make.idea(member)
    ids = [uploaded(member).public_id for _number in range(3)]
    assert rules.attach(idea.post, member, ids)
    assert shown(idea.post) == ids
    assert rules.attach(idea.post, member, reversed(ids))
    assert shown(idea.post) == ids[::-1]
    assert not rules.attach(idea.post, member, ids[::-1])


def test_the_same_picture_named_twice_is_shown_once(member: Member) -> None:
    idea, picture = make.idea(member), uploaded(member)
    rules.attach(idea.post, member, [picture.public_id] * 2)
    assert shown(idea.post) == [picture.public_id]


def test_words_for_a_picture_are_kept_and_bounded(member: Member) -> None:
    idea, picture = make.idea(member), uploaded(member)
    assert rules.attach(idea.post, member, {picture.public_id: "雨中的后视镜"})
    assert picture.alt == "雨中的后视镜"
    assert not rules.attach(idea.post, member, {picture.public_id: "雨中的后视镜"})
    with pytest.raises(Invalid) as refused:
        rules.attach(idea.post, member, {picture.public_id: "a" * (MAX_ALT + 1)})
    assert refused.value.field == "pictures"


def test_six_pictures_and_no_more(member: Member) -> None:
    idea = make.idea(member)
    ids = [uploaded(member).public_id for _number in range(MOST + 1)]
    with pytest.raises(Invalid, match="6"):
        rules.attach(idea.post, member, ids)
    assert rules.attach(idea.post, member, ids[:MOST])


def test_only_ones_own_free_pictures_can_be_taken(member: Member) -> None:
    idea, other = make.idea(member), make.idea(member)
    taken, foreign, mine = uploaded(member), uploaded(make.member()), uploaded(member)
    rules.attach(other.post, member, [taken.public_id])
    for wrong in (taken.public_id, foreign.public_id, "2222222222"):
        with pytest.raises(Invalid) as refused:
            rules.attach(idea.post, member, [mine.public_id, wrong])
        assert refused.value.field == "pictures"
    assert shown(idea.post) == []
    assert shown(other.post) == [taken.public_id]


def test_whoever_may_change_a_post_keeps_its_pictures_and_adds_their_own(member: Member) -> None:
    idea, editor = make.idea(member), make.member(roles=["moderator"])
    theirs, added = uploaded(member), uploaded(editor)
    rules.attach(idea.post, member, [theirs.public_id])
    rules.attach(idea.post, editor, [added.public_id, theirs.public_id])
    assert shown(idea.post) == [added.public_id, theirs.public_id]


def test_a_picture_taken_off_goes_with_its_files(member: Member, run_jobs: Jobs) -> None:
    idea = make.idea(member)
    gone, kept = uploaded(member), uploaded(member)
    rules.attach(idea.post, member, [gone.public_id, kept.public_id])
    rules.attach(idea.post, member, [kept.public_id])
    assert are_stored(gone)  # until it is committed
    assert "delete_files" in run_jobs()
    assert not any(storage().has(gone.file(size)) for size in SIZES)
    assert are_stored(kept)
    assert shown(idea.post) == [kept.public_id]
    assert list(audit.check()) == []


def test_a_post_that_goes_takes_its_pictures(member: Member, run_jobs: Jobs) -> None:
    idea, attached, free = make.idea(member), uploaded(member), uploaded(member)
    rules.attach(idea.post, member, [attached.public_id])
    rules.remove_of([idea.id], [member.id])
    run_jobs()
    assert db.session.scalar(select(Picture)) is None
    assert not storage().has(attached.file("large"))
    assert not storage().has(free.file("large"))


def test_what_no_post_took_goes_after_two_days_unless_a_draft_names_it(member: Member, run_jobs: Jobs) -> None:
    forgotten, drafted, young, attached = (uploaded(member) for _number in range(4))
    idea = make.idea(member)
    rules.attach(idea.post, member, [attached.public_id])
    db.session.add(Draft(member_id=member.id, key="ideas/new", fields={"pictures": [drafted.public_id], "body": ["x"]}))
    stranger = make.member()
    db.session.add(Draft(member_id=stranger.id, key="ideas/new", fields={"pictures": [forgotten.public_id]}))
    db.session.flush()
    before = clock.now() - rules.KEPT_FOR - timedelta(minutes=1)
    old = (forgotten.id, drafted.id, attached.id)
    db.session.execute(update(Picture).where(Picture.id.in_(old)).values(created_at=before))
    for _time in range(2):
        rules.remove_unattached()
        run_jobs()
    left = set(db.session.scalars(select(Picture.public_id)))
    assert left == {drafted.public_id, young.public_id, attached.public_id}
    assert not storage().has(forgotten.file("small"))
    assert are_stored(drafted)


def test_audit_finds_lost_files_and_gaps(member: Member) -> None:
    idea, first, second = make.idea(member), uploaded(member), uploaded(member)
    rules.attach(idea.post, member, [first.public_id, second.public_id])
    assert list(audit.check()) == []
    storage().delete(first.file("small"))
    second.position = 4
    db.session.flush()
    found = list(audit.check())
    assert found == [
        f"picture {first.id}: its small file is not stored",
        f"post {idea.id}: its pictures have gaps in their order",
    ]


@pytest.mark.parametrize(
    ("values", "constraint"),
    [
        ({"position": 0}, "position_in_a_post"),
        ({"post": True}, "position_in_a_post"),
        ({"post": True, "position": 6}, "six_at_most"),
        ({"post": True, "position": -1}, "six_at_most"),
        ({"alt": "a" * 201}, "alt_length"),
        ({"width": 0}, "not_empty"),
        ({"bytes": 0}, "not_empty"),
        ({"placeholder": "x" * 1001}, "placeholder_size"),
        ({"digest": "abc"}, "digest_is_sha256"),
    ],
)
def test_the_database_refuses(member: Member, values: dict[str, object], constraint: str) -> None:
    picture = uploaded(member)
    if values.pop("post", False):
        values["post_id"] = make.idea(member).id
    for name, value in values.items():
        setattr(picture, name, value)
    with pytest.raises(IntegrityError, match=constraint):
        db.session.flush()


def test_two_pictures_never_stand_at_one_position(member: Member) -> None:
    idea, first, second = make.idea(member), uploaded(member), uploaded(member)
    rules.attach(idea.post, member, [first.public_id])
    second.post_id, second.position = idea.id, 0
    with pytest.raises(IntegrityError, match="post_id_position"):
        db.session.flush()


SEEN = {  # state and audience of the post: who sees its picture
    (PostState.VISIBLE, Audience.EVERYONE): {"visitor", "author", "member", "product", "moderator"},
    (PostState.VISIBLE, Audience.MEMBERS): {"author", "member", "product", "moderator"},
    (PostState.VISIBLE, Audience.STAFF): {"author", "product", "moderator"},
    (PostState.HELD, Audience.EVERYONE): {"author", "moderator"},
    (PostState.HIDDEN, Audience.EVERYONE): {"author", "product", "moderator"},
    (PostState.REMOVED, Audience.EVERYONE): {"moderator"},
    (None, None): {"author"},
}


@pytest.mark.parametrize(("state", "audience"), SEEN)
@pytest.mark.parametrize("who", ["visitor", "author", "member", "product", "moderator"])
def test_whoever_sees_the_post_sees_its_picture(
    client: Client, member: Member, who: str, state: PostState | None, audience: Audience | None
) -> None:
    picture = uploaded(member)
    if state is not None and audience is not None:
        idea = make.idea(member)
        rules.attach(idea.post, member, [picture.public_id])
        idea.post.state, idea.post.audience = state, audience
        db.session.flush()
    if who == "author":
        client.sign_in(member)
    elif who != "visitor":
        client.sign_in(make.member(roles=[] if who == "member" else [who]))
    for size in SIZES:
        answer = client.get(f"/pictures/{picture.public_id}/{size}")
        assert answer.status_code == (200 if who in SEEN[(state, audience)] else 404)


def test_a_picture_everybody_sees_is_kept_by_browsers_alone(client: Client, member: Member) -> None:
    idea, picture = make.idea(member), uploaded(member)
    rules.attach(idea.post, member, [picture.public_id])
    address = f"/pictures/{picture.public_id}/large"
    answer = client.get(address)
    assert answer.content_type == images.TYPE
    assert answer.data == storage().get(picture.file("large"))
    assert answer.headers["Cache-Control"] == "private, max-age=31536000, immutable"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Content-Disposition"] == f'inline; filename="{picture.public_id}-large.webp"'
    assert "sandbox" in answer.headers["Content-Security-Policy"]
    again = client.get(address, headers={"If-None-Match": answer.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")
    assert client.get(address, headers={"Range": "bytes=0-3"}).status_code == 200
    assert client.head(address).status_code == 200


def test_a_picture_only_some_may_see_is_kept_by_none(client: Client, member: Member) -> None:
    picture = uploaded(member)
    client.sign_in(member)
    answer = client.get(f"/pictures/{picture.public_id}/small")
    assert answer.headers["Cache-Control"] == "private, no-store"


@pytest.mark.parametrize("size", ["tiny", "original", "large.webp", "../large"])
def test_there_are_two_sizes(client: Client, member: Member, size: str) -> None:
    client.sign_in(member)
    assert client.get(f"/pictures/{uploaded(member).public_id}/{size}").status_code == 404


def test_a_picture_whose_file_is_lost_is_not_found(client: Client, member: Member) -> None:
    picture = uploaded(member)
    storage().delete(picture.file("small"))
    client.sign_in(member)
    assert client.get(f"/pictures/{picture.public_id}/small").status_code == 404


def sent(content: bytes = b"", name: str = "../../a.php") -> dict[str, tuple[BytesIO, str]]:
    return {"picture": (BytesIO(content or drawn(60, 40)), name)}


def test_the_picker_gets_its_item(client: Client, member: Member) -> None:
    client.sign_in(member)
    answer = client.post("/pictures", data=sent(), headers={"HX-Request": "true"})
    assert answer.status_code == 201
    picture = db.session.scalars(select(Picture)).one()
    assert f'name="pictures" value="{picture.public_id}"' in answer.text
    assert picture.uploader_id == member.id


def test_the_picker_hears_why_not(client: Client, member: Member) -> None:
    client.sign_in(member)
    answer = client.post("/pictures", data=sent(b"<svg onload=alert(1)>"), headers={"HX-Request": "true"})
    assert answer.status_code == 422
    assert "PNG, JPEG or WebP" in answer.text
    assert client.post("/pictures", data={}).status_code == 422
    assert db.session.scalar(select(Picture)) is None


def test_a_body_too_large_is_answered_so(client: Client, member: Member) -> None:
    client.sign_in(member)
    for megabytes, status in ((9, 201), (11, 413)):
        picture = FileStorage(BytesIO(drawn() + b"\0" * megabytes * 1024**2), "a.png")
        boundary, body = encode_multipart({"picture": picture})
        answer = client.post("/pictures", data=body, content_type=f"multipart/form-data; boundary={boundary}")
        assert answer.status_code == status


def test_visitors_upload_nothing(client: Client) -> None:
    assert client.post("/pictures", data=sent()).status_code in (302, 303)
    assert db.session.scalar(select(Picture)) is None


def test_a_folder_holds_nothing_but_pictures(member: Member, shared_app: Flask) -> None:
    before = _files(shared_app)
    uploaded(member)
    assert {path.suffix for path in _files(shared_app) - before} == {".webp"}


def _files(app: Flask) -> set[Path]:
    return {path for path in (app.config["COCREATE"].home / "media").rglob("*") if path.is_file()}
