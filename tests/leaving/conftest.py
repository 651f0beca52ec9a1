"""What tests of leaving share."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import text

from cocreate.kernel import sealing
from cocreate.kernel.database import db

_LETTERS = text("SELECT args ->> 'sealed' FROM procrastinate_jobs WHERE task_name = 'send_mail' ORDER BY id")
GOOD = "a quiet cabin in the rain"


@pytest.fixture
def letters(app: Flask) -> Callable[[], list[dict[str, Any]]]:
    """The letters that wait to be sent."""
    return lambda: [json.loads(sealing.unseal(sealed)) for sealed in db.session.scalars(_LETTERS)]
