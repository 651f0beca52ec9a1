"""The brand's list of owners from files."""

from datetime import date

import pytest
from sqlalchemy import func, select

from cocreate.kernel.database import db
from cocreate.vehicles.models import OwnerRecord, Use
from tests import make
from tests.importing.conftest import Bring
from tests.make import cars

HEAD = "vin,phone,model,use,first_owner,ordered_on,delivered_on\n"
VIN = cars.vin(4242)
CONTRADICTION = "another row gives this car to another phone number"


@pytest.fixture(autouse=True)
def _catalogue(app: object) -> None:
    cars.model("islet", 2024)


def row(phone: str, delivered_on: str = "", ordered_on: str = "", vin: str = VIN) -> str:
    return f"{vin},{phone},islet/2024,private,no,{ordered_on},{delivered_on}\n"


def lines() -> int:
    """How many lines the list has."""
    return db.session.scalars(select(func.count()).select_from(OwnerRecord)).one()


def test_a_row_is_a_car_and_who_has_it(bring: Bring) -> None:
    head = "vin,phone,series,year,use,first_owner,delivered_on\n"
    rows = f"{head}{VIN.lower()},138 0013 8000,Islet,2024款,company,是,2024-05-01\n"
    assert bring("owner", rows).counts == (1, 0, 0)
    assert bring("owner", rows).counts == (0, 1, 0)
    line = db.session.scalars(select(OwnerRecord)).one()
    assert (line.use, line.first_owner, line.delivered_on) == (Use.COMPANY, True, date(2024, 5, 1))


def test_the_list_verifies_what_was_claimed_before_it_came(bring: Bring) -> None:
    member = make.member()
    held, number = cars.car(member, VIN, series="islet"), cars.phone(member)
    bring("owner", HEAD + row(number, "2024-05-01"))
    assert (held.is_verified, member.is_owner, held.delivered_on) == (True, True, date(2024, 5, 1))


@pytest.mark.parametrize(
    ("wrong", "reason"),
    [
        ("LTAN0E,13800138000,islet/2024,,,,", "vin: "),
        (f"{VIN},12,islet/2024,,,,", "phone: "),
        (f"{VIN},13800138000,islet/1999,,,,", "the catalogue has no 'islet/1999': import the models first"),
        (f"{VIN},13800138000,,,,,", "it has no model"),
        (f"{VIN},13800138000,islet/2024,racing,,,", "use 'racing' is none of "),
        (f"{VIN},13800138000,islet/2024,,perhaps,,", "first_owner 'perhaps' is neither yes nor no"),
        (f"{VIN},13800138000,islet/2024,,,2024-06-01,2024-05-01", "it was delivered before it was ordered"),
    ],
)
def test_what_cannot_be_is_rejected_with_its_reason(bring: Bring, wrong: str, reason: str) -> None:
    brought = bring("owner", HEAD + wrong + "\n")
    assert brought.rejected[1].startswith(reason)
    assert lines() == 0


@pytest.mark.parametrize(
    "days",
    [("", ""), ("2024-05-01", ""), ("2024-05-01", "2024-05-01"), ("2024-05-01", "2024-06-01", "2024-06-01")],
)
def test_one_car_given_to_several_numbers_is_refused_where_days_do_not_tell_the_order(
    bring: Bring, days: tuple[str, ...]
) -> None:
    rows = [row(f"1380000000{place}", day) for place, day in enumerate(days)]
    brought = bring("owner", HEAD + "".join(rows) + row("13900000000", vin=cars.vin(4243)))
    assert set(brought.rejected) == set(range(1, len(days) + 1))
    assert all(reason.startswith(CONTRADICTION) for reason in brought.rejected.values())
    assert (brought.run.added, lines()) == (1, 1)


def test_days_that_tell_the_order_make_the_last_one_its_owner(bring: Bring) -> None:
    former, buyer = make.member(), make.member()
    numbers = [cars.phone(member) for member in (former, buyer)]
    assert bring("owner", HEAD + row(numbers[1], "2025-03-01") + row(numbers[0], "2024-05-01")).counts == (2, 0, 0)
    assert not cars.car(former, VIN, series="islet").is_verified
    assert cars.car(buyer, VIN, series="islet").is_verified


def test_who_has_ordered_a_used_car_contradicts_nobody(bring: Bring) -> None:
    assert bring("owner", HEAD + row("13800000000") + row("13900000000", ordered_on="2024-05-01")).counts == (2, 0, 0)


@pytest.mark.parametrize(("later", "transferred"), [("2025-03-01", True), ("2024-05-01", False), ("", False)])
def test_a_later_list_transfers_by_a_later_day_alone(bring: Bring, later: str, transferred: bool) -> None:
    owner, other = make.member(), make.member()
    numbers = [cars.phone(member) for member in (owner, other)]
    bring("owner", HEAD + row(numbers[0], "2024-05-01"))
    held, claim = cars.car(owner, VIN, series="islet"), cars.car(other, VIN, series="islet")
    bring("owner", HEAD + row(numbers[1], later))
    assert (held.is_open, claim.is_verified) == (not transferred, transferred)
