"""The blueprint on which the desk's pages of points stand."""

from flask import Blueprint

blueprint = Blueprint("desk_points", __name__, url_prefix="/desk/points")
