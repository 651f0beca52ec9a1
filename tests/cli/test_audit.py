"""The audit finds what was counted wrong, and changes nothing."""

from sqlalchemy import text

from cocreate.kernel.database import db
from tests import make
from tests.cli.conftest import Command
from tests.support.race import Real


def test_a_sound_site_adds_up(real: Real, command: Command) -> None:
    real.commit(lambda: make.idea(supporters=2))
    done = command("audit")
    assert (done.exit_code, done.output) == (0, "Everything adds up.\n")


def test_a_wrong_counter_is_printed_and_left_alone(real: Real, command: Command) -> None:
    idea = real.commit(lambda: make.idea(supporters=2).id)
    real.commit(lambda: db.session.execute(text("UPDATE ideas SET supports = 7")))
    for _ in range(2):
        done = command("audit")
        assert done.exit_code == 1
        assert f"idea {idea}: 7 supports" in done.output
