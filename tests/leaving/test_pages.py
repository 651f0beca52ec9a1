"""The pages of a member's own data, and of the periods."""

from collections.abc import Callable
from datetime import timedelta
from io import BytesIO
from zipfile import ZipFile

from cocreate.accounts import passwords
from cocreate.accounts import rules as accounts
from cocreate.accounts.leaving import exports, retention, rules
from cocreate.accounts.leaving.models import Departure, Export
from cocreate.accounts.models import Session
from cocreate.kernel import clock
from cocreate.kernel.database import db
from cocreate.members.models import Member
from tests import make
from tests.leaving.conftest import GOOD
from tests.support.browser import Client

PERIODS = dict.fromkeys(retention.NAMES, "91")


def passworded() -> Member:
    member = make.member()
    accounts.set_password(member, passwords.hashed(GOOD))
    return member


def test_a_file_is_asked_for_made_and_fetched(client: Client, run_jobs: Callable[[], list[str]]) -> None:
    client.sign_in(make.member("Lin"))
    assert "Make the file" in client.get("/me/data?lang=en").text
    assert client.post("/me/data/file").status_code == 303
    assert "Your file is being made." in client.get("/me/data").text
    run_jobs()
    assert "Download" in client.get("/me/data").text
    answer = client.get("/me/data/file")
    assert answer.headers["Content-Disposition"].startswith('attachment; filename="data-')
    assert "no-store" in answer.headers["Cache-Control"]
    with ZipFile(BytesIO(answer.data)) as archive:
        assert "data.json" in archive.namelist()


def test_nobody_fetches_the_file_of_another_or_one_that_is_over(client: Client) -> None:
    member = make.member()
    rules.ask_export(member)
    client.sign_in(member)
    assert client.get("/me/data/file").status_code == 404
    exports.make(member.id)
    assert client.sign_in(make.member()).get("/me/data/file").status_code == 404
    export = db.session.get_one(Export, member.id)
    export.asked_at = export.made_at = clock.now() - timedelta(days=8)
    export.expires_at = clock.now() - timedelta(minutes=1)
    client.sign_in(member)
    assert client.get("/me/data/file").status_code == 404
    assert "Make the file" in client.get("/me/data?lang=en").text


def test_whoever_is_banned_takes_their_data_along_and_leaves(client: Client) -> None:
    member = passworded()
    member.banned_at = clock.now()
    rules.ask_export(member)
    exports.make(member.id)
    client.sign_in(member)
    assert client.get("/me/settings").location == "/me/record"
    assert client.get("/me/data/file").status_code == 200
    assert client.get("/me/data/erasure").status_code == 200
    assert client.post("/me/data/erasure", data={"posts": "keep", "password": GOOD}).location == "/me/data"


def test_leaving_is_shown_everywhere_and_ended_by_one_press(client: Client) -> None:
    member = passworded()
    client.sign_in(member)
    answer = client.post("/me/data/erasure?lang=en", data={"posts": "remove", "password": GOOD})
    assert answer.location == "/me/data"
    for page in ("/", "/ideas", "/me", "/me/data"):
        assert "Your account will be erased on " in client.get(page).text
    assert "Your posts are removed as well." in client.get("/me/data").text
    answer = client.post("/me/data/stay", headers={"Referer": "http://localhost/ideas"})
    assert answer.location == "/ideas"
    page = client.get("/ideas").text
    assert "Good that you stay." in page
    assert "Your account will be erased" not in page


def test_what_is_wrong_is_told_at_its_field(client: Client) -> None:
    client.sign_in(passworded())
    answer = client.post("/me/data/erasure?lang=en", data={"posts": "remove", "password": "not mine"})
    assert answer.status_code == 422
    assert "This is not your present password." in answer.text
    assert answer.text.count(" checked") == 1
    assert client.post("/me/data/erasure", data={"posts": "remove"}).status_code == 422
    assert client.post("/me/data/erasure", data={"password": GOOD}).status_code == 422
    assert db.session.query(Departure).count() == 0


def test_without_a_password_one_signs_in_again(client: Client) -> None:
    member = make.member()
    client.sign_in(member)
    page = client.get("/me/data/erasure?lang=en").text
    assert 'name="password"' not in page
    assert 'name="posts"' in page
    session = db.session.query(Session).filter_by(member_id=member.id).one()
    session.created_at = session.proven_at = clock.now() - timedelta(hours=1)
    assert 'href="/me/prove?next=/me/data/erasure"' in client.get("/me/data/erasure").text
    late = client.post("/me/data/erasure", data={"posts": "keep"})
    assert late.status_code == 409
    assert 'href="/me/prove?next=/me/data/erasure"' in late.text
    session = db.session.query(Session).filter_by(member_id=member.id).one()
    session.created_at = session.proven_at = session.last_seen_at
    assert client.post("/me/data/erasure", data={"posts": "keep"}).status_code == 303


def test_periods_are_the_administrators(client: Client) -> None:
    assert client.sign_in(make.member(roles=["moderator"])).get("/desk/retention").status_code == 403
    client.sign_in(make.member(roles=["admin"]))
    page = client.get("/desk/retention?lang=en").text
    assert "Time to think better of it." in page
    assert client.post("/desk/retention", data=PERIODS).status_code == 303
    assert {row.days for row in retention.periods()} == {91}
    answer = client.post("/desk/retention", data=PERIODS | {"notices": "5", "drafts": "7"})
    assert answer.status_code == 422
    assert "This must be from 90 to 3650." in answer.text
    assert 'value="7"' in answer.text
    assert client.post("/desk/retention", data=PERIODS | {"drafts": "0"}).status_code == 422
