"""Every page and every job of notices: importing a part puts its views on the blueprint, its jobs into the worker."""

from cocreate.notices import leaving, letters, listing
from cocreate.notices.blueprint import blueprint

PARTS = (listing, leaving, letters)

__all__ = ["PARTS", "blueprint"]
