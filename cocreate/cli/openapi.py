"""``openapi``: the document that describes the API."""

import json

import click
from flask import g

from cocreate.api.document import document
from cocreate.cli.application import at
from cocreate.kernel.i18n import Voice
from cocreate.kernel.settings import Settings

# The document needs the application, but nothing of its database.
_NO_DATABASE = "postgresql://localhost/none"


@click.command()
def openapi() -> None:
    """Print the OpenAPI document of the API."""
    with at(Settings.from_env(), _NO_DATABASE):
        g.voice = Voice()  # no brand is asked for its words
        click.echo(json.dumps(document(), ensure_ascii=False, indent=2))
