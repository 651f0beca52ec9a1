"""Nobody learns from a site which addresses it knows: neither by its words nor by how much it does (which is time).

Work is counted, not timed: hashes of passwords, and statements.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any
from unittest.mock import Mock, patch

import pytest
from argon2 import PasswordHasher

from cocreate.accounts import rules
from tests.accounts.conftest import Outbox, said
from tests.support.browser import Client

EMAIL, PASSWORD, NOBODYS = "known@example.org", "seven quiet herons by the weir", "unknown@example.org"
NEWCOMER = {"name": "A Newcomer", "accept_terms": "y", "accept_privacy": "y"}
WAYS: dict[str, Callable[[str], dict[str, str]]] = {
    "/sign-in": lambda email: {"email": email, "password": "something else entirely"},
    "/reset": lambda email: {"email": email},
    "/sign-up": lambda email: {"email": email, "password": "nine loud geese on the lake", **NEWCOMER},
}
# Short statements by which a known address may cost more or less: the roles of who is found, the row of a link.
MARGIN = 2


@contextmanager
def counted(verb: str) -> Iterator[Mock]:
    """How often passwords are hashed (``hash``) or compared (``verify``)."""
    real = getattr(PasswordHasher, verb)
    with patch.object(PasswordHasher, verb, autospec=True, side_effect=real) as calls:
        yield calls


@pytest.mark.parametrize("path", WAYS)
def test_known_and_unknown_addresses_cost_the_same(
    client: Client, outbox: Outbox, statements: Callable[[], Any], path: str
) -> None:
    rules.add_member(EMAIL, "Known", PASSWORD)
    client.post(path, data=WAYS[path]("somebody@example.org"))  # what is done once is done
    outbox.mails()
    answers, hashes, asked = [], [], []
    for email in (NOBODYS, EMAIL):
        with statements() as seen, counted("hash") as made, counted("verify") as compared:
            answer = client.post(path, data=WAYS[path](email))
        answers.append((answer.status_code, answer.location, said(answer).replace(email, "")))
        hashes.append(made.call_count + compared.call_count)
        asked.append(len(seen))
        assert len(outbox.mails()) == (0 if path == "/sign-in" else 1)
    assert answers[0] == answers[1]
    assert hashes[0] == hashes[1] == (0 if path == "/reset" else 1)
    assert abs(asked[0] - asked[1]) <= MARGIN
