"""One transaction a request, and answers that are given once."""

import threading
from collections.abc import Iterator
from datetime import timedelta

import pytest
from flask import Blueprint, Response, redirect, request
from flask.testing import FlaskClient
from sqlalchemy import func, select, text, update

from cocreate.accounts import sessions
from cocreate.kernel import clock, transactions
from cocreate.kernel.access import public, signed_in
from cocreate.kernel.database import db
from cocreate.kernel.errors import Invalid
from cocreate.members.models import Member
from cocreate.posts.models import Tag
from tests import make
from tests.conftest import copied, dispose, make_app, settings_of
from tests.support.race import Real

trial = Blueprint("trial", __name__)
entered, proceed = threading.Event(), threading.Event()


def _write() -> None:
    name = request.values.get("name", "word")
    db.session.add(Tag(name=name, folded=f"{name} {clock.now()}"))
    db.session.flush()


@trial.route("/trial/<int:status>", methods=["GET", "POST", "PUT", "PATCH", "DELETE"])
@public
def answer(status: int) -> tuple[str, int]:
    _write()
    return "", status


@trial.get("/trial/plans")
@public
def plans() -> str:
    return str(db.session.scalar(text("SELECT count(*) FROM pg_prepared_statements")))


@trial.post("/trial/fail")
@public
def fail() -> str:
    _write()
    raise ZeroDivisionError


@trial.post("/trial/once")
@signed_in
def once() -> Response:
    _write()
    if request.values.get("name") == "wrong":
        raise Invalid("name", "Not this one.")
    made = redirect("/made", 303)
    made.set_data(str(db.session.scalar(select(func.count()).select_from(Tag))))
    made.headers["X-Extra"] = "not kept"
    return made  # type: ignore[return-value]


@trial.post("/trial/secret")
@transactions.never_kept
@signed_in
def secret() -> str:
    _write()
    return "hunter2"


@trial.post("/api/trial/slow", endpoint="api_slow")
@trial.post("/trial/slow")
@signed_in
def slow() -> Response:
    _write()
    entered.set()
    proceed.wait(120)
    return redirect("/made", 303)  # type: ignore[return-value]


@pytest.fixture(scope="module")
def _site(server: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Real]:
    with copied(server) as url:
        app = make_app(settings_of(tmp_path_factory.mktemp("home"), url))
        app.register_blueprint(trial)
        yield Real(app)
        dispose(app)


@pytest.fixture
def site(_site: Real) -> Real:
    """A site with a few views that write; nothing is written yet."""
    _site.commit(lambda: db.session.execute(text("TRUNCATE tags, kept_answers CASCADE")))
    entered.clear()
    proceed.clear()
    return _site


@pytest.fixture
def member(site: Real) -> Member:
    return site.commit(make.member)


def written(site: Real) -> int:
    return site.commit(lambda: db.session.scalar(select(func.count()).select_from(Tag)) or 0)


def kept(site: Real) -> int:
    return site.commit(lambda: db.session.scalar(select(func.count()).select_from(transactions.KeptAnswer)) or 0)


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE"])
@pytest.mark.parametrize(
    ("status", "rows"), [(200, 1), (201, 1), (303, 1), (399, 1), (400, 0), (409, 0), (422, 0), (500, 0)]
)
def test_an_unsafe_request_commits_when_it_is_answered_below_400(
    site: Real, method: str, status: int, rows: int
) -> None:
    assert site.browser().open(f"/trial/{status}", method=method).status_code == status
    assert written(site) == rows


@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_the_database_refuses_what_a_safe_request_would_change(site: Real, method: str) -> None:
    assert site.browser().open("/trial/200", method=method).status_code == 500
    assert written(site) == 0


def test_what_the_database_planned_for_a_page_outlives_the_request(site: Real) -> None:
    for _request in range(7):
        assert site.browser().get("/trial/plans").status_code == 200
    assert int(site.browser().get("/trial/plans").text) > 0


def test_a_failing_request_leaves_nothing(site: Real) -> None:
    assert site.browser().post("/trial/fail").status_code == 500
    assert written(site) == 0


def test_the_same_request_twice_is_done_once_and_answered_alike(site: Real, member: Member) -> None:
    browser = site.browser(member)
    first, again = (browser.post("/trial/once", data={"name": "a", "idempotency_key": "k1"}) for _time in range(2))
    assert (first.status_code, first.location, first.data) == (again.status_code, again.location, again.data)
    assert (first.headers["X-Extra"], again.headers.get("X-Extra")) == ("not kept", None)
    assert written(site) == 1
    assert browser.post("/trial/once", data={"name": "a", "idempotency_key": "k2"}).data == b"2"


