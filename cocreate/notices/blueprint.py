"""The blueprint on which the pages of notices stand."""

from flask import Blueprint

blueprint = Blueprint("notices", __name__)
