"""What the tests of vehicles share."""

import pytest


@pytest.fixture(autouse=True)
def _english(english: None) -> None:
    """All of them tell refusals apart."""
