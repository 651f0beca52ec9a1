"""The blueprint on which the desk's pages stand."""

from flask import Blueprint

blueprint = Blueprint("desk", __name__)
