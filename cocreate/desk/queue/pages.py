"""Every page of the queue: importing a part puts its views on the blueprint."""

from cocreate.desk.queue import appeals, bulk, cases, deciding, editing, letters, people
from cocreate.desk.queue.blueprint import blueprint

PARTS = (cases, deciding, editing, appeals, bulk, people, letters)

__all__ = ["PARTS", "blueprint"]
