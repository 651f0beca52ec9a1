"""All pages of releases, and what their notices say; importing this module hangs them on the blueprint."""

from cocreate.roadmap.releases import reading, steps, telling, writing
from cocreate.roadmap.releases.blueprint import blueprint

PARTS = (reading, steps, writing, telling)
__all__ = ["PARTS", "blueprint"]