def test_another_forgery_token_is_no_other_content(site: Real, member: Member) -> None:
    browser = site.browser(member)
    for token in ("one", "other"):
        said = {"name": "a", "idempotency_key": "k1", "csrf_token": token}
        assert browser.post("/trial/once", data=said).status_code == 303
    assert written(site) == 1


@pytest.mark.parametrize(
    ("path", "more"),
    [("/trial/once", {"name": "b"}), ("/trial/once?x=1", {}), ("/trial/once", {"x": "1"}), ("/trial/200", {})],
)
def test_the_key_of_another_request_is_refused(site: Real, member: Member, path: str, more: dict[str, str]) -> None:
    browser = site.browser(member)
    browser.post("/trial/once", data={"name": "a", "idempotency_key": "k1"})
    assert browser.post(path, data={"name": "a", "idempotency_key": "k1", **more}).status_code == 422
    assert written(site) == 1


def test_keys_of_two_members_are_two_keys(site: Real, member: Member) -> None:
    other = site.commit(make.member)
    for browser in (site.browser(member), site.browser(other)):
        browser.post("/trial/once", data={"name": "a", "idempotency_key": "k1"})
    assert written(site) == 2


def test_a_refused_request_may_be_mended_and_sent_again(site: Real, member: Member) -> None:
    browser = site.browser(member)
    assert browser.post("/trial/once", data={"name": "wrong", "idempotency_key": "k1"}).status_code == 422
    assert browser.post("/trial/once", data={"name": "right", "idempotency_key": "k1"}).status_code == 303
    assert written(site) == 1


@pytest.mark.parametrize("key", ["k" * 201, "a\x00b", "a\nb"])
def test_a_key_that_cannot_be_kept_is_refused(site: Real, member: Member, key: str) -> None:
    assert site.browser(member).post("/trial/once", data={"idempotency_key": key}).status_code == 422
    assert written(site) == 0


def test_the_header_is_the_key_of_programs(site: Real, member: Member) -> None:
    browser = site.browser(member)
    for content in ({"a": 1}, {"a": 1}):
        assert browser.post("/trial/once", json=content, headers={"Idempotency-Key": "k1"}).status_code == 303
    assert browser.post("/trial/once", json={"a": 2}, headers={"Idempotency-Key": "k1"}).status_code == 422
    assert written(site) == 1


def test_secrets_are_not_kept(site: Real, member: Member) -> None:
    browser = site.browser(member)
    for _time in range(2):
        assert browser.post("/trial/secret", data={"idempotency_key": "k1"}).text == "hunter2"
    assert (written(site), kept(site)) == (2, 0)


def test_a_form_shown_again_is_not_kept(site: Real, member: Member) -> None:
    browser = site.browser(member)
    preview = {"title": "Seats", "body": "Warm **seats**.", "preview": "1", "idempotency_key": "k1"}
    assert browser.post("/ideas", data=preview).status_code == 200
    sent = {"title": "Seats", "body": "Warm seats.", "kind": "wish", "stage": "driving", "idempotency_key": "k1"}
    assert browser.post("/ideas", data=sent).status_code == 303


def _both(
    clients: tuple[FlaskClient, FlaskClient], path: str, headers: dict[str, str], second_ends_within: float
) -> list[int]:
    """Send the same keyed request twice, the second while the first is being carried out: it ends first, or waits."""
    answers = [0, 0]

    def send(index: int) -> None:
        sent = {"idempotency_key": "k1"}
        answers[index] = clients[index].post(path, data=sent, headers=headers).status_code

    threads = [threading.Thread(target=send, args=(index,)) for index in range(2)]
    threads[0].start()
    assert entered.wait(60)
    threads[1].start()
    threads[1].join(second_ends_within)
    proceed.set()
    for thread in threads:
        thread.join(120)
    return answers


def test_of_two_at_once_a_page_waits_and_repeats(site: Real, member: Member) -> None:
    assert _both((site.browser(member), site.browser(member)), "/trial/slow", {}, 1) == [303, 303]
    assert written(site) == 1


def test_of_two_at_once_a_program_is_told_to_wait(site: Real, member: Member) -> None:
    token = site.commit(lambda: sessions.issue_token(member, ["write"])[0])
    programs = (site.browser(), site.browser())
    assert _both(programs, "/api/trial/slow", {"Authorization": f"Bearer {token}"}, 60) == [303, 409]
    assert written(site) == 1


def test_old_answers_are_forgotten(site: Real, member: Member) -> None:
    browser = site.browser(member)
    for key in ("old", "new"):
        browser.post("/trial/once", data={"idempotency_key": key})
    past = clock.now() - transactions.KEPT_FOR - timedelta(minutes=1)
    table = transactions.KeptAnswer
    site.commit(lambda: db.session.execute(update(table).where(table.key == "old").values(created_at=past)))
    site.commit(transactions.forget_kept_answers)
    assert site.commit(lambda: list(db.session.scalars(select(table.key)))) == ["new"]
