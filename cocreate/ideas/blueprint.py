"""The blueprint on which the pages of ideas stand."""

from flask import Blueprint

blueprint = Blueprint("ideas", __name__)
