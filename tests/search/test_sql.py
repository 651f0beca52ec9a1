"""How many statements a search costs: as many at many posts as at few."""

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask

from tests import make
from tests.support.browser import Client

MOST = {"/search?q=seat": 9, "/search?q=seat+nowhere": 10, "/ideas?q=seat": 9, "/api/v1/search?q=seat": 4}


@pytest.mark.parametrize("signed_in", [False, True])
def test_a_search_costs_the_same_whatever_there_is(
    client: Client, statements: Callable[[], Any], signed_in: bool
) -> None:
    if signed_in:
        client.sign_in(make.member())
    counts: dict[str, list[int]] = {address: [] for address in MOST}
    for size in (4, 30):
        for number in range(size):
            make.comment(make.idea(title=f"Seat {number}", tags=["seat"]), body="A seat.")
        for address in MOST:
            assert client.get(address).status_code == 200
            with statements() as seen:
                assert client.get(address).status_code == 200
            counts[address].append(len([one for one in seen if not one.startswith("RELEASE")]))
    for address, most in MOST.items():
        few, many = counts[address]
        assert few == many <= most, (address, few, many)


def test_a_search_without_words_asks_for_nothing(app: Flask, client: Client, statements: Callable[[], Any]) -> None:
    client.get("/search")
    with statements() as seen:
        client.get("/search")
    assert not [one for one in seen if "search_entries" in one]
