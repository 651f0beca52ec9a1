"""What the tests of vehicles share."""

from collections.abc import Iterator

import pytest
from flask import Flask

from cocreate.kernel.i18n import speaking


@pytest.fixture(autouse=True)
def _english(app: Flask) -> Iterator[None]:
    """Rules refuse in English here, so that a test can tell one refusal from another."""
    with speaking("en"):
        yield
