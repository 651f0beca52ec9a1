"""Owners by command, and the brand's list."""

import csv
from pathlib import Path

from sqlalchemy import select

from cocreate.kernel.database import db
from cocreate.members import queries as members
from cocreate.members.models import IdentityKind, Member
from cocreate.vehicles import queries as vehicles
from cocreate.vehicles.models import Holding, Proof
from tests import make
from tests.cli.conftest import Command
from tests.make import cars
from tests.support.race import Real

ADD = ("member", "add", "ann@example.org", "--name", "Ann", "--password", "tea on the terrace")


def ann() -> Member:
    found = members.by_identity(IdentityKind.EMAIL, "ann@example.org")
    assert found is not None
    return found


def test_an_owner_has_a_verified_car_of_a_model_made_for_it(real: Real, command: Command) -> None:
    done = command(*ADD, "--owner", "lan-5/2024")
    again = command(*ADD, "--owner", "Lan 5/2024")
    assert (done.exit_code, again.output) == (0, done.output), done.output
    with real.app.test_request_context():
        holding = db.session.scalars(select(Holding)).one()
        assert (ann().is_owner, holding.verified_by, holding.vehicle_id) == (True, Proof.OPERATOR, None)
        assert len(vehicles.owned_model_years(ann().id)) == 1
    assert command("audit").exit_code == 0


def test_a_series_will_do_and_a_known_member_becomes_an_owner(real: Real, command: Command) -> None:
    command(*ADD)
    assert command(*ADD, "--owner", "lan-7").exit_code == 0
    with real.app.test_request_context():
        assert ann().is_owner


def test_what_cannot_be_a_model_is_told(command: Command) -> None:
    done = command(*ADD, "--owner", "岚5")
    assert done.exit_code == 1
    assert "owner: Name a series" in done.output


def test_the_list_comes_in_verifies_and_again_adds_nothing(real: Real, command: Command, tmp_path: Path) -> None:
    vin, other = cars.vin(), cars.vin()

    def build() -> int:
        cars.model("lan-5", 2024)
        member = make.member()
        cars.phone(member, "+8613900000001")
        return cars.car(member, vin).id

    held = real.commit(build)
    file = tmp_path / "owners.csv"
    file.write_text(
        "vin,phone,series,year,first_owner,delivered_on\n"
        f"{vin.lower()},139 0000 0001,lan-5,2024,yes,2024-06-01\n"
        f"{other},+8613900000002,lan-5,,,\n"
        f"{other[:-1]},+8613900000003,lan-5,2024,no,\n"
        f"{cars.vin()},12,lan-5,2024,no,\n"
        f"{cars.vin()},+8613900000003,lan-9,2024,no,\n"
        f"{cars.vin()},+8613900000003,lan-5,2024,perhaps,\n",
        encoding="utf-8",
    )
    done = command("import", "owners", str(file))
    assert done.stdout.splitlines()[0] == "owners: 2 added, 0 already there, 4 rejected", done.output
    with real.app.test_request_context():
        holding = db.session.get_one(Holding, held)
        assert (holding.verified_by, holding.first_owner) == (Proof.LIST, True)
    assert "owners: 0 added, 2 already there, 4 rejected" in command("import", "owners", str(file)).stdout
    with Path(f"{file}.rejected.csv").open(encoding="utf-8-sig") as rejected:
        reasons = [row["rejected_because"] for row in csv.DictReader(rejected)]
    assert [reason.split(" ")[0] for reason in reasons] == ["vin:", "phone:", "the", "first_owner"]
    assert command("audit").exit_code == 0


def test_a_model_may_be_told_in_one_column_of_any_name(real: Real, command: Command, tmp_path: Path) -> None:
    real.commit(lambda: cars.model("lan-5", 2024))
    (tmp_path / "owners.jsonl").write_text(f'{{"frame": "{cars.vin()}", "tel": "13900000001", "car": "Lan 5"}}\n')
    mapping = "[fields]\nvin = 'frame'\nphone = 'tel'\nmodel = {column = 'car', values = {'Lan 5' = 'lan-5/2024'}}\n"
    (tmp_path / "map.toml").write_text(mapping)
    done = command("import", "owners", str(tmp_path / "owners.jsonl"), "--map", str(tmp_path / "map.toml"))
    assert done.stdout == "owners: 1 added, 0 already there, 0 rejected\n", done.output
