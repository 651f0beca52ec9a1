"""What the tests of members' cars share."""

from collections.abc import Iterator

import pytest
from flask import Flask

from cocreate.kernel.i18n import speaking
from tests.make import pictures


@pytest.fixture
def picture() -> bytes:
    """A document as a phone photographs it."""
    return pictures.drawn(400, 300, "JPEG")


@pytest.fixture(autouse=True)
def _english(app: Flask) -> Iterator[None]:
    """Rules refuse in English here, so that a test can tell one refusal from another."""
    with speaking("en"):
        yield
