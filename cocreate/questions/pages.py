"""Every page of questions: importing a part puts its views on the blueprints."""

from cocreate.questions import answering, board, calming, feeds, writing
from cocreate.questions.blueprint import blueprint, of_answers

PARTS = (board, writing, answering, feeds, calming)

__all__ = ["PARTS", "blueprint", "of_answers"]
