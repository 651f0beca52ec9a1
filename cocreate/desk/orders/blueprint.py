"""The blueprint on which the desk's pages of orders and codes stand."""

from flask import Blueprint

blueprint = Blueprint("desk_orders", __name__)
