"""The blueprint on which all pages of releases hang."""

from flask import Blueprint

blueprint = Blueprint("releases", __name__)
