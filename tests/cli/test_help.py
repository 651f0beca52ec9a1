"""Commands are listed without being loaded."""

import subprocess
import sys

import click
from click.testing import CliRunner

from cocreate.cli import COMMANDS, main

HELP = (
    "import sys; from cocreate.cli import main; main(['-h'], standalone_mode=False); sys.exit('flask' in sys.modules)"
)


def test_the_list_says_what_each_command_says_of_itself() -> None:
    said = CliRunner().invoke(main, ["--help"]).output
    context = click.Context(main)
    for name, place in COMMANDS.items():
        command = main.get_command(context, name)
        assert command is not None
        assert (command.name, (command.help or "").startswith(place.help)) == (name, True)
        assert f"  {name} " in said


def test_the_list_is_told_before_the_application_is_loaded() -> None:
    done = subprocess.run([sys.executable, "-c", HELP], capture_output=True, text=True, check=True)
    assert "Serve the site" in done.stdout
