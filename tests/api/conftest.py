"""Programs for the tests of the API."""

from collections.abc import Callable, Collection
from typing import TypeAlias

import pytest

from cocreate.members.models import Member
from tests.support.browser import Client
from tests.support.program import Program

Start: TypeAlias = Callable[..., Program]


@pytest.fixture
def program(client: Client) -> Start:
    """``program(member)``: a program that acts for `member`; without one it acts for nobody."""

    def start(member: Member | None = None, scopes: Collection[str] = ()) -> Program:
        return Program(client, member, scopes)

    return start


@pytest.fixture
def anybody(program: Start) -> Program:
    """A program without a token."""
    return program()
