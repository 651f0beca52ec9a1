"""Every page of ideas: importing a part puts its views on the blueprint."""

from cocreate.ideas import board, drafting, feeds, talk, triage, writing
from cocreate.ideas.blueprint import blueprint

PARTS = (board, writing, drafting, talk, triage, feeds)

__all__ = ["PARTS", "blueprint"]
