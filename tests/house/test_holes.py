"""What is said of known holes: those there are fail the check, not being able to look does not."""

import subprocess
from typing import Any

import pytest

from tests.house import holes

SOUND = {"name": "even", "version": "1.0", "vulns": []}
HOLED = {"name": "leaky", "version": "2.1", "vulns": [{"id": "PYSEC-2026-1", "fix_versions": ["2.2"]}]}
UNKNOWN = {"name": "private", "skip_reason": "not found"}


@pytest.mark.parametrize(
    ("found", "status", "words"),
    [
        ([SOUND], 0, "1 of 1 dependencies looked at, 0 known holes."),
        ([SOUND, HOLED, UNKNOWN], 1, "leaky 2.1: PYSEC-2026-1\n2 of 3 dependencies looked at, 1 known holes."),
        ([UNKNOWN], 0, "Known holes were NOT looked for"),
    ],
)
def test_a_known_hole_fails(
    capsys: pytest.CaptureFixture[str], found: list[dict[str, Any]], status: int, words: str
) -> None:
    assert holes.told(found) == status
    assert words in capsys.readouterr().out


@pytest.mark.parametrize(("says", "status"), [("ERROR: Could not connect to the feed", 0), ("ERROR: no such file", 1)])
def test_no_network_is_told_and_passes_whatever_else_goes_wrong_fails(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], says: str, status: int
) -> None:
    monkeypatch.setattr(holes, "_run", lambda *_: subprocess.CompletedProcess([], 1, "", says))
    assert holes.holes() == status
    assert says in capsys.readouterr().out
