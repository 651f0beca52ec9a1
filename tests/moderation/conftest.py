"""People who moderate, and people who are moderated."""

import pytest
from flask import Flask

from cocreate.members.models import Member
from tests import make


@pytest.fixture
def moderator(app: Flask) -> Member:
    return make.member("Mo", roles=["moderator"])
