"""The page of an idea's evidence, the part on the idea's own page, and the files."""

import pytest

from tests import make
from tests.support.browser import Client


def test_smoke(client: Client) -> None:
    idea = make.idea(supporters=2)
    for path in ("/evidence", "/evidence.csv", "/evidence.jsonl"):
        answer = client.get(f"/ideas/{idea.post.public_id}{path}")
        assert answer.status_code == 200, answer.text
        print(answer.text[:200] if "." in path else "")
    client.sign_in(make.member(roles=["product"]))
    assert client.get("/desk/thresholds").status_code == 200
    assert client.get("/desk").status_code == 200
