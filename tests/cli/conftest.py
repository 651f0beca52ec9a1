"""Running commands against a database of their own."""

from collections.abc import Callable

import pytest
from click.testing import CliRunner, Result

from cocreate.cli import main
from cocreate.kernel import bookkeeping
from cocreate.kernel.settings import Settings
from tests.support.race import Real

Command = Callable[..., Result]


@pytest.fixture
def settings(real: Real) -> Settings:
    """The settings of the site of `real`."""
    kept: Settings = real.app.config["COCREATE"]
    return kept


@pytest.fixture
def command(real: Real, settings: Settings) -> Command:
    """``command("audit")`` runs it on the site of `real`, which has no connection open meanwhile."""

    def run(*arguments: str, typed: str | None = None, **environ: str) -> Result:
        bookkeeping.engine(real.app).dispose()
        here = {
            "COCREATE_HOME": str(settings.home),
            "COCREATE_DATABASE_URL": settings.database_url,
            "COCREATE_SECRET_KEY": settings.secret_key,
            "COCREATE_DATA_KEYS": ",".join(settings.data_keys),
        }
        return CliRunner().invoke(main, arguments, input=typed, env=here | environ)

    return run
