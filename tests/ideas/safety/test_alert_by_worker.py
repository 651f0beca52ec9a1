"""The alert as the worker does it: no request around it, its letters handed to the mail server."""

from email import message_from_bytes, policy
from pathlib import Path

from cocreate.kernel import jobs
from tests import make
from tests.make.answers import problem
from tests.support.race import Real


def test_the_worker_writes_to_the_team_without_a_request(real: Real, tmp_path: Path) -> None:
    real.commit(lambda: make.member(roles=["product"], email="team@example.org", locale="zh"))
    real.commit(lambda: problem(safety=True))
    for _round in ("alert", "mail"):
        for name, arguments in real.commit(jobs.take_waiting):
            jobs.run(real.app, name, arguments)
    (letter,) = (tmp_path / "mail").glob("*.eml")
    parsed = message_from_bytes(letter.read_bytes(), policy=policy.default)
    assert (parsed["To"], parsed["Subject"]) == ("team@example.org", "安全问题：It locks me in")
