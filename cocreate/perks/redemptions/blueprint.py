"""The blueprint on which the pages of redemptions stand."""

from flask import Blueprint

blueprint = Blueprint("redemptions", __name__)
