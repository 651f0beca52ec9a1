"""What the tests of members' cars share."""

import pytest

from tests.make import pictures


@pytest.fixture
def picture() -> bytes:
    """A document as a phone photographs it."""
    return pictures.drawn(400, 300, "JPEG")


@pytest.fixture(autouse=True)
def _english(english: None) -> None:
    """All of them tell refusals apart."""
