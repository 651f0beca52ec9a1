"""A site that is walked through by everybody who sees pages of their own."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.conftest import copied, dispose, make_app, settings_of
from tests.support import naughty
from tests.support.race import Real
from tests.support.walk import Seen, Way, walk
from tests.support.ways import ways


@dataclass(frozen=True, eq=False)
class Walked:
    """The site, who walked through it, and what each of them saw."""

    site: Real
    ways: dict[str, Way]
    seen: dict[str, list[Seen]]


@pytest.fixture(scope="session")
def walked(server: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Walked]:
    with copied(server) as url:
        app = make_app(settings_of(tmp_path_factory.mktemp("home"), url))
        site = Real(app)
        everybody = ways(site)
        yield Walked(site, everybody, {name: list(walk(app, way)) for name, way in everybody.items()})
        dispose(app)


@pytest.fixture(scope="session")
def strings(test_data: Path) -> list[str]:
    """Strings that have broken other programs."""
    return naughty.strings(test_data)
