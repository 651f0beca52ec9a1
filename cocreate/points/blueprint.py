"""The blueprint on which a member's pages of points stand."""

from flask import Blueprint

blueprint = Blueprint("points", __name__)
