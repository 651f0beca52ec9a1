"""The blueprint on which the desk's pages of perks stand."""

from flask import Blueprint

blueprint = Blueprint("desk_perks", __name__, url_prefix="/desk/perks")
