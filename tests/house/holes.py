"""What is known to be insecure: habits in the code (bandit), and holes in what it is built on (pip-audit).

``python -m tests.house.holes``, a part of `make check`. Nobody can look for known holes without the network: that is
said, and is no failure. A dependency that the advisories do not know at all is counted as not looked at.
"""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
PATIENCE = 30  # seconds until nobody answers
# How pip-audit ends when it could not ask: with words on what went wrong, and no answer.
_UNREACHABLE = ("Could not connect", "ConnectionError", "timed out", "ServiceError", "Max retries", "HTTPError")


def main() -> int:
    """Print what is wrong; 1 if anything is."""
    return max(habits(), holes())


def habits() -> int:
    """What bandit finds in the application; how it is to look is said in pyproject.toml."""
    command = [_program("bandit"), "--quiet", "--configfile", "pyproject.toml", "--recursive", "cocreate"]
    done = _run(command)
    if done.returncode:
        _say(done.stdout or done.stderr)
    return int(done.returncode != 0)


def holes() -> int:
    """Known holes in the pinned dependencies."""
    command = [_program("pip-audit"), "--disable-pip", "--require-hashes", "--format=json", "--progress-spinner=off"]
    for lock in sorted((ROOT / "requirements").glob("*.txt")):
        command += ["--requirement", str(lock)]
    try:
        done = _run(command, PATIENCE)
        found = json.loads(done.stdout)["dependencies"]
    except subprocess.TimeoutExpired:
        return _blind(f"nobody answered within {PATIENCE} seconds")
    except ValueError:
        if any(word in done.stderr for word in _UNREACHABLE):
            return _blind(done.stderr.strip().rpartition("\n")[2])
        _say(done.stderr)
        return 1
    return told(found)


def told(found: list[dict[str, Any]]) -> int:
    """Print what is known of each dependency that has a hole, and how many were looked at; 1 if any has."""
    looked_at = [one for one in found if "skip_reason" not in one]
    if not looked_at:
        return _blind("the advisories know none of the dependencies from here")
    holed = [f"{one['name']} {one['version']}: {hole['id']}" for one in looked_at for hole in one["vulns"]]
    _say(*holed, f"{len(looked_at)} of {len(found)} dependencies looked at, {len(holed)} known holes.")
    return int(bool(holed))


def _blind(reason: str) -> int:
    _say(f"Known holes were NOT looked for: {reason}.")
    return 0


def _say(*lines: str) -> None:
    print(*lines, sep="\n")  # noqa: T201 - a program


def _run(command: list[str], patience: int | None = None) -> subprocess.CompletedProcess[str]:
    return subprocess.run(command, cwd=ROOT, check=False, capture_output=True, text=True, timeout=patience)


def _program(name: str) -> str:
    return str(Path(sys.executable).with_name(name))


if __name__ == "__main__":
    sys.exit(main())
