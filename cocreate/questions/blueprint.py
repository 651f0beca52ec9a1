"""The blueprints on which the pages of questions and of answers stand."""

from flask import Blueprint

blueprint = Blueprint("questions", __name__)
of_answers = Blueprint("answers", __name__)
