"""Accounts to move something between."""

import pytest
from flask import Flask

from cocreate.ledger import rules
from cocreate.ledger.models import Unit
from tests import make


@pytest.fixture
def issued(app: Flask) -> int:
    """The account of the house that points come from."""
    return rules.house(Unit.POINTS, "issued")


@pytest.fixture
def spent(app: Flask) -> int:
    """The account of the house that points go to."""
    return rules.house(Unit.POINTS, "spent")


@pytest.fixture
def wallet(issued: int) -> int:
    """A member's wallet with 100 points."""
    made = rules.wallet(make.member().id, Unit.POINTS)
    rules.move("first", issued, made, Unit.POINTS, 100, "grant", "test:1")
    return made
