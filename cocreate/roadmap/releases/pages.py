"""All pages of releases; importing this module hangs them on the blueprint."""

from cocreate.roadmap.releases import reading, steps, writing
from cocreate.roadmap.releases.blueprint import blueprint

PARTS = (reading, steps, writing)
__all__ = ["PARTS", "blueprint"]
