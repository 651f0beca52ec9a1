"""Members made by the operator, and the beginning of a site."""

import pytest
from sqlalchemy import select, text

from cocreate.accounts import rules as accounts
from cocreate.kernel.database import db
from cocreate.members import queries as members
from cocreate.members.models import IdentityKind, Member
from cocreate.site import queries as site
from tests import make
from tests.cli.conftest import Command
from tests.support.race import Real

ADD = ("member", "add", "ann@example.org", "--name", "Ann", "--password", "tea on the terrace")
INIT = (
    "init",
    "--name=Tarn",
    "--mark=汀",
    "--accent=#00695c",
    "--tagline-zh=一起造车",
    "--tagline-en=Built together",
    "--languages=zh,en",
    "--admin-email=ann@example.org",
    "--admin-name=Ann",
    "--admin-password=tea on the terrace",
    "--language=en",
)


def ann() -> Member | None:
    return members.by_identity(IdentityKind.EMAIL, "ann@example.org")


def test_member_can_sign_in_and_holds_the_roles(real: Real, command: Command) -> None:
    done = command(*ADD, "--role", "product", "--role", "moderator")
    assert done.exit_code == 0, done.output
    with real.app.test_request_context():
        member = accounts.check_password("ann@example.org", "tea on the terrace")
        assert member is not None
        assert done.output == f"{member.public_id}\n"
        assert {grant.role for grant in member.grants} == {"product", "moderator"}
        assert member.locale == "zh"


def test_adding_again_changes_nothing(real: Real, command: Command) -> None:
    first = command(*ADD)
    again = command(*ADD[:3], "--name", "Eve", "--password", "another password", "--role", "admin")
    assert again.output == first.output
    with real.app.test_request_context():
        member = ann()
        assert member is not None
        assert (member.name, member.grants) == ("Ann", [])
        assert accounts.check_password("ann@example.org", "tea on the terrace")


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("not an address", "--name", "Ann", "--password", "tea on the terrace"), "email: This is not"),
        (("ann@example.org", "--name", "", "--password", "tea on the terrace"), "name: "),
        (("ann@example.org", "--name", "Ann", "--password", "tea"), "password: A password has"),
    ],
)
def test_what_cannot_be_taken_is_told_in_english(command: Command, arguments: tuple[str, ...], said: str) -> None:
    done = command("member", "add", *arguments)
    assert done.exit_code == 1
    assert f"Error: {said}" in done.output


def test_init_names_the_site_and_makes_an_administrator(real: Real, command: Command) -> None:
    done = command(*INIT)
    assert done.exit_code == 0, done.output
    with real.app.test_request_context():
        record = site.record()
        assert (record.name, record.mark, record.accent) == ("Tarn", "汀", "#00695c")
        assert (record.tagline_zh, record.tagline_en) == ("一起造车", "Built together")
        member = ann()
        assert member is not None
        assert (member.has_role("admin"), member.locale) == (True, "en")


def test_init_asks_for_what_is_not_given_and_at_once_again_for_what_cannot_be(real: Real, command: Command) -> None:
    brand, admin = "Tarn\nToolong\n汀\n#ffee00\n\n\n\nzh\n", f"ann\nann@example.org\n{'A' * 41}\nAnn\n"
    done = command("init", typed=f"{brand}{admin}tea\ntea on the terrace\ntea on the terrace\nen\n")
    assert done.exit_code == 0, done.output
    assert "tea on the terrace" not in done.output
    with real.app.test_request_context():
        assert (site.record().name, site.record().languages) == ("Tarn", ["zh"])


def test_init_of_a_script_takes_defaults_and_tells_what_is_missing(real: Real, command: Command) -> None:
    given = [
        said for said in INIT if said.split("=")[0] not in {"--accent", "--tagline-zh", "--tagline-en", "--language"}
    ]
    lacking = command(*(said for said in given if not said.startswith("--mark")))
    assert (lacking.exit_code, "Missing option '--mark'" in lacking.output) == (2, True)
    done = command(*given)
    assert done.exit_code == 0, done.output
    with real.app.test_request_context():
        assert (site.record().name, site.record().accent, site.record().tagline_zh) == ("Tarn", "#00796b", "")


def test_init_leaves_a_site_with_members_alone(real: Real, command: Command) -> None:
    real.commit(lambda: make.member("Before"))
    done = command(*INIT)
    assert done.exit_code == 1
    assert "has members already" in done.output
    with real.app.test_request_context():
        assert site.record().name != "Tarn"


def test_init_that_is_refused_changes_nothing(real: Real, command: Command) -> None:
    done = command(*INIT, "--admin-name=")
    assert (done.exit_code, "Invalid value for '--admin-name'" in done.output) == (2, True)
    with real.app.test_request_context():
        assert site.record().name != "Tarn"
        assert db.session.scalar(select(Member)) is None


def test_a_new_database_gets_its_tables(real: Real, command: Command) -> None:
    real.commit(lambda: db.session.execute(text("DROP SCHEMA public CASCADE")))
    real.commit(lambda: db.session.execute(text("CREATE SCHEMA public")))
    assert command("audit").output == "Everything adds up.\n"


def test_a_database_that_is_behind_is_left_alone(real: Real, command: Command) -> None:
    real.commit(lambda: db.session.execute(text("UPDATE alembic_version SET version_num = '0001'")))
    done = command(*ADD)
    assert done.exit_code == 1
    assert "run `cocreate migrate`" in done.output
