"""A chat in which robots are heard."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from cocreate.kernel import outgoing
from tests.support import chats
from tests.support.chats import Chat


@pytest.fixture
def chat(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Chat]:
    """A chat that the site can call."""
    with chats.running(tmp_path) as chat:
        monkeypatch.setattr(outgoing, "INTERNET", chat.door())
        yield chat
